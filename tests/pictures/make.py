"""Draws octavo from the running app: `python -m tests.pictures.make [FOLDER]`.

Without a folder it draws the README's picture. With one it draws the main screen there, in
three sizes and two themes, to be looked at before a release.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from octavo.library.library import Library
from octavo.services.new_library import guide_drafts
from octavo.settings.config import Config
from octavo.tui.app import Octavo

README_PICTURE = Path(__file__).parents[2] / ".github" / "octavo.svg"

_SEARCH = ("slash", *"leaves", "enter", "g")
_TAGGING = (*_SEARCH, "t", *"cra")
_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Where the picture would fetch its letters from; those of the reader will do."""
_SPACED = '<svg xml:space="preserve" '
"""Some programs else drop the blanks at the start of a piece of text."""


class Picture(Struct, frozen=True):
    """What to show, and how large."""

    name: str
    columns: int = 120
    rows: int = 32
    theme: str = "textual-dark"
    keys: tuple[str, ...] = _SEARCH


README = Picture("octavo", keys=_TAGGING)
SIZES = {"wide": (140, 40), "usual": (100, 30), "narrow": (60, 24)}
GALLERY = tuple(
    Picture(f"{name}-{theme}", columns, rows, theme, keys)
    for name, (columns, rows) in SIZES.items()
    for theme in ("textual-dark", "textual-light")
    for keys in [_SEARCH if name != "narrow" else ()]
)


async def draw(picture: Picture, path: Path) -> None:
    """Open the guide, press some keys and keep what is on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        articles, notes = guide_drafts()
        with Library.create(Path(folder) / "library") as library:
            library.add(articles, notes)
            app = Octavo(library, "", Config(theme=picture.theme), Path(folder) / "state.json")
            async with app.run_test(size=(picture.columns, picture.rows)) as pilot:
                await pilot.press(*picture.keys)
                await pilot.pause(0.5)
                svg = app.export_screenshot(title="octavo")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_FONTS.sub("", svg).replace("<svg ", _SPACED, 1), encoding="utf-8")


def main(arguments: Sequence[str] = ()) -> None:
    """Draw what the command line asks for, whatever colours this terminal has."""
    os.environ["COLORTERM"] = "truecolor"
    if not arguments:
        asyncio.run(draw(README, README_PICTURE))
        return
    for picture in GALLERY:
        asyncio.run(draw(picture, Path(arguments[0]) / f"{picture.name}.svg"))


if __name__ == "__main__":
    main(sys.argv[1:])
