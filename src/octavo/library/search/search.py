"""Search as the library offers it: results, hits, passages, and what to ask instead."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from octavo.library.search.corpus import LibraryCorpus
from octavo.library.search.default_list import DefaultList
from octavo.library.search.index_sync import Backlog, IndexSync, Progress
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.model.search import Hit, SearchResults, Snippet
from octavo.query.ast import Query
from octavo.storage.store import Store
from octavo.storage.texts import Texts

if TYPE_CHECKING:
    from octavo.index.writer import SearchIndex
    from octavo.library.tags.tag_counts import TagCounts
    from octavo.library.warm_cache import WarmCache


class Search:
    """Finds articles and notes by query, the newest change included.

    What the index does not hold yet is searched by itself, so results are always right;
    `catch_up` keeps it quick. May be used from any thread. Whatever needs tantivy is imported
    when it is first called, as the app must not wait for that before its first paint.
    """

    def __init__(
        self, store: Store, texts: Texts, cache: "WarmCache", tags: "TagCounts"
    ) -> None:
        self._store = store
        self.default_list = DefaultList(store, cache)
        backlog = Backlog(store)
        self.corpus = LibraryCorpus(store, texts, self.default_list, tags, backlog)
        self.sync = IndexSync(store, self.corpus, backlog)

    @property
    def articles(self) -> Mapping[ArticleId, Article]:
        """All articles by id, those in the trash too."""
        return self.corpus.articles

    @property
    def notes(self) -> Mapping[ArticleId, Note]:
        """All notes by id."""
        return self.corpus.notes

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return self.corpus.pending

    @property
    def is_behind(self) -> bool:
        """Whether the index, opened for that, is not in step with the library."""
        return self.sync.is_behind

    def find(self, query: Query) -> SearchResults:
        """What a query finds, in the order that it asks for."""
        if query == Query():
            return self.default_list.newest()
        from octavo.index.search.engine import find

        return self.sync.ask(lambda index: find(query, self.corpus, index, self._now()))

    def nearest(self, query: Query, limit: int = 50) -> SearchResults:
        """The best by most of the words of a query, for when nothing has them all."""
        from octavo.index.search.fallback import nearest

        return self.sync.ask(
            lambda index: nearest(query, self.corpus, index, self._now(), limit)
        )

    def suggestions(self, query: Query) -> list[str]:
        """What to ask instead of a query that finds nothing, in sentences.

        Where it has words that nothing holds, the index is brought in step first, as only
        what is in there is known to be spelt nearly alike.
        """
        from octavo.index.search.suggestions import Suggestions

        def ask(index: "SearchIndex") -> list[str]:
            suggestions = Suggestions(query, self.corpus, index, self._now())
            if suggestions.unknown_words():
                self.catch_up()
            return list(suggestions.sentences())

        return self.sync.ask(ask)

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

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take everything that changed into the index; does nothing when it is in step.

        What cannot be taken in, since another process is at it, or the folder cannot be
        written, or the library is closed, stays pending, and is found all the same.
        """
        self.sync.catch_up(progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew from the documents.

        Raises:
            LibraryLocked: If another process is at it.
            LibraryUnwritable: If the folder cannot be written.
        """
        self.sync.rebuild(progress)

    def close(self) -> None:
        """Let go of the index; a thread that is catching up gives up soon."""
        self.sync.close()

    def _now(self) -> datetime:
        """The time where the reader is, so that `today` means their day."""
        return self._store.clock().astimezone()
