"""Search as the library offers it: an index kept in step with the documents."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from octavo.library.search.default_list import Listing
from octavo.library.search.index_backlog import Pending
from octavo.library.search.search_texts import Wording
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.model.search import Hit, SearchResults, Snippet
from octavo.query.ast import Query
from octavo.storage.errors import LibraryLocked, LibraryUnwritable
from octavo.storage.store import Store
from octavo.storage.texts import Texts

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable
    from octavo.index.writer import SearchIndex

BATCH = 20_000
"""Documents that go into the index at once; with fewer, most of the time goes into merging."""

STEP = 500
"""Documents after which progress is told."""

Answer = TypeVar("Answer")

Progress = Callable[[int, int], None]
"""Told how many of how many documents are indexed."""


class _Closed(Exception):
    """The library was closed while the index was being brought up to date."""


class Search:
    """Finds articles and notes by query, the newest change included.

    What the index does not hold yet is searched by itself, so an answer is always right;
    `catch_up` keeps it quick. May be used from any thread.
    """

    def __init__(self, store: Store, texts: Texts) -> None:
        self._store = store
        self._wording = Wording(store, texts)
        self.listing = Listing(store)
        self._pending = Pending(store)
        self._index: SearchIndex | None = None
        self._reached = (0, 0)
        """The operation up to which the index was when it was last looked at, and its mark."""
        self._is_of_use = True
        """Whether what the index holds is of this library, if not of today."""
        self._opening = threading.Lock()
        self._closed = threading.Event()

    @property
    def articles(self) -> Mapping[ArticleId, Article]:
        """All articles by id, those in the trash too."""
        return self._store.articles.by_id

    @property
    def notes(self) -> Mapping[ArticleId, Note]:
        """All notes by id."""
        return self._store.notes.by_id

    @property
    def trash(self) -> frozenset[ArticleId]:
        """The articles and notes that are in the trash."""
        return self.listing.trash()

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return self._pending.ids

    def searchables(self, ids: Iterable[ArticleId]) -> "Iterator[Searchable]":
        """The words of some articles and notes; those that are gone are passed over."""
        return self._wording.searchables(ids)

    def text(self, id: ArticleId) -> str:
        """The text of an article, empty if it has none.

        Raises:
            TextMissing: If it should have one, and it is not there.
        """
        return self._wording.text(id)

    def find(self, query: Query) -> SearchResults:
        """What a query finds, in the order that it asks for."""
        if query == Query():
            return self.listing.newest()
        from octavo.index.search.engine import find

        return self._asked(lambda index: find(query, self, index, self._now()))

    def nearest(self, query: Query, limit: int = 50) -> SearchResults:
        """The best by most of the words of a query, for when nothing has them all."""
        from octavo.index.search.fallback import nearest

        return self._asked(lambda index: nearest(query, self, index, self._now(), limit))

    def suggest(self, word: str) -> list[str]:
        """Known words that are spelt nearly like this one."""
        from octavo.index.search.suggestions import suggest

        return self._asked(lambda index: suggest(word, index))

    def suggestions(self, query: Query) -> list[str]:
        """What to ask instead of a query that finds nothing, in sentences.

        Where it has words that nothing holds, the index is brought in step first, as only
        what is in there is known to be spelt nearly alike.
        """
        from octavo.index.search.suggestions import Suggestions

        def suggestions(index: "SearchIndex") -> Suggestions:
            return Suggestions(query, self, index, self._now())

        unknown = self._asked(lambda index: suggestions(index).unknown_words())
        if unknown:
            self.catch_up()
        return self._asked(lambda index: [*suggestions(index).sentences(unknown)])

    def hits(
        self, text: str, query: Query, start: int = 0, stop: int | None = None
    ) -> list[Hit]:
        """The places where a query hits a text, in order, none overlapping.

        Offsets are in characters. Between `start` and `stop` are those that begin there.
        """
        from octavo.index.highlight.hits import hits

        return hits(text, query, start, stop)

    def snippet(self, text: str, query: Query, width: int = 160) -> Snippet:
        """The passage of a Markdown text that a query hits best, of so many characters.

        Where it hits nothing, it is the opening of the text.
        """
        from octavo.index.highlight.snippet import snippet

        return snippet(text, query, width)

    @property
    def index(self) -> "SearchIndex":
        """The index, opened when it is first needed."""
        with self._opening:
            if self._index is None:
                self._index = self._opened()
            return self._index

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
            self._pending.want_since(0)
            self._reached, self._is_of_use = (0, 0), True
            self._update(index, progress)

    def close(self) -> None:
        """Let go of the index; a thread that is catching up gives up soon."""
        self._closed.set()
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _asked(self, ask: "Callable[[SearchIndex], Answer]") -> Answer:
        """What the index answers; one that breaks while it is open is begun anew."""
        from octavo.index.folder import IndexUnusable

        index = self.index
        try:
            return ask(index)
        except IndexUnusable:
            with self._opening:
                if self._index is index:
                    index.close()
                    self._index = self._begun()
            return ask(self.index)

    def _update(self, index: "SearchIndex", progress: Progress | None) -> None:
        """Bring the index to where the store is now; what changes meanwhile stays pending."""
        self._store.follow()
        self._look_again(index)
        with self._store.still():
            sequence, waiting = self._store.sequence, sorted(self._pending.ids)
        if not waiting and index.sequence == sequence:
            return
        now = (sequence, self._store.journal.crc_of(sequence) or 0)
        done = 0
        while batch := waiting[done : done + BATCH]:
            left = len(waiting) - done - len(batch)
            told = self._telling(self.searchables(batch), progress, done, len(waiting))
            reached, mark = self._reached if left else now
            index.update(told, self._wording.gone(batch), reached, len(batch), mark)
            self._reached = (reached, mark)
            self._pending.forget(sequence, batch)
            done += len(batch)
        if progress and waiting:
            progress(done, done)
        if not waiting:
            index.update((), (), sequence, mark=now[1])
            self._reached = now

    def _telling(
        self, items: Iterable["Searchable"], progress: Progress | None, done: int, total: int
    ) -> Iterator["Searchable"]:
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

    def _look_again(self, index: "SearchIndex") -> None:
        """See how far others have brought the index, or that they have begun it anew."""
        index.reload()
        if (index.sequence, index.mark) != self._reached:
            self._judge(index)
        if not self._is_of_use:
            index.clear()
            self._is_of_use, self._reached = True, (0, 0)
        self._pending.forget(index.sequence)

    def _judge(self, index: "SearchIndex") -> None:
        """Want what the index lacks: everything if it is of another library than this one."""
        self._reached = (index.sequence, index.mark)
        self._is_of_use = self._pending.want_since(*self._reached) or index.sequence == 0

    def _opened(self) -> "SearchIndex":
        from octavo.index.folder import IndexUnusable
        from octavo.index.writer import SearchIndex

        try:
            index = SearchIndex.open(self._store.folder / "index")
        except IndexUnusable:
            return self._begun()
        if index.sequence > self._store.sequence:
            self._store.follow()
        self._judge(index)
        return index

    def _begun(self) -> "SearchIndex":
        """An empty index, in memory where the folder cannot be written; all is pending."""
        from octavo.index.folder import IndexUnusable
        from octavo.index.writer import SearchIndex

        try:
            with self._store.indexing.held(0):  # one process at a time begins it
                index = SearchIndex.create(self._store.folder / "index")
        except (IndexUnusable, LibraryLocked, LibraryUnwritable):
            index = SearchIndex.create(None)
        self._pending.want_since(0)
        self._is_of_use, self._reached = True, (0, 0)
        return index

    def _now(self) -> datetime:
        """The time where the reader is, so that `today` means their day."""
        return self._store.clock().astimezone()
