"""A panel beside the text, or over it or the list: rows, and a line that narrows them.

Long because its rows are drawn, found and narrowed here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.css.scalar import Scalar
from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from octavo.text import count_of, grouped, truncated, visible
from octavo.tui.bindings import ignore_message
from octavo.tui.widgets.base.line_input import FilteredRows, LineInput, once_typed
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from textual.timer import Timer

_SLICE = 0.004
"""Seconds of looking for more rows, without letting the reader wait."""

_PAUSE = 0.005
"""Seconds between two slices."""

_FRAME = 7
"""Cells of the border, the bar of the cursor, the sign, one level, and the scroll bar."""


class PanelLines(FilteredRows[PanelRow, int], can_focus=False):
    """Draws each row on a line, or its note on a second one."""

    DEFAULT_CSS = """
    PanelLines {
        & > .row-view--cursor { background: $primary 30%; }
        & > .row-view--edge { color: $primary; }
        & > .panel-lines--lit { color: $text-primary; text-style: bold; }
        & > .panel-lines--note { color: $foreground 70%; }
        &:ansi > .panel-lines--note { color: ansi_default; }
    }
    """

    def __init__(self, lines: int, sign: str, clicked: Callable[[], None]) -> None:
        """`sign` stands before a row that is lit."""
        self.LINES = lines  # type: ignore[misc]  # of this list, not of its kind
        super().__init__()
        self._sign = sign
        self._clicked = clicked

    def key_of(self, entry: PanelRow) -> int:
        return entry.key

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry, ground = self.rows[row], self.ground(row)
        lit = ("panel-lines--lit",) if entry.lit else ()
        note = self.style_of(*ground, "panel-lines--note")
        first = self.begun(row, width).add("  " * entry.depth)
        sign = entry.letter or (self._sign if entry.lit else " ")
        first.add(f"{sign} ", self.style_of(*ground, *lit))
        if entry.label:  # it is what is set off then
            first.add(entry.label, self.style_of(*ground, *lit) if lit else note)
            lit = ()
        beside = f"  {visible(entry.below)}" if entry.below and self.row_height == 1 else ""
        words = visible(entry.text)
        if entry.number:  # which is whole, and so is half of the rest at least
            room = max(0, first.left - len(entry.number) - 2)
            words = truncated(words, room - min(cell_len(beside), room // 2))
            beside = truncated(beside, room - cell_len(words))
        first.add(words, self.style_of(*ground, *lit)).add(beside, note)
        if entry.number:
            first.skip_to(width - len(entry.number) - 1).add(entry.number, note)
        if self.row_height == 1:
            return [first.strip()]
        second = self.begun(row, width).add("  ").add(visible(entry.below), note)
        return [first.strip(), second.strip()]

    def row_clicked(self, row: int, event: events.Click) -> None:  # noqa: ARG002
        self._clicked()


class Panel(Widget):
    """A line to type in and the rows that match it, found a few at a time while they are shown.

    What is chosen is told at once: the key after it is already meant for what comes of it.

    Large because keys take six methods, and its rows are found by and by.
    """

    DEFAULT_CSS = """
    Panel {
        display: none;
        layer: panel;
        dock: right;
        width: 100%;
        max-width: 100%;
        height: 100%;
        layout: grid;
        grid-size: 3 2;
        grid-columns: auto 1fr auto;
        grid-rows: 1 1fr;
        background: $surface;
        &.-beside { layer: default; width: 36; border-left: vkey $primary 50%; }
        .panel--name { width: auto; padding: 0 1; color: $primary; text-style: bold; }
        .panel--count { width: 19; padding: 0 1; color: $foreground 70%; text-align: right; }
        PanelLines { column-span: 3; }
    }
    """

    WIDTH, LEAST_TEXT = 36, 32
    """Cells that it takes beside the text, and that it leaves at least to the lines of that."""

    is_beside: var[bool] = var(False)
    """Whether it lies beside the text, not over all of it."""

    called = ""
    """What the rows are, such as `outline`."""
    counted = ""
    """What one of them is."""
    where = " in this text"
    lines_a_row = 1
    sign = "▸"
    is_narrowed_by_typing = True
    """Whether letters narrow the rows; else they are commands."""

    def __init__(self) -> None:
        super().__init__()
        self.input = LineInput(self._narrow, placeholder="filter")
        self.lines = PanelLines(self.lines_a_row, self.sign, self._choose)
        self.lines.can_focus = not self.is_narrowed_by_typing
        self._count = Static(classes="panel--count", markup=False)
        self._all: list[PanelRow] = []
        self._more: Iterator[PanelRow] = iter(())
        self._is_looking = False
        """Whether more rows may be found."""
        self._ticks: Timer | None = None
        self._covers: Scalar | None = None
        self._chosen: Callable[[PanelRow], object] = ignore_message
        self._added: Callable[[PanelRow], object] = ignore_message
        self._left: Callable[[], None] = lambda: None

    def fit(self, *, beside: bool, room: Size) -> None:  # noqa: ARG002
        """Lie beside the text where there is room, else over all of it: it cuts no line."""
        self.is_beside = beside

    @property
    def room(self) -> int:
        """Cells that a row has for words which are indented by one level."""
        side = self.parent.size if isinstance(self.parent, Widget) else self.size
        whole = side.width or self.app.size.width  # none while only the list is shown
        return max(1, (self.WIDTH if self.is_beside else whole) - _FRAME)

    def cover(self, width: Scalar | None) -> None:
        """Lie over all of what is so wide, unless it stands beside that."""
        self._covers = width
        self.styles.min_width = None if self.is_beside else width

    def watch_is_beside(self, is_beside: bool) -> None:
        self.set_class(is_beside, "-beside")
        self.cover(self._covers)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines that are alike: it has a border at its sides, or none."""
        return super().render_lines(crop._replace(height=1)) * crop.height

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.display

    @property
    def cursor(self) -> PanelRow | None:
        """The row that is pointed at."""
        return self.lines.rows[self.lines.at] if self.lines.rows else None

    def open(
        self,
        rows: Iterable[PanelRow],
        chosen: Callable[[PanelRow], object],
        closed: Callable[[], None],
        *,
        at: int | None = None,
        added: Callable[[PanelRow], object] = ignore_message,
    ) -> None:
        """Show rows in their order, with the cursor on the one whose key is `at`; take keys.

        `chosen` is told the row that Enter is pressed on, `closed` that there was none, and
        `added` the one that is to be added, or used.
        """
        self._chosen, self._left, self._added = chosen, closed, added
        self.fill(rows)
        if self.is_narrowed_by_typing:
            self.input.open()
        else:
            self.screen.set_focus(self.lines)
        while self._look_on() and at is not None and all(row.key != at for row in self._all):
            pass
        self.lines.point(at)

    def fill(self, rows: Iterable[PanelRow]) -> None:
        """Be on the screen with these rows; those not at hand are found by and by."""
        at_hand = rows if isinstance(rows, Sequence) else ()
        self._all, self._more = list(at_hand), iter(() if at_hand else rows)
        if not self.input.is_attached:
            name = Static(self.called, classes="panel--name")
            self.mount(name, self.input, self._count, self.lines)
        self.input.put("", tell=False)
        self.lines.placeholder = Content("")
        self.lines.take(self._matching(self._all))
        self.display = True  # a class would have the style of each part in it worked out anew

    def put(self, rows: Sequence[PanelRow]) -> None:
        """Show other rows, with the cursor on the same one or nearby."""
        self._all, self._more = list(rows), iter(())
        self.lines.show(self._matching(self._all))
        self._tell()

    def close(self) -> None:
        """Be gone, with nothing chosen."""
        self._more = iter(())
        self.display = False

    def on_descendant_blur(self) -> None:
        """Close when the keyboard goes elsewhere: the text may become another one."""
        if self.screen.focused not in (None, self.input, self.lines):
            self.close()

    async def action_choose(self) -> None:
        """Choose the row that is pointed at; of one not found yet, find it first."""
        await self.input.settled()
        while not self.lines.rows and self._look_on():
            pass
        self._choose()

    async def action_add(self) -> None:
        """Have what is pointed at added, or used, and stay."""
        await self.input.settled()
        if row := self.cursor:
            self._added(row)

    async def action_close(self) -> None:
        """Go back to the text as it stands."""
        await self.input.settled()
        self.close()
        self._left()

    action_next_row = once_typed(lambda self: self.lines.move(1))
    action_previous_row = once_typed(lambda self: self.lines.move(-1))
    action_first_row = once_typed(lambda self: self.lines.action_scroll_home())
    action_last_row = once_typed(lambda self: self.lines.action_scroll_end())
    action_next_page = once_typed(lambda self: self.lines.action_page_down())
    action_previous_page = once_typed(lambda self: self.lines.action_page_up())

    def _choose(self) -> None:
        if row := self.cursor:
            self.close()
            self._chosen(row)

    def _look_on(self) -> bool:
        """Look for more rows for a moment; False once there are no more."""
        end = perf_counter() + _SLICE
        found: list[PanelRow] = []
        row = None
        for row in self._more:
            found.append(row)
            if perf_counter() > end:
                break
        else:
            row = None
        self._all += found
        self._is_looking = row is not None
        if self._ticks is None:
            self._ticks = self.set_interval(_PAUSE, self._look_on)
        if row is None:
            self._ticks.pause()
        else:
            self._ticks.resume()
        self.lines.take([*self.lines.rows, *self._matching(found)])
        self._tell()
        return row is not None

    def _narrow(self, typed: str) -> None:
        self.lines.show(self._matching(self._all), first=bool(typed))
        self._tell()

    def _matching(self, rows: Sequence[PanelRow]) -> Sequence[PanelRow]:
        words = self.input.value.casefold().split()
        return [row for row in rows if row.matches(words)]

    def _tell(self) -> None:
        """Say how many rows there are, and where there are none, that there are none."""
        shown, all = len(self.lines.rows), count_of(len(self._all), self.counted)
        is_narrowed = bool(self.input.value.strip())
        none = "Nothing found." if is_narrowed else f"There is no {self.counted}{self.where}."
        self.lines.placeholder = Content("" if self._is_looking else none)
        told = f"{grouped(shown)} of {all}" if is_narrowed else all
        self._count.update(told, layout=False)
