"""All feeds: what waits to be read of each, and beside them the newest of one."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from octavo.model.feed import FeedId
from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.text import grouped, label, truncated, visible
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import Filtered, FilteredRows
from octavo.tui.widgets.base.row_view import RowView
from octavo.tui.widgets.split import Split

BESIDE_FROM = 90
"""Columns from which the newest articles of a feed have room beside the feeds."""
_LEAST_TITLE = 14
"""Cells that a title keeps where an error takes the rest of its line."""


class NewestTitle(Struct, frozen=True, gc=False):
    """An article that came of a feed."""

    title: str
    age: str
    is_read: bool


class FeedRow(Struct, frozen=True, kw_only=True, gc=False):
    """A feed as one entry of the table."""

    id: int
    title: str
    host: str
    """The host that it comes from, or its address."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    unread: int | None = None
    """None while it is not counted."""
    newest: tuple[NewestTitle, ...] = ()
    """What came of it last, the newest first."""
    asked: str = "never asked"
    """When it was asked last, in words."""
    error: str = ""
    """Why it could not be had then."""
    full: bool = False
    """Whether the pages of its entries are fetched."""
    untagged: bool = False
    """Whether what comes in is not tagged after all."""

    @property
    def amount(self) -> str:
        """How much of it waits to be read."""
        return f"{grouped(self.unread)} unread" if self.unread else ""


def matching(rows: Iterable[FeedRow], typed: str) -> list[FeedRow]:
    """The feeds that have all words somewhere in their titles, places, tags and errors."""
    words = typed.casefold().split()
    return [row for row in rows if all(word in _said(row) for word in words)]


def _said(row: FeedRow) -> str:
    return " ".join((row.title, row.host, *row.tags, row.error)).casefold()


class FeedLines(FilteredRows[FeedRow, FeedId]):
    """Draws each feed: title, unread, and below them where from, tags and age."""

    BINDINGS = [*bindings_for(Context.FEEDS)]
    DEFAULT_CSS = """
    FeedLines {
        & > .feed-lines--title { text-style: bold; }
        & > .feed-lines--unread { color: $text-accent; }
        & > .feed-lines--meta { color: $foreground 60%; }
        & > .feed-lines--tag { color: $text-secondary; }
        & > .feed-lines--error { color: $text-error; }
    }
    """

    LINES = 2

    def __init__(self, moved: Callable[[], None]) -> None:
        """Call `moved` when another feed comes under the cursor."""
        super().__init__()
        self._moved = moved

    def cursor_moved(self) -> None:
        self._moved()

    def key_of(self, entry: FeedRow) -> FeedId:
        return entry.id

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        feed = self.rows[row]
        single = self.row_height == 1
        ground, line = self.ground(row), self.begun(row, width).skip_to(2)
        aside, part = feed.amount, "unread"
        if single and feed.error:
            # The error, most of it under the cursor.
            room = width + 1 - _LEAST_TITLE if row == self.at else (width + 1) // 2
            aside, part = truncated(f"✗ {visible(feed.error)}", room), "error"
        room = width - 1 - cell_len(aside)
        line.add(truncated(label(feed.title), room - 4), self._style("title", ground))
        strips = [line.skip_to(room).add(aside, self._style(part, ground)).strip()]
        if not single:
            below = self.begun(row, width).skip_to(2)
            for text, part in self._facts(feed):
                below.add(text, self._style(part, ground))
            strips.append(below.strip())
        return strips

    def _facts(self, feed: FeedRow) -> Iterator[tuple[str, str]]:
        """Why it could not be had, or else where it is from."""
        if feed.error:
            yield f"✗ {visible(feed.error)}", "error"
            yield f" · {feed.asked}", "meta"
            return
        whole = " · whole pages" if feed.full else ""
        off = " · tags off" if feed.untagged else ""
        yield f"{visible(feed.host)} · {feed.asked}{whole}{off}", "meta"
        for tag in feed.tags:
            yield f"  {label(tag)}", "tag"

    def _style(self, part: str, ground: tuple[str, ...]) -> Style:
        return self.style_of(*ground, f"feed-lines--{part}")


class NewestTitles(RowView[NewestTitle], can_focus=False):
    """The newest articles of the feed under the cursor; Enter on the feed lists them all."""

    DEFAULT_CSS = """
    NewestTitles {
        height: 1fr;
        & > .newest-titles--mark { color: $text-primary; }
        & > .newest-titles--meta { color: $foreground 60%; }
    }
    """

    def show(self, titles: Sequence[NewestTitle]) -> None:
        """List other articles, from the first; nothing is pointed at."""
        self.rows, self.at = titles, -1
        self.lay_out()
        self.show_from(0)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        each = self.rows[row]
        meta = self.style_of("newest-titles--meta")
        line = Line(width, self.style_of()).add(" ")
        line.add(" " if each.is_read else "●", self.style_of("newest-titles--mark")).add(" ")
        room = width - 1 - cell_len(each.age)
        line.add(truncated(label(each.title), room - 5), meta if each.is_read else None)
        return [line.skip_to(room).add(each.age, meta).strip()]


class FeedsTable(Filtered[FeedLines]):
    """The feeds that the filter line leaves, and beside them the newest of one."""

    called = "feeds"

    feeds: var[Sequence[FeedRow]] = var(())
    """In the order to list them in."""

    def __init__(self, *, has_one_pane: bool = False) -> None:
        """With `has_one_pane` nothing stands beside the feeds, however much room there is."""
        super().__init__(FeedLines(self._show_newest))
        self._has_one_pane = has_one_pane
        self.newest = NewestTitles()
        self._panes = Split(self.lines, self.newest, fraction=0.5)

    def rows(self) -> Widget:
        return self._panes

    def on_resize(self, event: events.Resize) -> None:
        """Show the newest where there is room beside the feeds."""
        single = self._has_one_pane or event.size.width < BESIDE_FROM
        self._panes.single = "left" if single else ""
        self.lines.track = " " if single else "│"

    @property
    def cursor(self) -> FeedId | None:
        """The number of the feed under the cursor."""
        return self.lines.cursor

    def watch_feeds(self) -> None:
        self.show_matching()

    def watch_placeholder(self) -> None:
        self.show_matching()

    def show_matching(self, *, first: bool = False) -> None:
        rows = matching(self.feeds, self.typed)
        none = "No feed is called so.\n\nEsc in the filter shows all."
        self.show(rows, len(self.feeds), none, first=first)
        self._show_newest()

    def _show_newest(self) -> None:
        lines = self.lines
        self.newest.show(lines.rows[lines.at].newest if lines.rows else ())
