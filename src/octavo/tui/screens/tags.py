"""The tags screen: counts, rename, merge, delete and pin."""

from textual import on
from textual.app import ComposeResult

from octavo.library.library import Library
from octavo.model.operation import Operation
from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.text import visible
from octavo.tui.controllers.articles.tags_screen import TagsController
from octavo.tui.controllers.history import HistoryController
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.dialogs import completion
from octavo.tui.widgets.tags.table import TagsTable


class TagsScreen(CommandScreen[str | None]):
    """Gives back a query for the articles to list, or None."""

    def __init__(self, *, library: Library, keymap: Keymap) -> None:
        self.table = TagsTable()
        super().__init__(keymap, Context.TAGS, self.table)
        self._tags = TagsController(
            library=library,
            table=self.table,
            asks=self,
            say=self.say,
            changed=self._changed,
            leave=self.dismiss,
            complete=completion,
        )
        history = HistoryController(
            history=library.history, say=self.say, show=lambda done, _: self._changed(done)
        )
        self.connect(tags=self._tags, history=history)

    def compose(self) -> ComposeResult:
        yield self.table
        yield self.command_bar

    def on_mount(self) -> None:
        """Show the tags as they are."""
        with self.telling_errors():
            self._tags.show()
        self.table.focus()

    @on(TagsTable.Opened)
    def _opened(self) -> None:
        self._tags.list_articles()

    def _changed(self, operation: Operation) -> None:
        """Say what was done, and show the tags as they are now."""
        self.command_bar.last = visible(operation.label)
        self._tags.show()
