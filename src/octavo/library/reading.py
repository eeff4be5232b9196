"""What can be asked of a library without changing it."""

from octavo.library.searching import Search, words_of_note
from octavo.library.store import Store
from octavo.model.article import Article, ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.model.note import Note
from octavo.model.operation import Operation
from octavo.model.query.ast import Query

EVERYTHING = Query()
"""The empty query."""

Item = Article | Note
"""What an id names."""


class Reading:
    """The articles, notes and texts of a library."""

    def __init__(self, store: Store, search: Search) -> None:
        self._store = store
        self.search = search
        self._count: int | None = None
        store.listen(self._recount)

    def __len__(self) -> int:
        """How many articles there are, those in the trash left out."""
        if self._count is None:
            briefs = self._store.articles.briefs()
            self._count = sum(1 for _, brief in briefs if brief.deleted is None)
        return self._count

    def trashed(self) -> int:
        """How many articles and notes are in the trash."""
        shelves = (self._store.articles, self._store.notes)
        briefs = (brief for shelf in shelves for _, brief in shelf.briefs())
        return sum(1 for brief in briefs if brief.deleted is not None)

    def articles(self, query: Query = EVERYTHING) -> list[Article]:
        """The articles that a query finds, in its order; without one, all not archived."""
        items = map(self.item, self.search.find(query).ids)
        return [item for item in items if isinstance(item, Article)]

    def article(self, id: ArticleId) -> Article:
        """One article.

        Raises:
            ArticleNotFound: If no article has this id.
        """
        if id not in self._store.articles:
            raise ArticleNotFound(id)
        return self._store.articles[id]

    def item(self, id: ArticleId) -> Item:
        """The article or note with an id.

        Raises:
            ArticleNotFound: If nothing has this id.
        """
        if id in self._store.notes:
            return self._store.notes[id]
        return self.article(id)

    def text(self, id: ArticleId) -> str:
        """The Markdown of an article or a note.

        Raises:
            ArticleNotFound: If nothing has this id.
            TextMissing: If the text is not where it should be.
        """
        item = self.item(id)
        return words_of_note(item) if isinstance(item, Note) else self.search.text(id)

    def notes_on(self, id: ArticleId) -> list[Note]:
        """The notes and highlights on an article, in the order of the passages they quote."""
        notes = (note for note in self._store.notes.values() if note.article == id)
        return sorted((note for note in notes if note.deleted is None), key=_place)

    def _recount(self, operation: Operation) -> None:
        """Forget the count when articles come or go."""
        if any(
            "deleted" in (c.before or {}) or "deleted" in (c.after or {})
            for c in operation.changes
        ):
            self._count = None


def _place(note: Note) -> tuple[int, int]:
    """Where a note belongs among those of its article: remarks on the whole come last."""
    offset = note.highlight.offset if note.highlight else None
    return (offset if offset is not None else 1 << 62, note.id)
