"""All feeds: what waits to be read of each, its tags, and why it could not be had."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from octavo.tui.widgets.feeds.feed_lines import FeedLines
from octavo.tui.widgets.feeds.feed_row import FeedRow, matching
from octavo.tui.widgets.tables.filtered import Filtered


class FeedsTable(Filtered[FeedLines]):
    """The feeds, narrowed by what is typed in the filter line."""

    called = "feeds"

    feeds: var[Sequence[FeedRow]] = var(())
    """In the order to list them in."""
    placeholder: var[Content] = var(Content())
    """What to say while there are no feeds, and what to do next."""

    @dataclass
    class Opened(Message):
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
