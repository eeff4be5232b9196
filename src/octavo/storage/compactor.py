"""`library.json` is written anew from the journal, and what scripts did to it is kept."""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from octavo.model.errors import LibraryError
from octavo.model.operation import Operation
from octavo.storage.codec import fields_of
from octavo.storage.db import LibraryDB, differences
from octavo.storage.errors import (
    JournalBroken,
    LibraryBroken,
    LibraryLocked,
    LibraryUnwritable,
    OperationsMissing,
    writing,
)
from octavo.storage.files import is_sound_at
from octavo.storage.journal.writer import Place
from octavo.storage.lazy_table import gc_paused
from octavo.storage.snapshot.backups import rebuilt
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.offsets import (
    Offsets,
    forget_offsets,
    tables_at,
    tables_by_offset,
    tables_by_ranges,
    write_offsets,
)
from octavo.storage.snapshot.raw_tables import (
    FORMAT,
    WHOLE,
    Head,
    LazyDocuments,
    Slices,
    Tables,
    compacted,
    empty,
    head_of,
    merged,
)

if TYPE_CHECKING:
    from octavo.storage.store import Store


class Compactor:
    """Keeps the `library.json` of an open library."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._compacted_to = store.loader.snapshot_sequence
        """The last operation that was in `library.json` when it was looked at."""
        if self._compacted_to == store.sequence:
            store.journal.compacted = store.journal.place(store.sequence)
        behind = store.journal.compacted
        self._compacted_at = behind.offset if behind else 0
        """How long the journal was then."""
        self._offsets: Offsets | None = None
        """Where all stands in the `library.json` that was written here last."""
        if not store.loader.untouched:
            with suppress(LibraryLocked, LibraryUnwritable):
                self.take_in()

    @property
    def is_due(self) -> bool:
        """Whether the journal has grown so much, or `library.json` is gone."""
        return self._is_gone or self._pending > self._store.limits.compact_at

    def compact_if_much(self) -> None:
        """Compact where so much has come in that it takes too much memory until it is done.

        Where that is refused, it is tried again when as much more has come.
        """
        journal, limits = self._store.journal, self._store.limits
        if not journal.holds and self._pending > limits.pending_at_most:
            with suppress(LibraryError):
                self.compact()
            self._compacted_at = journal.size

    def compact(self) -> None:
        """Write `library.json` anew with all operations in it, and trim the journal.

        Other threads and processes may go on changing the library meanwhile.

        Raises:
            LibraryLocked: If another process is at it for too long.
            LibraryUnwritable: If it cannot be written.
        """
        store = self._store
        with store.compacting.held(), gc_paused():
            with store.still():
                store.follow()
                through, next_id = store.sequence, store.db.next_id
                place = store.journal.place(through)
            if self._is_gone:
                self._put_back()
                return
            slices, untouched = self._tables()
            store.journal.expect(head_of(slices).checksums)
            if not untouched:
                self.take_in()
                return
            if head_of(slices).sequence > through:
                store.reload()
            elif head_of(slices).sequence < through:
                self._write(slices, place, next_id)
            behind = store.journal.compacted or place  # from where it was trimmed
            self._compacted_to, self._compacted_at = through, behind.offset

    def take_in(self) -> None:
        """Journal what somebody's script has done to `library.json`, and compact it in.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written.
        """
        store = self._store
        with store.compacting.held(), store.exclusive(), gc_paused():
            slices, untouched = store.storage.split()
            if not untouched:
                from octavo.storage.snapshot.migration import completed  # after a script, only

                slices = completed(slices, store.clock())
                self._journal_changes(slices)
                self._write(slices, store.journal.place(store.sequence), store.db.next_id)
            self._compacted_to, self._compacted_at = store.sequence, store.journal.size

    def close(self) -> None:
        """Compact if enough is left to compact and nobody else is there to do it.

        Where that is not possible, the journal keeps what is left. That `library.json` is
        damaged, or that of another copy, is said by the next open, which looks at all of it.
        """
        store = self._store
        if not store.presence.leave():
            return
        try:
            if store.lock.noted() > store.sequence:
                store.follow()
            if self._is_gone or self.is_worth_it:
                self.compact()
        except (JournalBroken, LibraryBroken):
            forget_offsets(store.storage)
        except LibraryError:
            pass

    @property
    def is_worth_it(self) -> bool:
        """Whether what is left to compact is enough to write `library.json` anew at the end."""
        store, behind = self._store, self._store.journal.compacted
        if behind is None or self._compacted_to == store.sequence:
            return self._compacted_to < store.sequence
        with suppress(OSError):
            size = store.storage.path.stat().st_size
            left = store.journal.size - behind.offset
            return size <= store.limits.small or left > size * store.limits.left_at_close
        return True

    @property
    def _pending(self) -> int:
        """How many bytes of the journal are to be compacted."""
        return self._store.journal.size - self._compacted_at

    @property
    def _is_gone(self) -> bool:
        return not os.path.lexists(self._store.storage.path)

    def _tables(self) -> tuple[Tables, bool]:
        """All tables, large ones left in the file, and whether they are as octavo wrote them.

        Raises:
            LibraryError: If they cannot be read, or are not a library's.
        """
        storage = self._store.storage
        with suppress(OSError):
            here = tables_at(storage, self._offsets) or tables_by_offset(storage)
            known = here or tables_by_ranges(storage)
            if known and is_sound_at(storage.path):
                return known[0], True
        return storage.split()

    def _put_back(self) -> None:
        """Write `library.json` from memory, with what only a backup knows of its documents."""
        store = self._store
        with store.still(), writing(store.folder):
            through, lineage = store.sequence, store.journal.lineage(store.sequence)
            head = Head(FORMAT, through, store.db.next_id, lineage)
            known = rebuilt(store.storage.backups, store.journal.since, head)
            tables = _in_memory(known or empty(), store.db)
            store.storage.write_slices(tables, head)
            write_offsets(store.storage, tables)
            self._compacted_to, self._compacted_at = through, store.journal.size
            store.warnings.append(
                "library.json was taken away while the library was open, and is written again"
            )

    def _write(self, slices: Tables, place: Place, next_id: int) -> None:
        store, through = self._store, place.sequence
        with writing(store.folder):
            try:
                since = self._operations(head_of(slices).sequence, through)
                tables = compacted(slices, since, store.db.shared)
            except (JournalBroken, OperationsMissing):
                with store.still():
                    through, next_id = store.sequence, store.db.next_id
                    place = store.journal.place(through)
                    tables = _in_memory(slices, store.db)
            lineage = store.journal.lineage(through)
            store.storage.write_slices(tables, Head(FORMAT, through, next_id, lineage))
            self._offsets = write_offsets(store.storage, tables)
            store.loader.snapshots[store.storage.stamp()] = through
        store.journal.forget(place)
        self._unload(through, next_id)
        with store.exclusive(), writing(store.folder):
            if store.journal.size > store.limits.journal_bytes and not store.journal.keeps_all:
                needed = store.storage.backups.oldest_sequence()
                store.journal.trim(store.limits.journal_bytes, needed)

    def _unload(self, through: int, next_id: int) -> None:
        """Leave in the new `library.json` what is in memory only since it has come in."""
        store = self._store
        held = sum(table.held() for table in store.db.numbered)
        if held > store.limits.decoded_at_once and (
            known := tables_at(store.storage, self._offsets)
        ):
            with store.still():
                for table in store.db.numbered:
                    documents = known[0][table.name]
                    if isinstance(documents, LazyDocuments) and documents:
                        table.unload(documents, through, next_id - 1)

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

        If that is not known any more, the index does not know what to take in, and goes. What
        is no step for undo is said.
        """
        store, told = self._store, self._store.storage.told_change(slices)
        known = rebuilt(store.storage.backups, store.journal.since, head_of(slices))
        if known is None:
            from shutil import rmtree  # which takes long to import, and is hardly ever needed

            rmtree(store.folder / "index", ignore_errors=True)
            store.warnings.append(told)
            return
        operations = []
        with suppress(JournalBroken, OperationsMissing):
            operations = list(self._operations(head_of(slices).sequence, store.sequence))
        old, new = (
            LibraryDB(LibraryStorage(store.storage.path), compacted(each, operations), store)
            for each in (known, slices)
        )
        changes = list(differences(old, new))
        if store.commit(told, lambda: changes) is None:
            store.warnings.append(told)


def _in_memory(slices: Tables, db: LibraryDB) -> Slices:
    """All tables as they are in memory, for when the journal has lost its operations."""
    tables: Slices = {name: dict(documents) for name, documents in slices.items()}
    for table in db.all_tables:
        known = {} if table.kept_as in WHOLE else slices.get(table.kept_as, {})
        tables[table.kept_as] = {
            id: merged(known.get(id), fields_of(document)) for id, document in table.items()
        }
    return tables
