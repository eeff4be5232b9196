"""The lines of the feeds table: title, unread, and below them where from, tags and age."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.visual import Visual

from octavo.settings.commands import Context
from octavo.text import truncated, visible
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_builder import Line
from octavo.tui.widgets.base.row_view import RowView
from octavo.tui.widgets.feeds.feed_row import FeedRow

_LOW = 15
"""Up to this height a feed takes one line."""
_LINES = 2
_LEAST_TITLE = 14
"""Cells that a title keeps where an error takes the rest of its line."""


class FeedLines(RowView):
    """Draws feeds and keeps the cursor on one of them."""

    BINDINGS = [*bindings_for(Context.FEEDS)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("feed-lines--cursor", "feed-lines--edge", "feed-lines--title", "feed-lines--unread"),
        *("feed-lines--meta", "feed-lines--tag", "feed-lines--error"),
    }

    DEFAULT_CSS = """
    FeedLines {
        height: 1fr;
        & > .feed-lines--cursor { background: $foreground 6%; }
        & > .feed-lines--edge { color: $foreground 30%; }
        & > .feed-lines--title { text-style: bold; }
        & > .feed-lines--unread { color: $text-accent; }
        & > .feed-lines--meta { color: $foreground 60%; }
        & > .feed-lines--tag { color: $text-secondary; }
        & > .feed-lines--error { color: $text-error; }
        &:focus {
            & > .feed-lines--cursor { background: $primary 22%; }
            & > .feed-lines--edge { color: $primary; }
        }
        &:ansi > .feed-lines--cursor { background: ansi_bright_black; }
    }
    """

    placeholder: var[Content] = var(Content())
    """What to say while there is nothing to list, and what to do next."""

    @dataclass
    class Picked(Message):
        """A feed was double-clicked."""

        id: int

    def __init__(self, open_filter: Callable[[], None]) -> None:
        super().__init__()
        self._open_filter = open_filter
        self._rows: Sequence[FeedRow] = ()

    @property
    def cursor(self) -> int | None:
        """The number of the feed under the cursor."""
        return self._rows[self.at].id if self._rows else None

    def show(self, rows: Sequence[FeedRow], *, first: bool = False) -> None:
        """List other feeds, with the cursor on the same one, on the first, or nearby."""
        ids, before = [row.id for row in rows], self.cursor
        near = min(self.at, max(0, len(rows) - 1))
        self._rows = rows
        self.at = 0 if first else ids.index(before) if before in ids else near
        self.lay_out()
        self.reveal()

    def lay_out(self) -> None:
        self.row_height = 1 if self.size.height <= _LOW else _LINES
        super().lay_out()

    def count_rows(self) -> int:
        return len(self._rows)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        feed = self._rows[row]
        ground = ("feed-lines--cursor",) if row == self.at else ()
        if self.row_height == 1:
            return [self._line(feed, width, ground, self._aside(feed, row == self.at))]
        return [
            self._line(feed, width, ground, [self._unread(feed)]),
            self._more(feed, width, ground),
        ]

    def _line(
        self,
        feed: FeedRow,
        width: int,
        ground: tuple[str, ...],
        aside: Sequence[tuple[str, str]],
    ) -> Strip:
        """The title, and on the right what is said beside it."""
        line = self._begun(width, ground)
        taken = sum(cell_len(text) for text, _ in aside)
        room = width - 1 - taken
        line.add(truncated(visible(feed.title), room - 4), self._style("title", ground))
        line.skip_to(room)
        for text, part in aside:
            line.add(text, self._style(part, ground))
        return line.strip()

    def _more(self, feed: FeedRow, width: int, ground: tuple[str, ...]) -> Strip:
        """Why it could not be had, or else where it is from."""
        line = self._begun(width, ground)
        for text, part in self._facts(feed):
            line.add(text, self._style(part, ground))
        return line.strip()

    def _begun(self, width: int, ground: tuple[str, ...]) -> Line:
        line = Line(width, self.style_of(*ground))
        edge = self._style("edge", ground)
        return line.add("▌" if ground else " ", edge).skip_to(2)

    def _aside(self, feed: FeedRow, at: bool) -> Sequence[tuple[str, str]]:
        """What a single line says beside the title; most of it, under the cursor."""
        if not feed.error:
            return [self._unread(feed)]
        room = self.size.width - _LEAST_TITLE if at else self.size.width // 2
        return [(truncated(f"✗ {visible(feed.error)}", room), "error")]

    def _unread(self, feed: FeedRow) -> tuple[str, str]:
        return feed.amount, "unread"

    def _facts(self, feed: FeedRow) -> Iterator[tuple[str, str]]:
        if feed.error:
            yield f"✗ {visible(feed.error)}", "error"
            yield f" · {feed.asked}", "meta"
            return
        whole = " · whole pages" if feed.full else ""
        yield f"{visible(feed.place)} · {feed.asked}{whole}", "meta"
        for tag in feed.tags:
            yield f"  {visible(tag)}", "tag"

    def _style(self, part: str, ground: tuple[str, ...]) -> Style:
        return self.style_of(*ground, f"feed-lines--{part}")

    def draw_empty(self, y: int, width: int) -> Strip:
        blank = super().draw_empty(y, width)
        if self._rows or y < 1 or width < 6:
            return blank
        strips = Visual.to_strips(self, self.placeholder, width - 4, None, self.visual_style)
        if y > len(strips):
            return blank
        return Strip.join([blank.crop(0, 2), strips[y - 1], blank.crop(0, 2)])

    def watch_placeholder(self) -> None:
        self.refresh()

    def row_clicked(self, row: int, event: events.Click) -> None:
        if event.chain == 2:
            self.post_message(self.Picked(self._rows[row].id))

    def action_filter(self) -> None:
        """Give the keyboard to the filter, before the next key is looked at."""
        self._open_filter()
