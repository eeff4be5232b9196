"""What a change looks like: where it stands on the screen, and how it is taken back."""

from collections.abc import Callable
from typing import Protocol

from octavo.library import NothingToUndo
from octavo.library.history import History
from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.text import visible
from octavo.tui.controllers.protocols import Footer, Rows, Say


class CurrentArticle(Protocol):
    """What is read."""

    @property
    def id(self) -> ArticleId | None: ...
    def show_head(self) -> None: ...
    def show_notes(self) -> None: ...
    def renew(self) -> None: ...
    def forget_place(self) -> None: ...


class ListedNotes(Protocol):
    """The list of notes beside the text."""

    def refresh(self) -> None: ...


class Changes:
    """Draws what was changed anew, where it stands; nothing leaves the list for that."""

    def __init__(
        self,
        *,
        rows: Rows,
        reader: CurrentArticle,
        footer: Footer,
        say: Say,
        run_again: Callable[[ArticleId | None], None],
        listed: Callable[[], ListedNotes],
        lists_notes: Callable[[], bool],
    ) -> None:
        """`run_again` lists anew what the query finds, among which may be notes.

        `listed` are the notes that are listed beside the text.
        """
        self._listed = listed
        self._lists_notes = lists_notes
        self._rows = rows
        self._reader = reader
        self._footer = footer
        self._say = say
        self._run_again = run_again

    def show(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles."""
        self._rows.refresh_rows(ids)
        if self._reader.id in ids:
            self._reader.show_head()
        self._reader.show_notes()
        self._listed().refresh()

    def show_all(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles, whose texts may be others now."""
        if self._reader.id in ids:
            self._reader.renew()
        self.show(ids)

    def done(self, operation: Operation | None, said: str = "") -> None:
        """Show what an operation changed, and in the footer that it can be undone."""
        if operation is not None:
            self.show(operation.ids)
            self._footer.last = visible(said or operation.label)

    def reversed(self, operation: Operation, said: str) -> None:
        """Show what came back or went; what is not listed yet, or gone for good, is seen to."""
        self._reader.forget_place()
        self.show_all(operation.ids)
        self._footer.last = ""
        self._say(f"{said}: {operation.label.removeprefix('undo: ')}")
        rows = set(self._rows.rows)
        back = self._pointed(operation)
        missed = [
            change
            for change in operation.changes
            if change.after is None or (change.id in operation.ids and change.id not in rows)
        ]
        if any(change.table != "notes" for change in missed) or (
            missed and self._lists_notes()
        ):
            self._run_again(back)
        elif back is not None:
            self._rows.show(self._rows.rows, back)

    def _pointed(self, operation: Operation) -> ArticleId | None:
        """Where the cursor goes, if it is not on something that came back: to the first."""
        gone = {change.id for change in operation.changes if change.after is None}
        there = sorted(operation.ids - gone)
        if self._rows.cursor in there or not there:
            return None
        wanted = frozenset(there)
        return next((id for id in self._rows.rows if id in wanted), there[0])


class HistoryController:
    """Takes the last change back, whatever it was, and does it again."""

    def __init__(
        self, *, history: History, say: Say, show: Callable[[Operation, str], None]
    ) -> None:
        """`show` is handed what was done, and what to call that."""
        self._history = history
        self._say = say
        self._show = show

    def undo(self) -> None:
        """Take the last change back."""
        self._reverse(self._history.undo, "Undone")

    def redo(self) -> None:
        """Do again what was undone last."""
        self._reverse(self._history.redo, "Done again")

    def _reverse(self, way: Callable[[], Operation], said: str) -> None:
        try:
            operation = way()
        except NothingToUndo as nothing:
            self._say(f"{str(nothing).capitalize()}.")
        except OctavoError as error:
            self._say(str(error), error=True)
        else:
            self._show(operation, said)
