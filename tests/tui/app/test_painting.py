"""What a key costs: one painting, of what changed, and no layout."""

import asyncio
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from octavo.library.library import Library
from octavo.model.tag import Tag
from octavo.tui.app import Octavo
from octavo.tui.controllers.articles import tagging
from octavo.tui.screens.main import MainScreen
from octavo.tui.terminal.painting import PaintedSoon, Painter, Patch, Patches, outermost
from tests.making import MakeArticle
from tests.tui.app.conftest import WIDE, Open, Reader

Cell = tuple[str, str]
"""A character, and the codes by which it is sent to a terminal."""


def cells(strip: Strip) -> list[Cell]:
    """The cells of a line as they look; all but the first of a wide character are empty."""
    return [
        (sign if n == 0 else "", _codes(style))
        for text, style, _ in strip
        for sign in text
        for n in range(cell_len(sign))
    ]


@cache
def _codes(style: Style | None) -> str:
    return style.render("x", color_system=ColorSystem.TRUECOLOR) if style else ""


class Counted(Octavo):
    """Counts how often the screen is painted and laid out."""

    painted = 0
    laid_out = 0

    def post_display_hook(self) -> None:
        self.painted += 1

    async def at_rest(self) -> None:
        """Wait until what is to be painted has been, and what comes of that as well."""
        for _ in range(3):
            painted = asyncio.Event()
            self.screen.call_after_refresh(painted.set)
            await painted.wait()
        screen = self.screen
        while isinstance(screen, PaintedSoon) and screen._is_due:
            await asyncio.sleep(0.001)  # the painting of it is on its way, though it is done

    def count_layouts(self) -> None:
        def laid_out(_screen: Screen[object]) -> None:
            self.laid_out += 1

        self.screen.screen_layout_refresh_signal.subscribe(self.screen, laid_out, True)


@pytest.mark.parametrize(
    ("before", "key"),
    [
        pytest.param((), "j", id="moving in the list"),
        pytest.param(("j",), "k", id="moving back to a text that was shown before"),
        pytest.param((), "enter", id="giving the keyboard to the text"),
        pytest.param(("enter",), "h", id="giving it back to the list"),
        pytest.param(("enter", "pagedown"), "pagedown", id="turning a page"),
        pytest.param(("enter",), "]", id="going to the next article from inside a text"),
        pytest.param((), "x", id="marking"),
        pytest.param((), "1", id="toggling a pinned tag"),
        pytest.param((), "s", id="starring, which moves on"),
    ],
)
async def test_a_key_paints_once_and_lays_nothing_out(
    library: Library, make_article: MakeArticle, tmp_path: Path, before: list[str], key: str
) -> None:
    for name in ("First", "Second", "Third"):
        make_article(name, f"{name} paragraph.\n\n" * 60, tags="essay")
    library.tags.pin([Tag("river")])
    app = Counted(library, state=tmp_path / "state.json")
    async with app.run_test(size=WIDE) as pilot:
        reader = Reader(app, pilot)
        await reader.press("j", "k", *before)
        await app.at_rest()
        app.count_layouts()
        app.painted = 0

        await reader.press(key)
        await app.at_rest()

        assert (app.painted, app.laid_out) == (1, 0)


async def test_the_tag_editor_opens_in_one_painting(
    library: Library, make_article: MakeArticle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where suggestions were looked for, and there are none; the first time it is made."""
    monkeypatch.setattr(tagging, "_PAINTED", 0.001)
    make_article("First", "A paragraph.", tags="essay")
    app = Counted(library, state=tmp_path / "state.json")
    async with app.run_test(size=WIDE) as pilot:
        reader = Reader(app, pilot)
        await reader.step("t", "escape")
        await app.at_rest()
        app.painted = 0
        await reader.step("t")
        await app.at_rest()
        assert app.painted == 1


async def test_the_list_and_the_text_never_tell_of_different_articles(
    library: Library, make_article: MakeArticle, tmp_path: Path
) -> None:
    """At every painting, the headline and the text are of one article, that of the cursor.

    Only where another query is listed, the list is painted first, and then the text.
    """
    for name in ("First", "Second", "Third"):
        make_article(name, f"{name} text.")
    seen: list[tuple[str, str]] = []
    ahead: list[bool] = []

    class Watched(Octavo):
        def post_display_hook(self) -> None:
            main = self.screen_stack[0] if self.screen_stack else None
            assert main is None or isinstance(main, MainScreen)
            if main and main.panes.list.cursor and (item := main.panes.headline.item):
                seen.append((item.title, main.panes.text.text.split()[0]))
                ahead.append(main.panes.list.cursor != item.id)

    app = Watched(library, state=tmp_path / "state.json")
    async with app.run_test(size=WIDE) as pilot:
        reader = Reader(app, pilot)
        await reader.step("j", "j", "k")
        assert not any(ahead)
        await reader.step("/", *"first", "enter", "escape")

    assert not any(map(all, pairwise(ahead)))
    assert not ahead[-1]
    assert {headline == text for headline, text in seen} == {True}
    assert {headline for headline, _ in seen} == {"First", "Second", "Third"}


async def test_what_is_painted_directly_is_what_textual_would_paint(
    make_article: MakeArticle, open_room: Open
) -> None:
    """Holds for this version of Textual, whose private names the painter builds on."""
    make_article("First", "First text.", tags="essay")
    async with open_room() as reader:
        compositor = reader.main._compositor
        panes = reader.panes
        bar = panes.tag_editor.bar
        for leaf in (panes.list, panes.text, panes.headline, bar, reader.footer):
            leaf.refresh()
            compositor.update_widgets({leaf})

            update = compositor.render_partial_update()

            assert isinstance(update, Patches), leaf
            whole = compositor.render_strips()
            for x, y, strip in update.patches:
                assert cells(strip) == cells(whole[y].crop(x, x + strip.cell_length)), leaf
            assert len(update.patches) == leaf.size.height, leaf


async def test_what_was_painted_by_and_by_is_what_stands_there(
    library: Library, make_article: MakeArticle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever comes over the list and the text, and goes again."""
    for name in ("First", "Second", "Third"):
        make_article(name, f"# {name}\n\n{name} [text](https://a.example).", tags="essay")
    grid: dict[tuple[int, int], Cell] = {}
    render_update = Painter.render_update

    def seen(painter: Painter, *how: object, **named: object) -> object:
        update = render_update(painter, *how, **named)  # type: ignore[arg-type]
        if update is not None:
            lines = enumerate(painter.render_strips())
            whole = [Patch(0, y, strip) for y, strip in lines]
            for x, y, strip in update.patches if isinstance(update, Patches) else whole:
                grid.update({(x + at, y): cell for at, cell in enumerate(cells(strip))})
        return update

    monkeypatch.setattr(Painter, "render_update", seen)
    app = Counted(library, state=tmp_path / "state.json")
    async with app.run_test(size=WIDE) as pilot:
        reader = Reader(app, pilot)

        def stands() -> dict[tuple[int, int], Cell]:
            strips = app.screen._compositor.render_strips()
            rows = ((y, cells(strip)) for y, strip in enumerate(strips))
            return {(x, y): cell for y, row in rows for x, cell in enumerate(row)}

        panels = "b e escape ; escape enter o escape & escape t s escape escape h / t escape b"
        for key in ("j", *panels.split()):
            await reader.press(key)
            await reader.until(lambda: grid == stands())  # the passages of rows come later


@pytest.mark.parametrize(
    ("regions", "kept"),
    [
        pytest.param([(0, 0, 9, 2), (0, 1, 9, 1)], [(0, 0, 9, 2)], id="one within another"),
        pytest.param([(0, 4, 9, 1), (0, 1, 9, 1)], [(0, 1, 9, 1), (0, 4, 9, 1)], id="apart"),
        pytest.param([(0, 0, 9, 0)], [], id="of no height"),
    ],
)
def test_a_line_is_painted_once(
    regions: list[tuple[int, int, int, int]], kept: list[tuple[int, int, int, int]]
) -> None:
    assert outermost(Region(*region) for region in regions) == [Region(*r) for r in kept]
