"""The documents of a table as TinyDB reads, changes and remembers them.

It reads dicts by their ids as strings, and changes dicts by their ids. Nothing is decoded
before it is asked for, and what is handed out is the asker's own.
"""

import threading
from collections.abc import Callable, ItemsView, Iterator, Mapping, MutableMapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from tinydb.queries import QueryLike
from tinydb.table import Document as TinyDocument
from tinydb.utils import LRUCache

from octavo.model.operation import Change, Fields
from octavo.storage.codec import (
    AnyDocument,
    Document,
    build,
    change_between,
    dated,
    fields_of,
    timed,
)
from octavo.storage.snapshot.raw_tables import Entries
from octavo.text import natural

if TYPE_CHECKING:
    from octavo.model.article import Article
    from octavo.model.feed import Feed
    from octavo.model.note import Note
    from octavo.storage.lazy_table import LazyTable

OWN = range(1, 101)
"""The ids in the table `meta` that are octavo's own."""

_LARGEST_ID = 2**53 - 1
"""What every reader of JSON can tell from its neighbours (RFC 8259, section 6)."""

Found = TypeVar("Found")


class Row(Mapping[str, object]):
    """A document that is decoded when it is first looked into."""

    def __init__(self, read: Callable[[], Fields]) -> None:
        self._read = read

    @cached_property
    def _fields(self) -> Fields:
        return self._read()

    def __getitem__(self, name: str) -> object:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class Rows(Mapping[str, Mapping[str, object]], Generic[Document]):
    """The documents of a table as TinyDB reads them."""

    def __init__(self, table: "LazyTable[Document]") -> None:
        self.table = table

    def __getitem__(self, key: str) -> Fields:
        id = natural(key) or 0
        if str(id) != key:
            raise KeyError(key)
        return fields_of(self.table[id])

    def __iter__(self) -> Iterator[str]:
        return map(str, self.table.ids())

    def __len__(self) -> int:
        return len(self.table.by_id)

    def items(self) -> ItemsView[str, Mapping[str, object]]:
        """All documents with their keys, as they are when an iteration begins."""
        return Entries(self, lambda: ((str(id), Row(read)) for id, read in self.table.fields()))


class Edits(MutableMapping[int, Fields], Generic[Document]):
    """The documents of a table as TinyDB changes them, and the changes that come of it."""

    def __init__(self, table: "LazyTable[Document]") -> None:
        self._table = table
        self._touched: dict[int, Fields | None] = {}
        """What was handed out, perhaps to be changed, or put in; None for what is out."""

    def __getitem__(self, id: int) -> Fields:
        if id not in self._touched:
            self._touched[id] = fields_of(self._table[id])
        fields = self._touched[id]
        if fields is None:
            raise KeyError(id)
        return fields

    def __setitem__(self, id: int, fields: Fields) -> None:
        if type(id) is not int or not 0 < id <= _LARGEST_ID:
            raise ValueError(f"{id!r} is no id: they are whole numbers from 1 to 2^53 - 1")
        self._touched[id] = fields

    def __delitem__(self, id: int) -> None:
        if id not in self:
            raise KeyError(id)
        self._touched[id] = None

    def __contains__(self, id: object) -> bool:
        if id in self._touched:
            return self._touched[id] is not None
        return id in self._table

    def __iter__(self) -> Iterator[int]:
        known = self._table.ids()
        new = [id for id in self._touched if id not in self._table]
        return (id for id in known + new if self._touched.get(id, ()) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Take all documents out, those aside that are octavo's own."""
        self._touched = {id: None for id in self._table.ids() if not self._is_own(id)}

    def changes(self) -> list[Change]:
        """What has become of the documents; what is taken out comes first.

        Raises:
            ValueError: If a document would not have just the fields that it should.
        """
        name, sharing = self._table.kept_as, self._table.sharing
        changes = []
        for id, fields in self._touched.items():
            old = self._table.find(id)
            if fields == (None if old is None else fields_of(old)):
                continue
            if self._is_own(id):
                raise ValueError(f"document {id} of {name} is octavo's own: read-only")
            if old is None and sharing is not None and id in sharing:
                raise ValueError(f"{id} is taken: articles and notes are numbered together")
            new = None if fields is None else self._built(id, fields)
            changes.append(change_between(name, int(id), old, new))
        removals = [each for each in changes if each and each.after is None]
        return removals + [each for each in changes if each and each.after is not None]

    def _is_own(self, id: int) -> bool:
        return self._table.kept_as == "meta" and id in OWN

    def _built(self, id: int, fields: Fields) -> AnyDocument:
        kind: Any = self._table.kind
        if kind is dict:
            return msgspec.json.decode(msgspec.json.encode(fields), type=Fields)
        if unknown := fields.keys() - set(kind.__struct_fields__):
            raise ValueError(f"{self._table.kept_as} have no field {min(unknown)!r}")
        noun: Article | Note | Feed = build(kind, dated({**fields, "id": id}))
        return timed(noun)


class QueryCache(LRUCache[QueryLike, list[TinyDocument]]):
    """What TinyDB has found, each of use until the next operation, whoever did it."""

    def __init__(self, sequence: Callable[[], int], capacity: int) -> None:
        """Remember so many answers; `sequence` tells the last operation of any process."""
        super().__init__(capacity)
        self._sequence = sequence
        self._filled_at = 0
        self._asked = threading.local()
        self._mutex = threading.RLock()

    def get(
        self, key: QueryLike, default: list[TinyDocument] | Found | None = None
    ) -> list[TinyDocument] | Found | None:
        """What was found, unless there was an operation since."""
        now = self._asked.at = self._sequence()
        with self._mutex:
            if now != self._filled_at:
                self.clear()
                self._filled_at = now
            return super().get(key, default)

    def set(self, key: QueryLike, value: list[TinyDocument]) -> None:
        """Remember what was found, unless there was an operation since it was looked for."""
        with self._mutex:
            if self._asked.at == self._filled_at:
                super().set(key, value)

    def clear(self) -> None:
        """Forget everything."""
        with self._mutex:
            super().clear()
