"""`library.json`: stock TinyDB JSON, read as slices and replaced whole.

TinyDB's own JSON storage writes in place; a kill in between leaves a file that does not
open. This one writes beside, syncs and renames, and keeps the file before as a backup.

The journal reaches back beyond the oldest backup, so that a backup and the operations after
it make the whole library again.
"""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from tinydb.storages import Storage

from octavo.storage.atomic import replace_file_with, sync_folder
from octavo.storage.errors import LibraryBroken, LibraryTooNew, NotALibrary, reading
from octavo.storage.snapshot.raw_tables import (
    FORMAT,
    Head,
    Slices,
    empty,
    encoded_pieces,
    head_of,
    is_sound,
    split,
)

if TYPE_CHECKING:
    from tinydb.table import Table

GENERATIONS = 5
"""How many backups are kept."""

SPACING = 3600.0
"""Seconds between two backups, at least."""

_NAME = "library-%Y%m%dT%H%M%S.%fZ.json"

_TAIL = 160
"""Bytes at the end of the file in which its head stands, with the checksum of the rest."""

JsonTables = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""All tables as TinyDB has them."""


class Stamp(Struct, frozen=True):
    """What tells one `library.json` from another."""

    size: int
    time: int
    """The time of its last change, in nanoseconds since 1970."""
    tail: bytes
    """How it ends."""


class OpenTables(Protocol):
    """The tables of an open library, which are newer than the file."""

    def read_tables(self) -> dict[str, Mapping[str, Any]]: ...

    def write_tables(self, data: JsonTables) -> None: ...


class LibraryStorage(Storage):
    """Reads and writes snapshots, also for `TinyDB(path, storage=LibraryStorage)`.

    Of an open library TinyDB reads and writes the tables, and the journal has what is newer.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.backups = Backups(self.path.parent / "backups")
        self.tables: dict[str, Table] = {}
        """The tables of the library while it is open."""
        self.live: OpenTables | None = None

    def read(self) -> dict[str, Any] | None:
        """All tables as TinyDB wants them; None where there is no file yet."""
        if self.live is not None:
            return self.live.read_tables()
        if not self.path.exists():
            return None
        tables: dict[str, Any] = msgspec.json.decode(self.path.read_bytes())
        return tables

    def write(self, data: JsonTables) -> None:
        """Make all tables what somebody wants them to be, durably.

        The head keeps its old checksum, so that octavo sees that a script was here.
        """
        if self.live is not None:
            self.live.write_tables(data)
        else:
            content = msgspec.json.encode(data)
            replace_file_with(self.path, [content], ready=lambda: self.backups.keep(self.path))

    def write_slices(self, slices: Slices, head: Head) -> None:
        """Replace the file, durably, and keep the one before as a backup now and then."""
        written = int(time.time())
        replace_file_with(
            self.path,
            encoded_pieces(slices, replace(head, time=written)),
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


def stamp_of(handle: int) -> Stamp:
    """The stamp of an open file."""
    status = os.fstat(handle)
    tail = os.pread(handle, _TAIL, max(0, status.st_size - _TAIL))
    return Stamp(status.st_size, status.st_mtime_ns, tail)


class Backups:
    """The folder `backups/` of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """The backups, newest first."""
        made = ((made_at(path), path) for path in self.folder.glob("library-*.json"))
        return [path for time, path in sorted(made, reverse=True) if time > 0]

    def keep(self, file: Path, *, always: bool = False) -> Path | None:
        """Keep the file as it is now, unless the newest backup is younger than the spacing."""
        if not file.exists() or not (always or self._due()):
            return None
        self.folder.mkdir(exist_ok=True)
        kept = self.folder / datetime.now(UTC).strftime(_NAME)
        try:
            kept.hardlink_to(file)
        except OSError:
            shutil.copy2(file, kept)
        sync_folder(self.folder)
        for old in self.all()[GENERATIONS:]:
            old.unlink(missing_ok=True)
        return kept

    def good(self) -> Iterator[tuple[Path, Slices]]:
        """The backups that read as a library, newest first, and what is in them."""
        for path in self.all():
            try:
                slices = split(path.read_bytes())
            except (OSError, msgspec.DecodeError):
                continue
            yield path, slices

    def newest_good(self) -> Path | None:
        """The newest backup that reads as a library."""
        return next((path for path, _ in self.good()), None)

    def oldest_sequence(self) -> int | None:
        """The last operation that is in the oldest good backup."""
        return min((head_of(slices).sequence for _, slices in self.good()), default=None)

    def _due(self) -> bool:
        newest = next(iter(self.all()), None)
        return newest is None or abs(time.time() - made_at(newest)) > SPACING


def made_at(backup: Path) -> float:
    """When a backup was made, in seconds since 1970; 0 if its name does not say so."""
    try:
        return datetime.strptime(backup.name, _NAME).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0
