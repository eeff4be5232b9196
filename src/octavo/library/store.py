"""The store: a library's documents in memory, its files, and the way between them.

Opening reads `library.json`, then the journal. A change is appended to the journal and
synced, then applied in memory; folding writes the sum of both to `library.json`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from tinydb import TinyDB

from octavo.library.documents import Shelf
from octavo.library.errors import (
    DocumentBroken,
    LibraryLocked,
    LibraryUnwritable,
    OperationsMissing,
)
from octavo.library.files import writing
from octavo.library.folding import folded, trimmed
from octavo.library.journal import Journal
from octavo.library.lock import WriteLock
from octavo.library.migration import migrate
from octavo.library.storage import Head, LibraryStorage, Slices, head_of
from octavo.library.table import DocumentTable, Plan
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation

FOLD_AT = 8_000_000
"""Bytes of journal after which `library.json` is written again."""

DECODED_AT_ONCE = 5_000
"""Up to so many documents are all decoded when the library is opened."""


class LibraryDB(TinyDB):
    """TinyDB with octavo's tables."""

    table_class = DocumentTable  # type: ignore[assignment]  # it wants the live documents too


def utc_now() -> datetime:
    """The time in whole seconds, as the library keeps times."""
    return datetime.now(UTC).replace(microsecond=0)


class Store:
    """The documents of one library, shared with other processes."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = utc_now) -> None:
        """Open the library in a folder.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        self.folder = folder
        self.clock = clock
        self.storage = LibraryStorage(folder / "library.json")
        self.journal = Journal(folder / "journal.jsonl")
        self.lock = WriteLock(folder)
        self.warnings: list[str] = []
        self._mutex = threading.RLock()
        self._listeners: list[Callable[[Operation], None]] = []
        migrate(self.storage, self.lock)
        self._load(self.storage.split())

    def _load(self, slices: Slices) -> None:
        head = head_of(slices)
        self.sequence = self.folded_to = head.sequence
        self.next_id = head.next_id
        self.articles = Shelf(Article, slices.get("articles", {}))
        self.notes = Shelf(Note, slices.get("notes", {}))
        self.others: dict[tuple[str, int], Fields] = {
            (table, id): msgspec.json.decode(raw, type=dict[str, object])
            for table in ("queries", "feeds", "meta")
            for id, raw in slices.get(table, {}).items()
        }
        self._check_documents()
        for operation in self.journal.read(after=head.sequence):
            self._apply(operation)
        self._mend_torn_end()

    @property
    def db(self) -> LibraryDB:
        """The live library as a TinyDB; what its tables change is journalled."""
        db = LibraryDB(self.storage.path, storage=LibraryStorage)
        db.table("articles", shelf=self.articles, commit=self.commit)
        db.table("notes", shelf=self.notes, commit=self.commit)
        return db

    def commit(
        self, label: str, plan: Plan, *, reverses: int | None = None, quiet: bool = False
    ) -> Operation | None:
        """Journal what a plan works out, then apply it; None if that is nothing.

        The plan runs while nobody else can write, after all that others wrote is known.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If it cannot be written; then nothing is changed.
        """
        with self.exclusive():
            if not (changes := tuple(plan())):
                return None
            operation = Operation(
                self.sequence + 1, self.clock(), label, changes, reverses, quiet
            )
            with writing(self.folder):
                self.journal.append(operation)
            self._apply(operation)
        return operation

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else write for a block, and know all that was written before it.

        Raises:
            LibraryLocked: If another process writes for too long.
            LibraryUnwritable: If the folder cannot be written.
        """
        with self._mutex, self.lock.held():
            self.follow()
            self._drop_torn_end()
            yield

    def follow(self) -> list[Operation]:
        """Take in what other processes have written, and return it."""
        with self._mutex:
            news = self.journal.news(after=self.sequence)
            for operation in news:
                self._apply(operation)
            return news

    def listen(self, listener: Callable[[Operation], None]) -> None:
        """Call a function with every operation as soon as it is applied."""
        self._listeners.append(listener)

    def fold(self) -> None:
        """Write `library.json` anew with all operations in it, and trim the journal."""
        with self.exclusive():
            slices = self.storage.split()
            known = head_of(slices).sequence
            if known < self.sequence:
                operations = self.journal.since(known)
                head = Head(head_of(slices).format, self.sequence, self.next_id)
                with writing(self.folder):
                    self.storage.write(folded(slices, operations, head))
                    trimmed(self.journal, self.storage.backups)
            self.folded_to = self.sequence

    def close(self, *, fold: bool = True) -> None:
        """Fold if something is left to fold, and let go of the files."""
        if fold and self.folded_to < self.sequence:
            self.fold()
        self.journal.close()

    def _apply(self, operation: Operation) -> None:
        if operation.sequence != self.sequence + 1:
            raise OperationsMissing(self.folder, self.sequence + 1, operation.sequence - 1)
        for change in operation.changes:
            self._apply_change(change)
        self.sequence = operation.sequence
        for listener in self._listeners:
            listener(operation)

    def _apply_change(self, change: Change) -> None:
        if change.table == "articles":
            self.articles.apply(change)
        elif change.table == "notes":
            self.notes.apply(change)
        elif change.after is None:
            self.others.pop((change.table, change.id), None)
        else:
            known = self.others.get((change.table, change.id), {})
            self.others[change.table, change.id] = {**known, **change.after}
        if change.table in ("articles", "notes"):
            self.next_id = max(self.next_id, change.id + 1)

    def _check_documents(self) -> None:
        """Decode everything now if that is quick, so that a broken document is met at once."""
        for name, shelf in (("articles", self.articles), ("notes", self.notes)):
            for id in shelf if len(shelf) <= DECODED_AT_ONCE else ():
                try:
                    shelf[id]
                except msgspec.DecodeError as error:
                    raise DocumentBroken(self.folder, name, id, str(error)) from error

    def _mend_torn_end(self) -> None:
        """Drop a last line that a kill cut off, unless somebody is just writing it."""
        if self.journal.torn:
            with suppress(LibraryLocked, LibraryUnwritable), self.lock.held():
                self.follow()
                self._drop_torn_end()

    def _drop_torn_end(self) -> None:
        if self.journal.torn:
            with writing(self.folder):
                size = self.journal.drop_torn()
            self.warnings.append(
                f"the last line of the journal was cut off after {size} bytes and was dropped; "
                "that change had not been confirmed"
            )
