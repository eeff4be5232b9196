"""What a change looks like: of the reader's, or taken back and done again (undo)."""

from collections.abc import Callable
from typing import Protocol

from octavo.library import NothingToUndo
from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.text import visible
from octavo.tui.controllers.protocols import Controller
from octavo.tui.controllers.views import PaneController, Reader


class ListedNotes(Protocol):
    """The list of notes beside the text."""

    def refresh(self) -> None: ...


class Changes(PaneController):
    """Draws what was changed anew, where it stands; nothing leaves the list for that."""

    reader: Reader
    run_again: Callable[[ArticleId | None], None]
    """Lists anew what the query finds, among which may be notes."""
    listed: Callable[[], ListedNotes]
    """The notes that are listed beside the text."""
    lists_notes: Callable[[], bool]
    recount: Callable[[], None]
    """Says how many articles there still are, and how many are put away."""

    def show(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles."""
        self.rows.refresh_rows(ids)
        if self.reader.id in ids:
            self.reader.show_head()
        self.reader.show_notes()
        self.listed().refresh()
        self.recount()

    def show_all(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles, whose texts may be others now."""
        if self.reader.id in ids:
            self.reader.renew()
        self.show(ids)

    def done(self, operation: Operation | None, said: str = "") -> None:
        """Show what an operation changed, and in the footer that it can be undone."""
        if operation is not None:
            self.show(operation.ids)
            self.screen.footer.last = visible(said or operation.report)

    def reversed(self, operation: Operation) -> None:
        """Show what came back or went; what is not listed yet, or gone for good, is seen to."""
        self.reader.forget_place()
        self.show_all(operation.ids)
        self.screen.footer.last = visible(operation.report)
        rows = set(self.rows.rows)
        back = self._pointed(operation)
        missed = [
            change
            for change in operation.changes
            if change.after is None or (change.id in operation.ids and change.id not in rows)
        ]
        if any(change.table != "notes" for change in missed) or (missed and self.lists_notes()):
            self.run_again(back)
        elif back is not None:
            self.rows.show(self.rows.rows, back)

    def _pointed(self, operation: Operation) -> ArticleId | None:
        """Where the cursor goes, if it is not on something that came back: to the first."""
        gone = {change.id for change in operation.changes if change.after is None}
        there = sorted(operation.ids - gone)
        if self.rows.cursor in there or not there:
            return None
        wanted = frozenset(there)
        return next((id for id in self.rows.rows if id in wanted), there[0])


class HistoryController(Controller):
    """Takes the last change back, whatever it was, and does it again."""

    show: Callable[[Operation], None]
    """Handed what was done."""

    def undo(self) -> None:
        """Take the last change back."""
        self._reverse(self.library.history.undo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._reverse(self.library.history.redo)

    def _reverse(self, way: Callable[[], Operation]) -> None:
        try:
            operation = way()
        except NothingToUndo as nothing:
            self.say(f"{str(nothing).capitalize()}.")
        except OctavoError as error:
            self.say(str(error), error=True)
        else:
            self.show(operation)
