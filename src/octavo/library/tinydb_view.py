"""TinyDB over the live documents; what its tables change are journalled operations.

The three private methods that this overrides are the ones through which every other method
of `tinydb.table.Table` reads, writes and numbers; a test pins their names.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table as TinyTable

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.storage.codec import build, changed, fields_of, inserted, removed
from octavo.storage.memory.lazy_table import Shelf
from octavo.storage.timestamps import dated, timed

Plan = Callable[[], list[Change]]
"""Works out the changes of an operation once nobody else can write."""

Documents = dict[int, Mapping[str, Any]]
"""The documents of a table as TinyDB has them."""

_TABLES = ("articles", "notes")


class Live(Protocol):
    """The documents of an open library, and the way to change them."""

    @property
    def articles(self) -> Shelf[Article]: ...

    @property
    def notes(self) -> Shelf[Note]: ...

    @property
    def next_id(self) -> int: ...

    def commit(self, label: str, plan: Plan) -> Operation | None:
        """Journal what a plan works out, under a label, and apply it."""


class LiveStorage(Storage):
    """The articles and notes of an open library, as TinyDB reads and writes a file."""

    def __init__(self, live: Live) -> None:
        self.live = live

    def read(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """Both tables as they are now."""
        return {
            name: {str(id): fields for id, fields in self.documents(name).items()}
            for name in _TABLES
        }

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        """Make both tables what somebody wants them to be; one that is left out is emptied."""

        def plan() -> list[Change]:
            wanted = {
                name: {int(id): fields for id, fields in data.get(name, {}).items()}
                for name in _TABLES
            }
            return [change for name in _TABLES for change in self.changes(name, wanted[name])]

        self.live.commit("change tables by script", plan)

    def documents(self, name: str) -> Documents:
        """The documents of a table; changing them changes nothing else."""
        return {id: fields_of(item) for id, item in self._shelf(name).items()}

    def changes(self, name: str, wanted: Documents) -> Iterator[Change]:
        """The changes that make a table what somebody wants it to be.

        Raises:
            ValueError: If a document would not have just the fields that it should.
        """
        shelf = self._shelf(name)
        for id, item in shelf.items():
            if id not in wanted:
                yield removed(item)
        for id, fields in wanted.items():
            if id not in shelf:
                yield inserted(self._built(name, id, fields))
            elif fields != fields_of(shelf[id]) and (
                change := changed(shelf[id], self._built(name, id, fields))
            ):
                yield change

    def _built(self, name: str, id: int, fields: Mapping[str, Any]) -> Article | Note:
        kind = self._shelf(name).kind
        if unknown := fields.keys() - set(kind.__struct_fields__):
            raise ValueError(f"{name} have no field {min(unknown)!r}")
        if any(id in self._shelf(other) for other in _TABLES if other != name):
            raise ValueError(f"{id} is taken: articles and notes are numbered together")
        return timed(build(kind, dated({**fields, "id": id})))

    def _shelf(self, name: str) -> Shelf[Article] | Shelf[Note]:
        return self.live.articles if name == "articles" else self.live.notes


class DocumentTable(TinyTable):
    """The articles or notes of an open library, with all that TinyDB's tables do."""

    def __init__(
        self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        if not isinstance(storage, LiveStorage) or name not in _TABLES:
            raise ValueError(f"octavo keeps {' and '.join(_TABLES)} here, and no {name!r}")
        super().__init__(storage, name, cache_size, persist_empty)
        self._storage: LiveStorage = storage
        self._free_id = 0

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        documents = self._storage.documents(self.name)
        return {str(id): fields for id, fields in documents.items()}

    def _update_table(self, updater: Callable[[Documents], None]) -> None:
        def plan() -> list[Change]:
            wanted = self._storage.documents(self.name)
            updater(wanted)
            return list(self._storage.changes(self.name, wanted))

        self._storage.live.commit(f"change {self.name} by script", plan)

    def _get_next_id(self) -> int:
        """An id that no article and no note has had."""
        id = max(self._free_id, self._storage.live.next_id)
        self._free_id = id + 1
        return id


class LibraryDB(TinyDB):
    """The articles and notes of an open library as a TinyDB, whose changes can be undone."""

    table_class = DocumentTable

    def __init__(self, live: Live) -> None:
        super().__init__(live, storage=LiveStorage)
