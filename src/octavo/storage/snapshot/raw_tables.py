"""The content of `library.json`, cut into documents that are not decoded yet.

Operations are put into them as they are, so that fields that this octavo does not know,
written by a newer one or by somebody's script, are kept.

The head, document 1 of the table `meta`, stands last and ends with a checksum of all before it.
So octavo can tell a file that somebody's script has written since.

Large because the documents, the head and its checksum are told from the same bytes.
"""

import zlib
from abc import abstractmethod
from collections.abc import (
    Callable,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from itertools import islice
from typing import Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Meta, Raw, Struct

from octavo.model.operation import Fields, Operation
from octavo.storage.files import closing

JsonDocument = Mapping[str, Any]
"""A document as TinyDB's own signatures have it: `Any`, because nothing says what is in it."""

FORMAT = 1
"""The version of the files that this octavo writes."""

TABLES = ("articles", "notes", "queries", "rules", "feeds", "meta")

WHOLE = ("queries", "rules", "meta")
"""Those in which a change holds a whole document, and not the fields that differ."""

Slices = dict[str, MutableMapping[int, Raw]]
"""The documents of each table by id, each still the JSON that it is in the file."""

fields_in = msgspec.json.Decoder(Fields).decode
"""The fields of a document, decoded as JSON has them."""

MOST = 2**53
"""No id and no sequence number is greater: beyond this, JSON's numbers are not exact."""

HEAD = 1
"""The document of the table `meta` that is the head."""

Key = TypeVar("Key")
Entry = TypeVar("Entry")

_DOCUMENTS = 1_000
"""So many are written at once."""


class Entries(ItemsView[Key, Entry]):
    """The keys and values of a mapping that has a way of its own to go through them."""

    def __init__(
        self, mapping: Mapping[Key, Entry], each: Callable[[], Iterator[tuple[Key, Entry]]]
    ) -> None:
        super().__init__(mapping)
        self._each = each

    def __iter__(self) -> Iterator[tuple[Key, Entry]]:
        return self._each()


class LazyDocuments(Mapping[int, Raw]):
    """The documents of a table, each cut out of the file when it is asked for."""

    def preload(self) -> None:
        """Begin to have all of it in memory, so that the file may change."""

    def in_order(self, ids: Iterable[int]) -> list[int]:
        """Some ids in the order of the table, those that it does not have at the end."""
        place = {id: number for number, id in enumerate(self)}
        return sorted(ids, key=lambda id: place.get(id, len(place)))

    def each(self, ids: Iterable[int]) -> Iterator[Raw]:
        """The JSON of many documents, quickly where they are in the order of the table."""
        return map(self.__getitem__, ids)

    @abstractmethod
    def batches(self) -> Iterator[tuple[Sequence[int], bytes]]:
        """All in the order of the table, many at a time: their ids, and one JSON object."""


class ChangedDocuments(MutableMapping[int, Raw]):
    """The documents in a file, some of them others by now: the rest are left where they are."""

    def __init__(self, in_file: LazyDocuments) -> None:
        self._in_file = in_file
        self._changed: dict[int, Raw | None] = {}
        """Those that are others; None for one that is gone."""

    def __getitem__(self, id: int) -> Raw:
        if (raw := self._changed[id] if id in self._changed else self._in_file[id]) is None:
            raise KeyError(id)
        return raw

    def __setitem__(self, id: int, raw: Raw) -> None:
        self._changed[id] = raw

    def __delitem__(self, id: int) -> None:
        self._changed[id] = None

    def __iter__(self) -> Iterator[int]:
        return (id for id, _ in self.items())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def items(self) -> ItemsView[int, Raw]:
        """All with their ids, read one after the other."""
        return Entries(self, self.each)

    def each(self) -> Iterator[tuple[int, Raw]]:
        """All with their ids, in the order of the file, and then those that came in."""
        in_file, changed = self._in_file, self._changed
        for id, raw in zip(in_file, in_file.each(in_file), strict=True):
            if (now := changed.get(id, raw)) is not None:
                yield id, now
        new = changed.keys() - iter(in_file)
        yield from ((id, raw) for id, raw in changed.items() if raw is not None and id in new)


Tables = Mapping[str, Mapping[int, Raw]]
"""The documents of each table by id, undecoded, some perhaps not cut out yet."""

_split = msgspec.json.Decoder(dict[str, dict[int, Raw]]).decode

LINEAGE = 256
"""Of so many operations the head has the checksum: what is done in a few days apart."""

_CRC_DIGITS = 8


class Head(Struct, frozen=True, omit_defaults=True):
    """What `library.json` says of itself."""

    format: int
    sequence: Annotated[int, Meta(ge=0, le=MOST)] = 0
    """The last operation that is in the tables."""
    next_id: Annotated[int, Meta(ge=1, le=MOST)] = 1
    """The id that the next article or note gets."""
    lineage: Annotated[str, Meta(pattern=rf"^([0-9a-f]{{8}}){{0,{LINEAGE}}}$")] | None = None
    """The checksums that the journal has of the last operations, the last one of `sequence`, 8
    hexadecimal digits each. Empty if it has none of them; None if no octavo wrote them down."""

    @property
    def checksums(self) -> dict[int, int]:
        """The CRC-32 of each of the last operations, by its number."""
        digits = self.lineage or ""
        first = self.sequence + 1 - len(digits) // _CRC_DIGITS
        places = range(0, len(digits), _CRC_DIGITS)
        return {
            first + number: int(digits[place : place + _CRC_DIGITS], 16)
            for number, place in enumerate(places)
        }


def lineage_of(checksums: Mapping[int, int], through: int) -> str:
    """The last operations up to one, back to one that is missing, as a head has them."""
    digits: list[str] = []
    while len(digits) < LINEAGE and (crc := checksums.get(through - len(digits))) is not None:
        digits.append(f"{crc:08x}")
    return "".join(reversed(digits))


def divergence(one: Mapping[int, int], other: Mapping[int, int]) -> int | None:
    """The first operation that is another in two copies; None if none is known to be."""
    return min((n for n in one.keys() & other.keys() if one[n] != other[n]), default=None)


def split(content: bytes, *, sound: bool) -> Slices:
    """All tables with their documents undecoded.

    What octavo wrote is taken as it is if it is `sound`.

    Raises:
        UNDECODABLE: If it is not TinyDB's JSON with octavo's head.
    """
    slices = cast("Slices", _split(content))
    head_of(slices)
    if not sound:
        content.decode()
        ids = {id for documents in slices.values() for id in documents}
        if not all(0 < id <= MOST for id in ids):
            raise msgspec.DecodeError(f"an id is not between 1 and {MOST}")
    return slices


def head_of(slices: Mapping[str, Mapping[int, Raw]]) -> Head:
    """What a library says of itself.

    Raises:
        msgspec.DecodeError: If it says nothing, or something else.
    """
    raw = slices.get("meta", {}).get(HEAD)
    if raw is None:
        raise msgspec.DecodeError("it has no document 1 in its table meta")
    return msgspec.json.decode(raw, type=Head)


def is_old(slices: Slices) -> bool:
    """Whether tables are of an older format than this octavo writes."""
    return head_of(slices).format < FORMAT


def empty() -> Slices:
    """The tables of a library with nothing in it."""
    head = Raw(msgspec.json.encode(Head(FORMAT)))
    return {name: {} for name in TABLES} | {"meta": {HEAD: head}}


def has_own_form(content: bytes, slices: Slices) -> bool:
    """Whether the tables stand in a `library.json` exactly as octavo would write them."""
    body = b"".join(_body(slices))
    return content.startswith(body) and content.rstrip() == content


def encoded_pieces(slices: Tables, head: Head) -> Iterator[bytes]:
    """The bytes of a `library.json`, a few documents at a time, the head last."""
    crc = 0
    for piece in _body(slices):
        crc = zlib.crc32(piece, crc)
        yield piece
    end = b'"%d":%b,"crc":"' % (HEAD, msgspec.json.encode(head)[:-1])
    yield end + closing(zlib.crc32(end, crc))


def _body(slices: Tables) -> Iterator[bytes]:
    yield b"{"
    for name in dict.fromkeys([*slices, *TABLES]):
        if name != "meta":
            yield msgspec.json.encode(name) + b":{"
            yield from _documents(slices.get(name, {}).items())
            yield b"},"
    yield b'"meta":{'
    others = [(id, raw) for id, raw in slices.get("meta", {}).items() if id != HEAD]
    yield from _documents(others)
    if others:
        yield b","


def _documents(documents: Iterable[tuple[int, Raw]]) -> Iterator[bytes]:
    entries = (b'"%d":%b' % (id, raw) for id, raw in documents)
    piece = b",".join(islice(entries, _DOCUMENTS))
    while piece:
        yield piece
        if piece := b",".join(islice(entries, _DOCUMENTS)):
            yield b","


Share = Callable[[str, int, Raw], Raw]
"""Gives the JSON of a document that is in memory already in the place of the same."""


def compacted(
    slices: Tables, operations: Iterable[Operation], share: Share = lambda *known: known[-1]
) -> Slices:
    """All tables after some operations; the head stays as it was."""
    tables = {name: _copied(slices.get(name, {})) for name in [*TABLES, *slices]}
    for (table, id), fields in _sums(operations, share).items():
        documents = tables[table]
        if fields is None:
            documents.pop(id, None)
        elif isinstance(fields, Raw) and (table in WHOLE or id not in documents):
            documents[id] = fields
        else:
            documents[id] = merged(documents.get(id), _opened(fields))
    return tables


def _copied(documents: Mapping[int, Raw]) -> MutableMapping[int, Raw]:
    if isinstance(documents, LazyDocuments):
        return ChangedDocuments(documents)
    return dict(documents)


def _sums(
    operations: Iterable[Operation], share: Share
) -> dict[tuple[str, int], Fields | Raw | None]:
    """What some operations set in each document, all taken together; None takes it out.

    A document that came in, and was left alone then, is JSON again: that takes a fifth of the
    memory, and there may be tens of thousands.
    """
    sums: dict[tuple[str, int], Fields | Raw | None] = {}
    for operation in operations:
        for change in operation.changes:
            place = (change.table, change.id)
            known = sums.get(place)
            if change.after is None:
                sums[place] = None
            elif change.table in WHOLE or (known is None and change.before is None):
                sums[place] = share(*place, Raw(msgspec.json.encode(change.after)))
            else:
                sums[place] = {**_opened(known), **change.after}
    return sums


def _opened(fields: Fields | Raw | None) -> Fields:
    return fields_in(fields) if isinstance(fields, Raw) else fields or {}


def merged(known: Raw | None, fields: Fields) -> Raw:
    """A document with some fields set; those that octavo does not know stay."""
    return Raw(msgspec.json.encode({**(fields_in(known) if known else {}), **fields}))
