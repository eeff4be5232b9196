"""Search as the library offers it: results, hits, passages, and what to ask instead.

Large because what is searched, and each thing that may be asked of it, are told here.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from octavo.index.corpus import Searchable
from octavo.library.notes import NoteIndex
from octavo.library.search.column_cache import ColumnCache, Made
from octavo.library.search.default_list import DefaultList
from octavo.library.search.index_sync import Backlog, IndexSync, Progress
from octavo.model.article import ArticleId
from octavo.model.operation import Operation
from octavo.model.search import (
    THOROUGH,
    CompleteResults,
    Hit,
    Scan,
    Scores,
    SearchResults,
    Snippet,
    Suggestion,
)
from octavo.model.url import canonical, is_web
from octavo.query.ast import Query, TagName, Where, Word
from octavo.storage.errors import TextMissing, TextUnreadable
from octavo.storage.lazy_table import gc_paused
from octavo.storage.store import Store
from octavo.storage.texts import Texts

if TYPE_CHECKING:
    from octavo.index.search.columns import Columns
    from octavo.index.writer import SearchIndex
    from octavo.library.duplicates import DuplicateFinder
    from octavo.library.search.default_list import WarmCache
    from octavo.library.tags import TagCounts
    from octavo.query.predicates import Column

_DAMAGED = "> **This text is damaged.** `octavo check` tells more."
"""Stands above such a text, in Markdown."""


class LibraryCorpus:
    """The documents of a library, their words, and how far the index is behind them."""

    def __init__(
        self, store: Store, texts: Texts, cache: "WarmCache", tags: "TagCounts"
    ) -> None:
        self._store = store
        self._texts = texts
        self._tags = tags
        self.articles = store.articles.by_id
        """All articles by id, those in the trash too."""
        self.notes = store.notes.by_id
        """All notes by id."""
        self.default_list = DefaultList(store, cache)
        self.note_index = NoteIndex(store)
        self.backlog = Backlog(store)
        self.column_cache = ColumnCache(store)
        self._columns: Columns | None = None
        self._making = Lock()

    @property
    def columns(self) -> "Columns":
        """What fields find articles and notes by, kept right as they change; made once."""
        with self._making:
            self._columns = self._columns or self._made_columns()
            return self._columns

    def _made_columns(self) -> "Columns":
        from octavo.index.search.columns import Columns  # nor is it needed to launch

        store = self._store
        columns = Columns(store.articles, store.notes, self.column_cache.read, gc_paused)

        def follow(operation: Operation) -> None:
            for change in operation.changes:
                if change.table in ("articles", "notes"):
                    columns.note(change.id, change.after if change.before else None)

        store.listen(follow)
        return columns

    @cached_property
    def duplicates(self) -> "DuplicateFinder":
        """What tells which articles have nearly the text of another."""
        from octavo.library.duplicates import DuplicateFinder  # nor is it needed to launch

        return DuplicateFinder(self._store, self.searchables)

    def to_keep(self, wanted: "Set[Column] | None" = None) -> Iterable[Made]:
        """The columns that were made, or some of them, for the next process."""
        return self.columns.to_keep(wanted) if self._columns else ()

    @property
    def feeds(self) -> dict[str, tuple[str, ...]]:
        """The title and the addresses of each feed, by its number."""
        feeds = self._store.db.feeds.items()
        return {str(id): (feed.title, feed.url, feed.page) for id, feed in feeds}

    @property
    def trash(self) -> frozenset[ArticleId]:
        """The articles and notes that are in the trash."""
        return self.default_list.trash() | self.note_index.trash()

    @property
    def noted(self) -> frozenset[ArticleId]:
        """The articles that have notes."""
        return self.note_index.noted()

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return self.backlog.ids

    def may_hold(self, tag: TagName) -> bool:
        """Whether something outside the trash may carry a tag; False is certain."""
        return self._tags.may_hold(tag.name, prefix=tag.prefix)

    def searchables(
        self, ids: Iterable[ArticleId], *, texts: bool = True
    ) -> Iterator[Searchable]:
        """The words of some articles and notes; those that are gone are passed over.

        Without `texts`, which are read from files, only those of titles and notes.
        """
        from octavo.model.language import language_of  # its tables are not needed to launch

        noted = self.noted
        for id in ids:
            if article := self._store.articles.find(id, keep=False):
                notes = self.note_index.on(id) if id in noted else ()
                words = "\n\n".join(note.words for note in notes)
                text, unread = self._text_if_there(id) if texts else ("", False)
                told = id, article.title, words, text, article.language
                yield Searchable(*told, unread=unread, item=article)
            elif note := self._store.notes.find(id, keep=False):
                language = language_of(note.words)
                told = id, note.title, note.words, "", language
                yield Searchable(*told, note=True, item=note)

    def text(self, id: ArticleId) -> str:
        """The text of an article, empty if it has none.

        Raises:
            TextMissing: If it should have one, and it is not there.
        """
        article = self._store.articles.find(id, keep=False)
        if article is None or not article.volume:
            return ""
        return self._texts.text(id, article.volume)

    def shown_text(self, id: ArticleId) -> str:
        """The text of an article; above what damage has left of one stands that it is so.

        Raises:
            TextMissing: If it should have one, and it is not there.
        """
        text, article = self.text(id), self._store.articles.find(id)
        if article is None or not article.volume or not self._texts.is_damaged(article.volume):
            return text
        from octavo.library.ingest.dedup import digest_of  # where a file is damaged, only

        return text if digest_of(text) == article.digest else f"{_DAMAGED}\n\n{text}"

    def _text_if_there(self, id: ArticleId) -> tuple[str, bool]:
        """A text, which where it is lost is no reason not to find the title.

        And whether it is not lost, and can only not be read now.
        """
        try:
            return self.text(id), False
        except TextMissing as error:
            return "", isinstance(error, TextUnreadable)


class Search:
    """Finds articles and notes by query, the newest change included.

    What the index does not hold yet is searched by itself, so results are always right, or say
    how much was left out; `catch_up` keeps it quick. May be used from any thread. Whatever
    needs tantivy is imported when it is first called, as the app must not wait for that before
    its first paint.

    Large because it is the one door to all that may be asked of it.
    """

    def __init__(
        self,
        store: Store,
        texts: Texts,
        cache: "WarmCache",
        tags: "TagCounts",
        at: Callable[[str], Iterable[ArticleId]],
    ) -> None:
        self._store = store
        self._at = at
        """Which articles are at a canonical address."""
        self.corpus = LibraryCorpus(store, texts, cache, tags)
        self.articles, self.notes = self.corpus.articles, self.corpus.notes
        self.default_list = self.corpus.default_list
        self.sync = IndexSync(store, self.corpus, self.corpus.backlog)

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return self.corpus.pending

    @property
    def lacking(self) -> int:
        """How much that is; no list is made of it."""
        return len(self.corpus.backlog)

    @property
    def is_behind(self) -> bool:
        """Whether the index, opened for that, is not in step with the library."""
        return self.sync.is_behind

    @property
    def indexing(self) -> float | None:
        """How much of what it lacked the index has by now, up to 1; None if it rests."""
        return self.sync.progress

    def find(self, query: Query, scan: Scan = THOROUGH) -> SearchResults:
        """What a query finds, in the order that it asks for; of an address its article first.

        Raises:
            SearchAbandoned: If nobody waits for it any more.
        """
        if query == Query():
            return self.default_list.newest()
        from octavo.index.search.engine import find, needs_index

        if not needs_index(query, self.corpus):
            return find(query, self.corpus, None, self._now(), scan)
        from octavo.index.search.word_search import RankedResults

        def ask(index: "SearchIndex") -> SearchResults:
            results = find(query, self.corpus, index, self._now(), scan)
            if isinstance(results, RankedResults):
                results.fetch_anew = lambda: self._found_anew(query, index)
            return results

        found = self.sync.ask(ask)
        addresses, trash = _addresses(query), self.default_list.trash()
        at = next(filter(None, map(self._at, addresses)), ())
        if not (there := [id for id in at if id in self.articles and id not in trash]):
            return found
        scores = {id: found.score(id) for id in found.ids}
        return CompleteResults(
            [*there, *(id for id in scores if id not in there)], scores, found.unsearched
        )

    def nearest(self, query: Query, limit: int = 50, scan: Scan = THOROUGH) -> SearchResults:
        """The best by most of the words of a query, for when nothing has them all.

        Raises:
            SearchAbandoned: If nobody waits for it any more.
        """
        from octavo.index.search.nearest import nearest

        return self.sync.ask(
            lambda index: nearest(query, self.corpus, index, self._now(), limit, scan)
        )

    def suggestions(self, query: Query, scan: Scan = THOROUGH) -> list[Suggestion]:
        """What to ask instead of a query that finds nothing.

        Where it has words that nothing holds, the index is brought in step first, as only
        what is in there is known to be spelt nearly alike.

        Raises:
            SearchAbandoned: If nobody waits for them any more.
        """
        from octavo.index.search.suggestions import Suggestions

        def ask(index: "SearchIndex") -> list[Suggestion]:
            suggestions = Suggestions(query, self.corpus, index, self._now(), scan)
            if suggestions.unknown_words():
                self.catch_up()
            return list(suggestions.ways())

        return self.sync.ask(ask)

    def hits(
        self,
        text: str,
        query: Query,
        start: int = 0,
        stop: int | None = None,
        language: str = "",
    ) -> list[Hit]:
        """The places where a query hits a text, in order, none overlapping.

        Offsets are in characters. Between `start` and `stop` are those that begin there.
        `language` is the tag of the one that the text is written in.
        """
        from octavo.index.hits import hits

        return hits(text, query, start, stop, language)

    def snippet(self, text: str, query: Query, width: int = 160, language: str = "") -> Snippet:
        """The passage of a Markdown text that a query hits best, of so many characters.

        Where it hits nothing, it is the opening of the text.
        """
        from octavo.index.hits import snippet

        return snippet(text, query, width, language)

    def language_of(self, id: ArticleId) -> str:
        """The tag of the language that an article or a note is in; empty if unknown."""
        if article := self.articles.get(id):
            return article.language
        from octavo.model.language import language_of

        return language_of(self.notes[id].words) if id in self.notes else ""

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take everything that changed into the index; does nothing when it is in step.

        What cannot be taken in, since another process is at it, or the folder cannot be
        written, or the library is closed, stays pending, and is found all the same.
        """
        self.sync.catch_up(progress)

    def verify(self) -> bool:
        """Compare all of the index with what was written, about a second a gigabyte.

        False if it was damaged: then it is begun anew, and what was found before is in doubt.
        """
        return self.sync.verify()

    @property
    def is_prepared(self) -> bool:
        """Whether `prepare` was called, and what it found still holds."""
        return self.sync.index.snapshot.sets.is_prepared

    def prepare(self) -> Iterator[None]:
        """Have known what holds common words, one after the other, in a thread.

        Whatever they are asked with is then told at once, also when some texts have changed.
        """
        from octavo.index.search.word_search import WordSearch

        yield from WordSearch(self.corpus, self.sync.index).prepare()

    def close(self) -> None:
        """Let go of the index; a thread that is catching up gives up soon."""
        self.sync.close()
        if "duplicates" in vars(self.corpus):
            self.corpus.duplicates.write()

    def _found_anew(self, query: Query, broken: "SearchIndex") -> Scores:
        """The scores of all that a query finds without an index that broke."""
        self.sync.begin_again(broken)
        results = self.find(query)
        return {id: results.score(id) for id in results.ids}

    def _now(self) -> datetime:
        """The time where the reader is, so that `today` means their day."""
        return self._store.clock().astimezone()


def _addresses(query: Query) -> Iterator[str]:
    """The canonical address that is all of a query, also one without its scheme.

    Behind it, what it is without the marks of the sentence that it was copied from.
    """
    asked = query.where
    if not isinstance(asked, Word) or asked.where is not Where.ANYWHERE:
        return
    plain = asked.text.lstrip(_BEFORE)
    for text in dict.fromkeys((plain, plain.rstrip(_BEHIND))):
        host, slash, _ = text.partition("/")
        is_bare = slash and "." in host and ":" not in host
        address = f"https://{text}" if is_bare else text
        if is_web(address):
            yield canonical(address)


_BEFORE, _BEHIND = "<[{_~`'", ".,;:!?…>]}_~`|'"
"""Marks that stand around an address in a sentence, in mails and in Markdown."""
