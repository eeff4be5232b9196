"""Saved queries: what is listed gets a name, and a letter lists it again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from octavo.library.library import Library
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.model.search import Scan, SearchAbandoned
from octavo.text import grouped, visible
from octavo.tui.controllers.protocols import Dialogs, Focus, Footer, Host, Say

if TYPE_CHECKING:
    from octavo.library.saved_queries import SavedQuery
    from octavo.tui.widgets.reading.panel import PanelRow

UNKNOWN = -1
"""In the place of a count that is not known yet."""


class ListedQuery(Protocol):
    """What is listed, as far as it can be saved and be another."""

    @property
    def settled_text(self) -> str:
        """A query that says what is listed."""
        ...

    def list_query(self, text: str) -> None: ...


class SavedQueryView(Protocol):
    """The saved queries on the screen."""

    @property
    def is_open(self) -> bool: ...
    @property
    def cursor(self) -> "PanelRow | None": ...
    def open(
        self,
        rows: "Iterable[PanelRow]",
        chosen: "Callable[[PanelRow], object]",
        closed: Callable[[], None],
        *,
        at: int | None = None,
    ) -> None: ...
    def put(self, rows: "Sequence[PanelRow]") -> None: ...


class SavedQueriesController:
    """Saves queries, lists what they find, and counts that while they are shown."""

    def __init__(
        self,
        *,
        library: Library,
        host: Host,
        search: ListedQuery,
        panel: Callable[[], SavedQueryView],
        focus: Focus,
        asks: Dialogs,
        say: Say,
        footer: Footer,
    ) -> None:
        """`panel` is made when it is first called for."""
        self._library = library
        self._host = host
        self._search = search
        self._panel = panel
        self._focus = focus
        self._asks = asks
        self._say = say
        self._footer = footer
        self._counts: Mapping[int, int | None] = {}
        """How much each finds, as counted last; None for one that cannot be read."""

    async def save(self) -> None:
        """Save what is listed under a name that is asked for."""
        text = self._search.settled_text
        if not text.strip():
            self._say("There is no query to save; / types one.")
            return
        saved = self._library.saved
        same = next((each.name for each in saved if each.query == text), "")
        name = await self._asks.ask_line(
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
        saved = list(self._library.saved)
        if not saved:
            self._say("No query is saved yet; S saves what is listed.")
            return
        back = self._focus.to_text if self._focus.in_text else self._focus.to_list
        text = self._search.settled_text
        at = next((each.id for each in saved if each.query == text), None)
        self._panel().open(self._rows(), lambda row: self._list(row.key), back, at=at)
        self._count(saved)

    def list_named(self, name: str) -> None:
        """List what a saved query finds."""
        saved = self._library.saved.named(name)
        self._focus.to_list()
        self._search.list_query(saved.query)

    async def rename(self) -> None:
        """Give the query that is pointed at another name."""
        if (row := self._panel().cursor) is None:
            return
        saved, old = self._library.saved, row.text
        taken = {each.name.casefold() for each in saved} - {old.casefold()}

        def preview(name: str) -> str:
            if name.casefold() in taken:
                return "!A query is called so already."
            users = ", ".join(user.mention for user in saved.users_of(old))
            return f"{users} will use the new name." if users else ""

        name = await self._asks.ask_line(f"Rename “{old}” to", old, preview=preview)
        if name is not None:
            self._done(saved.rename(old, name))
        self.open()

    def delete(self) -> None:
        """Save the query that is pointed at no longer."""
        if row := self._panel().cursor:
            users = ", ".join(user.mention for user in self._library.saved.users_of(row.text))
            self._done(self._library.saved.delete(row.text))
            if users:
                self._say(f"{users} used it and cannot be read now; u brings it back.")
            self._panel().put(self._rows())

    def _list(self, id: int) -> None:
        saved = next((each for each in self._library.saved if each.id == id), None)
        if saved:
            self.list_named(saved.name)

    def _on_saving(self, name: str, text: str) -> str:
        """What saving under a name would do."""
        if not name.strip():
            return "!Type a name."
        old = self._library.saved.find(name)
        if old is None:
            return ""
        if old.query == text:
            return "It is saved so already."
        return f"It replaces “{old.query}”."

    def _done(self, operation: Operation | None, said: str = "") -> None:
        if operation:
            self._footer.last = visible(said or operation.label)

    def _rows(self) -> "list[PanelRow]":
        from octavo.tui.widgets.reading.panel import PanelRow  # not needed to launch

        text = self._search.settled_text
        return [
            PanelRow(
                saved.id,
                saved.name,
                saved.query,
                lit=saved.query == text,
                letter=saved.letter,
                number=_counted(self._counts.get(saved.id, UNKNOWN)),
            )
            for saved in self._library.saved
        ]

    def _count(self, queries: "Sequence[SavedQuery]") -> None:
        """Count in a thread what they find, and show that if they are shown still."""
        work = partial(self._find, queries)
        self._host.run_worker(work, group="count", exclusive=True, thread=True)

    def _find(self, queries: "Sequence[SavedQuery]") -> None:
        counts = {each.id: count_of_matches(self._library, each) for each in queries}
        self._host.call_from_thread(self._show, counts)

    def _show(self, counts: Mapping[int, int | None]) -> None:
        self._counts = counts
        if self._panel().is_open:
            self._panel().put(self._rows())


def count_of_matches(library: Library, saved: "SavedQuery") -> int | None:
    """How much a saved query finds; None where it cannot be read or asked.

    UNKNOWN while the index takes in what it lacks, which is not looked through for that.
    """
    scan = Scan(is_stale=lambda: library.search.indexing is not None)
    try:
        return library.search.find(library.read(saved.mention), scan).total
    except SearchAbandoned:
        return UNKNOWN
    except OctavoError:
        return None


def _counted(count: int | None) -> str:
    """A count as a row says it: nothing where it is not known yet."""
    if count is None:
        return "✗"
    return "" if count == UNKNOWN else grouped(count)
