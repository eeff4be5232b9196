"""The store: a library's documents in memory and the journal, shared with other processes.

Opening reads `library.json`, then the journal. A change is appended to the journal and
synced, then applied in memory; the compactor writes the sum of both to `library.json`.

Large because it is the one that knows what memory has and the files do not.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, RLock, current_thread, main_thread

from msgspec import Struct

from octavo.model.operation import Operation, OperationGroup
from octavo.storage.db import LibraryDB, Plan, differences
from octavo.storage.errors import (
    JournalBroken,
    JournalDiverged,
    LibraryLocked,
    LibraryUnwritable,
    OperationsMissing,
    repairing,
    writing,
)
from octavo.storage.files import leftovers
from octavo.storage.journal.records import Arrivals
from octavo.storage.journal.writer import Journal
from octavo.storage.lazy_table import gc_paused
from octavo.storage.lock import Lock, OpenMarker
from octavo.storage.snapshot.json_store import LibraryStorage, Stamp, require_own
from octavo.storage.snapshot.offsets import (
    tables_by_offset,
    tables_by_ranges,
    write_offsets,
)
from octavo.storage.snapshot.raw_tables import Slices, Tables, head_of, is_old


class Limits(Struct, frozen=True):
    """The limits of an open library; tests lower them."""

    patience: float = 5.0
    """Seconds to wait for another writer."""
    compact_at: int = 8_000_000
    """Bytes of journal after which `library.json` should be written again."""
    pending_at_most: int = 64_000_000
    """Bytes of journal that wait for that at most while something comes in: in memory they take
    as much again, and each time all of `library.json` is written."""
    left_at_close: float = 0.0
    """How much longer the journal may be at the end than at the last compaction, as a share of
    a `library.json` that takes time to write.
    """
    small: int = 4_000_000
    """Bytes of one that takes none."""
    journal_bytes: int = 64_000_000
    """How long the journal may grow before its oldest operations are forgotten."""
    reads_ahead: bool = True
    """Whether all of `library.json` is read before the first change, or before the second, so
    that from then on it does not matter what becomes of the file.
    """
    decoded_at_once: int = 5_000
    """Up to so many documents are all decoded when the library is opened, and stay in memory as
    they came in."""
    pieces_at_once: int = 200
    """How many pieces of many that come in are kept by one operation, at most."""
    characters_at_once: int = 5_000_000
    """How long their texts are, about."""
    seconds_at_once: float = 1.0
    """How long they are waited for, about."""
    reversed_at_once: int = 400_000
    """Bytes of the journal that one operation takes back, about, where several belong together:
    in memory they take ten times as much, and other threads wait 0.1 s until it is done."""


USUAL = Limits()


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time in whole seconds, as the library keeps times."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """The documents of one library. May be used from any thread.

    Large because every change of memory and files goes through its one lock.
    """

    def __init__(self, folder: Path, clock: Clock = utc_now, limits: Limits = USUAL) -> None:
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
        self.compacting = Lock(folder, "fold", limits.patience)
        self.indexing = Lock(folder, "index", limits.patience)
        self.warnings: list[str] = []
        self.changed_elsewhere: set[int] = set()
        """Articles and notes that were not changed by octavo's own commands in this process."""
        self.others_came_last = False
        """Whether the latest change was not made by such a command; quiet ones are none."""
        self._mutex = RLock()
        self._given_back = Condition(self._mutex)
        self._listeners: list[Callable[[Operation], None]] = []
        self.storage.require()
        self.presence = OpenMarker(folder, limits.patience)
        self.loader = Loader(self)
        try:
            with gc_paused():
                self.db = self.loader.opened(self._upgrade)
        except BaseException:
            self.close()
            raise
        self.storage.live = self.db
        self._at_first = self.sequence
        self._marked = -1
        """The last operation when `mark` was called."""
        self.articles, self.notes = self.db.numbered
        self._look_for_more()
        self._tidy()
        if self.journal.disorder:
            told = f"{self.journal.disorder}: {repairing(folder)} puts them in order"
            self.warnings.append(told)

    @property
    def sequence(self) -> int:
        """The last operation that is in the documents."""
        return self.db.sequence

    def touched(self, fields: Set[str], after: int = 0) -> set[int]:
        """The articles and notes of which some fields may be others than after an operation.

        Else than the first of `loader.snapshots` has them. Where no field is named, it is any.
        """
        return self.articles.touched_in(fields, after) | self.notes.touched_in(fields, after)

    def commit(
        self,
        label: str,
        plan: Plan,
        *,
        reverses: int | None = None,
        quiet: bool = False,
        group: OperationGroup | None = None,
        by_script: bool = False,
        time: datetime | None = None,
    ) -> Operation | None:
        """Journal what a plan works out, then apply it; None if that is nothing.

        The plan runs while nobody else can write, after all that others wrote is known. What
        reverses something is journalled even if nothing is left to reverse.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
            ChangeUnsure: If it was written, and neither synced nor taken back.
        """
        label = label.encode(errors="backslashreplace").decode()  # it may name any file
        with self.exclusive(), gc_paused():
            changes = tuple(filter(None, plan()))
            if not changes and reverses is None:
                return None
            sequence = self.sequence + 1
            part_of = (group.first or sequence) if group else None
            operation = Operation(
                sequence, time or self.clock(), label, changes, reverses, quiet, part_of
            )
            outcome = self.db.outcome(operation)
            with writing(self.folder):
                self.journal.append(operation)
            if not self.journal.holds:
                self.lock.note(sequence, sequence - 1)
            if group:
                group.first, group.label = part_of, label
            self.db.settle(operation, outcome)
            self._tell(operation, elsewhere=by_script)
        return operation

    @contextmanager
    def together(self) -> Iterator[None]:
        """Have all that a block commits be journalled at its end, or nothing of it.

        What it does to the documents is to come to nothing, so that they are right either way.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written; then it is as if it had not been done.
        """
        with self.exclusive():
            before = self.sequence
            self.journal.hold()
            try:
                yield
            finally:
                try:
                    with writing(self.folder):
                        self.journal.write_held()
                except LibraryUnwritable:
                    self.db.sequence = before
                    raise
                if self.sequence > before:
                    self.lock.note(self.sequence, before)

    @contextmanager
    def exclusive(self, patience: float | None = None) -> Iterator[None]:
        """Let nobody else write for a block, and know all that was written before it.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If the folder cannot be written.
        """
        with self._mutex:
            while self.lock.is_kept and current_thread() is not main_thread():
                self._given_back.wait()
            with self.lock.held(patience):
                self.follow()
                self._drop_torn_end()
                yield

    @contextmanager
    def kept(self, what: str) -> Iterator[None]:
        """Let nobody else write for a block that takes long, in which other threads may read.

        Where they would write they wait; the main one, for which a person waits, is refused at
        once and told what goes on.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If the folder cannot be written.
        """
        with ExitStack() as block:
            with self.exclusive():  # or else a thread that has the mutex waits for the lock
                block.enter_context(self.lock.kept(what))
            try:
                yield
            finally:
                block.close()
                with self._mutex:
                    self._given_back.notify_all()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let no other thread change the documents for a block."""
        with self._mutex:
            yield

    @property
    def is_marked(self) -> bool:
        """Whether `mark` was called since the last operation."""
        return self._marked == self.sequence

    def mark(self) -> None:
        """Note for the next open, which need not do it again, that the journal was read."""
        with self._mutex:
            self._marked = self.sequence
            checkpoint = self.journal.checkpoint(self.sequence)
        self.journal.keep(checkpoint)

    def follow(self) -> None:
        """Take in what other processes have written.

        Raises:
            LibraryError: If it cannot be read.
        """
        with self._mutex, gc_paused():
            if self.limits.reads_ahead or self.sequence > self._at_first:
                self.db.preload()
            try:
                self._take_in()
            except JournalBroken:
                if not self.journal.has_lost(self.sequence):
                    raise
                self._put_aside()
            if self.journal.is_another:
                self._put_back()

    def _look_for_more(self) -> None:
        """Say that the journal has lost its last operations, if that is so."""
        noted, lost = self.lock.noted(), self.lock.lost()
        if noted > self.sequence:
            self.follow()
        if noted > self.sequence:
            missing = OperationsMissing(self.folder, self.sequence + 1, noted)
            self.warnings.append(str(missing))
        for first, last in lost:
            lost_ones = f"operations {first} to {last} were"
            self.warnings.append(
                f"{lost_ones if first < last else f'operation {first} was'} lost with the "
                f"journal, and others have been done since: {repairing(self.folder)} makes "
                "what it can of that"
            )

    def _take_in(self) -> None:
        try:
            for operation in self.journal.unread(after=self.sequence):
                self.db.apply(operation)
                self._tell(operation, elsewhere=True)
        except OperationsMissing:
            self.reload()

    def _put_aside(self) -> None:
        """Go on beside a journal that is not this library's."""
        with self.lock.held(), writing(self.folder):
            if self.journal.has_lost(self.sequence):
                beside = self.journal.put_aside()
                self.journal.is_another = True
                self.warnings.append(
                    "journal.jsonl was replaced by that of another copy of the library, which "
                    f"is {beside.name} now: {repairing(self.folder)} merges what it has"
                )

    def _put_back(self) -> None:
        """Write again what was taken away with the journal and is in no other file."""
        with suppress(LibraryLocked, LibraryUnwritable), self.lock.held(), writing(self.folder):
            self._take_in()
            if head_of(self.storage.split()[0]).sequence > self.sequence:
                self.reload()
            if self.journal.put_back():
                self._take_in()
                self.warnings.append(
                    "journal.jsonl was taken away while the library was open: what was in it "
                    "alone is written again, and undo does not reach behind that"
                )

    def reload(self) -> None:
        """Take over what the files say, for when the journal has forgotten what was missed.

        Raises:
            LibraryError: If they cannot be read, or know less than the memory does.
        """
        with self._mutex:
            there = self.loader.reopened()
            if there.sequence <= self.sequence:
                raise OperationsMissing(self.folder, self.sequence + 1, there.sequence)
            changes = tuple(differences(self.db, there))
            label = "take over what another process did"
            operation = Operation(there.sequence, self.clock(), label, changes)
            self.db.settle(operation, self.db.outcome(operation))
            self._tell(operation, elsewhere=True)

    def listen(self, listener: Callable[[Operation], None]) -> None:
        """Call a function with every operation as soon as it is applied."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Let go of the files."""
        for file in (self.journal, self.lock, self.compacting, self.indexing, self.presence):
            file.close()

    def _upgrade(self) -> None:
        from octavo.storage.snapshot.migration import migrate  # needed once in years

        migrate(self.storage, self.presence, self.compacting, self.lock)

    def _tell(self, operation: Operation, *, elsewhere: bool) -> None:
        if elsewhere:
            self.changed_elsewhere |= operation.ids
        if not operation.quiet:
            self.others_came_last = elsewhere
        with ExitStack() as told:  # all are, also where one cannot take it in
            for listener in reversed(self._listeners):
                told.callback(listener, operation)

    def _tidy(self) -> None:
        """Clear away what a kill left half written, unless somebody is just writing it."""
        texts, backups = self.folder / "texts", self.folder / "backups"
        if self.journal.torn or leftovers(self.folder, texts, backups):
            nobody_writes = suppress(LibraryLocked, LibraryUnwritable)
            with (
                nobody_writes,
                self.compacting.held(0),
                self.exclusive(0),
                writing(self.folder),
            ):
                for path in leftovers(self.folder, texts, backups):
                    path.unlink(missing_ok=True)

    def _drop_torn_end(self) -> None:
        if self.journal.torn:
            with writing(self.folder):
                size = self.journal.drop_torn()
            if size == 0:
                self.follow()
                return
            self.warnings.append(
                f"the last line of the journal was cut off after {size} bytes and was dropped; "
                "that change had not been confirmed"
            )


class Loader:
    """Reads `library.json`, then the journal."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._storage, self._journal = store.storage, store.journal
        self.untouched = True
        """Whether `library.json` was as octavo had written it when it was last read."""
        self.snapshot_sequence = 0
        """The last operation that was in it then."""
        self.snapshots: dict[Stamp, int] = {}
        """Each `library.json` that was read by its offsets or written here, the last one last.

        Of each the last operation that was in it."""

    def opened(self, upgrade: Callable[[], None]) -> LibraryDB:
        """What is there when a library is opened; files of an older format are upgraded first.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        if (known := self._as_left(tables_by_offset(self._storage))) is not None:
            return known
        if (known := self._by_ranges()) is not None:
            return known
        slices = self._split()
        if is_old(slices):
            upgrade()
            slices = self._split()
        try:
            db = self._read(slices, self._journal.first_unread, self._storage)
            if self._journal.ends_before(db.sequence):
                require_own(self._storage, slices)
            return db
        except JournalDiverged:
            require_own(self._storage, slices)
            raise
        except OperationsMissing:
            require_own(self._storage, slices)
            again = self._split()
            if head_of(again) == head_of(slices):
                raise
            self._journal.rewind()
            return self._read(again, self._journal.first_unread, self._storage)

    def reopened(self) -> LibraryDB:
        """What the files lead to now, however far the journal has been followed.

        Raises:
            LibraryError: If they cannot be read.
        """
        beside, slices = LibraryStorage(self._storage.path), self._split()
        require_own(beside, slices)
        return self._read(slices, self._journal.since, beside)

    def _split(self) -> Slices:
        slices, self.untouched = self._storage.split()
        return slices

    def _by_ranges(self) -> LibraryDB | None:
        """The same of a large file of which no offsets are known, unless something is wrong."""
        with suppress(JournalDiverged):
            db = self._as_left(tables_by_ranges(self._storage))
            if db is not None and not self._journal.ends_before(db.sequence):
                return db
        self._journal.rewind()
        self.snapshots = {}
        return None

    def _as_left(self, known: tuple[Tables, Stamp] | None) -> LibraryDB | None:
        """What is there by the offsets, if the files are still as they were."""
        if known is None:
            return None
        tables, stamp = known
        db = LibraryDB(self._storage, tables, self._store)
        self.snapshot_sequence = self.snapshots[stamp] = db.sequence
        self._journal.expect(head_of(tables).checksums)
        try:
            self._journal.skip_checked(db.sequence)
            for operation in self._journal.first_unread(db.sequence):
                db.apply(operation)
        except OperationsMissing:
            self._journal.rewind()
            self.snapshots = {}
            return None
        return db

    def _read(
        self,
        slices: Slices,
        since: Callable[[int], Iterable[Operation | Arrivals]],
        storage: LibraryStorage,
    ) -> LibraryDB:
        """What tables and the operations after them lead to."""
        if not self.untouched:
            from octavo.storage.snapshot.migration import completed  # after a script, only

            slices = completed(slices, self._store.clock())
        count = sum(len(slices.get(name, {})) for name in ("articles", "notes"))
        is_small = count <= self._store.limits.decoded_at_once
        db = LibraryDB(storage, slices if is_small else self._at_rest(slices), self._store)
        self.snapshot_sequence = db.sequence
        self._journal.expect(head_of(slices).checksums)
        if is_small:
            db.decode()
            if self.untouched:
                write_offsets(self._storage, slices)
        for operation in since(db.sequence):
            db.apply(operation)
        return db

    def _at_rest(self, slices: Slices) -> Tables:
        """The same tables, their documents left in the file if they are found there again."""
        if self.untouched:
            write_offsets(self._storage, slices)
            known = tables_by_offset(self._storage)
            if known and head_of(known[0]) == head_of(slices):
                tables, stamp = known
                self.snapshots[stamp] = head_of(slices).sequence
                return tables
        return slices
