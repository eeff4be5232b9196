"""Triage: archive, star, put off, read, delete."""

from collections.abc import Callable

from octavo.library.library import Library
from octavo.model.article import ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.text import count_of, day, grouped, truncated
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.protocols import Dialogs, Rows, Say
from octavo.tui.controllers.selection import Selection

_USUAL = "tomorrow"
"""Until when something is put off where nothing else is typed."""

_TITLE = 40
"""Cells of the title of what is put off."""


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

    async def put_off(self) -> None:
        """Hide what is at hand until a day that is asked for, or bring it back if all is."""
        from octavo.query.ranges import COMING_DAYS, time_to_come  # not needed to launch

        now, articles = self._library.now(), self._selection.articles()
        if not articles:
            return
        if all(article.later and article.later > now for article in articles):
            self._decide(lambda ids: self._library.put_off(ids, None))
            return
        ids = self._selection.ids
        which = truncated(articles[0].title, _TITLE)
        asked = f"‘{which}’" if len(articles) == 1 else count_of(len(articles), "article")
        answer = await self._asks.ask_line(
            f"Hide {asked} until", _USUAL, known=COMING_DAYS, preview=self._comes_back
        )
        if answer is not None and ids == self._selection.ids:
            until = time_to_come(answer, self._library.now())
            self._decide(lambda ids: self._library.put_off(ids, until))

    def _comes_back(self, answer: str) -> str:
        from octavo.query.ranges import Unreadable, time_to_come

        now = self._library.now()
        try:
            time = time_to_come(answer, now).astimezone()
        except Unreadable as problem:
            return f"!{str(problem).capitalize()}."
        return f"It comes back on {time:%A}, {day(time)}, at {time:%H:%M}."

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
