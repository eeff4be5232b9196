"""Triage: archive, star, read, delete."""

from collections.abc import Callable

from octavo.library.library import Library
from octavo.model.article import ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.text import grouped
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.protocols import Dialogs, Rows, Say
from octavo.tui.controllers.selection import Selection


class TriageController:
    """Decides about articles and moves on; nothing leaves the list until the next query."""

    def __init__(
        self,
        *,
        library: Library,
        selection: Selection,
        rows: Rows,
        changes: Changes,
        asks: Dialogs,
        say: Say,
        forget_place: Callable[[], None],
        run_again: Callable[[], None],
    ) -> None:
        """`forget_place` drops how far the text was read without writing it down."""
        self._library = library
        self._selection = selection
        self._rows = rows
        self._changes = changes
        self._asks = asks
        self._say = say
        self._forget_place = forget_place
        self._run_again = run_again

    def archive(self) -> None:
        """Archive what is at hand, or take it back out if all of it is archived."""
        on = not all(article.archived for article in self._selection.articles())
        self._decide(lambda ids: self._library.archive(ids, on))

    def star(self) -> None:
        """Star what is at hand, or take the stars off if all of it has one."""
        on = not all(article.starred for article in self._selection.articles())
        self._decide(lambda ids: self._library.star(ids, on))

    def toggle_read(self) -> None:
        """Call what is at hand read, or unread if all of it is read."""
        self._forget_place()
        read = all(article.state is State.READ for article in self._selection.articles())
        state = State.UNREAD if read else State.READ
        self._decide(lambda ids: self._library.mark(ids, state))

    def delete(self) -> None:
        """Move what is at hand to the trash."""
        self._decide(self._library.delete)

    def restore(self) -> None:
        """Take what is at hand back out of the trash."""
        self._decide(self._library.restore)

    async def empty_trash(self) -> None:
        """Delete for good what is in the trash, after asking."""
        count = self._library.trashed()
        if not count:
            self._say("The trash is empty.")
        elif await self._asks.confirm(
            f"Empty the trash of {grouped(count)}?",
            "Undo (u) can still bring it back for a while.",
        ):
            self._changes.done(self._library.empty_trash())
            self._run_again()

    def _decide(self, change: Callable[[tuple[ArticleId, ...]], Operation | None]) -> None:
        """Do something to the articles at hand, say so, and go to the next one.

        Marks are cleared once they have served; then the cursor stays.
        """
        ids, marked = self._selection.ids, self._selection.is_marked
        if not ids:
            return
        try:
            self._changes.done(change(ids))
        except OctavoError as error:
            self._say(str(error), error=True)
            return
        if marked:
            self._rows.clear_marks()
        else:
            self._rows.move(1)
