"""`library.json`: stock TinyDB JSON, read as slices and replaced whole.

TinyDB's own JSON storage writes in place; a kill in between leaves a file that does not
open. This one writes beside, syncs and renames, and keeps the file before as a backup.

The journal reaches back beyond the oldest backup, so that a backup and the operations after
it make the whole library again. A file in octavo's form that is as long as that and says
something else is damaged; any other was written by a script.

Large because each thing that can be wrong with the file has a way out of its own.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from msgspec import Raw, Struct
from tinydb.storages import Storage

from octavo.storage.errors import (
    UNDECODABLE,
    JournalBroken,
    LibraryBroken,
    LibraryTooNew,
    LibraryUnreadable,
    NotALibrary,
    reading,
    repairing,
)
from octavo.storage.files import is_sound, mended, replace_file_with
from octavo.storage.snapshot.backups import Backups, are_exchanged, is_strange, rebuilt
from octavo.storage.snapshot.raw_tables import (
    FORMAT,
    HEAD,
    LINEAGE,
    Head,
    JsonDocument,
    Slices,
    Tables,
    empty,
    encoded_pieces,
    has_own_form,
    head_of,
    split,
)

if TYPE_CHECKING:
    from tinydb.table import Table

    from octavo.storage.journal.reader import JournalReader

_TAIL = 160 + 8 * LINEAGE
"""Bytes at the end of the file in which its head stands, with the checksum of the rest."""

_MOVE = "`octavo check --repair` puts it aside, and goes on with what is left"

JsonTables = Mapping[str, Mapping[str, JsonDocument]]
"""All tables as TinyDB has them."""


class Stamp(Struct, frozen=True):
    """What tells one `library.json` from another."""

    size: int
    time: int
    """The time of its last change, in nanoseconds since 1970."""
    tail: bytes
    """How it ends: its head."""

    @property
    def head(self) -> Raw:
        """The JSON of its head."""
        _, _, head = self.tail.rpartition(b'"%d":' % HEAD)
        return Raw(head.removesuffix(b"}}"))


class OpenTables(Protocol):
    """The tables of an open library, which are newer than the file."""

    def read_tables(self) -> dict[str, JsonDocument]: ...

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

        The line ends, which octavo's own never does, so that it sees that a script was here.
        """
        if self.live is not None:
            self.live.write_tables(data)
        else:
            content = msgspec.json.encode(data) + b"\n"
            replace_file_with(self.path, [content], ready=lambda: self.backups.keep(self.path))

    def write_slices(self, slices: Tables, head: Head) -> None:
        """Replace the file, durably, and keep the one before as a backup now and then."""
        pieces = encoded_pieces(slices, head)
        replace_file_with(self.path, pieces, ready=lambda: self.backups.keep(self.path))

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
            for name in names & {self.path.name, "journal.jsonl"}:
                if not (self.path.parent / name).is_file():
                    raise LibraryUnreadable(self.path.parent, f"{name} is no file; {_MOVE}")
        if self.path.name in names:
            return False
        if "journal.jsonl" in names or self.backups.all() or has_texts(self.path.parent):
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
            LibraryBroken: If it is gone, damaged, or not TinyDB's JSON with octavo's head.
            LibraryTooNew: If a newer octavo wrote it.
        """
        content = self.content()
        untouched = is_sound(content)
        try:
            slices = split(content, sound=untouched)
        except UNDECODABLE as error:
            raise self.broken(str(error), content) from error
        if not untouched and self._is_damaged(content, slices):
            raise self.broken("it is not what was written", content, may_be_a_script=True)
        if (found := head_of(slices).format) > FORMAT:
            raise LibraryTooNew(self.path.parent, found, FORMAT)
        return slices, untouched

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

    def told_change(self, slices: Slices) -> str:
        """What a script did to it, and when, in words."""
        when = datetime.fromtimestamp(self.path.stat().st_mtime).astimezone()
        told = f"library.json was changed by another program on {when:%Y-%m-%d at %H:%M}"
        if (known := self._written(slices)) is None:
            return f"{told}, and nothing says what it was before"
        count = sum(1 for _ in differing(known, slices))
        return f"{told}, {count} document{'' if count == 1 else 's'}"

    def reads(self, text: bytes, offset: int) -> bool:
        """Whether some bytes stand at an offset in the file.

        Raises:
            OSError: If it cannot be read.
        """
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(len(text)) == text

    def broken(
        self, problem: str, content: bytes = b"", *, may_be_a_script: bool = False
    ) -> LibraryBroken:
        """The error for a file that cannot be used, with what could replace it."""
        way_out = _way_out(self, content)
        if may_be_a_script:
            from shlex import quote  # only to report a damage

            signed = f"`echo >> {quote(str(self.path))}`"
            way_out += f"; if you have changed it, {signed} says so and it is taken in"
        return LibraryBroken(self.path.parent, problem, way_out)

    def _is_damaged(self, content: bytes, slices: Slices) -> bool:
        """Whether a file that is not what octavo wrote is damaged, and not a script's.

        A script seldom writes it exactly as octavo does, and then in another order, or not of
        the same length as before, which damage leaves. In doubt it is taken for damage, and a
        person can say that it is not, by a line's end: repair keeps both.
        """
        if mended(content):
            return True
        if not has_own_form(content, slices):
            return False
        if (known := self._written(slices)) is None:
            return True
        if not any(differing(known, slices)):
            return all([*known.get(name, {})] == [*slices[name]] for name in slices)
        return len(content) == sum(map(len, encoded_pieces(known, head_of(slices))))

    def _written(self, slices: Slices) -> Slices | None:
        """What octavo wrote last, if that is still known."""
        journal = _journal(self.path.parent)
        return rebuilt(self.backups, journal.since, head_of(slices))


def made_again(storage: LibraryStorage, stamp: Stamp) -> bytes:
    """The content of the file that a stamp is of, for whoever had read it only in part.

    Raises:
        LibraryBroken: If no backup leads to it.
    """
    with suppress(*UNDECODABLE, JournalBroken):
        head = head_of({"meta": {HEAD: stamp.head}})
        slices = rebuilt(storage.backups, _journal(storage.path.parent).since, head)
        content = b"".join(encoded_pieces(slices or {}, head))
        if (len(content), content.endswith(stamp.tail)) == (stamp.size, True):
            return content
    raise storage.broken("it changed while it was read")


def require_own(storage: LibraryStorage, slices: Slices) -> None:
    """Make sure that tables are not another library's than the backups and the journal.

    Raises:
        LibraryBroken: If they are.
    """
    if is_strange(slices, storage.backups, _journal(storage.path.parent).content()):
        raise storage.broken("it is that of another library")


def _way_out(storage: LibraryStorage, content: bytes) -> str:
    """What brings back a file that cannot be used."""
    folder, backups = storage.path.parent, storage.backups
    if are_exchanged(content, _journal(folder).content()):
        return f"it and journal.jsonl have each other's name; {repairing(folder)} ends that"
    if mended(content):
        return f"one bit of it has flipped, and {repairing(folder)} puts that right"
    if backup := backups.newest_good():
        back = f"{repairing(folder)} goes back to {backups.told(backup)}"
        if (folder / "journal.jsonl").exists():
            return f"{back} and does what the journal has since"
        return f"{back}; what was done since went with the journal, which is gone too"
    if _journal(folder).reaches_back:
        return f"there is no good backup; {repairing(folder)} makes it anew from the journal"
    if has_texts(folder):
        return f"there is no good backup; {repairing(folder)} makes an article of each text"
    return "there is no good backup; put a copy of the file in its place"


def has_texts(folder: Path) -> bool:
    """Whether there are volumes of texts, which are left where all else was deleted."""
    return any(folder.glob("texts/[0-9][0-9][0-9][0-9].json"))


def _journal(folder: Path) -> "JournalReader":
    from octavo.storage.journal.reader import JournalReader  # only where something is wrong

    return JournalReader(folder / "journal.jsonl")


def differing(old: Slices, new: Slices) -> Iterator[tuple[Raw | None, Raw | None]]:
    """The JSON of each document that says something else by now; the head is left out."""
    for table in {**old, **new}:
        before, after = old.get(table, {}), new.get(table, {})
        for id in {**before, **after}:
            pair = before.get(id), after.get(id)
            if pair[0] != pair[1] and (table, id) != ("meta", HEAD):
                said = [raw and msgspec.json.decode(raw) for raw in pair]
                if said[0] != said[1]:
                    yield pair


def stamp_of(handle: int) -> Stamp:
    """The stamp of an open file."""
    status = os.fstat(handle)
    tail = os.pread(handle, _TAIL, max(0, status.st_size - _TAIL))
    start = max(0, tail.rfind(b'"%d":{' % HEAD))
    return Stamp(status.st_size, status.st_mtime_ns, tail[start:])
