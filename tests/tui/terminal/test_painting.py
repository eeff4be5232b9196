"""The parts of a widget are styled when they are drawn, and as Textual would style them."""

import asyncio
import re
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color as TextualColor
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Label

from octavo.tui.terminal import painting
from octavo.tui.terminal.painting import (
    LINE_CONTRAST,
    TEXT_CONTRAST,
    DrawnParts,
    StillBehind,
    contrast,
    strengthened,
    told_apart,
    written,
)


class Textuals(Widget):
    """A widget whose parts Textual styles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"part--plain", "part--focused"}
    DEFAULT_CSS = """
    Textuals {
        & > .part--plain { color: $primary; }
        &.-on > .part--plain { color: $error; text-style: bold; }
        & > .part--focused { background: $surface; }
    }
    """


class Ours(DrawnParts, Textuals):
    """The same, with parts that are styled when they are drawn."""


class Beside(App[None]):
    """Shows both."""

    def compose(self) -> ComposeResult:
        yield Textuals()
        yield Ours()

    @property
    def both(self) -> list[Textuals]:
        """The two, as Textual does it and as octavo does."""
        return [self.query_exactly_one(Ours), self.query(Textuals).first()]


async def test_a_part_looks_as_textual_has_it_whatever_changes() -> None:
    async with Beside().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Beside)
        for change in (lambda: None, lambda: [each.add_class("-on") for each in app.both]):
            change()
            await pilot.pause()
            ours, textuals = (each.get_visual_style("part--plain") for each in app.both)
            assert ours == textuals
        app.theme = "textual-light"
        await pilot.pause()
        ours, textuals = (each.get_visual_style("part--plain") for each in app.both)
        assert ours == textuals


class Behind(StillBehind[None]):
    """A screen with something that can change."""

    def compose(self) -> ComposeResult:
        yield Label("before")


class Counting(App[None]):
    """Counts what is sent to the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def get_default_screen(self) -> Screen[None]:
        return Behind()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        self.paints += 1
        super()._display(screen, renderable)


async def test_a_screen_behind_another_is_painted_when_it_changes_and_then_no_more() -> None:
    async with Counting().run_test() as pilot:
        app, behind = pilot.app, pilot.app.screen
        assert isinstance(app, Counting)
        await app.push_screen(ModalScreen())
        await pilot.pause()
        count = app.paints
        behind.query_exactly_one(Label).update("after")
        await pilot.pause()
        assert app.paints > count
        count = app.paints
        for _ in range(5):
            behind.call_later(lambda: None)
            await pilot.pause()
        assert app.paints == count
        assert "after" in app.export_screenshot()


async def test_a_change_is_painted_when_the_loop_has_come_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No timer is waited for, and what comes in the meantime is painted at the same time."""
    monkeypatch.setattr(painting, "_APART", 0)
    async with Counting().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Counting)
        await pilot.pause()
        count = app.paints
        for turn in range(3 * painting._TURNS):
            if turn < painting._TURNS // 2:
                app.screen.query_exactly_one(Label).refresh()
            await asyncio.sleep(0)
        assert app.paints == count + 1


async def test_a_change_is_painted_once_nothing_else_is_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(painting, "_APART", 0)
    async with Counting().run_test() as pilot:
        turns: list[int] = []
        come_round = painting.PaintedSoon._paint_after
        await pilot.pause()

        def counted(screen: painting.PaintedSoon[None], left: int) -> None:
            turns.append(left)
            come_round(screen, left)

        monkeypatch.setattr(painting.PaintedSoon, "_paint_after", counted)
        painted = asyncio.Event()
        pilot.app.screen.query_exactly_one(Label).refresh()
        pilot.app.screen.call_after_refresh(painted.set)
        await painted.wait()
        assert 0 < len(turns) < painting._TURNS


async def test_a_widget_has_no_part_that_it_does_not_name() -> None:
    async with Beside().run_test() as pilot:
        with pytest.raises(KeyError):
            pilot.app.query_one(Ours).get_component_styles("part--unknown")


COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOURS, COLOURS, st.booleans())
def test_what_is_too_faint_is_strengthened_and_the_rest_stays(
    ink: tuple[int, int, int], ground: tuple[int, int, int], is_text: bool
) -> None:
    style = Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*ground))
    least = TEXT_CONTRAST if is_text else LINE_CONTRAST

    strong = strengthened(style, (0, 0, 0), is_text)

    assert strong.color is not None
    assert strong.color.triplet is not None
    assert contrast(strong.color.triplet, ground) >= least
    assert (strong == style) == (contrast(ink, ground) >= least)


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        pytest.param("#e0e0e0 on #12293b", Style(reverse=True), id="a row under the cursor"),
        pytest.param("#111111 on #ffa62b", None, id="a hit, of which the ground is seen"),
        pytest.param("#e0e0e0 on #181818", None, id="a ground that is next to none"),
        pytest.param("#1e1e1e on #181818", Style(dim=True), id="text that would be unseen"),
        pytest.param("#e0e0e0", None, id="text"),
    ],
)
def test_sixteen_colours_keep_what_stands_out_apart(style: str, seen: Style | None) -> None:
    given, ground = Style.parse(style), TextualColor.parse("#121212")

    shown = told_apart(given, ground)

    if seen is None:
        assert shown == given
    else:
        assert (shown.color, shown.bgcolor) == (None, None)
        assert (bool(shown.reverse), bool(shown.dim)) == (bool(seen.reverse), bool(seen.dim))


class DrawnCounting(Counting):
    """Shows a widget of octavo's, too."""

    def compose(self) -> ComposeResult:
        yield Ours()


async def test_what_is_drawn_anew_is_painted_without_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with DrawnCounting().run_test() as pilot:
        app, drawn = pilot.app, pilot.app.screen.query_exactly_one(Ours)
        assert isinstance(app, Counting)
        await pilot.pause()
        count, told = app.paints, list[Message]()
        with monkeypatch.context() as patched:
            patched.setattr(drawn, "post_message", told.append)
            drawn.refresh()
            while app.paints == count:
                await asyncio.sleep(0)
        assert told == []


STYLES = [
    *map(Style.parse, ("red on blue", "bold red on blue", "#808080 on #101010", "reverse")),
    *map(Style.parse, ("#c8301e on #101010", "#0a301e on #101010", "#c8301e", "#0a301e")),
    *map(Style.parse, ("#a0a0a0 on #101010", "bold #a0a0a0 on #101010", "on #101010", "none")),
    Style(color="#808080", bgcolor="#101010", link="https://x.example"),
]


def cells(said: str) -> list[tuple[str, list[str], str]]:
    """Each character that a terminal is sent, with the codes that hold for it and its link."""
    seen: list[tuple[str, list[str], str]] = []
    codes, link = dict[str, str](), ""
    for part in re.findall(r"\x1b\[[\d;]*m|\x1b\]8;.*?\x1b\\|.", said):
        if part.startswith("\x1b]"):
            link = part.split(";", 2)[2].removesuffix("\x1b\\")
        elif part.startswith("\x1b["):
            for code in re.findall(r"[34]8;2;\d+;\d+;\d+|\d+", part):
                kind = code[:2] if ";" in code else code[0] if len(code) > 1 else code
                codes = {} if code == "0" else {**codes, kind: code}
        else:
            seen.append((part, sorted(codes.values()), link))
    return seen


@given(st.lists(st.tuples(st.text("ab ", min_size=1, max_size=3), st.sampled_from(STYLES))))
def test_a_line_is_written_shorter_and_says_the_same(pieces: list[tuple[str, Style]]) -> None:
    segments = [Segment(text, style) for text, style in pieces]
    console = Console(color_system="truecolor", force_terminal=True)
    said, textuals = written(Strip(segments), console), Strip(segments).render(console)
    assert cells(said) == cells(textuals)
    assert len(said) <= len(textuals)
    assert not cells(f"{said}x") or cells(f"{said}x")[-1] == ("x", [], "")
