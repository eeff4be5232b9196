"""Repairing a library: what can be mended is mended, what cannot is put aside.

Large because all steps of a repair stand here, from the locks to the last file.
"""

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from octavo.library.library import Library
from octavo.library.repair.backups import changes_between
from octavo.library.repair.check import listed, of_index
from octavo.library.repair.fixes import DocumentFixes, Quarantine, TextRecovery
from octavo.library.repair.inspect import documents_in, in_the_way, is_no, volumes_in
from octavo.library.repair.inventory import LibraryFiles, entries_of, files_in
from octavo.library.repair.merge import Replay
from octavo.model.operation import Change, Operation, OperationGroup
from octavo.storage.errors import UNDECODABLE, writing
from octavo.storage.files import (
    FILE_MODE,
    FOLDER_MODE,
    mended,
    read_file,
    replace_file,
    sync_folder,
)
from octavo.storage.journal.records import crc_in, line_of
from octavo.storage.journal.records import mended as mended_journal
from octavo.storage.lock import NAMES, PATIENCE, Lock, OpenMarker
from octavo.storage.snapshot.backups import are_exchanged, rebuilt
from octavo.storage.snapshot.json_store import LibraryStorage, has_texts
from octavo.storage.snapshot.raw_tables import (
    Head,
    Slices,
    compacted,
    empty,
    head_of,
    lineage_of,
    split,
)
from octavo.storage.texts import Texts


def repair(folder: Path, patience: float = PATIENCE) -> list[str]:
    """Mend a library, and say in words what was done; nothing is said if all is well.

    Before anything changes, `library.json` and the journal are copied to
    `set-aside/<time>/`; what cannot be mended is moved there. Nothing is deleted.

    Raises:
        LibraryOpen: If it is open in another process.
        LibraryBroken: If there is nothing to mend it from; then nothing is changed.
        LibraryError: If it cannot be read or written.
    """
    if not in_the_way(folder):
        files_in(folder)
    freed = _freed_locks(folder)
    presence = OpenMarker(folder, patience)
    fold, write = Lock(folder, "fold", patience), Lock(folder, "write", patience)
    try:
        with presence.alone(), fold.held(), write.held(), writing(folder):
            with _put_out_of_the_way(folder) as moved:
                exchanged = _exchanged(folder)
                done = [*freed, *moved, *exchanged, *Repair(files_in(folder)).mend()]
            if done:  # of what the journal no longer tells, texts may be left
                done += Repair(files_in(folder)).mend()
                write.account(files_in(folder).last)
    finally:
        for lock in (fold, write, presence):
            lock.close()
    if done:
        with Library(folder) as library:
            library.settle()
    return done


def _freed_locks(folder: Path) -> list[str]:
    """Have the locks usable again, which nobody can hold then; says which they were."""
    freed = []
    with writing(folder):
        if is_no(Path.is_dir, locks := folder / "locks"):
            Quarantine(folder).move(locks)
            freed.append("locks was no folder, and is put aside")
        for lock, path in ((Lock(folder, name), locks / name) for name in NAMES):
            if fault := lock.fault():
                locks.chmod(FOLDER_MODE)
                if is_no(Path.is_file, path):
                    Quarantine(folder).move(path)
                elif path.exists():
                    path.chmod(FILE_MODE)
                freed.append(f"locks/{path.name} could not be used ({fault}), and can be now")
    return freed


@contextmanager
def _put_out_of_the_way(folder: Path) -> Iterator[list[str]]:
    """Put aside what is in the way, for good unless the block fails; says what it was."""
    quarantine = Quarantine(folder)
    moved = {path: quarantine.move(path) for path in in_the_way(folder)}
    try:
        yield [
            f"{path.name} was no {'file' if path.suffix else 'folder'}, and is put aside"
            for path in moved
        ]
    except BaseException:
        for path, aside in moved.items():
            aside.rename(path)
        raise


def _exchanged(folder: Path) -> list[str]:
    """Give `library.json` and the journal back their names, if each has the other's.

    What a kill in between leaves is what a sync tool would: a copy of the journal beside it.
    """
    library, journal = folder / "library.json", folder / "journal.jsonl"
    contents = (path.read_bytes() if path.exists() else b"" for path in (library, journal))
    if not are_exchanged(*contents):
        return []
    Quarantine(folder).copy(library.name, journal.name)
    spare = folder / "journal (exchanged).jsonl"
    for old, new in ((library, spare), (journal, library), (spare, journal)):
        if old.exists():
            old.rename(new)
    sync_folder(folder)
    return ["library.json and journal.jsonl had each other's name, and have their own again"]


_NO_UNDO = "no longer reaches back"

_NO_ID = sys.maxsize
"""Above all ids."""


class Steps:
    """What a repair does to documents that can be read, as one step that undo takes back.

    What another copy did stands between its operations, each a step of its own.
    """

    def __init__(self, last: int, tables: Slices) -> None:
        self.last = last
        """The number of the last operation."""
        self.done: list[Operation] = []
        self._group = OperationGroup()
        self._tables = _copied(tables)

    @property
    def has_own(self) -> bool:
        """Whether the repair itself did anything to documents."""
        return self._group.first is not None

    def add(self, tables: Slices) -> None:
        """Note down what leads to some tables from those that it has come to.

        What an operation brought in and none has changed since comes in as it is by now.
        """
        touched = Counter((c.table, c.id) for done in self.done for c in done.changes)
        changes = {(c.table, c.id): c for c in changes_between(self._tables, tables)}

        def amended(change: Change) -> Change:
            place = change.table, change.id
            if change.before is not None or touched[place] > 1 or place not in changes:
                return change
            fields = {**(change.after or {}), **(changes.pop(place).after or {})}
            return replace(change, after=fields)

        self.done = [
            replace(done, changes=tuple(map(amended, done.changes))) for done in self.done
        ]
        if changes:
            number, now = self.last + 1, datetime.now(UTC).replace(microsecond=0)
            self._group.first = part_of = self._group.first or number
            whole = tuple(changes.values())
            operation = Operation(number, now, "repair", whole, part_of=part_of)
            self.go_on([operation], tables)

    def go_on(self, operations: list[Operation], tables: Slices) -> None:
        """Put operations after those so far, which lead to some tables."""
        self.done += operations
        self.last = max([self.last, *_sequences(operations)])
        self._tables = _copied(tables)


def _copied(tables: Slices) -> Slices:
    return {name: dict(documents) for name, documents in tables.items()}


class Repair:
    """One repair, while nobody else has the library."""

    def __init__(self, files: LibraryFiles) -> None:
        self._files = files
        self._folder = files.folder
        self._done: list[str] = []

    def mend(self) -> list[str]:
        """Mend all that can be mended; returns what was done, in words."""
        self._mend_journal()
        is_gone = self._files.slices is None
        base = self._base()
        self._files = files = replace(self._files, slices=base)
        history = self._history()
        later = [op for op in files.operations if op.sequence > head_of(base).sequence]
        fixes = DocumentFixes(compacted(base, later), self._next_id(base), self._known(later))
        fixes.make_readable()
        through = max([head_of(base).sequence, *_sequences(later)])
        steps = Steps(through, fixes.tables)
        fixes.make_consistent()
        self._done += fixes.done
        steps.add(fixes.tables)
        steps.go_on(self._merged(fixes, steps.last), fixes.tables)
        articles = documents_in(fixes.tables).articles
        volumes = volumes_in(self._folder, articles.values(), files.operations, _NO_ID)
        self._look_at_index({*fixes.tables["articles"], *fixes.tables["notes"]})
        if not (self._done or volumes.has_faults or self._leavings()):
            return []
        quarantine = Quarantine(self._folder)
        quarantine.copy("library.json", "journal.jsonl")
        self._mend_backups()
        recovery = TextRecovery(self._folder, volumes)
        for article in recovery.mended(articles, fixes.next_id):
            fixes.put(article)
        articles = documents_in(fixes.tables).articles
        for article in recovery.with_versions(articles, fixes.next_id):
            fixes.put(article)
        begins_late = [op.sequence for op in later[:1]] > [head_of(base).sequence + 1]
        if self._lost or (is_gone and (begins_late or not files.journal)):
            known = {*fixes.tables["articles"], *fixes.tables["notes"]}
            for article in recovery.unclaimed(known, datetime.now(UTC)):
                fixes.put(article)
        steps.add(fixes.tables)
        self._write(fixes, [*history, *steps.done], steps.last)
        recovery.put_aside(quarantine)
        self._put_aside(fixes.taken_out, quarantine)
        before = quarantine.folder.relative_to(self._folder)
        reach = "what this did to articles and notes" if steps.has_own else "none of this"
        told = f"undo takes {reach} back; all that was there before is in {before}"
        left = [
            f"texts/{number:04}.json cannot be read ({problem}), and is left as it is"
            for number, problem in volumes.unreadable.items()
        ]
        return [*self._done, *recovery.done, *left, told]

    @property
    def _lost(self) -> list[tuple[int, int]]:
        """The operations that are lost and were not accounted for, first to last."""
        noted, last = self._files.noted, self._files.last
        return [*self._files.overtaken, *([(last + 1, noted)] if noted > last else [])]

    def _mend_journal(self) -> None:
        """Put flipped bits of the journal right, and its lines in order, each once."""
        files = self._files
        whole = mended_journal(files.journal)
        if whole != files.journal:
            before = sum(operation is not None for _, operation in files.entries)
            self._files = files = replace(files, journal=whole, entries=entries_of(whole))
            if sum(operation is not None for _, operation in files.entries) > before:
                self._done.append("a flipped bit of journal.jsonl is put right")
        sequences = [op.sequence for _, op in files.entries if op]
        if sequences != sorted(set(sequences)):
            self._done.append("the lines of journal.jsonl are in order again, each once")

    def _base(self) -> Slices:
        """The tables to begin with: of `library.json`, or else of the newest good backup."""
        files = self._files
        if files.slices is not None:
            return files.slices
        content = files.content
        if (whole := mended(content)) is not None:
            self._done.append("one bit of library.json had flipped and is put right")
            return split(whole, sound=True)
        problem = f"library.json was broken ({files.problem})"
        for backup, slices in sorted(files.backups.good(), key=self._is_of_another_copy):
            told = files.backups.told(backup)
            took = "and the journal have" if files.journal else "has"
            self._done.append(f"{problem}; {told} {took} taken its place")
            return slices
        if files.operations and files.operations[0].sequence == 1:
            self._done.append(f"{problem}; the journal has taken its place")
            return empty()
        with suppress(*UNDECODABLE):
            slices = split(content, sound=False)
            self._done.append("nothing says what library.json was; it is kept as it is")
            return slices
        if has_texts(self._folder):
            self._done.append(f"{problem}, and nothing says what was in it but the texts")
            return empty()
        raise LibraryStorage(self._folder / "library.json").broken(files.problem)

    def _is_of_another_copy(self, backup: tuple[Path, Slices]) -> bool:
        return replace(self._files, slices=backup[1]).diverges_at is not None

    def _known(self, later: list[Operation]) -> Slices:
        """The tables as backups and the journal have them; nothing if that is not known."""
        files = self._files

        def since(after: int) -> list[Operation]:
            return [operation for operation in files.operations if operation.sequence > after]

        return compacted(rebuilt(files.backups, since, files.head) or {}, later)

    def _history(self) -> list[Operation]:
        """The operations that undo can reach: the last ones, without gaps or broken lines."""
        broken = sum(operation is None for _, operation in self._files.entries)
        history: list[Operation] = []
        for operation in reversed(self._files.operations):
            if history and operation.sequence != history[-1].sequence - 1:
                break
            history.append(operation)
        if history and history[0].sequence < self._files.head.sequence:
            history = []
        if broken:
            lines = "1 line was" if broken == 1 else f"{broken} lines were"
            others = "all others are kept" if self._files.operations else "no other is there"
            self._done.append(f"{lines} broken in the journal; {others}")
        for first, last in self._lost:
            told = "is lost with the journal, and what it did"
            if last > first:
                told = f"to {last} are lost with the journal, and what they did"
            plural = "s" if last > first else ""
            self._done.append(f"operation{plural} {first} {told}")
        if self._files.lost_all:
            self._done.append("the journal had no whole line, and begins anew")
        if len(history) < len(self._files.operations):
            reach = f"reaches back over the last {len(history)}" if history else _NO_UNDO
            self._done.append(
                "operations are missing from the journal; all that are there are applied, and "
                f"undo {reach}"
            )
        return history[::-1]

    def _merged(self, fixes: DocumentFixes, last: int) -> list[Operation]:
        """What another copy of the journal did, as operations after the last one."""
        replay = Replay(fixes.tables, fixes.next_id, last)
        done = []
        copies = (operation for copy in self._files.copies for operation in copy.operations)
        for other in (*self._files.others, *copies):
            operation, conflicts = replay.replayed(other)
            told = f"operation {other.sequence} of another copy, “{other.label}”,"
            if operation is not None:
                done.append(operation)
                self._done.append(f"{told} is done after all others")
            elif not conflicts:
                self._done.append(f"{told} is done here already")
            if conflicts:
                name = f"operation-{other.sequence}-{len(fixes.taken_out)}.json"
                rest = msgspec.json.encode(replace(other, changes=tuple(conflicts)))
                fixes.taken_out[name] = msgspec.json.format(rest)
                places = listed([change.id for change in conflicts], "document")
                self._done.append(
                    f"{told} does not fit {places} as it is by now; {name} is put aside "
                    "and says what it would have set"
                )
        fixes.tables, fixes.next_id = replay.tables, replay.next_id
        return done

    def _next_id(self, base: Slices) -> int:
        """An id above all that are or were, also of texts whose articles are lost."""
        ids = [id for table in ("articles", "notes") for id in base.get(table, {})]
        said = head_of(base).next_id
        if self._files.untouched and said <= max(ids, default=0):
            self._done.append(f"the next id was said to be {said}, which is taken")
        texts = Texts(self._folder / "texts")
        for number in texts.volumes():
            with suppress(OSError, *UNDECODABLE):
                ids += texts.held(number)
        return max(said, self._files.next_id, 1 + max(ids, default=0))

    def _look_at_index(self, ids: set[int]) -> None:
        if any(finding.repairable for finding in of_index(self._files, ids)):
            self._done.append("the search index was not in step and is made anew")

    def _leavings(self) -> list[Path]:
        """What interrupted writes and sync tools have left, and backups that are of no use."""
        backups = self._files.backups
        useless = () if backups.fault() else filter(backups.fault_of, backups.all())
        copies = (path for path, _ in self._files.beside)
        return [*self._files.leftovers, *copies, *useless]

    def _mend_backups(self) -> None:
        for path in filter(self._files.backups.fault_of, self._files.backups.all()):
            with suppress(OSError):
                if (whole := mended(read_file(path))) is not None:
                    replace_file(path, whole)
                    self._done.append(f"a flipped bit of backups/{path.name} is put right")

    def _write(self, fixes: DocumentFixes, history: list[Operation], through: int) -> None:
        storage = LibraryStorage(self._folder / "library.json")
        lines = {operation.sequence: line_of(operation) for operation in history}
        checksums = {sequence: crc_in(line) for sequence, line in lines.items()}
        is_kept = any(operation.sequence <= self._files.last for operation in history)
        known = {**self._files.head.checksums, **checksums} if is_kept else checksums
        lineage = lineage_of(known, through)
        head = Head(head_of(fixes.tables).format, through, fixes.next_id, lineage)
        storage.write_slices(fixes.tables, head)
        journal = self._folder / "journal.jsonl"
        if history:
            replace_file(journal, b"".join(lines.values()))
        else:
            journal.unlink(missing_ok=True)  # one that is there has a line
        with suppress(OSError):  # that no backup can be made is said by the next check
            storage.backups.keep(storage.path, always=True)
        shutil.rmtree(self._folder / "index", ignore_errors=True)

    def _put_aside(self, documents: Mapping[str, bytes], quarantine: Quarantine) -> None:
        for name, content in documents.items():
            quarantine.keep(name, content)
        for path in self._leavings():
            quarantine.move(path)
            self._done.append(f"{path.relative_to(self._folder)} is put aside")


def _sequences(operations: Iterable[Operation]) -> list[int]:
    return [operation.sequence for operation in operations]
