"""The feeds screen: what is followed, what is new, and what could not be had."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.operation import Operation
from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.text import visible
from octavo.tui.controllers.history import HistoryController
from octavo.tui.controllers.intake.feeds_screen import FeedRows, FeedsController
from octavo.tui.controllers.intake.fetch import RefreshController
from octavo.tui.controllers.jobs import Jobs
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.widgets.feeds.table import FeedsTable

LOOK_EVERY = 0.25
"""Seconds between two looks at whether anything has changed."""


class FeedsScreen(CommandScreen[str | None]):
    """Gives back a query for the articles to list, or None.

    The work that it starts goes on where `jobs` are at home once this is closed.
    """

    def __init__(
        self,
        *,
        library: Library,
        keymap: Keymap,
        jobs: Jobs,
        refreshing: RefreshController,
        add: Callable[[str], None],
        show_changed: Callable[[frozenset[ArticleId]], None],
    ) -> None:
        """`show_changed` draws articles behind this screen that were changed on it."""
        self.table = FeedsTable()
        super().__init__(keymap, Context.FEEDS, self.table.lines)
        self._jobs = jobs
        self._show_changed = show_changed
        self._rows = FeedRows(library=library, table=self.table, host=self)
        self._feeds = FeedsController(
            library=library,
            table=self.table,
            jobs=jobs,
            refreshing=refreshing,
            asks=self,
            say=self.say,
            keymap=keymap,
            add=add,
            changed=self._changed,
            leave=self.dismiss,
        )
        history = HistoryController(
            history=library.history, say=self.say, show=lambda done, _: self._changed(done)
        )
        self.connect(feeds=self._feeds, history=history, jobs=jobs)

    def compose(self) -> ComposeResult:
        yield self.table
        yield self.command_bar

    def on_mount(self) -> None:
        """Show the feeds as they are, and whenever they change."""
        self.table.placeholder = Content(
            f"No feeds are followed yet.\n\n{self.keymap.key_hint('follow-feed')} follows the "
            "feed of a site, or all feeds of a list (OPML). So does: octavo import feeds.opml"
        )
        self._look()
        self.table.focus()
        self.set_interval(LOOK_EVERY, self._look)

    def _look(self) -> None:
        """Draw what is under way, and the feeds if anything has changed."""
        self.command_bar.working = self._jobs.under_way
        self._rows.look()

    @on(FeedsTable.Opened)
    def _opened(self) -> None:
        self._feeds.list_articles()

    def _changed(self, operation: Operation) -> None:
        """Say what was done, and show the feeds as they are now."""
        self.command_bar.last = visible(operation.label)
        self._show_changed(operation.ids)
        self._look()
