"""Saved queries: what is listed gets a name, and a letter lists it again."""

from typing import TYPE_CHECKING

from octavo.library.library import Library
from octavo.model.operation import Operation
from octavo.text import grouped, visible
from octavo.tui.controllers.jobs import Debouncer
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.tui.controllers.articles.search import SearchController

REST = 1.0
"""Seconds without another article that comes in after which it is told which are new."""

NAMED = 3
"""So many queries are named that find what came in."""


class SavedQueriesController(PaneController):
    """Saves queries, lists what they find, and counts that while they are shown."""

    search: "SearchController"

    def __post_init__(self) -> None:
        self.new = NewMatches(library=self.library, screen=self.screen)

    async def save(self) -> None:
        """Save what is listed under a name that is asked for."""
        text = self.search.text_to_save
        if not text.strip():
            self.say(f"There is no query to save; {self.keymap.key_hint('search')} types one.")
            return
        saved = self.library.saved
        same = next((each.name for each in saved if each.query == text), "")
        name = await self.screen.ask_line(
            f"Save “{text}” as",
            same,
            known=[each.name for each in saved],
            preview=lambda name: self._on_saving(name, text),
        )
        if name is not None:
            operation = saved.save(name, text)
            kept = saved.named(name)
            self._done(operation, f"saved {kept.mention} · ; {kept.letter} lists it")

    def open(self) -> None:
        """Show the saved queries, until one is chosen."""
        saved = list(self.library.saved)
        if not saved:
            saves = self.keymap.key_hint("save-query")
            self.say(f"No query is saved yet; {saves} saves what is listed.")
            return
        text = self.search.settled_text
        at = next((each.id for each in saved if each.query == text), None)
        self.panes.saved_queries.open(
            self._rows(), lambda row: self._list(row.key), self.to_pane, at=at
        )
        self._count()

    def list_named(self, name: str) -> None:
        """List what a saved query finds."""
        saved = self.library.saved.named(name)
        self.panes.to_list()
        self.search.list_query(saved.query)
        self.library.saved.look(saved)

    async def rename(self) -> None:
        """Give the query that is pointed at another name."""
        from octavo.library.saved_queries import checked_name  # not needed to launch

        if (row := self.panes.saved_queries.cursor) is None:
            return
        saved, old = self.library.saved, row.text
        taken = {each.name.casefold() for each in saved} - {old.casefold()}

        def preview(name: str) -> str:
            if checked_name(name).casefold() in taken:
                return "!A query is called so already."
            users = ", ".join(user.mention for user in saved.users_of(old))
            return f"{users} will use the new name." if users else ""

        name = await self.screen.ask_line(f"Rename “{old}” to", old, preview=preview)
        if name is not None:
            self._done(saved.rename(old, name))
        self.open()

    def delete(self) -> None:
        """Save the query that is pointed at no longer."""
        if row := self.panes.saved_queries.cursor:
            users = ", ".join(user.mention for user in self.library.saved.users_of(row.text))
            self._done(self.library.saved.delete(row.text))
            if users:
                undo = self.keymap.key_hint("undo")
                self.say(f"{users} used it and cannot be read now; {undo} brings it back.")
            self.panes.saved_queries.put(self._rows())
            self._count()

    def _list(self, id: int) -> None:
        saved = next((each for each in self.library.saved if each.id == id), None)
        if saved:
            self.list_named(saved.name)

    def _on_saving(self, name: str, text: str) -> str:
        """What saving under a name would do."""
        from octavo.library.saved_queries import checked_name

        if not name.strip():
            return "!Type a name."
        old = self.library.saved.find(checked_name(name))
        if old is None:
            return ""
        if old.query == text:
            return "It is saved so already."
        return f"It replaces “{old.query}”."

    def _done(self, operation: Operation | None, said: str = "") -> None:
        if operation:
            self.screen.footer.last = visible(said or operation.report)

    def _rows(self) -> list[PanelRow]:
        text = self.search.settled_text
        return [
            PanelRow(
                saved.id,
                saved.name,
                saved.query,
                lit=saved.query == text,
                letter=saved.letter,
                number=how_much(self.library, saved.id),
            )
            for saved in self.library.saved
        ]

    def looked(self, id: int) -> None:
        """Take note that what one finds is listed, so that none of it is new."""
        if saved := next((each for each in self.library.saved if each.id == id), None):
            self.library.saved.look(saved)

    def _count(self) -> None:
        """Count in a thread what they find, and show that if they are shown still."""
        self.screen.in_thread("count", self._find)

    def _find(self) -> None:
        self.library.matches.count()
        self.screen.call_from_thread(self._show)

    def _show(self) -> None:
        if self.panes.saved_queries.is_open:
            self.panes.saved_queries.put(self._rows())


class NewMatches(Controller):
    """Tells which saved queries find what comes in, soon after it did."""

    def __post_init__(self) -> None:
        self._came: set[int] = set()
        """The articles that came in since it was last told which queries find them."""
        self._debouncer = Debouncer(self.screen, REST, self._rested)
        self.library.listen(self._changed)

    def _changed(self, operation: Operation) -> None:
        """Note what came in, in whatever thread, to tell soon which queries find it."""
        came = {
            change.id
            for change in operation.changes
            if change.table == "articles" and change.before is None
        }
        if came and not operation.quiet and operation.reverses is None:
            self.screen.call_later(self._arrived, came)

    def _arrived(self, came: set[int]) -> None:
        self._came |= came
        self._debouncer.wait()

    def _rested(self) -> None:
        came, self._came = self._came, set()
        if len(self.library.saved):
            self.screen.in_thread("new", self._find_new, came, joins=True)

    def _find_new(self, came: set[int]) -> None:
        found = self.library.matches.among(came)
        told = [f"{grouped(new)} new in ‘{name}’" for name, new in found.items()]
        if told:
            self.screen.call_from_thread(self.say, ", ".join(told[:NAMED]))


def how_much(library: Library, id: int) -> str:
    """How much a saved query finds, as a row says it: nothing where it is not known yet."""
    if library.matches.is_unreadable(id):
        return "✗"
    if (found := library.matches.get(id)) is None:
        return ""
    new = f"{grouped(found.new)} new  " if found.new else ""
    return f"{new}{grouped(found.total)}"
