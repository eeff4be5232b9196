"""The screens of tags and of feeds: each a table whose entries lead to the articles of one."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.feed import FeedId
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.text import visible
from octavo.tui.controllers.articles.tags_screen import TagsController
from octavo.tui.controllers.changes import HistoryController
from octavo.tui.controllers.intake.feeds_screen import FeedRows, FeedsController
from octavo.tui.controllers.intake.fetch import RefreshController
from octavo.tui.controllers.jobs import Jobs
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.dialogs import completion
from octavo.tui.widgets.feeds.table import FeedsTable
from octavo.tui.widgets.tags.table import TagsTable

LOOK_EVERY = 0.25
"""Seconds between two looks at whether anything has changed."""


class TableScreen(CommandScreen[str | None]):
    """A table that fills the screen; gives back a query for the articles to list, or None."""

    def __init__(
        self,
        library: Library,
        keymap: Keymap,
        context: Context,
        table: TagsTable | FeedsTable,
        at: object,
    ) -> None:
        """Begin with the cursor on the entry that `at` is the key of, None for the first."""
        super().__init__(keymap, context, table.lines)
        self._library, self._whole, self._at = library, table, at
        history = HistoryController(library=library, screen=self, show=self._reversed)
        self.connect(history=history)

    def compose(self) -> ComposeResult:
        yield self._whole
        yield self.footer

    def on_mount(self) -> None:
        """Show everything as it is, also whenever that changes, and take the keys."""
        with self.telling_errors():
            self.show()
        self._whole.lines.point(self._at)
        self._whole.focus()
        self.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Show what others changed; what was done before that is not what undo takes back."""
        if self._library.others_came_last:
            self.footer.last = ""
        self.show()

    def show(self) -> None:
        """Show everything as it is now, if that is other than what is shown."""

    def _reversed(self, operation: Operation) -> None:
        """Show what was taken back or done again, with the cursor on what is back."""
        before = self._whole.lines.listed
        self.changed(operation)
        back = (key for key in self._whole.lines.listed if key not in before)
        self._whole.lines.point(next(back, None))

    def changed(self, operation: Operation | None) -> None:
        """Say what an operation did, and show everything as it is now."""
        if operation is not None:
            self.footer.last = visible(operation.report)
            self.show()


class TagsScreen(TableScreen):
    """Counts, renames, merges, deletes and pins tags."""

    def __init__(self, *, library: Library, keymap: Keymap, at: Tag | None = None) -> None:
        self.table = TagsTable()
        super().__init__(library, keymap, Context.TAGS, self.table, at)
        self._tags = TagsController(
            library=library,
            screen=self,
            table=self.table,
            changed=self.changed,
            leave=self.dismiss,
            complete=completion,
        )
        self.connect(tags=self._tags)

    def show(self) -> None:
        self._tags.show()

    @on(TagsTable.Opened)
    def _opened(self) -> None:
        self._tags.list_articles()

    @on(TagsTable.Dropped)
    async def _dropped(self, event: TagsTable.Dropped) -> None:
        self._tags.dragged = event.tag, event.onto
        await self.run_command("move-tag")


class FeedsScreen(TableScreen):
    """What is followed, what is new, and what could not be had.

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
        at: FeedId | None = None,
        has_one_pane: bool = False,
    ) -> None:
        """`show_changed` draws articles behind this screen that were changed on it."""
        self.table = FeedsTable(has_one_pane=has_one_pane)
        super().__init__(library, keymap, Context.FEEDS, self.table, at)
        self._jobs = jobs
        self._show_changed = show_changed
        self._rows = FeedRows(library=library, screen=self, table=self.table)
        self._feeds = FeedsController(
            library=library,
            screen=self,
            table=self.table,
            jobs=jobs,
            refreshing=refreshing,
            add=add,
            changed=self.changed,
            leave=self.dismiss,
        )
        self.connect(feeds=self._feeds, jobs=jobs)

    def on_mount(self) -> None:
        """Say how feeds come here."""
        self.table.placeholder = Content(
            f"No feeds are followed yet.\n\n{self.keymap.key_hint('follow-feed')} follows the "
            "feed of a site, or all feeds of a list (OPML). So does: octavo import feeds.opml"
        )

    def show(self) -> None:
        """Draw what is under way, and the feeds if anything has changed."""
        self.footer.working = self._jobs.under_way
        self._rows.look()

    def changed(self, operation: Operation | None) -> None:
        if operation is not None:
            self._show_changed(operation.ids)
        super().changed(operation)

    @on(FeedsTable.Opened)
    def _opened(self) -> None:
        self._feeds.list_articles()
