"""The store: a library's documents in memory and the journal, shared with other processes.

Opening reads `library.json`, then the journal. A change is appended to the journal and
synced, then applied in memory; the binder writes the sum of both to `library.json`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from octavo.model.operation import Operation
from octavo.storage.atomic import leftovers, writing
from octavo.storage.errors import LibraryLocked, LibraryUnwritable, OperationsMissing
from octavo.storage.gc_pause import uncollected
from octavo.storage.journal.writer import Journal
from octavo.storage.limits import USUAL, Limits
from octavo.storage.lock import Lock, Presence
from octavo.storage.memory.loader import Loader
from octavo.storage.memory.state import Outcome, State, differences
from octavo.storage.operation_group import Together
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.migration import migrate

if TYPE_CHECKING:
    from octavo.library.tinydb_view import Plan


def utc_now() -> datetime:
    """The time in whole seconds, as the library keeps times."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """The documents of one library. May be used from any thread."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = utc_now,
        limits: Limits = USUAL,
    ) -> None:
        """Open the library in a folder.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        self.folder = folder
        self.clock = clock
        self.limits = limits
        self.storage = LibraryStorage(folder / "library.json")
        self.journal = Journal(folder / "journal.jsonl")
        self.lock = Lock(folder, "write", limits.patience)
        self.folding = Lock(folder, "fold", limits.patience)
        self.indexing = Lock(folder, "index", limits.patience)
        self.loader = Loader(self.storage, self.journal, clock, limits)
        self.warnings: list[str] = []
        self._mutex = threading.RLock()
        self._listeners: list[Callable[[Operation], None]] = []
        self.storage.require()
        self.presence = Presence(folder, limits.patience)
        try:
            with uncollected():
                self._state = self.loader.opened(self._upgrade)
        except BaseException:
            self.close()
            raise
        self.articles = self._state.articles
        self.notes = self._state.notes
        self.others = self._state.others
        self._tidy()

    @property
    def state(self) -> State:
        """The documents as they are after the last operation."""
        return self._state

    @property
    def sequence(self) -> int:
        """The last operation that is in the documents."""
        return self._state.sequence

    @property
    def next_id(self) -> int:
        """The id that the next article or note gets."""
        return self._state.next_id

    def commit(
        self,
        label: str,
        plan: "Plan",
        *,
        reverses: int | None = None,
        quiet: bool = False,
        together: Together | None = None,
    ) -> Operation | None:
        """Journal what a plan works out, then apply it; None if that is nothing.

        The plan runs while nobody else can write, after all that others wrote is known. What
        reverses something is journalled even if nothing is left to reverse.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        with self.exclusive(), uncollected():
            changes = tuple(plan())
            if not changes and reverses is None:
                return None
            sequence = self.sequence + 1
            part_of = (together.first or sequence) if together else None
            operation = Operation(
                sequence, self.clock(), label, changes, reverses, quiet, part_of
            )
            outcome = self._state.outcome(operation)
            with writing(self.folder):
                self.journal.append(operation)
            if together:
                together.first, together.label = part_of, label
            self._settle(operation, outcome)
        return operation

    @contextmanager
    def exclusive(self, patience: float | None = None) -> Iterator[None]:
        """Let nobody else write for a block, and know all that was written before it.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If the folder cannot be written.
        """
        with self._mutex, self.lock.held(patience):
            self.follow()
            self._drop_torn_end()
            yield

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let no other thread change the documents for a block."""
        with self._mutex:
            yield

    def follow(self) -> list[Operation]:
        """Take in what other processes have written, and return it.

        Raises:
            LibraryError: If it cannot be read.
        """
        with self._mutex, uncollected():
            self._state.hold()
            taken: list[Operation] = []
            try:
                for operation in self.journal.news(after=self.sequence):
                    self._state.expect(operation.sequence)
                    self._settle(operation, self._state.outcome(operation))
                    taken.append(operation)
            except OperationsMissing:
                taken.append(self.reload())
            return taken

    def reload(self) -> Operation:
        """Take over what the files say, for when the journal has forgotten what was missed.

        Raises:
            LibraryError: If they cannot be read, or know less than the memory does.
        """
        with self._mutex:
            there = self.loader.reopened()
            if there.sequence <= self.sequence:
                raise OperationsMissing(self.folder, self.sequence + 1, there.sequence)
            changes = tuple(differences(self._state, there))
            label = "take over what another process did"
            operation = Operation(there.sequence, self.clock(), label, changes)
            self._settle(operation, self._state.outcome(operation))
            return operation

    def listen(self, listener: Callable[[Operation], None]) -> None:
        """Call a function with every operation as soon as it is applied."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Let go of the files."""
        for file in (self.journal, self.lock, self.folding, self.indexing, self.presence):
            file.close()

    def _upgrade(self) -> None:
        migrate(self.storage, self.presence, self.folding, self.lock)

    def _settle(self, operation: Operation, outcome: Outcome) -> None:
        self._state.settle(operation.sequence, outcome)
        for listener in self._listeners:
            listener(operation)

    def _tidy(self) -> None:
        """Clear away what a kill left half written, unless somebody is just writing it."""
        texts, backups = self.folder / "texts", self.folder / "backups"
        if self.journal.torn or leftovers(self.folder, texts, backups):
            nobody_writes = suppress(LibraryLocked, LibraryUnwritable)
            with nobody_writes, self.folding.held(0), self.exclusive(0), writing(self.folder):
                for path in leftovers(self.folder, texts, backups):
                    path.unlink(missing_ok=True)

    def _drop_torn_end(self) -> None:
        if self.journal.torn:
            with writing(self.folder):
                size = self.journal.drop_torn()
            self.warnings.append(
                f"the last line of the journal was cut off after {size} bytes and was dropped; "
                "that change had not been confirmed"
            )
