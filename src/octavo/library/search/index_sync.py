"""The index, kept in step with the documents of a library."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from octavo.index.corpus import Searchable
from octavo.storage.errors import LibraryLocked, LibraryUnwritable
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.index.writer import SearchIndex
    from octavo.library.search.corpus import LibraryCorpus
    from octavo.library.search.index_backlog import Backlog

BATCH = 20_000
"""Documents that go into the index at once; with fewer, most of the time goes into merging."""

STEP = 500
"""Documents after which progress is told."""

Result = TypeVar("Result")

Progress = Callable[[int, int], None]
"""Told how many of how many documents are indexed."""


class _Closed(Exception):
    """The library was closed while the index was being brought up to date."""


class IndexSync:
    """Opens the index when it is first needed, and brings it up to date.

    One process at a time writes it, under the lock `indexing` of the store. May be used from
    any thread.
    """

    def __init__(self, store: Store, corpus: "LibraryCorpus", backlog: "Backlog") -> None:
        self._store = store
        self._corpus = corpus
        self._backlog = backlog
        self._index: SearchIndex | None = None
        self._reached = (0, 0)
        """The operation up to which the index was when it was last looked at, and the checksum
        of its line in the journal."""
        self._is_of_use = True
        """Whether what the index holds is of this library, if not of today."""
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
            with self._opening:
                if self._index is index:
                    index.close()
                    self._index = self._begin()
            return ask(self.index)

    @property
    def is_behind(self) -> bool:
        """Whether the index, opened for that, is not in step with the library."""
        return self.index.sequence < self._store.sequence or not self._is_of_use

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take everything that changed into the index; does nothing when it is in step.

        What cannot be taken in, since another process is at it, or the folder cannot be
        written, or the library is closed, stays pending, and is found all the same.
        """
        from octavo.index.folder import IndexUnusable

        with suppress(IndexUnusable, LibraryLocked, LibraryUnwritable, _Closed):
            index = self.index
            with self._store.indexing.held(0):
                self._update(index, progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew from the documents.

        Raises:
            LibraryLocked: If another process is at it.
            LibraryUnwritable: If the folder cannot be written.
        """
        index = self.index
        with self._store.indexing.held():
            index.clear()
            self._backlog.add_since(0)
            self._reached, self._is_of_use = (0, 0), True
            self._update(index, progress)

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
            sequence, waiting = self._store.sequence, sorted(self._backlog.ids)
        if not waiting and index.sequence == sequence:
            return
        now = (sequence, self._store.journal.crc_of(sequence) or 0)
        done = 0
        while batch := waiting[done : done + BATCH]:
            left = len(waiting) - done - len(batch)
            searchables = self._with_progress(
                self._corpus.searchables(batch), progress, done, len(waiting)
            )
            reached, checksum = self._reached if left else now
            index.update(searchables, self._corpus.gone(batch), reached, len(batch), checksum)
            self._reached = (reached, checksum)
            self._backlog.forget(sequence, batch)
            done += len(batch)
        if progress and waiting:
            progress(done, done)
        if not waiting:
            index.update((), (), sequence, checksum=now[1])
            self._reached = now

    def _with_progress(
        self, items: Iterable[Searchable], progress: Progress | None, done: int, total: int
    ) -> Iterator[Searchable]:
        """The same, telling now and then how far it has come, and stopping at the close.

        Raises:
            _Closed: If the library was closed.
        """
        for count, item in enumerate(items, done):
            if count % STEP == 0:
                if self._closed.is_set():
                    raise _Closed
                if progress:
                    progress(count, total)
            yield item

    def _reload(self, index: "SearchIndex") -> None:
        """See how far others have brought the index, or that they have begun it anew."""
        index.reload()
        if (index.sequence, index.checksum) != self._reached:
            self._compare(index)
        if not self._is_of_use:
            index.clear()
            self._is_of_use, self._reached = True, (0, 0)
        self._backlog.forget(index.sequence)

    def _compare(self, index: "SearchIndex") -> None:
        """Want what the index lacks: everything if it is of another library than this one."""
        self._reached = (index.sequence, index.checksum)
        self._is_of_use = self._backlog.add_since(*self._reached) or index.sequence == 0

    def _open(self) -> "SearchIndex":
        from octavo.index.folder import IndexUnusable
        from octavo.index.writer import SearchIndex

        try:
            index = SearchIndex.open(self._store.folder / "index")
        except IndexUnusable:
            return self._begin()
        if index.sequence > self._store.sequence:
            self._store.follow()
        self._compare(index)
        return index

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
        self._is_of_use, self._reached = True, (0, 0)
        return index
