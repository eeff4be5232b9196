"""All files of a library as they were at one moment, read without opening it.

Large because whose operation is whose is told from all files together.
"""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from octavo.model.operation import Change, Operation
from octavo.storage.errors import (
    UNDECODABLE,
    LibraryBroken,
    LibraryLocked,
    LibraryUnwritable,
    reading,
)
from octavo.storage.files import is_sound, leftovers
from octavo.storage.journal.reader import JournalReader
from octavo.storage.journal.records import Line, finished, lines_of
from octavo.storage.lock import Lock
from octavo.storage.snapshot.backups import Backups, rebuilt
from octavo.storage.snapshot.json_store import LibraryStorage, differing, require_own
from octavo.storage.snapshot.migration import completed
from octavo.storage.snapshot.raw_tables import (
    MOST,
    Head,
    Slices,
    compacted,
    fields_in,
    head_of,
    split,
)

_COPIES = ("journal*.jsonl", "library*.json")
"""Dropbox, Nextcloud, Syncthing, OneDrive and browsers all put something between the name and
its ending."""

_A_MOMENT = 1.0
"""Seconds to wait for those who are writing; after that it is looked at all the same."""


class SyncCopy(Struct, frozen=True):
    """A journal or a `library.json` that a sync tool has put beside the library's own."""

    path: Path
    operations: tuple[Operation, ...] = ()
    """What was done in it and not here."""
    titles: tuple[str, ...] = ()
    """What stands in it, if it is no journal, and not here."""
    problem: str = ""
    """Why not all of it can be read."""


Entries = tuple[tuple[Line, Operation | None], ...]
"""The lines of a journal and what they say; None with those that are not what was written."""


class LibraryFiles(Struct, frozen=True):
    """What the files of a library say."""

    folder: Path
    slices: Slices | None
    """What is in `library.json`; None if it cannot be read."""
    content: bytes
    """Its bytes; none if it is gone."""
    problem: str
    """Why it cannot be read."""
    untouched: bool
    """Whether it is as octavo wrote it, so that the journal tells all that happened."""
    journal: bytes
    """The bytes of the journal, of which some may not be lines."""
    entries: Entries
    """The lines of the journal; None with those that are not what was written."""
    noted: int
    """The last operation that was written, as the lock for writing says."""
    overtaken: tuple[tuple[int, int], ...]
    """Operations that were written and lost before others got their numbers, first to last."""
    leftovers: tuple[Path, ...]
    """What interrupted writes have left."""
    beside: tuple[tuple[Path, bytes], ...]
    """The files that have the names of copies, which sync tools give them, and their bytes."""

    @property
    def head(self) -> Head:
        """What `library.json` says of itself."""
        return Head(0) if self.slices is None else head_of(self.slices)

    @property
    def operations(self) -> list[Operation]:
        """The operations of the sound lines in their order, those of one copy alone."""
        return self._copies[0]

    @property
    def others(self) -> list[Operation]:
        """The operations of another copy, as they stand in the journal."""
        return self._copies[1]

    @property
    def copies(self) -> list[SyncCopy]:
        """The copies that stand beside the files of the library, and what only they have.

        What the journal does not reach back to is taken to be here.
        """
        own = self.operations
        first = own[0].sequence if own else self.head.sequence + 1
        chosen = {operation.sequence: operation for operation in own}
        known = {*map(msgspec.json.encode, self.others)}
        found = []
        for path, content in self.beside:
            if path.suffix == ".json":
                found.append(self._copy_of_library(path, content))
                continue
            done = [operation for _, operation in entries_of(content)]
            new = _beside(chosen, [op for op in done if op and op.sequence >= first])
            lacking = [op for op in new if msgspec.json.encode(op) not in known]
            known.update(map(msgspec.json.encode, lacking))
            problem = "" if all(done) else "not all of its lines are what was written"
            found.append(SyncCopy(path, tuple(lacking), problem=problem))
        return found

    def _copy_of_library(self, path: Path, content: bytes) -> SyncCopy:
        """What stands in a copy of `library.json` and never stood here.

        Where both have something and it differs, nothing says which is the newer.
        """
        try:
            slices = split(content, sound=is_sound(content))
        except UNDECODABLE as error:
            return SyncCopy(path, problem=str(error))
        touched = {id for operation in self.operations for id in operation.ids}
        changes, titles = [], []
        for table in ("articles", "notes"):
            here = self.tables.get(table, {})
            for id, raw in slices.get(table, {}).items():
                fields, own = fields_in(raw), fields_in(here.get(id, b"{}"))
                if own.get("added") != fields.get("added") and (own or id not in touched):
                    changes.append(Change(table, id, None, fields))
                    titles.append(str(fields.get("title") or fields.get("text") or id))
        label, now = f"take in {path.name}", datetime.now(UTC).replace(microsecond=0)
        taken = Operation(head_of(slices).sequence, now, label, tuple(changes))
        return SyncCopy(path, (taken,) if changes else (), tuple(titles))

    @property
    def _copies(self) -> tuple[list[Operation], list[Operation]]:
        """The operations of the copy that led to `library.json`, and those of the other.

        Where that cannot be told, the first one is taken.
        """
        if self.diverges_at is not None:
            return _told_by_lineage(self.entries, self.head)
        lines = [operation for _, operation in self.entries if operation]
        first = _told_apart(lines)
        if not first[1] or self.slices is None:
            return first
        last, _ = _told_apart([*chain.from_iterable(reversed(_runs(lines)))])
        if self._lead_here(first[0]) or not self._lead_here(last):
            return first
        return last, _beside({operation.sequence: operation for operation in last}, lines)

    def _lead_here(self, operations: list[Operation]) -> bool:
        """Whether some operations lead from a backup to what is in `library.json`."""
        slices = self.slices or {}
        known = rebuilt(self.backups, lambda after: _after(operations, after), self.head)
        return known is not None and not any(differing(known, slices))

    @property
    def diverges_at(self) -> int | None:
        """The first operation in the journal that is not the one in `library.json`."""
        return _diverges_at(self.entries, self.head)

    def lines_of(self, sequence: int) -> list[Line]:
        """The sound line of an operation, if the journal holds it."""
        return [line for line, op in self.entries if op and op.sequence == sequence]

    @property
    def lost_end(self) -> bool:
        """Whether the last line of the journal is whole but for its end."""
        _, _, torn = self.journal.rpartition(b"\n")
        return bool(finished(torn))

    @property
    def lost_all(self) -> bool:
        """Whether the journal is gone or without a line, and there were operations.

        Trimming leaves the last ones, so it was cut off, or taken away. That there is none is
        known of a library that was repaired.
        """
        is_there = (self.folder / "journal.jsonl").exists()
        is_wanted = is_there or self.head.lineage != ""
        return self.head.sequence > 0 and is_wanted and not (self.entries or self.lost_end)

    @property
    def last(self) -> int:
        """The last operation that there was."""
        return max([self.head.sequence, *(op.sequence for op in self.operations)])

    @property
    def next_id(self) -> int:
        """An id above all that are or were."""
        tables = (self.slices or {}).get("articles", {}), (self.slices or {}).get("notes", {})
        used = [id for table in tables for id in table]
        done = [id for _, operation in self.entries if operation for id in operation.ids]
        return max(self.head.next_id, 1 + max(used + done, default=0))

    @property
    def tables(self) -> Slices:
        """All tables after the last operation."""
        return compacted(self.slices or {}, _after(self.operations, self.head.sequence))

    @property
    def backups(self) -> Backups:
        """The folder `backups/`."""
        return Backups(self.folder / "backups")


def _after(operations: list[Operation], after: int) -> list[Operation]:
    return [operation for operation in operations if operation.sequence > after]


def _runs(lines: list[Operation]) -> list[list[Operation]]:
    """Operations that stand in their order, as long as they do."""
    runs: list[list[Operation]] = []
    for operation in lines:
        if runs and operation.sequence == runs[-1][-1].sequence + 1:
            runs[-1].append(operation)
        else:
            runs.append([operation])
    return runs


def _told_apart(lines: list[Operation]) -> tuple[list[Operation], list[Operation]]:
    """The operations of the copy that comes first, in order, and those of another.

    What comes after the first difference, and has a greater number, may be of either; so it
    counts as the other's, which is fitted to what is there.
    """
    chosen: dict[int, Operation] = {}
    differs_at = MOST
    for operation in lines:
        sequence = operation.sequence
        if sequence not in chosen and sequence < differs_at:
            chosen[sequence] = operation
        elif operation != chosen.get(sequence):
            differs_at = min(differs_at, sequence)
    return [chosen[sequence] for sequence in sorted(chosen)], _beside(chosen, lines)


def _diverges_at(entries: Entries, head: Head) -> int | None:
    checksums = head.checksums
    return min(
        (
            line.sequence
            for line, operation in entries
            if operation and checksums.get(line.sequence, line.crc) != line.crc
        ),
        default=None,
    )


def _told_by_lineage(entries: Entries, head: Head) -> tuple[list[Operation], list[Operation]]:
    """The operations of the copy that a head is of, in order, and those of another.

    Lines whose numbers rise are those of one copy, up to the first that the head does not know:
    from there on they are the other's, also where that did the same in the same second. So one
    that is newer than the head is that copy's only if it goes on from there.
    """
    checksums, before, is_own = head.checksums, 0, True
    chosen: dict[int, Operation] = {}
    lines = [(line, operation) for line, operation in entries if operation]
    for line, operation in lines:
        sequence = line.sequence
        begins = sequence <= before
        is_own = (is_own or begins) and checksums.get(sequence, line.crc) == line.crc
        if is_own and (sequence <= head.sequence or sequence - 1 in chosen):
            chosen.setdefault(sequence, operation)
        before = sequence
    own = [chosen[sequence] for sequence in sorted(chosen)]
    return own, _beside(chosen, [operation for _, operation in lines])


def _beside(chosen: Mapping[int, Operation], lines: Iterable[Operation]) -> list[Operation]:
    """What another copy did, each once, as it stands.

    From where lines differ on, that is also what both did in the same second: what comes after
    it goes on from there.
    """
    others, before, differs = {}, 0, False
    for operation in lines:
        sequence = operation.sequence
        here = chosen.get(sequence)
        differs = (differs and sequence > before) or here not in (None, operation)
        if differs or here is None:
            others[msgspec.json.encode(operation)] = operation
        before = sequence
    return [*others.values()]


def read_files(folder: Path) -> LibraryFiles:
    """Read a library while nobody writes, if that can be had.

    Raises:
        NotALibrary: If the folder is none.
        LibraryTooNew: If a newer octavo wrote it.
        LibraryUnreadable: If the system refuses.
    """
    with ExitStack() as locks:
        if (folder / "locks").exists():
            with suppress(LibraryLocked, LibraryUnwritable):
                for name in ("fold", "write"):
                    lock = locks.enter_context(closing(Lock(folder, name)))
                    locks.enter_context(lock.held(_A_MOMENT))
        return files_in(folder)


def files_in(folder: Path) -> LibraryFiles:
    """Read a library as it is.

    Raises:
        NotALibrary: If the folder is none.
        LibraryTooNew: If a newer octavo wrote it.
        LibraryUnreadable: If the system refuses.
    """
    storage = LibraryStorage(folder / "library.json")
    slices, problem, untouched = _library(storage)
    content = b"" if slices is not None or not storage.path.exists() else storage.content()
    with closing(Lock(folder, "write")) as lock:
        noted = lock.noted()  # before the journal is read, which may go on
        overtaken = tuple(lock.lost())
    journal = JournalReader(folder / "journal.jsonl").content()
    left = leftovers(folder, folder / "texts", folder / "backups")
    beside = tuple((path, path.read_bytes()) for path in _beside_own(folder))
    entries = entries_of(journal)
    return LibraryFiles(
        folder,
        slices,
        content,
        problem,
        untouched,
        journal,
        entries,
        noted,
        overtaken,
        tuple(left),
        beside,
    )


def _beside_own(folder: Path) -> list[Path]:
    """What sync tools name after the journal and `library.json`, such as `library (1).json`."""
    with reading(folder):
        found = {path for name in _COPIES for path in folder.glob(name) if path.is_file()}
    return sorted(found - {folder / "journal.jsonl", folder / "library.json"})


def entries_of(journal: bytes) -> Entries:
    """The finished lines of a journal; None with those that are not what was written."""
    return tuple((line, _operation(line)) for line in lines_of(journal))


def _library(storage: LibraryStorage) -> tuple[Slices | None, str, bool]:
    """What is in `library.json`, or why it cannot be read, and whether it is untouched."""
    try:
        storage.require()
        slices, untouched = storage.split()
        require_own(storage, slices)
    except LibraryBroken as error:
        return None, error.problem, True
    return slices if untouched else completed(slices, datetime.now(UTC)), "", untouched


def _operation(line: Line) -> Operation | None:
    with suppress(*UNDECODABLE):
        return line.operation() if line.body is not None else None
    return None
