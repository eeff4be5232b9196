"""Where each document stands in `library.json`, so that opening need not look.

`index/places` is derived, like all in that folder, and may be deleted at any time. It counts
only for the very `library.json` that it was made from, and that file was whole then.

Large because what a place means depends on how the file is read.
"""

import os
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from operator import lt
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from octavo.patterns import lazy_pattern
from octavo.storage.errors import UNDECODABLE, reading
from octavo.storage.files import is_sound_at, read_derived, write_derived
from octavo.storage.snapshot.json_store import LibraryStorage, Stamp, made_again, stamp_of
from octavo.storage.snapshot.raw_tables import (
    FORMAT,
    HEAD,
    TABLES,
    LazyDocuments,
    Slices,
    Tables,
    head_of,
)

_LARGE = ("articles", "notes")
"""The tables whose documents are left where they are; the others are kept here whole."""

_META = b'"meta":{'

_JOINT = lazy_pattern(rb'\},(?="\d+":\{)')
"""Where a document of a table ends and the next begins, if not within a document."""

_decode = msgspec.json.Decoder(dict[str, dict[int, Raw]]).decode

Sizes = Mapping[str, Iterable[tuple[int, int]]]
"""By table, the ids of the documents and how many bytes each has, in the order of the file."""


class _Table(Struct, frozen=True):
    """Where the documents of a table are, as arrays of whole numbers."""

    ids: bytes
    starts: bytes
    lengths: bytes


class Offsets(Struct, frozen=True):
    """The content of `index/places`: where each document stands in a `library.json`."""

    of: Stamp
    large: dict[str, _Table]
    small: dict[str, dict[int, bytes]]


_SHARE = 16
"""A file of which a sixteenth was asked for, piece by piece, is read to its end: of 800 KB that
takes as long as twenty pieces do, and most who ask for so many ask for all."""

_LARGE_FILE = 64_000_000
"""Bytes of which more are not kept in memory in case the file changes: they are read from it, a
little at a time, and what somebody changed is made again from a backup and the journal."""

_WINDOW = 1_000_000
"""Bytes that are read at once for those who go through all of such a file."""

_AT_ONCE = 500
"""Documents that are decoded at once by those who want something of all: each takes half as
long so as by itself."""


_IN_TURN = 20_000
"""Ids that are compared at once."""


class FileRange:
    """A stretch of a `library.json`, of which a little can be had before all is read."""

    def __init__(self, storage: LibraryStorage, stamp: Stamp, start: int, end: int) -> None:
        """Open the file.

        Raises:
            OSError: If that cannot be done.
        """
        self._storage = storage
        self._stamp = stamp
        self._start, self._end = start, end
        self._mutex = threading.Lock()
        self._handle: int | None = None
        self._handle = os.open(storage.path, os.O_RDONLY)
        self.is_other = stamp_of(self._handle) != stamp
        """Whether the file is another one than the one that was meant."""
        self._is_large = end - start > _LARGE_FILE
        self._bytes = b""
        self._asked_for = 0
        self._thread: threading.Thread | None = None
        self._refusal: OSError | None = None
        """Why the system did not let all of it be read, when that was last tried."""

    def __del__(self) -> None:
        self.close()

    def preload(self) -> None:
        """Begin to read all of it, in a thread, unless it is large; then the file may change.

        It is tried anew if the system refused.
        """
        if not self._is_large:
            self._begin()

    def _begin(self) -> None:
        with self._mutex:
            if self._thread is None or self._refusal is not None:
                self._refusal = None
                self._thread = threading.Thread(target=self._read, name="read library.json")
                self._thread.start()

    @property
    def whole(self) -> bytes:
        """All of it; waits until it is read.

        Raises:
            LibraryBroken: If the file was written to before it was read, and no backup leads to
                what it was.
            LibraryUnreadable: If the system refuses; it may be asked again.
        """
        return self._bytes or self._awaited()

    def stretch(self, start: int, length: int) -> tuple[bytes, int]:
        """At least some of it, from an offset in the file, and the offset where that begins.

        Raises:
            LibraryBroken: If the file was written to before it was read.
            LibraryUnreadable: If the system refuses; it may be asked again.
        """
        return self.piece(start, min(max(length, _WINDOW), self._end - start)), start

    def piece(self, start: int, length: int) -> bytes:
        """Some of it, from an offset in the file, at once.

        Raises:
            LibraryBroken: If the file was written to before it was read.
            LibraryUnreadable: If the system refuses; it may be asked again.
        """
        self._asked_for += length
        is_little = self._asked_for * _SHARE <= self._end - self._start
        if not self._bytes and (is_little or self._is_large):
            with self._mutex, reading(self._storage.path.parent):
                if self._handle is not None:
                    content = os.pread(self._handle, length, start)
                    if _is_as_in(self._handle, self._stamp):
                        return content
        start -= self._start
        return self.whole[start : start + length]

    def _awaited(self) -> bytes:
        self._begin()
        if thread := self._thread:
            thread.join()
        if not self._bytes:
            with reading(self._storage.path.parent):
                if self._refusal is not None:
                    raise self._refusal
            content = made_again(self._storage, self._stamp)
            self._bytes = content[self._start : self._end]
        return self._bytes

    def _read(self) -> None:
        """Read all of it, if it is as it was; where the system refuses it stays open."""
        if (handle := self._handle) is not None:
            try:
                if stamp_of(handle) == self._stamp:
                    content = _all_of(handle, self._start, self._end)
                    self._bytes = content if stamp_of(handle) == self._stamp else b""
            except OSError as error:
                self._refusal = error
                return
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._mutex:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None


class StoredDocuments(LazyDocuments):
    """The documents of a table, each cut out of `library.json` when it is asked for."""

    def __init__(self, table: _Table, storage: LibraryStorage, stamp: Stamp) -> None:
        """Open the file.

        Raises:
            OSError: If that cannot be done.
        """
        self._ids, self._starts, self._lengths = map(
            _numbers, (table.ids, table.starts, table.lengths)
        )
        first, last = self._starts[:1], self._starts[-1:]  # in the order of the file
        start, end = sum(first), sum(last) + sum(self._lengths[-1:])
        self._content = FileRange(storage, stamp, start, end)

    def __getitem__(self, id: int) -> Raw:
        """The JSON of a document.

        Raises:
            KeyError: If there is none with this id.
            LibraryError: If the file could not be read.
        """
        if (number := self._number(id)) is None:
            raise KeyError(id)
        return Raw(self._content.piece(self._starts[number], self._lengths[number]))

    def in_order(self, ids: Iterable[int]) -> list[int]:
        if place := self._by_id:
            return sorted(ids, key=lambda id: place.get(id, len(place)))
        return sorted(ids)

    def each(self, ids: Iterable[int]) -> Iterator[Raw]:
        """The JSON of many documents, quickly where they are in the order of the file."""
        content, base = b"", 0
        entries = zip(self._ids, self._starts, self._lengths, strict=True)
        for id in ids:
            for other, start, length in entries:
                if other == id:
                    if start + length > base + len(content):
                        content, base = self._content.stretch(start, length)
                    yield Raw(content[start - base : start - base + length])
                    break
            else:
                yield self[id]

    def batches(self) -> Iterator[tuple[Sequence[int], bytes]]:
        for first in range(0, len(self._ids), _AT_ONCE):
            ids = self._ids[first : first + _AT_ONCE]
            start, last = self._starts[first], first + len(ids) - 1
            end = self._starts[last] + self._lengths[last]
            yield ids, b'{"%d":%b}' % (ids[0], self._content.piece(start, end - start))

    def __contains__(self, id: object) -> bool:
        return isinstance(id, int) and self._number(id) is not None

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def is_of_another(self) -> bool:
        """Whether the file is another one than the one that was meant."""
        return self._content.is_other

    def preload(self) -> None:
        """Begin to have all of it in memory, so that the file may change."""
        self._content.preload()

    def _number(self, id: int) -> int | None:
        """Which of the documents it is, if any."""
        number = self._likely_number(id)
        return self._by_id.get(id) if number is None and self._by_id else number

    def _likely_number(self, id: int) -> int | None:
        """The same for those that are in the order of their ids, as nearly always all are."""
        number = bisect_left(self._ids, id)
        return number if number < len(self._ids) and self._ids[number] == id else None

    @cached_property
    def _by_id(self) -> dict[int, int]:
        """Which of the documents each is, unless all are in this order."""
        stretches = range(0, len(self._ids), _IN_TURN)  # so that other threads get theirs
        some = (self._ids[first : first + _IN_TURN + 1] for first in stretches)
        is_in_order = all(all(map(lt, ids, ids[1:])) for ids in some)
        return {} if is_in_order else {id: number for number, id in enumerate(self._ids)}


def tables_by_offset(storage: LibraryStorage) -> tuple[Tables, Stamp] | None:
    """All tables without a look at them, and of which file; None if that is not known."""
    return tables_at(storage, read_derived(_path(storage), Offsets))


def tables_by_ranges(storage: LibraryStorage) -> tuple[Tables, Stamp] | None:
    """The same of a large file that is as octavo wrote it, looked at a little at a time.

    What is found is written down; None where it is quicker to read all of it at once.
    """
    known = None
    with suppress(OSError, *UNDECODABLE):
        stamp = storage.stamp()
        if stamp.size > _LARGE_FILE and is_sound_at(storage.path):
            known = _offsets_in(storage, stamp, *_looked_through(storage.path))
            if known:
                write_derived(_path(storage), known)
    return tables_at(storage, known)


def tables_at(storage: LibraryStorage, known: Offsets | None) -> tuple[Tables, Stamp] | None:
    """The same where some offsets say; None if these are of another file."""
    if known is None:
        return None
    try:
        if head_of(small := _small(known)).format != FORMAT:
            return None
        if storage.stamp() != known.of:
            return None
        large = {
            name: StoredDocuments(table, storage, known.of)
            for name, table in known.large.items()
        }
    except (OSError, *UNDECODABLE):
        return None
    is_another = any(table.is_of_another for table in large.values())
    return None if is_another else ({**large, **small}, known.of)


def write_offsets(storage: LibraryStorage, slices: Tables) -> Offsets | None:
    """Write down where everything stands in the `library.json` that holds these tables.

    Nothing is written where the index has no folder or the disk refuses.
    """
    known = None
    with suppress(OSError):
        sizes = {
            name: ((id, len(raw)) for id, raw in documents.items())
            for name, documents in slices.items()
        }
        small: Slices = {name: dict(slices[name]) for name in slices.keys() - set(_LARGE)}
        if known := _offsets_in(storage, storage.stamp(), sizes, small):
            write_derived(_path(storage), known)
    return known


def forget_offsets(storage: LibraryStorage) -> None:
    """Have the next open look at all of the file."""
    with suppress(OSError):
        _path(storage).unlink(missing_ok=True)


def _all_of(handle: int, start: int, end: int) -> bytes:
    """A stretch of a file, of which the system may give less at a time."""
    pieces = []
    while start < end and (piece := os.pread(handle, end - start, start)):
        pieces.append(piece)
        start += len(piece)
    return b"".join(pieces)


def _is_as_in(handle: int, stamp: Stamp) -> bool:
    status = os.fstat(handle)
    return (status.st_size, status.st_mtime_ns) == (stamp.size, stamp.time)


def _looked_through(path: Path) -> tuple[Sizes, Slices]:
    """The sizes of the documents in the tables of a file, and the small tables whole.

    Raises:
        msgspec.DecodeError: If they stand there otherwise than octavo writes them.
    """
    sizes: dict[str, tuple[array[int], array[int]]] = {}
    small: Slices = {}
    before, rest = b"", b""

    def take(tables: bytes) -> str:
        name = ""
        for name, documents in _decode(tables).items():
            ids, lengths = sizes.setdefault(name, (array("Q"), array("Q")))
            ids.extend(documents)
            lengths.extend(map(len, documents.values()))
            if name not in _LARGE:
                small.setdefault(name, {}).update(documents)
        return name

    with path.open("rb") as file:
        while piece := file.read(_WINDOW):
            rest += piece
            if ends := [found.start() + 1 for found in _JOINT.finditer(rest)]:
                name = take(before + rest[: ends[-1]] + b"}}")
                before, rest = b"{%b:{" % msgspec.json.encode(name), rest[ends[-1] + 1 :]
    take(before + rest)
    return {name: zip(*numbers, strict=True) for name, numbers in sizes.items()}, small


def _offsets_in(
    storage: LibraryStorage, stamp: Stamp, sizes: Sizes, small: Slices
) -> Offsets | None:
    """The offsets of the documents in the large tables, with the others.

    They follow from the sizes, in the order of the file, and from how `storage` writes the
    tables; None if the file is written otherwise.
    """
    large: dict[str, _Table] = {}
    start = len(b"{")
    for name in dict.fromkeys([*sizes, *TABLES]):
        if name != "meta":
            start += len(msgspec.json.encode(name) + b":{")
            table, start = _table(sizes.get(name, ()), start)
            if name in _LARGE:
                large[name] = table
    if not storage.reads(_META, start):
        return None
    kept = {name: {id: bytes(raw) for id, raw in t.items()} for name, t in small.items()}
    return Offsets(stamp, large, kept)


def _table(sizes: Iterable[tuple[int, int]], start: int) -> tuple[_Table, int]:
    """The offsets of documents, the first of which is entered at an offset, and the end."""
    ids, starts, lengths = array("Q"), array("Q"), array("Q")
    end = start
    for id, length in sizes:
        ids.append(id)
        starts.append(end + len(b'"%d":' % id))
        lengths.append(length)
        end = starts[-1] + lengths[-1] + len(b",")
    numbers = (ids.tobytes(), starts.tobytes(), lengths.tobytes())
    return _Table(*numbers), end + len(b"},") - bool(ids)


def _numbers(packed: bytes) -> "memoryview[int]":
    return memoryview(packed).cast("Q")


def _small(known: Offsets) -> Slices:
    """The tables that are kept whole, with the head, which ends the file."""
    small: Slices = {
        name: {id: Raw(b) for id, b in t.items()} for name, t in known.small.items()
    }
    small["meta"] = {**small.get("meta", {}), HEAD: known.of.head}
    return small


def _path(storage: LibraryStorage) -> Path:
    return storage.path.parent / "index" / "places"
