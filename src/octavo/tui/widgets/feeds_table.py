"""All feeds: what waits to be read of each, its tags, and why it could not be had."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Input, Static

from octavo.text import grouped
from octavo.tui.widgets.feed_lines import FeedLines
from octavo.tui.widgets.feed_row import FeedRow, matching
from octavo.tui.widgets.filter_line import FilterLine


class FeedsTable(Widget):
    """The feeds, narrowed by what is typed in the filter line."""

    DEFAULT_CSS = """
    FeedsTable {
        layout: vertical;
        height: 1fr;
        Horizontal { height: 1; background: $foreground 4%; }
        .feeds-table--name { width: auto; padding: 0 2 0 1; color: $foreground 50%; }
        .feeds-table--sign { width: 2; color: $foreground 40%; }
        .feeds-table--count { width: 20; padding: 0 1; text-align: right; }
        .feeds-table--count { color: $foreground 60%; }
        FilterLine { width: 1fr; }
        Horizontal:focus-within {
            background: $primary 14%;
            .feeds-table--sign { color: $primary; text-style: bold; }
        }
    }
    """

    feeds: var[Sequence[FeedRow]] = var(())
    """In the order to list them in."""
    placeholder: var[Content] = var(Content())
    """What to say while there are no feeds, and what to do next."""

    @dataclass
    class Opened(Message):
        """A feed was double-clicked, to list what came from it."""

        id: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines = FeedLines(self.open_filter)
        self.filter = FilterLine(self.close_filter)
        self._count = Static(classes="feeds-table--count", markup=False)
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("feeds", classes="feeds-table--name")
            yield Static("/", classes="feeds-table--sign")
            yield self.filter
            yield self._count
        yield self.lines

    @property
    def cursor(self) -> int | None:
        """The number of the feed under the cursor."""
        return self.lines.cursor

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the feeds."""
        self.lines.focus(scroll_visible)
        return self

    def open_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.filter.open()

    def close_filter(self) -> None:
        """Give the keyboard back to the feeds that the filter leaves."""
        self._take_in()
        self.screen.set_focus(self.lines)

    def watch_feeds(self) -> None:
        self._show()

    def watch_placeholder(self) -> None:
        self._show()

    @on(Input.Changed)
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take_in()

    @on(FeedLines.Picked)
    def _picked(self, event: FeedLines.Picked) -> None:
        event.stop()
        self.post_message(self.Opened(event.id))

    def _take_in(self) -> None:
        if self.filter.value != self._typed:
            self._typed = self.filter.value
            self._show(first=bool(self._typed))

    def _show(self, *, first: bool = False) -> None:
        rows, all = matching(self.feeds, self._typed), len(self.feeds)
        empty = Content("No feed is called so.\n\nEsc in the filter shows all.")
        self.lines.placeholder = empty if self.feeds else self.placeholder
        self.lines.show(rows, first=first)
        shown = grouped(len(rows))
        self._count.update(f"{shown} of {grouped(all)}" if len(rows) < all else shown)
