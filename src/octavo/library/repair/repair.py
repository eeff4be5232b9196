"""Repairing a library: what can be mended is mended, what cannot is put aside."""

import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from octavo.library.library import Library
from octavo.library.repair.check_index import of_index
from octavo.library.repair.fix_documents import Mending
from octavo.library.repair.inspect import volumes_in
from octavo.library.repair.inventory import Evidence, evidence_in
from octavo.library.repair.quarantine import Aside
from octavo.library.repair.recover_texts import Rescue
from octavo.model.operation import Operation
from octavo.storage.atomic import replace_file
from octavo.storage.errors import LibraryBroken, writing
from octavo.storage.journal.records import line_of
from octavo.storage.lock import PATIENCE, Lock, Presence
from octavo.storage.snapshot.compaction import compacted
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.raw_tables import Head, Slices, empty, head_of
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
    evidence_in(folder)
    presence = Presence(folder, patience)
    fold, write = Lock(folder, "fold", patience), Lock(folder, "write", patience)
    try:
        with presence.alone(), fold.held(), write.held(), writing(folder):
            done = Repair(evidence_in(folder)).mend()
    finally:
        for lock in (fold, write, presence):
            lock.close()
    if done:
        with Library(folder) as library:
            library.settle()
    return done


_NO_ID = sys.maxsize
"""Above all ids."""


class Repair:
    """One repair, while nobody else has the library."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._folder = evidence.folder
        self._done: list[str] = []

    def mend(self) -> list[str]:
        """Mend all that can be mended; returns what was done, in words."""
        evidence = self._evidence
        base, history = self._base(), self._history()
        later = [op for op in evidence.operations if op.sequence > head_of(base).sequence]
        mending = Mending(compacted(base, later), self._next_id(base))
        articles = mending.mend().articles
        self._done += mending.done
        volumes = volumes_in(self._folder, articles.values(), evidence.operations, _NO_ID)
        self._look_at_index({*mending.tables["articles"], *mending.tables["notes"]})
        if not (self._done or volumes.has_faults or self._leavings()):
            return []
        aside = Aside(self._folder)
        aside.copy("library.json", "journal.jsonl")
        rescue = Rescue(self._folder, volumes)
        for article in rescue.mended(articles, mending.next_id):
            mending.put(article)
        self._write(mending, history, max([head_of(base).sequence, *_sequences(later)]))
        rescue.put_aside(aside)
        self._put_aside(mending.taken_out, aside)
        told = f"all that was there before is in {aside.folder.relative_to(self._folder)}"
        return [*self._done, *rescue.done, told]

    def _base(self) -> Slices:
        """The tables to begin with: of `library.json`, or else of the newest good backup."""
        evidence = self._evidence
        if evidence.slices is not None:
            return evidence.slices
        problem = f"library.json was broken ({evidence.problem})"
        for backup, slices in evidence.backups.good():
            self._done.append(f"{problem}; {backup.name} and the journal have taken its place")
            return slices
        if evidence.operations and evidence.operations[0].sequence == 1:
            self._done.append(f"{problem}; the journal has taken its place")
            return empty()
        raise LibraryBroken(self._folder, evidence.problem, None)

    def _history(self) -> list[Operation]:
        """The operations that undo can reach: the last ones, without gaps or broken lines."""
        broken = sum(operation is None for _, operation in self._evidence.entries)
        history: list[Operation] = []
        for operation in reversed(self._evidence.operations):
            if history and operation.sequence != history[-1].sequence - 1:
                break
            history.append(operation)
        if history and history[0].sequence < self._evidence.head.sequence:
            history = []
        if broken:
            lines = "1 line was" if broken == 1 else f"{broken} lines were"
            self._done.append(f"{lines} broken in the journal; all the others are kept")
        if len(history) < len(self._evidence.operations):
            self._done.append(
                "operations are missing from the journal; all that are there are applied, and "
                f"undo reaches back over the last {len(history)}"
            )
        return history[::-1]

    def _next_id(self, base: Slices) -> int:
        """An id above all that are or were, also of texts whose articles are lost."""
        ids = [id for table in ("articles", "notes") for id in base.get(table, {})]
        said = head_of(base).next_id
        if self._evidence.untouched and said <= max(ids, default=0):
            self._done.append(f"the next id was said to be {said}, which is taken")
        texts = Texts(self._folder / "texts")
        for number in texts.volumes():
            with suppress(OSError, msgspec.DecodeError):
                ids += texts.held(number)
        return max(said, self._evidence.next_id, 1 + max(ids, default=0))

    def _look_at_index(self, ids: set[int]) -> None:
        if any(of_index(self._evidence, ids)):
            self._done.append("the search index was not in step and is made anew")

    def _leavings(self) -> list[Path]:
        """What interrupted writes have left, and backups that cannot be read."""
        backups = self._evidence.backups
        good = {path for path, _ in backups.good()}
        unreadable = [path for path in backups.all() if path not in good]
        return [*self._evidence.leftovers, *unreadable]

    def _write(self, mending: Mending, history: list[Operation], through: int) -> None:
        storage = LibraryStorage(self._folder / "library.json")
        head = Head(head_of(mending.tables).format, through, mending.next_id)
        storage.write_slices(mending.tables, head)
        replace_file(self._folder / "journal.jsonl", b"".join(map(line_of, history)))
        storage.backups.keep(storage.path, always=True)
        shutil.rmtree(self._folder / "index", ignore_errors=True)

    def _put_aside(self, documents: Mapping[str, bytes], aside: Aside) -> None:
        for name, content in documents.items():
            aside.keep(name, content)
        for path in self._leavings():
            aside.move(path)
            self._done.append(f"{path.relative_to(self._folder)} is put aside")


def _sequences(operations: Iterable[Operation]) -> list[int]:
    return [operation.sequence for operation in operations]
