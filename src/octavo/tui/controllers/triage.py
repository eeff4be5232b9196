"""Sorting out: archive, star, read, delete, and taking it all back."""

from collections.abc import Callable

from textual import work

from octavo.library.errors import NothingToUndo
from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.text import grouped
from octavo.tui.controllers.layout import Looking

Ids = tuple[ArticleId, ...]


class Sorting(Looking):
    """Decides about articles and moves on; nothing leaves the list until the next query."""

    def decide(
        self, change: Callable[[Ids], Operation | None], *, move_on: bool = True
    ) -> None:
        """Do something to the articles at hand, say so, and go to the next one.

        Marks are cleared once they have served.
        """
        ids, marked = self.targets(), bool(self.list.marks)
        if not ids:
            return
        try:
            self.done(change(ids))
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        if marked:
            self.list.clear_marks()
        elif move_on:
            self.list.move(1)

    def action_archive(self) -> None:
        """Archive what is at hand, or take it back out if all of it is archived."""
        on = not all(article.archived for article in self._articles())
        self.decide(lambda ids: self.library.archive(ids, on))

    def action_star(self) -> None:
        """Star what is at hand, or take the stars off if all of it has one."""
        on = not all(article.starred for article in self._articles())
        self.decide(lambda ids: self.library.star(ids, on))

    def action_toggle_read(self) -> None:
        """Call what is at hand read, or unread if all of it is read."""
        self.place = None
        read = all(article.state is State.READ for article in self._articles())
        self.decide(lambda ids: self.library.mark(ids, State.UNREAD if read else State.READ))

    def action_delete(self) -> None:
        """Move what is at hand to the trash."""
        self.decide(self.library.delete)

    def action_restore(self) -> None:
        """Take what is at hand back out of the trash."""
        self.decide(self.library.restore)

    @work
    async def action_empty_trash(self) -> None:
        """Delete for good what is in the trash, after asking."""
        from octavo.tui.screens.dialogs import Question  # not needed to launch

        count = self.library.trashed()
        if not count:
            self.say("The trash is empty.")
        elif await self.app.push_screen_wait(
            Question(
                f"Empty the trash of {grouped(count)}?",
                "Undo (u) can still bring it back for a while.",
            )
        ):
            self.done(self.library.empty_trash())
            self.run_again()

    def action_undo(self) -> None:
        """Take the last change back."""
        self._reverse(self.library.history.undo, "Undone", "")

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._reverse(self.library.history.redo, "Done again", "")

    def _reverse(self, way: Callable[[], Operation], said: str, last: str) -> None:
        try:
            operation = way()
        except NothingToUndo as nothing:
            self.say(f"{str(nothing).capitalize()}.")
            return
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        self.show_changed(operation.ids)
        self.command_bar.last = last
        self.say(f"{said}: {operation.label.removeprefix('undo: ')}")
        if not operation.ids <= set(self.list.rows) or any(
            c.after is None for c in operation.changes
        ):
            self.run_again()

    def _articles(self) -> list[Article]:
        return [item for item in self.items(self.targets()) if isinstance(item, Article)]
