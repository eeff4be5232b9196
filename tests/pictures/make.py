"""Draws octavo from the running app: `python -m tests.pictures.make [FOLDER [WORD …]]`.

Without a folder it draws the README's picture. With one it draws the screens there, in four
sizes, dark, light and without colours, to be looked at before a release; with words only those
whose names have all of them, such as `palette 50x15 plain`. Each is drawn once the app is at
rest.
"""

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from octavo.library.library import Library
from octavo.services.new_library import guide_drafts
from octavo.settings.config import Config
from octavo.tui.app import Octavo
from tests.making import passing_folder
from tests.tui.pilot import at_rest

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
SIZES = ((200, 60), (120, 40), (80, 24), (50, 15))
LOOKS = {"dark": "textual-dark", "light": "textual-light", "plain": "textual-dark"}
"""The themes; the last is drawn as NO_COLOR has it."""
SCREENS: dict[str, tuple[str, ...]] = {
    "list": (),
    "search": _SEARCH,
    "nothing-found": ("slash", *"lefaes", "enter"),
    "tagging": _TAGGING,
    "marked": ("x", "x", "t"),
    "text": ("enter",),
    "inside-text": ("enter", "space", "space"),
    "caret": ("enter", "v", "v", "j", "j"),
    "hints": ("enter", "space", "f"),
    "find": ("enter", "slash", *"the"),
    "outline": ("enter", "O"),
    "about": ("enter", "i"),
    "links": ("enter", "L"),
    "highlights": ("enter", "H", "A"),
    "note": ("enter", "c", *"A note"),
    "triage": ("exclamation_mark",),
    "help": ("question_mark",),
    "palette": ("colon",),
    "add": ("a",),
    "correct": ("I",),
    "orders": ("comma",),
    "later": ("w",),
    "copy-as": ("Y",),
    "sidebar": ("b",),
    "saved": ("semicolon",),
    "rules": ("percent_sign",),
    "tags": ("T",),
    "feeds": ("F",),
    "notes": ("c", *"A note", "escape", "M"),
    "trash": ("d", "slash", *"in:trash", "enter"),
}
"""The keys that lead to each."""
GALLERY = tuple(
    Picture(f"{screen}-{columns}x{rows}-{look}", columns, rows, theme, keys)
    for screen, keys in SCREENS.items()
    for columns, rows in SIZES
    for look, theme in LOOKS.items()
)


async def draw(picture: Picture, path: Path) -> None:
    """Open the guide, press some keys and keep what is on the screen."""
    with passing_folder() as folder:
        articles, notes = guide_drafts()
        with Library.create(Path(folder) / "library") as library:
            library.add(articles, notes)
            app = Octavo(library, "", Config(theme=picture.theme), Path(folder) / "state.json")
            async with app.run_test(
                size=(picture.columns, picture.rows), notifications=True
            ) as pilot:
                await pilot.press(*picture.keys)
                await pilot.pause()
                await at_rest()
                svg = app.export_screenshot(title="octavo")
            # a thread that still writes the index keeps the folder from being taken away
            await asyncio.get_running_loop().shutdown_default_executor()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_FONTS.sub("", svg).replace("<svg ", _SPACED, 1), encoding="utf-8")


def main(arguments: Sequence[str] = ()) -> None:
    """Draw what the command line asks for, whatever colours this terminal has."""
    os.environ["COLORTERM"] = "truecolor"
    if not arguments:
        asyncio.run(draw(README, README_PICTURE))
        return
    folder, *words = arguments
    for picture in GALLERY:
        if all(word in picture.name.split("-") or word == picture.name for word in words):
            os.environ["NO_COLOR"] = "1" if picture.name.endswith("plain") else ""
            asyncio.run(draw(picture, Path(folder) / f"{picture.name}.svg"))


if __name__ == "__main__":
    main(sys.argv[1:])
