"""All feeds: what waits to be read of each, its tags, and why it could not be had."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events, on
from textual.content import Content
from textual.reactive import var
from textual.strip import Strip

from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.text import grouped, truncated, visible
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.filtered import Filtered, FilteredRows
from octavo.tui.widgets.base.messages import Told
from octavo.tui.widgets.base.painting import Line

_LEAST_TITLE = 14
"""Cells that a title keeps where an error takes the rest of its line."""


class FeedRow(Struct, frozen=True, kw_only=True, gc=False):
    """A feed as one entry of the table."""

    id: int
    title: str
    place: str
    """The host that it comes from, or its address."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    unread: int | None = None
    """None while it is not counted."""
    asked: str = "never asked"
    """When it was asked last, in words."""
    error: str = ""
    """Why it could not be had then."""
    full: bool = False
    """Whether the pages of its entries are fetched."""

    @property
    def amount(self) -> str:
        """How much of it waits to be read."""
        return f"{grouped(self.unread)} unread" if self.unread else ""


def matching(rows: Iterable[FeedRow], typed: str) -> list[FeedRow]:
    """The feeds that have all words somewhere in their titles, places, tags and errors."""
    words = typed.casefold().split()
    return [row for row in rows if all(word in _said(row) for word in words)]


def _said(row: FeedRow) -> str:
    return " ".join((row.title, row.place, *row.tags, row.error)).casefold()


class FeedLines(FilteredRows[FeedRow]):
    """Draws each feed: title, unread, and below them where from, tags and age."""

    BINDINGS = [*bindings_for(Context.FEEDS)]
    DEFAULT_CSS = """
    FeedLines {
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

    LINES = 2

    class Picked(Told):
        """A feed was double-clicked."""

        id: int

    @property
    def cursor(self) -> int | None:
        """The number of the feed under the cursor."""
        return self.rows[self.at].id if self.rows else None

    def key_of(self, entry: FeedRow) -> int:
        return entry.id

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        feed = self.rows[row]
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

    def row_clicked(self, row: int, event: events.Click) -> None:
        if event.chain == 2:
            self.post_message(self.Picked(self.rows[row].id))


class FeedsTable(Filtered[FeedLines]):
    """The feeds, narrowed by what is typed in the filter line."""

    called = "feeds"

    feeds: var[Sequence[FeedRow]] = var(())
    """In the order to list them in."""
    placeholder: var[Content] = var(Content())
    """What to say while there are no feeds, and what to do next."""

    class Opened(Told):
        """A feed was double-clicked, to list what came from it."""

        id: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(FeedLines(self.open_filter), id=id, classes=classes)

    @property
    def cursor(self) -> int | None:
        """The number of the feed under the cursor."""
        return self.lines.cursor

    def watch_feeds(self) -> None:
        self.show_matching()

    def watch_placeholder(self) -> None:
        self.show_matching()

    @on(FeedLines.Picked)
    def _picked(self, event: FeedLines.Picked) -> None:
        event.stop()
        self.post_message(self.Opened(event.id))

    def show_matching(self, *, first: bool = False) -> None:
        rows = matching(self.feeds, self.typed)
        empty = Content("No feed is called so.\n\nEsc in the filter shows all.")
        self.lines.placeholder = empty if self.feeds else self.placeholder
        self.lines.show(rows, first=first)
        self.show_count(len(rows), len(self.feeds))
