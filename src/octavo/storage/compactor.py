"""Binding: `library.json` is written anew from the journal, and what scripts did is kept."""

import shutil
from collections.abc import Iterator
from contextlib import suppress

from octavo.model.operation import Change, Operation
from octavo.storage.atomic import writing
from octavo.storage.errors import (
    JournalBroken,
    LibraryLocked,
    LibraryUnwritable,
    OperationsMissing,
)
from octavo.storage.gc_pause import uncollected
from octavo.storage.memory.state import State, differences
from octavo.storage.memory.store import Store
from octavo.storage.snapshot.compaction import folded, rebuilt, remembered, trimmed
from octavo.storage.snapshot.normalise import completed
from octavo.storage.snapshot.offsets import place
from octavo.storage.snapshot.raw_tables import FORMAT, Head, Slices, head_of


class Binder:
    """Keeps the `library.json` of an open library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bound_to = store.loader.bound_to
        """The last operation that was in `library.json` when it was looked at."""
        self._bound_at = store.journal.size if self._bound_to == store.sequence else 0
        """How long the journal was then."""
        if not store.loader.untouched:
            with suppress(LibraryLocked, LibraryUnwritable):
                self.take_in()

    @property
    def is_due(self) -> bool:
        """Whether the journal has grown so much that it is time to bind."""
        return self._store.journal.size - self._bound_at > self._store.limits.fold_at

    def bind(self) -> None:
        """Write `library.json` anew with all operations in it, and trim the journal.

        Other threads and processes may go on changing the library meanwhile.

        Raises:
            LibraryLocked: If another process is at it for too long.
            LibraryUnwritable: If it cannot be written.
        """
        store = self._store
        with store.folding.held(), uncollected():
            with store.still():
                store.follow()
                through, next_id, size = store.sequence, store.next_id, store.journal.size
            slices, untouched = store.storage.split()
            if not untouched:
                self.take_in()
                return
            if head_of(slices).sequence > through:
                store.reload()
            elif head_of(slices).sequence < through:
                self._write(slices, through, next_id)
            self._bound_to, self._bound_at = through, size

    def take_in(self) -> None:
        """Journal what somebody's script has done to `library.json`, and bind it in.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written.
        """
        store = self._store
        with store.folding.held(), store.exclusive(), uncollected():
            slices, untouched = store.storage.split()
            if not untouched:
                slices = completed(slices, store.clock())
                self._journal_changes(slices)
                self._write(slices, store.sequence, store.next_id)
            self._bound_to, self._bound_at = store.sequence, store.journal.size

    def close(self) -> None:
        """Bind if something is left to bind and nobody else is there to do it.

        Where that is not possible, the journal keeps what is left.
        """
        is_last = self._store.presence.leave()
        if is_last and self._bound_to < self._store.sequence:
            with suppress(LibraryLocked, LibraryUnwritable):
                self.bind()

    def _write(self, slices: Slices, through: int, next_id: int) -> None:
        store = self._store
        with writing(store.folder):
            try:
                tables = folded(slices, self._operations(head_of(slices).sequence, through))
            except (JournalBroken, OperationsMissing):
                with store.still():
                    through, next_id = store.sequence, store.next_id
                    tables = remembered(slices, store.state)
            store.storage.write_slices(tables, Head(FORMAT, through, next_id))
            place(store.storage, tables)
        with store.exclusive(), writing(store.folder):
            trimmed(store.journal, store.storage.backups, store.limits.journal_bytes)

    def _operations(self, after: int, through: int) -> Iterator[Operation]:
        """The operations between two.

        Raises:
            JournalBroken: If the journal cannot be read.
            OperationsMissing: If it has lost any of them.
        """
        for operation in self._store.journal.each_since(after):
            if operation.sequence > through:
                break
            if operation.sequence != after + 1:
                raise OperationsMissing(self._store.folder, after + 1, operation.sequence - 1)
            yield operation
            after = operation.sequence
        if after < through:
            raise OperationsMissing(self._store.folder, after + 1, through)

    def _journal_changes(self, slices: Slices) -> None:
        """Journal in what tables differ from what octavo has written last.

        If that is not known any more, the index does not know what to take in, and goes.
        """
        store = self._store
        known = rebuilt(store.storage.backups, store.journal, head_of(slices).sequence)
        if known is None:
            shutil.rmtree(store.folder / "index", ignore_errors=True)
            return
        operations = []
        with suppress(JournalBroken, OperationsMissing):
            operations = list(self._operations(head_of(slices).sequence, store.sequence))
        old = State(store.folder, folded(known, operations))
        new = State(store.folder, folded(slices, operations))
        changes: list[Change] = list(differences(old, new))
        store.commit("change library.json by script", lambda: changes)
