"""The documents of a table in memory, each decoded when it is first asked for.

Until then a document stays the slice of `library.json` that it was read as.

Large because each way to read documents decodes as much of them as it takes.
"""

import gc
import threading
from bisect import bisect_left, bisect_right
from collections.abc import (
    Callable,
    Collection,
    Container,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    Set,
    ValuesView,
)
from contextlib import contextmanager
from functools import cache, partial
from heapq import merge
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast, overload

import msgspec
from msgspec import Raw, Struct

from octavo.model.article import Article
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Table
from octavo.storage.codec import Document, Item, decoded, fields_of, patch
from octavo.storage.errors import UNDECODABLE, DocumentBroken
from octavo.storage.snapshot.raw_tables import Entries, LazyDocuments

if TYPE_CHECKING:
    from octavo.storage.codec import Projection

_IN_FILE = Raw(b"")
"""Stands for the JSON of a document that is not cut out of the file yet."""

_ANY = frozenset[str]()
"""Stands for the fields of a document that came or went."""

_FAR_APART = 64
"""One in so many is read by itself: to read what lies between, a kilobyte each, takes more time
than to ask the system again does."""

_CLOSE = 2
"""One in so many is worth decoding all that lies between."""

KINDS: dict[str, type] = {
    "articles": Article,
    "notes": Note,
    "queries": dict,
    "rules": dict,
    "feeds": Feed,
    "meta": dict,
}
"""What the documents of each table are; a dict is an object as JSON has it."""


class Waiting(Struct, frozen=True):
    """What is set in a document that is in the file, once that is asked for."""

    fields: Fields


Found = TypeVar("Found", bound="Projection")
Other = TypeVar("Other")
Value = TypeVar("Value")


class Ids:
    """The ids that are left to give, of one table or of several that share them."""

    def __init__(self) -> None:
        self.next = 1

    def draw(self) -> int:
        """An id that nothing had and nothing else will get."""
        self.next += 1
        return self.next - 1

    def reserve(self, id: int) -> None:
        """Take note that an id is or was in use."""
        self.next = max(self.next, id + 1)


class IdRuns(Generic[Value]):
    """A value for each of some ids; those that come one after the other are kept as a run.

    In a dict a million of them would take 120 MB.
    """

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._ends: list[int] = []
        self._together: list[Value] = []
        self._apart: dict[int, Value] = {}
        """Those of ids that were passed over by then, or have another value by now."""

    def get(self, id: int) -> Value | None:
        """The value of an id, if it has one."""
        if (apart := self._apart.get(id)) is not None:
            return apart
        place = bisect_right(self._firsts, id) - 1
        return self._together[place] if place >= 0 and id < self._ends[place] else None

    def put(self, id: int, value: Value) -> None:
        """Give an id a value."""
        end = self._ends[-1] if self._ends else 0
        if id < end:
            self._apart[id] = value
            return
        self._apart.pop(id, None)
        if id == end and self._together and self._together[-1] == value:
            self._ends[-1] = id + 1
        else:
            self._firsts.append(id)
            self._ends.append(id + 1)
            self._together.append(value)

    def drop(self, ids: Iterable[int], is_meant: Callable[[Value], bool]) -> None:
        """Take out those of some ids that have such a value."""
        ordered = sorted(ids)
        for id in ordered if self._apart else ():
            if id in self._apart and is_meant(self._apart[id]):
                del self._apart[id]
                self._cut(id, id + 1, lambda _: True)
        for first, end in _runs(ordered):
            self._cut(first, end, is_meant)

    def _cut(self, first: int, end: int, is_meant: Callable[[Value], bool]) -> None:
        """Take those between two ids out of the runs."""
        place, stop = bisect_right(self._ends, first), bisect_left(self._firsts, end)
        left: list[tuple[int, int, Value]] = []
        for begun, ended, value in self._between(place, stop):
            if is_meant(value):
                left += [(begun, first, value)] if begun < first else []
                left += [(end, ended, value)] if end < ended else []
            else:
                left.append((begun, ended, value))
        self._firsts[place:stop] = [each[0] for each in left]
        self._ends[place:stop] = [each[1] for each in left]
        self._together[place:stop] = [each[2] for each in left]

    def _between(self, place: int, stop: int) -> list[tuple[int, int, Value]]:
        """Some of the runs."""
        runs = self._firsts[place:stop], self._ends[place:stop], self._together[place:stop]
        return [*zip(*runs, strict=True)]

    def items(self) -> Iterator[tuple[int, Value]]:
        """All ids with their values, in no order."""
        for first, end, value in self._between(0, len(self._firsts)):
            for id in range(first, end):
                if id not in self._apart:
                    yield id, value
        yield from self._apart.items()

    def __iter__(self) -> Iterator[int]:
        """All ids, in order."""
        together = chain.from_iterable(map(range, self._firsts, self._ends))
        each = merge(together, sorted(self._apart)) if self._apart else together
        return (id for id, _ in groupby(each)) if self._apart else each

    def __len__(self) -> int:
        together = sum(self._ends) - sum(self._firsts)
        return together + sum(not self._is_together(id) for id in self._apart)

    def __bool__(self) -> bool:
        return bool(self._firsts or self._apart)

    def _is_together(self, id: int) -> bool:
        place = bisect_right(self._firsts, id) - 1
        return place >= 0 and id < self._ends[place]


class LazyTable(Generic[Document]):
    """The documents of one table by id, as nouns. May be used from any thread.

    What has no id of its own (`queries` and `meta`) are dicts, which nobody may change.

    Large because it has each of these ways.
    """

    def __init__(self, folder: Path, name: Table) -> None:
        self.kind: type[Document] = KINDS[name]
        self.kept_as = name
        self.unused = Ids()
        self.sharing: Container[int] | None = None
        """The other table that takes its ids from the same numbers."""
        self._folder = folder
        self._items: dict[int, Raw | Document] = {}
        """Each document as far as it is known: itself, its JSON, or that the file has it."""
        self._unentered: LazyDocuments | None = None
        """The documents in the file whose ids are in `_items` only once all are asked for."""
        self._top = 0
        """The highest id that the file may have."""
        self.in_file: LazyDocuments | None = None
        """Where documents still are; let go, with all that it holds, when none is left."""
        self._left = 0
        self._waiting: dict[int, Fields] = {}
        """What has changed of documents in the file that nobody has asked for since."""
        self._touched = IdRuns[tuple[int, Set[str]]]()
        """Which operation was the last to change each document since the table was filled, and
        what it changed of it: the fields, or none where it came or went."""
        self._latest: tuple[int, Set[str]] = 0, _ANY
        self.by_id: ById[Document] = ById(self, self._items)
        self._mutex = threading.RLock()
        self._decode: Callable[[Raw], Document] = msgspec.json.Decoder(
            self.kind, dec_hook=decoded
        ).decode
        self._decode_fields = msgspec.json.Decoder(Fields).decode
        self._names = frozenset(getattr(self.kind, "__struct_fields__", ()))

    def load(self, raw: Mapping[int, Raw]) -> None:
        """Fill the table, which must be empty."""
        if isinstance(raw, LazyDocuments) and raw:
            self.in_file = self._unentered = raw
            self._top, self._left = self.unused.next - 1, len(raw)  # the head has said it
        else:
            self._items.update(raw)
            self.unused.reserve(max(self._items, default=0))

    def __getitem__(self, id: int) -> Document:
        """A document.

        Raises:
            KeyError: If there is none with this id.
            DocumentBroken: If it does not have the fields that it should.
        """
        if (item := self._item(id)) is None:
            raise KeyError(id)
        return self._read(id, item) if isinstance(item, Raw) else item

    def __contains__(self, id: object) -> bool:
        return isinstance(id, int) and self._item(id) is not None

    def length(self) -> int:
        """How many documents there are."""
        if self._unentered is None:
            return len(self._items)
        return len(self._unentered) + sum(id > self._top for id in [*self._items])

    def find(self, id: int, *, keep: bool = True) -> Document | None:
        """The document with an id, if there is one.

        Whoever goes through many need not `keep` it decoded.
        """
        item = self._item(id)
        if not isinstance(item, Raw):
            return item
        json = None if keep else self._json(id, item)
        return self[id] if json is None else self._decoded(id, json)

    def ids(self) -> list[int]:
        """All ids, in the order of the table."""
        with self._mutex:
            if self._unentered is None:
                return list(self._items)
            return [*self._unentered, *(id for id in self._items if id > self._top)]

    def items(self) -> Iterator[tuple[int, Document]]:
        """All documents with their ids, as they are when the iteration begins."""
        for id, item in list(self._all().items()):
            yield id, self._read(id, item) if isinstance(item, Raw) else item

    def documents(self) -> Iterator[Document]:
        """All documents, as they are when the iteration begins."""
        return (document for _, document in self.items())

    def fields(self) -> Iterator[tuple[int, Callable[[], Fields]]]:
        """All ids, each with what makes the fields of its document, as they are now.

        No document is kept decoded for it.
        """
        with self._mutex:
            in_file, items, waiting = self.in_file, self._all().copy(), self._waiting.copy()

        def fields_at(id: int, item: Raw | Document) -> Fields:
            json = item
            if item is _IN_FILE and in_file:
                json = self._changed(in_file[id], waiting.get(id))
            if not isinstance(json, Raw):
                return fields_of(json)
            fields = self._decode_fields(json)
            is_whole = fields.keys() == self._names  # then a noun would tell no more
            return fields if is_whole else fields_of(self._decoded(id, json))

        for id, item in items.items():
            yield id, partial(fields_at, id, item)

    def scan(self, kind: type[Found]) -> Iterator[tuple[int, Found]]:
        """A few fields of every document, without decoding the rest of it.

        Raises:
            DocumentBroken: If a document does not have these fields.
        """
        return self.projected(kind)

    def projected(
        self, kind: type[Found], ids: Iterable[int] | None = None
    ) -> Iterator[tuple[int, Found]]:
        """The same of some documents."""
        return self._each(kind, ids, lambda document: kind.of(cast("Item", document)))

    def partly(
        self, fields: Collection[str], ids: Iterable[int] | None = None
    ) -> Iterator[tuple[int, Document]]:
        """All documents, or some; of each at least some of its fields can be asked.

        Raises:
            DocumentBroken: If a document does not have these fields.
        """
        kind = cast("type[Struct]", self.kind)
        part = cast("type[Document]", _part_of(kind, frozenset(fields)))
        return self._each(part, ids, lambda document: document)

    def _each(
        self,
        kind: type[Other],
        ids: Iterable[int] | None,
        part_of: Callable[[Document], Other],
    ) -> Iterator[tuple[int, Other]]:
        """Documents as they are when this is called, each decoded once it is asked for."""
        decode = msgspec.json.Decoder(kind, dec_hook=decoded).decode
        with self._mutex:
            waiting = self._waiting.copy()
            if ids is None and (in_file := self._untouched()) is not None:
                known = self._items.copy()
                behind = [id for id in known if id > self._top]
                entries = ((id, known.get(id, _IN_FILE)) for id in chain(in_file, behind))
                is_left = (lambda id: known.get(id, _IN_FILE) is _IN_FILE) if known else None
                found = _in_batches(in_file, is_left, kind, decode)
            else:
                items = self._some(ids)
                entries = (each for each in items.items())
                left = [id for id, item in items.items() if item is _IN_FILE]
                found = _each(self.in_file, left, kind, decode) if self.in_file else iter(())

        def each() -> Iterator[tuple[int, Other]]:
            for id, item in entries:
                try:
                    if item is _IN_FILE:
                        other, part = next(found)
                        if other != id:  # never, as both are in the order of the file
                            told = f"{other} stands in its place"
                            raise _broken(self._folder, self.kept_as, id, told)
                        yield id, _patched(part, waiting[id]) if id in waiting else part
                    else:
                        yield id, decode(item) if isinstance(item, Raw) else part_of(item)
                except UNDECODABLE:
                    self[id]
                    raise

        return each()

    def _untouched(self) -> LazyDocuments | None:
        """The documents in the file, where nobody has asked for most of them."""
        in_file = self._unentered
        is_so = in_file is not None and len(self._items) * _CLOSE < len(in_file)
        return in_file if is_so else None

    def _some(self, ids: Iterable[int] | None) -> dict[int, Raw | Document]:
        """What is known now of some documents, or of all, in the order of the file."""
        if ids is None:
            return self._all().copy()
        ordered = sorted(ids) if self.in_file is None else self.in_file.in_order(ids)
        known = ((id, self._item(id)) for id in ordered)
        return {id: item for id, item in known if item is not None}

    def _changed(self, json: Raw, fields: Fields | None) -> Raw:
        """The JSON of a document with some fields set; those it cannot have are passed over."""
        if fields is None:
            return json
        known = {name: fields[name] for name in fields if name in self._names}
        return Raw(msgspec.json.encode({**self._decode_fields(json), **known}))

    def raw(self, id: int) -> bytes | None:
        """The JSON of a document that is not decoded yet."""
        item = self._item(id)
        json = self._json(id, item) if isinstance(item, Raw) else None
        return None if json is None else bytes(json)

    def touch(self, change: Change, sequence: int) -> None:
        """Take note of a change that an operation is about to put in."""
        before, after = change.before, change.after
        fields = _ANY if before is None or after is None else {*before, *after}
        _, known = self._touched.get(change.id) or (0, fields)
        touched = sequence, fields | known if fields and known else _ANY
        if touched != self._latest:
            self._latest = touched  # one for all that come in at once
        self._touched.put(change.id, self._latest)

    def arrive(self, id: int, json: Raw, sequence: int) -> None:
        """Put in a document that came by an operation."""
        if self._latest != (sequence, _ANY):
            self._latest = sequence, _ANY
        self._touched.put(id, self._latest)
        self.put(id, json)

    def touched_in(self, fields: Set[str], after: int = 0) -> set[int]:
        """What has changed since an operation and has ever in some fields, or came or went.

        Where no fields are named, it is in any.
        """
        return {
            id
            for id, (sequence, touched) in self._touched.items()
            if sequence > after
            and (not fields or not touched or not fields.isdisjoint(touched))
        }

    def json(self, id: int) -> Raw | None:
        """The JSON of a document that is in memory, and not decoded."""
        item = self._items.get(id)
        return item if isinstance(item, Raw) and item is not _IN_FILE else None

    def is_in_file(self, id: int) -> bool:
        """Whether a document is still there, undecoded."""
        return self._item(id) is _IN_FILE

    def put(self, id: int, document: Document | Waiting | Raw | None) -> None:
        """Keep a new state of a document; None takes it away."""
        with self._mutex:
            if isinstance(document, Waiting):
                if self.is_in_file(id):
                    self._waiting[id] = {**self._waiting.get(id, {}), **document.fields}
                    return
                document = patch(self[id], document.fields)
            self._left -= self._item(id) is _IN_FILE
            if document is None:
                self._all().pop(id, None)
            else:
                if id <= self._top and self._item(id) is None:
                    self._all()  # one that came back, and stands nowhere in the file
                self._items[id] = document
        self.unused.reserve(id)

    def held(self) -> int:
        """How many documents are in memory, decoded or not."""
        return self.length() - self._left

    def unload(self, in_file: LazyDocuments, through: int, top: int) -> None:
        """Leave the documents in another file, which has them as they were at an operation.

        No id there is higher than `top`. What has changed since stays here.
        """
        with self._mutex:
            late = {id for id, (sequence, _) in self._touched.items() if sequence > through}
            here = {id: item for id in late if (item := self._item(id)) is not None}
            kept = {id: item for id, item in here.items() if item is not _IN_FILE}
            self._waiting = {id: self._waiting[id] for id in here.keys() & self._waiting.keys()}
            replaced = {id for id in kept if id in in_file}
            self._left = len(in_file) - len(replaced)
            self._top, self.in_file, self._unentered = top, in_file, in_file
            self._items = self.by_id.known = kept
            if len(here) < len(late) or any(id <= top for id in kept.keys() - replaced):
                everything = self._all()
                for id in late - here.keys():
                    self._left -= everything.pop(id, None) is not None

    def _item(self, id: int) -> Raw | Document | None:
        """What is known of a document."""
        item = self._items.get(id)
        return self.entered(id) if item is None else item

    def entered(self, id: int) -> Raw | Document | None:
        """What is known of a document that nobody has asked for yet."""
        if (unentered := self._unentered) is None:
            return self._items.get(id)
        return _IN_FILE if id <= self._top and id in unentered else None

    def _all(self) -> dict[int, Raw | Document]:
        """All documents as far as they are known: 100 000 ids take 10 ms."""
        with self._mutex:
            if self._unentered is not None:
                items: dict[int, Raw | Document] = dict.fromkeys(self._unentered, _IN_FILE)
                items.update(self._items)
                self._items = self.by_id.known = items
                self._unentered = None
        return self._items

    def _json(self, id: int, item: Raw) -> Raw | None:
        """The JSON of a document, or None if it was decoded meanwhile."""
        if item is not _IN_FILE:
            return item
        with self._mutex:
            in_file, waiting = self.in_file, self._waiting.get(id)
        return None if in_file is None else self._changed(in_file[id], waiting)

    def _read(self, id: int, item: Raw) -> Document:
        """Decode a document, and keep it so unless it has changed meanwhile."""
        waiting = self._waiting.get(id)
        if (json := self._json(id, item)) is None:
            return self[id]
        document = self._decoded(id, json)
        with self._mutex:
            if self._item(id) is item and self._waiting.get(id) is waiting:
                self._waiting.pop(id, None)
                self._items[id] = document
                self._left -= item is _IN_FILE
                if not self._left:
                    self.in_file = None
        return document

    def _decoded(self, id: int, json: Raw) -> Document:
        try:
            document = self._decode(json)
        except UNDECODABLE as error:
            raise _broken(self._folder, self.kept_as, id, str(error)) from error
        if isinstance(document, Article | Note) and document.id != id:
            raise _broken(self._folder, self.kept_as, id, f"its id is {document.id}")
        return document


def _each(
    in_file: LazyDocuments,
    ids: Collection[int],
    kind: type[Other],
    decode: Callable[[Raw], Other],
) -> Iterator[tuple[int, Other]]:
    """Documents with their ids, which are in the order of the file.

    Of few each is read by itself, of many what lies between them, too, or all at once.
    """
    if len(ids) * _CLOSE < len(in_file):
        is_sparse = len(ids) * _FAR_APART < len(in_file)
        found = map(in_file.__getitem__, ids) if is_sparse else in_file.each(ids)
        return zip(ids, map(decode, found), strict=True)
    is_wanted = {*ids}.__contains__ if len(ids) < len(in_file) else None
    return _in_batches(in_file, is_wanted, kind, decode)


def _in_batches(
    in_file: LazyDocuments,
    is_wanted: Callable[[int], bool] | None,
    kind: type[Other],
    decode: Callable[[Raw], Other],
) -> Iterator[tuple[int, Other]]:
    """Most of the documents, in the order of the file; by themselves where one is broken."""
    decode_all = msgspec.json.Decoder(dict[int, kind], dec_hook=decoded).decode  # type: ignore[valid-type]
    for batch, json in in_file.batches():
        try:
            found = decode_all(json)
        except UNDECODABLE:
            wanted = [*filter(is_wanted, batch)]
            yield from zip(wanted, map(decode, in_file.each(wanted)), strict=True)
        else:
            yield from (
                each for each in found.items() if is_wanted is None or is_wanted(each[0])
            )


def _patched(part: Other, fields: Fields) -> Other:
    """What is known of a document, with those of some fields set that it has."""
    return cast("Other", patch(cast("Item", part), fields))


@cache
def _part_of(kind: type[Struct], names: frozenset[str]) -> type[Struct]:
    """A type with only some of the fields."""
    fields = [each for each in msgspec.structs.fields(kind) if each.name in names]
    declared = [(f.name, f.type) if f.required else (f.name, f.type, f.default) for f in fields]
    return msgspec.defstruct(f"PartOf{kind.__name__}", declared, kw_only=True, gc=False)


def _broken(folder: Path, table: str, id: int, problem: str) -> DocumentBroken:
    from octavo.storage.snapshot.backups import Backups  # where something is wrong, only

    backups = Backups(folder / "backups")
    newest = backups.newest_good()
    return DocumentBroken(folder, table, id, problem, backups.told(newest) if newest else "")


class ById(Mapping[int, Document], Generic[Document]):
    """The documents of a table by their ids, as a mapping."""

    def __init__(
        self, table: "LazyTable[Document]", known: Mapping[int, Raw | Document]
    ) -> None:
        self._table = table
        self.known = known
        """What was asked for, or all."""

    def __getitem__(self, id: int) -> Document:
        return self._table[id]

    @overload
    def get(self, id: int, default: None = None, /) -> Document | None: ...

    @overload
    def get(self, id: int, default: Document | Other, /) -> Document | Other: ...

    def get(self, id: int, default: object = None, /) -> object:
        """A document, or what stands for none; quick, as search asks for every hit."""
        item = self.known.get(id)
        if item is None and (item := self._table.entered(id)) is None:
            return default
        return self._table[id] if isinstance(item, Raw) else item

    def __contains__(self, id: object) -> bool:
        return id in self._table

    def __iter__(self) -> Iterator[int]:
        return iter(self._table.ids())

    def __len__(self) -> int:
        return self._table.length()

    def items(self) -> ItemsView[int, Document]:
        """All documents with their ids, as they are when an iteration begins."""
        return Entries(self, self._table.items)

    def values(self) -> ValuesView[Document]:
        """All documents, as they are when an iteration begins."""
        return _Values(self, self._table)


class _Values(ValuesView[Document]):
    def __init__(self, mapping: ById[Document], table: LazyTable[Document]) -> None:
        super().__init__(mapping)
        self._all = table.documents

    def __iter__(self) -> Iterator[Document]:
        return self._all()


def _runs(ordered: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first of each of the runs of some ids, and the id behind its last."""
    first = end = 0
    for id in ordered:
        if id != end:
            if end > first:
                yield first, end
            first = id
        end = id + 1
    if end > first:
        yield first, end


@contextmanager
def gc_paused() -> Iterator[None]:
    """Make many small things that stay, without being stopped for each few hundred of them.

    Python's garbage collector looks through all that is there again and again. With 100 000
    articles in memory, one look takes half a second.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
