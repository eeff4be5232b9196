"""Search as the library offers it: an index kept in step with the documents."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.library.documents import Brief
from octavo.library.store import Store
from octavo.library.texts import Texts
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.model.operation import Change, Operation
from octavo.model.query.ast import Query

if TYPE_CHECKING:
    from octavo.library.search.find import Found
    from octavo.library.search.index import Searchable, SearchIndex

BATCH = 2_000
"""Documents that go into the index at once."""

_INDEXED = {
    "articles": {"title", "volume"},
    "notes": {"text", "highlight", "article", "deleted"},
}
"""The fields of which the index knows the words."""

Progress = Callable[[int, int], None]
"""Told how many of how many documents are indexed."""


class Search:
    """Finds articles and notes by query, the newest change included.

    What the index does not hold yet is searched by itself, so an answer is always right;
    `catch_up` keeps it quick. May be used from any thread.
    """

    def __init__(self, store: Store, texts: Texts) -> None:
        self._store = store
        self._texts = texts
        self._pending: set[ArticleId] = set()
        self._index: SearchIndex | None = None
        self._mutex = threading.RLock()
        store.listen(self._note_changes)

    @property
    def articles(self) -> Mapping[ArticleId, Article]:
        """All articles by id, those in the trash too."""
        return self._store.articles

    @property
    def notes(self) -> Mapping[ArticleId, Note]:
        """All notes by id."""
        return self._store.notes

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return frozenset(self._pending)

    def text(self, id: ArticleId) -> str:
        """The text of an article, empty if it has none.

        Raises:
            TextMissing: If it should have one, and it is not there.
        """
        article = self._store.articles.get(id)
        if article is None or not article.volume:
            return ""
        return self._texts.text(id, article.volume)

    def find(self, query: Query) -> "Found":
        """What a query finds, in the order that it asks for."""
        from octavo.library.search.find import find

        if query == Query():
            return self._newest()
        return find(query, self, self.index, self._store.clock())

    def nearest(self, query: Query, limit: int = 50) -> "Found":
        """The best by most of the words of a query, for when nothing has them all."""
        from octavo.library.search.nearest import nearest

        return nearest(query, self, self.index, self._store.clock(), limit)

    def suggest(self, word: str) -> list[str]:
        """Known words that are spelt nearly like this one."""
        from octavo.library.search.spelling import suggest

        return suggest(word, self.index)

    @property
    def index(self) -> "SearchIndex":
        """The index, opened when it is first needed."""
        with self._mutex:
            if self._index is None:
                self._index = self._opened()
            return self._index

    def catch_up(self, progress: Progress | None = None) -> None:
        """Take everything that changed into the index; does nothing when it is in step.

        If another process is at it, or the folder cannot be written, what is pending stays
        so, and is found all the same.
        """
        from octavo.library.search.index import IndexLocked, IndexUnusable

        with self._mutex:
            index = self.index
            try:
                self._update(index, progress)
            except (IndexLocked, IndexUnusable):
                return

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew from the documents."""
        with self._mutex:
            self.index.clear()
            self._pending = {*self.articles, *self.notes}
            self.catch_up(progress)

    def close(self) -> None:
        """Let go of the index."""
        with self._mutex:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _newest(self) -> "Listed":
        """What the empty query finds, told from as little of each article as will do."""
        kept = (item for item in self._store.articles.briefs() if _is_listed(item[1]))
        newest = sorted(((brief.added, id) for id, brief in kept), reverse=True)
        return Listed([id for _, id in newest], len(newest))

    def _update(self, index: "SearchIndex", progress: Progress | None) -> None:
        if index.reload():
            self._pending &= self._changed_since(index.sequence)
        sequence, waiting = self._store.sequence, sorted(self._pending)
        done = 0
        while batch := waiting[done : done + BATCH]:
            done += len(batch)
            reached = sequence if done == len(waiting) else index.sequence
            index.update(self._searchables(batch), self._gone(batch), reached)
            self._pending.difference_update(batch)
            if progress:
                progress(done, len(waiting))
        if not waiting and index.sequence != sequence:
            index.update((), (), sequence)

    def _opened(self) -> "SearchIndex":
        from octavo.library.search.index import IndexUnusable, SearchIndex

        folder = self._store.folder / "index"
        try:
            index = SearchIndex.open(folder)
            self._pending |= self._changed_since(index.sequence)
        except (IndexUnusable, KeyError):
            index = self._created(folder)
            self._pending |= {*self.articles, *self.notes}
        return index

    def _created(self, folder: Path) -> "SearchIndex":
        from octavo.library.search.index import IndexLocked, IndexUnusable, SearchIndex

        try:
            return SearchIndex.create(folder)
        except (IndexUnusable, IndexLocked):
            return SearchIndex.create(None)

    def _changed_since(self, sequence: int) -> set[ArticleId]:
        """What the operations after one have changed for the index.

        Raises:
            KeyError: If the journal does not reach back that far, or not up to there.
        """
        if sequence == self._store.sequence:
            return set()
        operations = self._store.journal.since(sequence)
        if not operations or operations[0].sequence != sequence + 1:
            raise KeyError(sequence)
        return {
            id for op in operations for change in op.changes for id in self._touched(change)
        }

    def _note_changes(self, operation: Operation) -> None:
        self._pending.update(id for change in operation.changes for id in self._touched(change))

    def _touched(self, change: Change) -> Iterator[ArticleId]:
        """The articles and notes of which a change may have altered the words."""
        fields = {**(change.before or {}), **(change.after or {})}
        if not fields.keys() & _INDEXED.get(change.table, set()):
            return
        yield change.id
        if change.table == "notes":
            owners = [
                fields.get("article"),
                getattr(self.notes.get(change.id), "article", None),
            ]
            yield from {owner for owner in owners if isinstance(owner, int)}

    def _searchables(self, ids: Iterable[ArticleId]) -> "Iterator[Searchable]":
        from octavo.library.search.index import Searchable

        remarks = self._remarks()
        for id in ids:
            if article := self.articles.get(id):
                words = "\n\n".join(remarks.get(id, []))
                yield Searchable(id, article.title, words, self.text(id))
            elif note := self.notes.get(id):
                yield Searchable(id, note.title, "", words_of_note(note), note=True)

    def _gone(self, ids: Iterable[ArticleId]) -> list[ArticleId]:
        return [id for id in ids if id not in self.articles and id not in self.notes]

    def _remarks(self) -> dict[ArticleId, list[str]]:
        """What the notes of each article say."""
        remarks: dict[ArticleId, list[str]] = {}
        for note in self.notes.values():
            if note.article is not None and note.deleted is None:
                remarks.setdefault(note.article, []).append(words_of_note(note))
        return remarks


class Listed(Struct):
    """What a query without words found, in order."""

    ids: Sequence[ArticleId]
    total: int

    def score(self, id: ArticleId) -> float:  # noqa: ARG002
        """Nothing fits better than anything else."""
        return 0.0


def _is_listed(brief: Brief) -> bool:
    return not brief.archived and brief.deleted is None


def words_of_note(note: Note) -> str:
    """The passage that a note quotes and what it says, as they are searched."""
    quoted = note.highlight.exact if note.highlight else ""
    return "\n\n".join(part for part in (quoted, note.text) if part)
