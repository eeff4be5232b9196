"""The TinyDB that an open library is: its tables, and what an operation does to them.

Long because an operation leaves documents in memory, as JSON or in the file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias, cast, get_args

import msgspec
from msgspec import Raw, Struct
from tinydb import TinyDB
from tinydb.table import Table as TinyTable

from octavo.model.operation import Change, Operation, Table
from octavo.storage.codec import (
    AnyDocument,
    Document,
    Item,
    build,
    change_between,
    patch,
    require_fitting,
)
from octavo.storage.errors import UNDECODABLE, OperationBroken, OperationsMissing
from octavo.storage.journal.records import Arrivals
from octavo.storage.lazy_table import LazyTable, Waiting
from octavo.storage.snapshot.raw_tables import HEAD, JsonDocument, Tables, head_of
from octavo.storage.table_views import OWN, Edits, QueryCache, Rows

if TYPE_CHECKING:
    from octavo.model.article import Article
    from octavo.model.feed import Feed
    from octavo.model.note import Note
    from octavo.model.operation import Fields
    from octavo.storage.snapshot.json_store import LibraryStorage

NAMES: tuple[Table, ...] = get_args(Table)

PINS, APART, ALIASES = 2, 4, 5

OF_TAGS: "Mapping[int, Fields]" = {
    PINS: {"pinned": []},
    APART: {"apart": []},
    ALIASES: {"aliases": {}},
}
"""The documents of the table `meta` that say what is pinned, apart, or taken for another.

As they are where nothing is."""

LAST_FEED = 3
"""The document of the table `meta` that holds the highest number that a feed has had."""

AnyTable: TypeAlias = "DocumentTable[Any]"
"""`Any`, because a table of some nouns is to the type checker no table of nouns at large."""

MANY = 100
"""What comes in by operations of more changes is kept as JSON until it is asked for: that takes
half of the memory."""

Left = AnyDocument | Waiting | Raw | None

Outcome = dict[tuple[Table, int], Left]
"""What an operation leaves of each document that it touches; None if nothing."""

Parts = Mapping[int, tuple[Table, Item]]
"""Articles and notes by their ids, and their tables; only some fields of each can be asked."""

Plan = Callable[[], Iterable[Change | None]]
"""Works out the changes of an operation once nobody else can write; None changes nothing."""


class OpenStore(Protocol):
    """The open library whose documents they are."""

    @property
    def sequence(self) -> int: ...

    def follow(self) -> object:
        """Take in what other processes have written."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Let nobody else write for a block."""

    def commit(self, label: str, plan: Plan, *, by_script: bool = False) -> Operation | None:
        """Journal what a plan works out, under a label, and apply it."""


class DocumentTable(LazyTable[Document], TinyTable):
    """A table of a library, with two faces on one memory.

    With `table[id]`, `id in table`, `find`, `ids`, `items`, `documents` and `scan` octavo reads
    frozen nouns. All else is TinyDB's: its methods read dicts, after a look at what other
    processes did, and what one of them changes is an operation. They all go through the three
    private ones that are overridden here; a test pins that.
    """

    def __new__(cls, storage: "LibraryStorage", name: str, *_: object, **__: object) -> Self:
        """The one table of its name, also after TinyDB has dropped and forgotten it."""
        known = storage.tables.get(name)
        return known if isinstance(known, cls) else super().__new__(cls)

    def __init__(
        self,
        storage: "LibraryStorage",
        name: Table,
        cache_size: int = TinyTable.default_query_cache_capacity,
        persist_empty: bool = False,  # noqa: ARG002 - all tables are there, empty or not
    ) -> None:
        if storage.tables.get(name) is self:
            return
        if name not in NAMES:
            raise ValueError(f"octavo keeps {', '.join(NAMES)} here, and no {name!r}")
        self.query_cache_class = cast("Any", lambda capacity: QueryCache(self._last, capacity))
        TinyTable.__init__(self, storage, name, cache_size)
        LazyTable.__init__(self, storage.path.parent, name)
        self.live: OpenStore
        storage.tables[name] = self

    def _read_table(self) -> dict[str, JsonDocument]:
        self._last()
        return cast("dict[str, JsonDocument]", Rows(self))

    def _update_table(self, updater: Callable[[dict[int, JsonDocument]], None]) -> None:
        def plan() -> list[Change]:
            edits = Edits(self)
            updater(cast("dict[int, JsonDocument]", edits))
            return edits.changes()

        self.live.commit(f"change {self.kept_as} by script", plan, by_script=True)

    def _get_next_id(self) -> int:
        """An id that nothing has had. Before an operation begins, others may still take it."""
        with self.live.exclusive():
            return self.unused.draw()

    def _last(self) -> int:
        """The last operation, of whatever process."""
        self.live.follow()
        return self.live.sequence


class LibraryDB(TinyDB):
    """The documents of a library after some operation.

    There are no tables but octavo's, and all of them are there. What TinyDB does to all tables
    at once is one operation too; octavo's own documents in `meta` stay.
    """

    table_class: type[TinyTable] = DocumentTable
    default_table_name = "articles"

    def __init__(self, storage: "LibraryStorage", tables: Tables, live: OpenStore) -> None:
        storage.tables.clear()
        super().__init__(storage=lambda: storage)
        self._live = live
        self._folder = storage.path.parent
        head = head_of(tables)
        self.sequence = head.sequence
        """The last operation that is in it."""
        self.articles: DocumentTable[Article] = DocumentTable(storage, "articles")
        self.notes: DocumentTable[Note] = DocumentTable(storage, "notes")
        self.queries: DocumentTable[Fields] = DocumentTable(storage, "queries")
        self.rules: DocumentTable[Fields] = DocumentTable(storage, "rules")
        self.feeds: DocumentTable[Feed] = DocumentTable(storage, "feeds")
        self.meta: DocumentTable[Fields] = DocumentTable(storage, "meta")
        self.articles.sharing, self.notes.sharing = self.notes, self.articles
        self.notes.unused = self.articles.unused
        self.articles.unused.reserve(head.next_id - 1)
        self.meta.unused.reserve(OWN[-1])
        self.numbered = self.articles, self.notes
        """The tables that are numbered together."""
        self.all_tables: tuple[AnyTable, ...] = (
            *self.numbered,
            self.queries,
            self.rules,
            self.feeds,
            self.meta,
        )
        for table in self.all_tables:
            table.live = live
            table.load(tables.get(table.name, {}))
        last_feed = (self.meta.find(LAST_FEED) or {}).get("last_feed")
        self.feeds.unused.reserve(last_feed if isinstance(last_feed, int) else 0)

    @property
    def next_id(self) -> int:
        """The id that the next article or note gets; above all that ever were."""
        return self.articles.unused.next

    def document(self, table: Table, id: int, *, keep: bool = True) -> AnyDocument | None:
        """What a table has under an id, if anything; many need not be kept decoded."""
        found: AnyDocument | None = self._table(table).find(id, keep=keep)
        return found

    def said_of_tags(self, id: int) -> object:
        """What is pinned, apart or taken for another: the content of that document of `meta`.

        A script may have put anything there.
        """
        [name] = OF_TAGS[id]
        return (self.meta.find(id) or OF_TAGS[id]).get(name)

    def changes_of_tags(self, id: int, said: object) -> list[Change]:
        """The change that has that document say something, if it does not yet."""
        [name] = OF_TAGS[id]
        before, after = self.meta.find(id), {name: said}
        return [Change("meta", id, before, after)] if (before or OF_TAGS[id]) != after else []

    def item(self, id: int, *, keep: bool = True) -> Item | None:
        """The article or note with an id, if there is one; many need not be kept decoded."""
        article = self.articles.find(id, keep=keep)
        return self.notes.find(id, keep=keep) if article is None else article

    def shared(self, name: str, id: int, json: Raw) -> Raw:
        """The same JSON, as a table has it already where it does."""
        known = self._table(cast("Table", name)).json(id)
        return known if known is not None and known == json else json

    def outcome(self, operation: Operation) -> Outcome:
        """What an operation would leave; documents in the file are left there, waiting.

        Raises:
            OperationBroken: If it does not fit.
        """
        outcome: Outcome = {}
        is_large = len(operation.changes) > MANY
        for change in operation.changes:
            try:
                table = self._table(change.table)
                after: Left = _waiting(table, change) or _after(table, change)
                if is_large and change.before is None and isinstance(after, Struct):
                    after = Raw(msgspec.json.encode(change.after))
                outcome[change.table, change.id] = after
            except UNDECODABLE as error:
                raise OperationBroken(
                    self._folder, operation.sequence, f"{change.table} {change.id}", str(error)
                ) from error
        return outcome

    def settle(self, operation: Operation, outcome: Outcome) -> None:
        """Become what an operation leaves."""
        for change in operation.changes:
            self._table(change.table).touch(change, operation.sequence)
        for (name, id), document in outcome.items():
            self._table(name).put(id, document)
        _come_to(self, operation.sequence)

    def apply(self, operation: Operation | Arrivals) -> None:
        """Become what the next operation leaves.

        Raises:
            OperationsMissing: If it is not the next one.
            OperationBroken: If it does not fit.
        """
        if operation.sequence != self.sequence + 1:
            raise OperationsMissing(self._folder, self.sequence + 1, operation.sequence - 1)
        if isinstance(operation, Operation):
            self.settle(operation, self.outcome(operation))
            return
        for came in operation.changes:
            self._table(came.table).arrive(came.id, came.json, operation.sequence)
        _come_to(self, operation.sequence)

    def preload(self) -> None:
        """Begin to have all documents in memory; until then, their file must not change."""
        for table in self.numbered:
            if (in_file := table.in_file) is not None:
                in_file.preload()

    def decode(self) -> None:
        """Decode all articles and notes now, so that asking for them later is quick.

        Raises:
            DocumentBroken: If one of them does not have the fields that it should.
        """
        for table in self.numbered:
            for _ in table.items():
                pass

    def read_tables(self) -> dict[str, JsonDocument]:
        """All tables as they are now."""
        self._live.follow()
        return {table.name: Rows(table) for table in self.all_tables}

    def write_tables(self, data: Mapping[str, Mapping[str, JsonDocument]]) -> None:
        """Make all tables what somebody wants them to be; one that is left out is emptied."""

        def plan() -> list[Change]:
            return [
                change
                for table in self.all_tables
                for change in _replaced(table, data.get(table.name, {}))
            ]

        self._live.commit("change tables by script", plan, by_script=True)

    def _table(self, name: Table) -> "AnyTable":
        table: AnyTable = getattr(self, name)
        return table


def _come_to(db: LibraryDB, sequence: int) -> None:
    db.sequence = sequence
    for table in db.all_tables:
        table.clear_cache()


def parts(db: LibraryDB, ids: Collection[int], fields: Collection[str]) -> Parts:
    """Some fields of many articles and notes, which are not kept decoded for it.

    Of few nothing is told.
    """
    if len(ids) <= MANY:
        return {}
    return {
        id: (table.kept_as, item)
        for table in db.numbered
        for id, item in table.partly(fields, ids)
    }


def _waiting(table: "AnyTable", change: Change) -> Waiting | None:
    """What a change sets in a document that is in the file, and may stay there."""
    if change.before is None or change.after is None or not table.is_in_file(change.id):
        return None
    require_fitting(table.kind, change.after)
    return Waiting(change.after)


def _after(table: "AnyTable", change: Change) -> AnyDocument | None:
    """What a change leaves of its document; None if nothing."""
    if change.after is None:
        return None
    old: AnyDocument | None = None if change.before is None else table.find(change.id)
    kind: type[Fields] = table.kind
    return build(kind, change.after) if old is None else patch(old, change.after)


def _replaced(table: "AnyTable", wanted: Mapping[str, JsonDocument]) -> list[Change]:
    """The changes that make a table what somebody wants it to be."""
    if isinstance(wanted, Rows) and wanted.table is table:
        return []
    edits = Edits(table)
    edits.clear()
    for key, fields in wanted.items():
        edits[int(key)] = dict(fields)
    return edits.changes()


def differences(old: LibraryDB, new: LibraryDB) -> Iterator[Change]:
    """The changes that lead from one library to another."""
    for was, now in zip(old.all_tables, new.all_tables, strict=True):
        for id in dict.fromkeys(was.ids() + now.ids()):
            raw = now.raw(id)
            if (now.name, id) == ("meta", HEAD) or (raw is not None and raw == was.raw(id)):
                continue
            if change := change_between(now.kept_as, id, was.find(id), now.find(id)):
                yield change
