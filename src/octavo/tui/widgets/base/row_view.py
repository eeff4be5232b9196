"""The ground of every list: rows of one height with a cursor, drawn only where visible.

Long because what a row of a panel is stands here, too: those who list know no panel yet.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octavo.tui.widgets.base.drawing import Line, placeholder
from octavo.tui.widgets.base.scroll import KEPT, Paging, Thumb, ThumbScroll

_LOW = 15
"""Up to this height of the widget a row takes one line."""

Entry = TypeVar("Entry")
"""What a row is."""


class PanelRow(NamedTuple):
    """A row of a panel: something that stands in the text, or can be listed."""

    key: int
    """What tells it from all others: its offset, or the id of a note."""
    text: str
    below: str = ""
    """What more there is to say of it, such as an address."""
    depth: int = 0
    """How far it is indented, in levels."""
    lit: bool = False
    """Whether it is set off: the heading of what is read, a link to what is kept."""
    found_by: str = ""
    """What it is found by, too, while it is not drawn."""
    letter: str = ""
    """The key that chooses it."""
    number: str = ""
    """How many things are in it, at the end of the line."""
    label: str = ""
    """What its words are, before them."""
    is_quiet: bool = False
    """Whether it is listed only where it is looked for."""

    def matches(self, words: Sequence[str]) -> bool:
        """Whether all words, in lower case, are somewhere in it."""
        if not words:
            return not self.is_quiet
        says = _said(self.text, self.below, self.found_by)
        for word in words:  # noqa: SIM110 - a generator for each of thousands takes as long again
            if word not in says:
                return False
        return True


@lru_cache(1 << 14)
def _said(*parts: str) -> str:
    """What a row is found by, in lower case; asked of every row at every letter."""
    return "\n".join(parts).casefold()


class RowView(Paging, ThumbScroll, Generic[Entry], can_focus=True):
    """Draws rows line by line and moves a cursor through them.

    What the rows are is up to those that build on it: they draw one, and are told when the
    cursor moved or a row was clicked.

    Large because a list is asked for its lines, moved, resized, focused and clicked, and asks
    five things of those that build on it.
    """

    DEFAULT_CSS = """
    RowView {
        .row-view--edge { color: $foreground 30%; }
        .row-view--cursor { background: $foreground 6%; }
        &:focus {
            .row-view--edge { color: $primary; }
            .row-view--cursor { background: $primary 22%; }
        }
        &:ansi .row-view--cursor { background: ansi_bright_black; }
    }
    """

    ALLOW_SELECT = False
    LINES: ClassVar[int] = 1
    """How many lines a row takes where there is room."""
    NARROW: ClassVar[int] = 0
    """Up to this width a row takes one line as well."""

    placeholder: reactive[Content] = reactive(Content())
    """What to say while there is nothing to list, and what to do next."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Entry] = ()
        """What is listed, from the top; call `lay_out` after a change."""
        self.at = 0
        """The row under the cursor, from 0; 0 as well while there is none."""
        self.row_height = self.LINES
        self.is_compact = False
        """Whether each row takes one line though there is room for more."""
        self._kept_width = 0
        """How wide the rows are that were drawn."""
        self._known: dict[tuple[int, bool, str], tuple[Sequence[Strip], Sequence[Strip]]] = {}
        """Lines as they were drawn, and with the thumb, by which they are."""
        self._wanted_drop: int | None = None
        """How far below the top the cursor is to be once there is a size."""

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        """The lines of a row, as many as `row_height`."""
        raise NotImplementedError

    def ground(self, row: int) -> tuple[str, ...]:
        """The component classes that a row is drawn on: the cursor, or nothing."""
        return ("row-view--cursor",) if row == self.at else ()

    def begun(self, row: int, width: int) -> Line:
        """A line of a row, with the edge at its left that shows where the cursor is."""
        ground = self.ground(row)
        line = Line(width, self.style_of(*ground))
        return line.add("▌" if ground else " ", self.style_of(*ground, "row-view--edge"))

    def draw_empty(self, y: int, width: int) -> Strip:
        """A line below the last row."""
        blank = Strip.blank(width, self.style_of())
        if self.rows:
            return blank
        return placeholder(self, self.placeholder, y, blank, 2, self.visual_style)

    def cursor_moved(self) -> None:
        """The cursor is in another row than before."""

    def row_clicked(self, row: int, event: events.Click) -> None:
        """The cursor was put in a row with the mouse."""

    def line_at(self, y: int, width: int, thumb: Thumb) -> Strip:
        row, part = divmod(y + thumb.top, self.row_height)
        if row >= len(self.rows):
            empty = self.draw_empty(y, width)
            if empty.cell_length > width:  # it uses the column of the thumb as well
                return self.with_thumb(empty, covered=None)
            empty = empty.adjust_cell_length(width, self.style_of())
            return self.with_thumb(empty, covered=False)
        covered = thumb.covers(y)
        if width != self._kept_width:
            self._kept.clear()
            self._kept_width = width
        if (strips := self._kept.get((row, covered))) is None:
            strips = self.keep((row, covered), self._finished(row, width, covered=covered))
        return strips[part]

    def _finished(self, row: int, width: int, *, covered: bool) -> Sequence[Strip]:
        """The lines of a row with the thumb; of those that were drawn before, as they were."""
        drawn = self.draw_row(row, width)
        key = id(drawn), covered, self.track
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            strips = [self.with_thumb(strip, covered=covered) for strip in drawn]
            self._known[key] = drawn, strips
        return self._known[key][1]

    def notify_style_update(self) -> None:
        self._known.clear()
        super().notify_style_update()

    def set_compact(self, *, compact: bool) -> None:
        """Give each row one line, or as many as there is room for, where the cursor stays."""
        drop = (self.at * self.row_height - self.scroll_offset.y) // self.row_height
        self.is_compact = compact
        self.lay_out()
        self.show_from((self.at - drop) * self.row_height)
        self.reveal()

    def on_resize(self) -> None:
        """Draw to the new size, with the cursor in sight.

        What was painted already was laid out to it, unless rows now take other lines.
        """
        row_height, virtual_size = self._layout()
        if (row_height, virtual_size.height) == (self.row_height, self.virtual_size.height):
            self.set_reactive(RowView.virtual_size, virtual_size)
        else:
            self.lay_out()
        if self._wanted_drop is not None and self.size.height:
            self.show_from(self.at * self.row_height - self._wanted_drop)
            self._wanted_drop = None
        self.reveal()

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor is to stand, for what follows it: screen readers."""
        y = self.at * self.row_height - self.scroll_offset.y
        return self.content_region.offset + Offset(1, y)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(self.at)

    def take(self, rows: Sequence[Entry]) -> None:
        """Have other rows; what is drawn of the same ones stays."""
        if rows != self.rows:
            self.rows = rows
            self.lay_out()

    def lay_out(self) -> None:
        """Take in that the rows or the size are others."""
        self._kept.clear()
        self.row_height, self.virtual_size = self._layout()
        self.refresh()

    def _layout(self) -> tuple[int, Size]:
        """How many lines a row takes, and all of them: the end begins with a whole row."""
        width, height = self.size
        single = self.is_compact or height <= _LOW or width <= self.NARROW
        row_height = 1 if single else self.LINES
        lines = len(self.rows) * row_height
        rest = (height - lines) % row_height if lines > height else 0
        return row_height, Size(width, lines + rest)

    def validate_scroll_y(self, y: float) -> float:
        """Have a whole row on top."""
        return super().validate_scroll_y(y) // self.row_height * self.row_height

    def redraw(self, *rows: int) -> None:
        """Draw some rows again, and nothing else."""
        for row in rows:
            for covered in (False, True):
                self._kept.pop((row, covered), None)
        self._refresh_lines([row * self.row_height for row in rows], self.row_height)

    def _refresh_lines(self, places: Sequence[int], height: int) -> None:
        top, width = self.scroll_offset.y, self.size.width
        if places:
            self.refresh(*(Region(0, place - top, width, height) for place in places))

    def put_last_lines(self, strips: Mapping[int, Strip]) -> None:
        """Draw the last lines of some rows otherwise, and nothing else of these."""
        for row, strip in strips.items():
            for covered in (False, True):
                if kept := self._kept.get((row, covered)):
                    last = self.with_thumb(strip, covered=covered)
                    self._kept[row, covered] = [*kept[:-1], last]
        self._refresh_lines([(row + 1) * self.row_height - 1 for row in strips], 1)

    def move(self, by: int) -> None:
        """Move the cursor by some rows; it stops at the ends."""
        self.go_to(self.at + by)

    def go_to(self, place: int) -> None:
        """Move the cursor to a row, or as near as there is one."""
        row = min(max(0, place), max(0, len(self.rows) - 1))
        if row != self.at:
            self.redraw(self.at, row)
            self.at = row
            self.reveal()
            self.cursor_moved()

    def reveal(self) -> None:
        """Scroll as little as brings the cursor into sight, once there is a size to tell."""
        top, height = self.at * self.row_height, self.size.height
        if not height:
            return
        lowest = min(top, top + self.row_height - height // self.row_height * self.row_height)
        self.show_from(min(max(self.scroll_offset.y, lowest), top))

    def visible_rows(self) -> range:
        """The rows that are on the screen, wholly or in part."""
        first, height = self.scroll_offset.y, self.size.height
        last = -(-(first + height) // self.row_height)
        return range(first // self.row_height, min(len(self.rows), last))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        if (row := self.row_under(event)) is not None:
            self.go_to(row)
            self.row_clicked(row, event)

    def row_under(self, event: events.MouseEvent) -> int | None:
        """The row where the mouse is."""
        place = event.get_content_offset(self)
        if place is None or self.over_thumb(place):
            return None
        row = (place.y + self.scroll_offset.y) // self.row_height
        return row if row < len(self.rows) else None


class Menu(RowView[Entry], can_focus=False):
    """Options over what is below the line that is typed in, which keeps the keyboard."""

    DEFAULT_CSS = """
    Menu {
        overlay: screen;
        constrain: inside;
        width: 44;
        height: 1;
        background: $panel;
        .row-view--cursor { background: $primary 35%; }
        .row-view--edge { color: $primary; }
        &:nocolor { border: round $foreground; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.at = -1
        """The option that is pointed at; -1 for none."""
        self.most = 9
        """How many lines to take at most."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines in a frame, where no ground of its own parts it from the text."""
        if self.styles.gutter:
            return ScrollView.render_lines(self, crop)
        return super().render_lines(crop)

    @property
    def lines_wanted(self) -> int:
        """How many lines all that it says would take."""
        return len(self.rows)

    def fit(self, most: int) -> None:
        """Take so many lines at most."""
        if most != self.most:
            self.most = most
            self.lay_out()

    def point(self, by: int) -> None:
        """Point further down or up, around the ends."""
        if rows := len(self.rows):
            self.go_to((self.at + by if self.at >= 0 else min(by, 0)) % rows)

    def lay_out(self) -> None:
        super().lay_out()
        frame = self.styles.gutter.height
        self.styles.height = min(max(self.most, frame + 1), frame + max(1, self.lines_wanted))
