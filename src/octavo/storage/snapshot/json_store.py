"""`library.json`: stock TinyDB JSON, read as slices and replaced whole.

TinyDB's own JSON storage writes in place; a kill in between leaves a file that does not
open. This one writes beside, syncs and renames, and keeps the file before as a backup.

The head, document 1 of the table `meta`, stands last and holds a checksum of all before it.
So octavo can tell a file that somebody's script has written since.
"""

import os
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octavo.storage.atomic import reading, replace_file_with
from octavo.storage.errors import LibraryBroken, LibraryTooNew, NotALibrary
from octavo.storage.snapshot.backups import Backups
from octavo.storage.snapshot.mapped_file import Stamp, stamp_of
from octavo.storage.snapshot.raw_tables import (
    FORMAT,
    HEAD,
    TABLES,
    Head,
    Slices,
    empty,
    head_of,
    split,
)

_PIECE = 1_000
"""Documents that are written at once."""


class LibraryStorage:
    """The storage of a library, for `TinyDB(path, storage=LibraryStorage)`.

    It has all that TinyDB asks of a `Storage`, and spares the app the import of TinyDB.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.backups = Backups(self.path.parent / "backups")

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables as TinyDB wants them; None where there is no file yet."""
        if not self.path.exists():
            return None
        tables: dict[str, dict[str, Any]] = msgspec.json.decode(self.path.read_bytes())
        return tables

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file, durably, by what a script made of it.

        The head keeps its old checksum, so that octavo sees that something changed.
        """
        replace_file_with(
            self.path, [msgspec.json.encode(data)], ready=lambda: self.backups.keep(self.path)
        )

    def close(self) -> None:
        """Nothing is held open."""

    def write_slices(self, slices: Slices, head: Head) -> None:
        """Replace the file, durably, and keep the one before as a backup now and then."""
        written = int(time.time())
        replace_file_with(
            self.path,
            _pieces(slices, replace(head, time=written)),
            time=written,
            ready=lambda: self.backups.keep(self.path),
        )

    def make(self) -> None:
        """Write a file with nothing in it; another process may be doing the same."""
        slices = empty()
        try:
            self.write_slices(slices, head_of(slices))
        except FileNotFoundError:
            if not self.path.exists():
                raise

    def require(self) -> None:
        """Make sure that there is a file.

        Raises:
            NotALibrary: If there is none, nor any sign that there was one.
            LibraryBroken: If it is gone.
            LibraryUnreadable: If the system refuses.
        """
        if self.is_missing():
            raise NotALibrary(self.path.parent, "there is no library.json in it")

    def is_missing(self) -> bool:
        """Whether there is no file, nor any sign that there was one.

        Raises:
            LibraryBroken: If it is gone.
            LibraryUnreadable: If the system refuses.
        """
        with reading(self.path.parent):
            names = {path.name for path in self.path.parent.iterdir()}
        if self.path.name in names:
            return False
        if "journal.jsonl" in names or self.backups.all():
            raise self.broken("it is gone")
        return True

    def content(self) -> bytes:
        """The bytes of the file.

        Raises:
            LibraryUnreadable: If the system refuses.
        """
        with reading(self.path.parent):
            return self.path.read_bytes()

    def split(self) -> tuple[Slices, bool]:
        """All tables with their documents undecoded, and whether they are as octavo wrote them.

        Raises:
            NotALibrary: If there is no such folder.
            LibraryBroken: If it is gone, or is not TinyDB's JSON with octavo's head.
            LibraryTooNew: If a newer octavo wrote it.
        """
        content = self.content()
        slices = self._split(content)
        head = head_of(slices)
        return slices, head.time == 0 or self._is_timed(head) or is_sound(content, head)

    def stamp(self) -> Stamp:
        """What tells the file from any that is put in its place.

        Raises:
            OSError: If it cannot be read.
        """
        handle = os.open(self.path, os.O_RDONLY)
        try:
            return stamp_of(handle)
        finally:
            os.close(handle)

    def reads(self, text: bytes, offset: int) -> bool:
        """Whether some bytes stand at an offset in the file.

        Raises:
            OSError: If it cannot be read.
        """
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(len(text)) == text

    def broken(self, problem: str) -> LibraryBroken:
        """The error for a file that cannot be read, with the backup that could replace it."""
        return LibraryBroken(self.path.parent, problem, self.backups.newest_good())

    def _split(self, content: bytes) -> Slices:
        try:
            slices = split(content)
        except msgspec.DecodeError as error:
            raise self.broken(str(error)) from error
        if (found := head_of(slices).format) > FORMAT:
            raise LibraryTooNew(self.path.parent, found, FORMAT)
        return slices

    def _is_timed(self, head: Head) -> bool:
        """Whether the file's time is the one that octavo gave it; others' have fractions."""
        return self.path.stat().st_mtime_ns == head.time * 1_000_000_000


def is_sound(content: bytes, head: Head) -> bool:
    """Whether a `library.json` is as octavo wrote it, byte for byte."""
    closing = _closing(head)
    return content.endswith(closing) and head.crc == zlib.crc32(
        memoryview(content)[: -len(closing)]
    )


def _pieces(slices: Slices, head: Head) -> Iterator[bytes]:
    """The bytes of a `library.json`, a few documents at a time, the head last."""
    crc = 0
    for piece in _body(slices):
        crc = zlib.crc32(piece, crc)
        yield piece
    yield _closing(replace(head, crc=crc))


def _body(slices: Slices) -> Iterator[bytes]:
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
    piece = b",".join(islice(entries, _PIECE))
    while piece:
        yield piece
        if piece := b",".join(islice(entries, _PIECE)):
            yield b","


def _closing(head: Head) -> bytes:
    return b'"%d":%b}}' % (HEAD, msgspec.json.encode(head))
