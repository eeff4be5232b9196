"""The list of articles, of which only visible lines are drawn, and the notice above it.

Long because what a row shows and what is marked are known by the list itself.
"""

from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Hashable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.content import Content
from textual.reactive import var
from textual.strip import Strip
from textual.widgets import Static

from octavo.model.search import Snippet
from octavo.settings.commands import Context
from octavo.tui.bindings import DataMessage, bindings_for, ignore_message
from octavo.tui.widgets.articles.rows import CSS, LINES, Look, Row, below_of, line_of, lines_of
from octavo.tui.widgets.base.drawing import UnstyledFocus
from octavo.tui.widgets.base.row_view import RowView
from octavo.tui.widgets.base.scroll import KEPT

_SOUGHT = 3
"""Ids that are sooner looked for one by one than in a set, which of 700 000 takes 20 ms."""

Hits = Callable[[int, str], Iterable[tuple[int, int]]]
"""Where in a title the query's words stand: offsets in characters, start and end."""


def utc_now() -> datetime:
    """The time by the computer's clock."""
    return datetime.now(UTC)


class Marks(Struct, frozen=True, gc=False):
    """The ids that are marked, and from where a range would go."""

    ids: frozenset[int] = frozenset()
    last: int | None = None
    """What was marked or unmarked last."""

    def toggled(self, id: int) -> Self:
        """With one id marked, or unmarked if it was."""
        return type(self)(self.ids ^ {id}, id)

    def up_to(self, row: int, rows: Sequence[int]) -> Self:
        """With everything marked from the last one, which must be listed, to a row."""
        first, final = sorted((rows.index(self.last or 0), row))
        return type(self)(self.ids.union(rows[first : final + 1]), rows[row])

    def toggled_all(self, rows: Sequence[int]) -> Self:
        """With all rows marked, or where they all are, unmarked."""
        listed = frozenset(rows)
        if self.ids:
            listed = self.ids - listed if listed <= self.ids else self.ids | listed
        return type(self)(listed)

    def among(self, rows: Sequence[int]) -> frozenset[int]:
        """Those that are listed."""
        return self.ids.intersection(rows) if self.ids else self.ids


class ArticleList(UnstyledFocus, RowView[int]):
    """The articles and notes that match the current query.

    Knows nothing of the library: the screen gives it ids and a way to turn one into a row, and
    it says which one was opened. `pointed` and `remarked` are told at once where the cursor is
    and what is marked, so that all that follows from it is painted together; a message would
    come after the paint. What is listed stays as it is until `show` is called.

    Large because marks take six methods: three commands, and what the screen asks.
    """

    BINDINGS = [*bindings_for(Context.LIST)]
    DEFAULT_CSS = CSS
    LINES = LINES
    NARROW = 28

    hits: var[Hits | None] = var(None)
    """Finds what to highlight in the title of an article or a note."""

    passage_of: var[Callable[[int], Snippet | None] | None] = var(None)
    """Gives the passage of a text that the query found, as far as that is known."""

    by_published: var[bool] = var(False)
    """Whether ages are counted from when articles were published, where that is known."""

    class Opened(DataMessage):
        """An article or note was double-clicked, to be read."""

        id: int

    class NothingMarked(DataMessage):
        """A range was to be marked, and there is no mark that it could begin at."""

    def __init__(
        self, row_of: Callable[[int], Row], *, now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__()
        self.row_of = row_of
        """Asked only for rows that are drawn."""
        self.pointed: Callable[[int | None], None] = ignore_message
        """Told the id under the cursor when it is another one; None in an empty list."""
        self.remarked: Callable[[frozenset[int]], None] = ignore_message
        """Told what is marked and listed when that is other than before."""
        self.unbound: Callable[[events.Key], Awaitable[None]] | None = None
        """Told the keys that mean nothing in the list, before the next one is looked at."""
        self.marks: frozenset[int] = frozenset()
        """The ids that are marked and listed."""
        self._now = now
        self._marked = Marks()
        self._drawn: dict[Hashable, Sequence[Strip]] = {}
        """The lines of rows, by all that they show: in another list many are the same."""

    async def on_key(self, event: events.Key) -> None:
        """Hand a key on that nothing here is bound to."""
        if self.unbound:
            await self.unbound(event)

    @property
    def cursor(self) -> int | None:
        """The id under the cursor; None while the list is empty."""
        return self.rows[self.at] if self.rows else None

    @property
    def drop(self) -> int:
        """How many lines the cursor's row stands below the top of the widget."""
        return self.at * self.row_height - self.scroll_offset.y

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked, listed or not."""
        return bool(self._marked.ids)

    @property
    def chosen(self) -> tuple[int, ...]:
        """What a command works on, from the top.

        All that is marked, else what is under the cursor, else nothing.
        """
        if self.marks:
            return tuple(id for id in self.rows if id in self.marks)
        return () if self.cursor is None else (self.cursor,)

    def show(
        self, rows: Sequence[int], cursor: int | None = None, drop: int | None = None
    ) -> None:
        """List other ids.

        The cursor goes to `cursor` if given; else it stays on its id, or where that is gone,
        goes to the nearest one below it that is still listed. It is as far below the top as
        before, or by `drop` lines. Marks stay with their ids; those that are not listed rest
        until they are again.
        """
        before = self.cursor
        if not self.size.height:
            self._wanted_drop = drop
        drop = self.drop if drop is None else drop
        wanted = before if cursor is None else cursor
        below = map(self.rows.__getitem__, range(self.at, len(self.rows)))  # fetches none yet
        at = _place_in(rows, wanted, below)
        self.rows, self.at = rows, at
        self.lay_out()
        self.show_from(at * self.row_height - drop)
        self.reveal()
        if self._marked.ids:
            self._mark(self._marked)
        if self.cursor != before:
            self.cursor_moved()

    def complete(self, rows: Sequence[int], whole: Sequence[int]) -> None:
        """Go on with all ids in place of rows that are still fetched or counted by and by."""
        seen = slice(0, self.visible_rows().stop)
        alike = len(whole) >= len(rows) and list(whole[seen]) == list(rows[seen])
        if rows is self.rows and alike:
            self.rows = whole
            if self.visible_rows().stop > seen.stop:
                self.lay_out()
            else:
                self.tell_size(self._layout()[1])

    def refresh_rows(self, ids: Collection[int] | None = None) -> None:
        """Draw some rows again where they stand, or all of them, after a change."""
        self._drawn.clear()
        if ids is None:
            self.lay_out()
        else:
            self.redraw(*(row for row in self.visible_rows() if self.rows[row] in ids))

    def show_passages(self, passages: Mapping[int, Snippet]) -> None:
        """Draw the passages of some articles, which are found by now."""
        rows = {row: id for row in self.visible_rows() if (id := self.rows[row]) in passages}
        drawn = (
            below_of(self.row_of(id), self._look(row, self.size.width - 1), passages[id])
            for row, id in rows.items()
        )
        if self.row_height > 1:
            self.put_last_lines(dict(zip(rows, drawn, strict=True)))

    def clear_marks(self) -> None:
        """Unmark everything, listed or not."""
        self._mark(Marks())

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        id = self.rows[row]
        entry, look, find = self.row_of(id), self._look(row, width), self.hits
        passage = self.passage_of(id) if self.passage_of else None
        minute = look.now.replace(second=0, microsecond=0)
        seen = entry, replace(look, now=minute), find, passage, self.row_height
        if (drawn := self._drawn.get(seen)) is None:
            hits = find(id, entry.title) if find else ()
            single = self.row_height == 1
            lines = line_of(entry, look, hits) if single else ()
            drawn = lines or lines_of(entry, look, hits, passage)
            if len(self._drawn) >= KEPT:
                self._drawn.clear()
            self._drawn[seen] = drawn
        return drawn

    def notify_style_update(self) -> None:
        self._drawn.clear()
        super().notify_style_update()

    def _look(self, row: int, width: int) -> Look:
        at, marked = row == self.at, self.rows[row] in self.marks
        look = self.style_of, width - 1, self._now(), at, marked, self.has_focus
        return Look(*look, self.by_published, margin=1)

    def focus_moved(self) -> None:
        self.redraw(self.at)

    def cursor_moved(self) -> None:
        self.pointed(self.cursor)

    def row_clicked(self, row: int, event: events.Click) -> None:
        if event.shift:
            self.action_mark_range()
        elif event.ctrl:
            self._toggle_mark()
        elif event.chain == 2:
            self.post_message(self.Opened(self.rows[row]))

    watch_hits = watch_passage_of = watch_by_published = RowView.lay_out

    def action_toggle_mark(self) -> None:
        """Mark what is under the cursor, or unmark it, and move on."""
        self._toggle_mark()
        self.move(1)

    def _toggle_mark(self) -> None:
        if (id := self.cursor) is not None:
            self._mark(self._marked.toggled(id))

    def action_mark_range(self) -> None:
        """Mark everything from the last one marked to the cursor."""
        if self._marked.last in self.rows:
            self._mark(self._marked.up_to(self.at, self.rows))
        elif self.rows:
            self.post_message(self.NothingMarked())

    def action_mark_all(self) -> None:
        """Mark all that is listed, or unmark it where all is marked."""
        self._mark(self._marked.toggled_all(self.rows))

    def _mark(self, marked: Marks) -> None:
        before, listed = self.marks, marked.among(self.rows)
        self._marked, self.marks = marked, listed
        if listed != before:
            shown = ((row, self.rows[row]) for row in self.visible_rows())
            self.redraw(*(row for row, id in shown if (id in before) != (id in listed)))
            self.remarked(listed)


def _place_in(rows: Sequence[int], wanted: int | None, below: Iterable[int]) -> int:
    """Where the cursor goes in other rows: to an id, or the first of those listed below it."""
    if not rows or wanted is None:
        return 0
    for id in (wanted, *islice(below, _SOUGHT)):
        with suppress(ValueError):
            return rows.index(id)
    listed = frozenset(rows)
    return next((rows.index(id) for id in below if id in listed), len(rows) - 1)


class Notice(Static):
    """Says something about the results; takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    Notice {
        height: auto;
        max-height: 4;
        padding: 0 1;
        border-right: solid $foreground 20%;
        color: $text-muted;
        display: none;
        &.-said { display: block; }
    }
    """

    said: var[Content | None] = var(None, init=False)
    """What is shown; the screen is laid out again only when that changes."""

    def say(self, content: Content | None) -> None:
        """Show something else, or nothing."""
        self.said = content

    def watch_said(self, said: Content | None) -> None:
        self.set_class(said is not None, "-said")
        self.update(said or "")
