"""The list of articles: drawn line by line, and only those lines that are visible."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.reactive import var
from textual.strip import Strip
from textual.visual import Visual

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.articles.marks import Marks
from octavo.tui.widgets.articles.row import Row
from octavo.tui.widgets.articles.row_lines import (
    COMPONENTS,
    CSS,
    LINES,
    Look,
    line_of,
    lines_of,
)
from octavo.tui.widgets.base.fast_message import Told
from octavo.tui.widgets.base.noop import unheard
from octavo.tui.widgets.base.quiet_focus import QuietFocus
from octavo.tui.widgets.base.row_view import RowView

Hits = Callable[[str], Iterable[tuple[int, int]]]
"""Where in a title the query's words stand: offsets in characters, start and end."""

_LOW = 15
"""Up to this height a row takes one line."""
_NARROW = 28
"""Up to this width as well."""


def utc_now() -> datetime:
    """The time by the computer's clock."""
    return datetime.now(UTC)


class ArticleList(QuietFocus, RowView):
    """The articles and notes that match the current query.

    Knows nothing of the library: the screen gives it ids and a way to turn one into a row, and
    it says which one was opened. `pointed` and `remarked` are told at once where the cursor is
    and what is marked, so that all that follows from it is painted together; a message would
    come after the paint. What is listed stays as it is until `show` is called.
    """

    BINDINGS = [*bindings_for(Context.LIST)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {*COMPONENTS}

    DEFAULT_CSS = CSS

    placeholder: var[Content] = var(Content())
    """What to say while there is nothing to list, and what to do next."""
    hits: var[Hits | None] = var(None)
    """Finds what to highlight in a title."""

    class Opened(Told):
        """An article or note was double-clicked, to be read."""

        id: int

    def __init__(
        self,
        row_of: Callable[[int], Row],
        *,
        now: Callable[[], datetime] = utc_now,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.row_of = row_of
        """Asked only for rows that are drawn."""
        self.pointed: Callable[[int | None], None] = unheard
        """Told the id under the cursor when it is another one; None in an empty list."""
        self.remarked: Callable[[frozenset[int]], None] = unheard
        """Told what is marked and listed when that is other than before."""
        self.row_height = LINES
        self._now = now
        self._rows: Sequence[int] = ()
        self._marked = Marks()
        self._listed_marks: frozenset[int] = frozenset()

    @property
    def rows(self) -> Sequence[int]:
        """The ids of what is listed, from the top."""
        return self._rows

    @property
    def cursor(self) -> int | None:
        """The id under the cursor; None while the list is empty."""
        return self._rows[self.at] if self._rows else None

    @property
    def marks(self) -> frozenset[int]:
        """The ids that are marked and listed."""
        return self._listed_marks

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked, listed or not."""
        return bool(self._marked.ids)

    @property
    def chosen(self) -> tuple[int, ...]:
        """What a command works on, from the top.

        All that is marked, else what is under the cursor, else nothing.
        """
        if self._listed_marks:
            return tuple(id for id in self._rows if id in self._listed_marks)
        return () if self.cursor is None else (self.cursor,)

    def show(self, rows: Sequence[int], cursor: int | None = None) -> None:
        """List other ids.

        The cursor goes to `cursor` if given; else it stays on its id, or where that is gone,
        goes to the nearest one below it that is still listed. Marks stay with their ids; those
        that are not listed rest until they are again.
        """
        before, drop = self.cursor, self.at * self.row_height - self.scroll_offset.y
        at = self._place_in(rows, cursor)
        self._rows, self.at = rows, at
        self.lay_out()
        self.scroll_to(y=at * self.row_height - drop, animate=False, force=True)
        self.reveal()
        if self._marked.ids:
            self._mark(self._marked)
        if self.cursor != before:
            self.cursor_moved()

    def complete(self, rows: Sequence[int], whole: Sequence[int]) -> None:
        """Go on with all ids at hand in place of rows that are still fetched by and by."""
        seen = slice(0, self.visible_rows().stop)
        alike = len(whole) == len(rows) and list(whole[seen]) == list(rows[seen])
        if rows is self._rows and alike:
            self._rows = whole

    def refresh_rows(self, ids: Collection[int] | None = None) -> None:
        """Draw some rows again where they stand, or all of them, after a change."""
        if ids is None:
            self.lay_out()
        else:
            self.redraw(*(row for row in self.visible_rows() if self._rows[row] in ids))

    def move_to(self, id: int) -> None:
        """Put the cursor on an id; one that is not listed is passed over."""
        if id in self._rows:
            self.put_cursor(self._rows.index(id))

    def clear_marks(self) -> None:
        """Unmark everything, listed or not."""
        self._mark(Marks())

    def count_rows(self) -> int:
        return len(self._rows)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        id = self._rows[row]
        entry = self.row_of(id)
        at, marked = row == self.at, id in self._listed_marks
        look = Look(self.style_of, width, self._now(), at, marked, self.has_focus)
        hits = self.hits(entry.title) if self.hits else ()
        return (line_of if self.row_height == 1 else lines_of)(entry, look, hits)

    def draw_empty(self, y: int, width: int) -> Strip:
        blank = super().draw_empty(y, width)
        if self._rows or y < 1 or width < 6:
            return blank
        strips = Visual.to_strips(self, self.placeholder, width - 4, None, self.visual_style)
        if y > len(strips):
            return blank
        return Strip.join([blank.crop(0, 2), strips[y - 1], blank.crop(0, 2)])

    def focus_moved(self) -> None:
        self.redraw(self.at)

    def cursor_moved(self) -> None:
        self.pointed(self.cursor)

    def row_clicked(self, row: int, event: events.Click) -> None:
        if event.shift:
            self.action_mark_range()
        elif event.ctrl:
            self.action_toggle_mark()
        elif event.chain == 2:
            self.post_message(self.Opened(self._rows[row]))

    def lay_out(self) -> None:
        low, narrow = self.size.height <= _LOW, self.size.width <= _NARROW
        self.row_height = 1 if low or narrow else LINES
        super().lay_out()

    def watch_placeholder(self) -> None:
        self.refresh()

    def watch_hits(self) -> None:
        self.lay_out()

    def action_toggle_mark(self) -> None:
        """Mark what is under the cursor, or unmark it."""
        if (id := self.cursor) is not None:
            self._mark(self._marked.toggled(id))

    def action_mark_range(self) -> None:
        """Mark everything from the last one marked to the cursor."""
        if self._rows:
            self._mark(self._marked.up_to(self.at, self._rows))

    def action_mark_all(self) -> None:
        """Mark all that is listed, or unmark it where all is marked."""
        self._mark(self._marked.toggled_all(self._rows))

    def _mark(self, marked: Marks) -> None:
        before, listed = self.marks, marked.among(self._rows)
        self._marked, self._listed_marks = marked, listed
        if listed != before:
            shown = ((row, self._rows[row]) for row in self.visible_rows())
            self.redraw(*(row for row, id in shown if (id in before) != (id in listed)))
            self.remarked(listed)

    def _place_in(self, rows: Sequence[int], cursor: int | None) -> int:
        """Where the cursor goes in other rows."""
        wanted = self.cursor if cursor is None else cursor
        if not rows or wanted is None:
            return 0
        if wanted in rows:
            return rows.index(wanted)
        listed = frozenset(rows)
        below = (rows.index(id) for id in self._rows[self.at :] if id in listed)
        return next(below, len(rows) - 1)
