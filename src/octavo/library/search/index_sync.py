"""The index, kept in step with the documents of a library, and what it lacks meanwhile.

Large because what is pending and what takes it in are told apart by one journal.
"""

import threading
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from octavo.index.corpus import Corpus, Searchable
from octavo.model.article import ArticleId
from octavo.model.operation import Change, Operation
from octavo.storage.errors import LibraryLocked, LibraryUnwritable
from octavo.storage.journal.records import is_gapless
from octavo.storage.lazy_table import IdRuns
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.index.writer import SearchIndex

BATCH = 20_000
"""Documents that go into the index at once; with fewer, most of the time goes into merging."""

FIRST = 1_000
"""Documents that go in first, so that there is an index to answer from; each time it is twice
as many.
"""

STEP = 500
"""Documents after which progress is told."""

Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Told how many of how many documents are indexed."""

_INDEXED = {
    "articles": {"title", "volume", "language", "words", "added", "published"},
    "notes": {"text", "highlight", "article", "deleted", "added"},
}
"""The fields that tell the index its words, and what else it has of them."""


class Backlog:
    """The articles and notes that the index does not hold as they are now.

    Each is kept with the last operation that changed it, so that what changes while it is
    being indexed stays pending.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last = IdRuns[int]()
        store.listen(self._follow)

    @property
    def ids(self) -> frozenset[ArticleId]:
        """What is pending now."""
        with self._store.still():
            return frozenset(self._last)

    def newest_first(self) -> Sequence[ArticleId]:
        """The same, the highest first, in little memory."""
        with self._store.still():
            return array("q", self._last)[::-1]

    def __len__(self) -> int:
        with self._store.still():
            return len(self._last)

    def add_since(self, sequence: int, checksum: int = 0) -> bool:
        """Add what the operations after one have changed, which is told by its checksum.

        If the journal has forgotten that, or has another operation of this number, as where
        the folders of two libraries were mixed, everything is added, and the answer is False.

        Raises:
            JournalBroken: If the journal cannot be read.
        """
        with self._store.still():
            through = self._store.sequence
            changed = self.changed(sequence, checksum)
            everything = chain(self._store.articles.by_id, self._store.notes.by_id)
            for id in sorted(everything if changed is None else changed):
                self._last.put(id, through)
        return changed is not None

    def add_beside(self, held: Container[int], sequence: int) -> None:
        """Add all that an index of an operation has not."""
        with self._store.still():
            for id in chain(self._store.articles.by_id, self._store.notes.by_id):
                if id not in held and self._last.get(id) is None:
                    self._last.put(id, sequence)

    def forget(self, through: int, ids: Iterable[ArticleId] | None = None) -> None:
        """Drop what the index holds as of an operation: some of it, or all that was before."""
        with self._store.still():
            self._last.drop(
                self.newest_first() if ids is None else ids, lambda last: last <= through
            )

    def _follow(self, operation: Operation) -> None:
        for change in operation.changes:
            for id in self._touched(change):
                self._last.put(id, operation.sequence)

    def changed(self, after: int, checksum: int) -> set[ArticleId] | None:
        """What all operations after one have changed, which is told by its checksum.

        None if the journal does not hold them all.
        """
        through = self._store.sequence
        if not 0 < after <= through:
            return None
        if self._store.journal.crc_of(after) not in (None, checksum):
            return None
        if after == through:
            return set()
        operations = [op for op in self._store.journal.since(after) if op.sequence <= through]
        if not is_gapless(operations, after, through):
            return None
        return {
            id for op in operations for change in op.changes for id in self._touched(change)
        }

    def _touched(self, change: Change) -> Iterator[ArticleId]:
        """The articles and notes of which a change may have altered the words."""
        fields = {**(change.before or {}), **(change.after or {})}
        if not fields.keys() & _INDEXED.get(change.table, set()):
            return
        yield change.id
        if change.table == "notes":
            yield from self._owners(change)

    def _owners(self, change: Change) -> Iterator[ArticleId]:
        """The articles that a note was or is on."""
        note = self._store.notes.find(change.id)
        named = [fields.get("article") for fields in (change.before, change.after) if fields]
        owners = {*named, note.article if note else None}
        yield from (owner for owner in owners if isinstance(owner, int))


class Reached(NamedTuple):
    """The last operation that an index has, or none."""

    sequence: int = 0
    checksum: int = 0
    """Tells it from one of the same number in another library."""


class _Closed(Exception):
    """The library was closed while the index was being brought up to date."""


class IndexSync:
    """Opens the index when it is first needed, and brings it up to date.

    One process at a time writes it, under the lock `indexing` of the store. May be used from
    any thread.
    """

    def __init__(self, store: Store, corpus: Corpus, backlog: Backlog) -> None:
        self._store = store
        self._corpus = corpus
        self._backlog = backlog
        self._index: SearchIndex | None = None
        self._reached = Reached()
        """What it had when it was looked at."""
        self._is_of_use = True
        """Whether what the index holds is of this library, if not of today."""
        self.progress: float | None = None
        """How much of what it lacked the index has by now, up to 1; None if it rests."""
        self._opening = threading.Lock()
        self._closed = threading.Event()

    @property
    def index(self) -> "SearchIndex":
        """The index, opened when it is first needed."""
        with self._opening:
            if self._index is None:
                self._index = self._open()
            return self._index

    def ask(self, ask: "Callable[[SearchIndex], Result]") -> Result:
        """What a function says of the index; one that breaks while it is open is begun anew."""
        from octavo.index.folder import IndexUnusable

        index = self.index
        try:
            return ask(index)
        except IndexUnusable:
            self.begin_again(index)
            return ask(self.index)

    def verify(self) -> bool:
        """Compare all of the index with what was written; False if it had to be begun anew."""
        from octavo.index.folder import IndexUnusable

        index = self.index
        try:
            index.verify()
        except IndexUnusable:
            self.begin_again(index)
            return False
        return True

    @property
    def is_behind(self) -> bool:
        """Whether the index, opened for that, is not in step with the library."""
        return self.index.sequence < self._store.sequence or not self._is_of_use

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take everything that changed into the index; does nothing when it is in step.

        What cannot be taken in, since another process is at it, or the folder cannot be
        written, or the library is closed, stays pending, and is found all the same. So does
        an article whose text cannot be read now, also for the next process.
        """
        from octavo.index.folder import IndexDamaged, IndexUnusable

        with suppress(IndexUnusable, LibraryLocked, LibraryUnwritable, _Closed):
            index = self.index
            try:
                with self._store.indexing.held(0):
                    try:
                        self._update(index, progress)
                    finally:
                        self.progress = None
            except IndexDamaged:
                self.begin_again(index)

    def close(self) -> None:
        """Let go of the index; a thread that is catching up gives up soon."""
        self._closed.set()
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _update(self, index: "SearchIndex", progress: Progress | None) -> None:
        """Bring the index to where the store is now; what changes meanwhile stays pending."""
        self._store.follow()
        self._reload(index)
        with self._store.still():
            sequence = self._store.sequence
            waiting = self._backlog.newest_first()  # which can be found before the others
        if not waiting and index.sequence == sequence:
            return
        now = Reached(sequence, self._store.journal.crc_of(sequence) or 0)
        before, unread, done, size = self._reached, set[ArticleId](), 0, FIRST
        begun = index.snapshot.begun if index.snapshot.size else now
        while batch := waiting[done : done + size]:
            size = min(2 * size, BATCH)
            left = len(waiting) - done - len(batch)
            items = self._corpus.searchables(batch)
            searchables = self._with_progress(items, unread, progress, done, len(waiting))
            has = self._reached if left else now
            rest = begun if left else Reached()
            gone = self._gone(batch)
            index.update(searchables, gone, has.sequence, len(batch), has.checksum, rest)
            self._reached = has
            self._backlog.forget(sequence, [id for id in batch if id not in unread])
            done += len(batch)
        if progress and waiting:
            progress(done, done)
        if not waiting or unread:
            self._reached = before if unread else now
            has, rest = self._reached, begun if unread else Reached()
            index.update((), (), has.sequence, checksum=has.checksum, begun=rest)

    def _gone(self, ids: Iterable[ArticleId]) -> list[ArticleId]:
        """Those of some ids that nothing has any more."""
        articles, notes = self._store.articles, self._store.notes
        return [id for id in ids if id not in articles and id not in notes]

    def _with_progress(
        self,
        items: Iterable[Searchable],
        unread: set[ArticleId],
        progress: Progress | None,
        done: int,
        total: int,
    ) -> Iterator[Searchable]:
        """The same, telling now and then how far it has come, and noting what is unread.

        Raises:
            _Closed: If the library was closed.
        """
        for count, item in enumerate(items, done):
            if count % STEP == 0:
                if self._closed.is_set():
                    raise _Closed
                self.progress = count / total
                if progress:
                    progress(count, total)
            if item.unread:
                unread.add(item.id)
            else:
                yield item

    def _reload(self, index: "SearchIndex") -> None:
        """See how far others have brought the index, or that they have begun it anew."""
        from octavo.index.writer import is_outgrown

        before = index.sequence, index.checksum
        index.reload(lambda: self._backlog.changed(*before))
        if (index.sequence, index.checksum) != self._reached or not self._is_of_use:
            self._compare(index)
        if not self._is_of_use:
            index.clear()
            self._is_of_use, self._reached = True, Reached()
        self._backlog.forget(index.sequence)
        if is_outgrown(index.snapshot, len(self._backlog)):
            index.clear()
            self._backlog.add_since(0)
            self._reached = Reached()

    def _compare(self, index: "SearchIndex") -> None:
        """Want what the index lacks: everything if it is of another library than this one."""
        self._reached = Reached(index.sequence, index.checksum)
        begun = index.snapshot.begun
        if begun[0] and self._backlog.add_since(*begun):
            self._backlog.add_beside(index.snapshot.everything, begun[0])
            self._is_of_use = True
        else:
            is_known = self._backlog.add_since(*self._reached)
            self._is_of_use = is_known or index.snapshot.size == 0

    def _open(self) -> "SearchIndex":
        from octavo.index.folder import IndexUnusable
        from octavo.index.writer import SearchIndex

        try:
            index = SearchIndex.open(self._store.folder / "index")
        except IndexUnusable:
            return self._begin()
        try:
            if index.sequence > self._store.sequence:
                self._store.follow()
            self._compare(index)
        except IndexUnusable:  # some files are not read before something is looked up
            index.close()
            return self._begin()
        return index

    def begin_again(self, index: "SearchIndex") -> None:
        """Put an empty index in the place of a broken one, unless another thread has."""
        with self._opening:
            if self._index is index:
                index.close()
                self._index = self._begin()

    def _begin(self) -> "SearchIndex":
        """An empty index, in memory where the folder cannot be written; all is pending."""
        from octavo.index.folder import IndexUnusable
        from octavo.index.writer import SearchIndex

        try:
            with self._store.indexing.held(0):  # one process at a time begins it
                index = SearchIndex.create(self._store.folder / "index")
        except (IndexUnusable, LibraryLocked, LibraryUnwritable):
            index = SearchIndex.create(None)
        self._backlog.add_since(0)
        self._is_of_use, self._reached = True, Reached()
        return index
