"""What of a library is searched: its documents, and the words of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from octavo.index.corpus import Searchable
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.query.ast import TagName
from octavo.storage.errors import TextMissing
from octavo.storage.store import Store
from octavo.storage.texts import Texts

if TYPE_CHECKING:
    from octavo.library.search.default_list import DefaultList
    from octavo.library.search.index_sync import Backlog
    from octavo.library.tags.tag_counts import TagCounts


class LibraryCorpus:
    """The documents of a library, their words, and how far the index is behind them."""

    def __init__(
        self,
        store: Store,
        texts: Texts,
        default_list: "DefaultList",
        tags: "TagCounts",
        backlog: "Backlog",
    ) -> None:
        self._store = store
        self._texts = texts
        self._default_list = default_list
        self._tags = tags
        self._backlog = backlog

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
        return self._default_list.trash()

    @property
    def pending(self) -> frozenset[ArticleId]:
        """What changed since the index was last brought up to date."""
        return self._backlog.ids

    def may_hold(self, tag: TagName) -> bool:
        """Whether something outside the trash may carry a tag; False is certain."""
        return self._tags.may_hold(tag.name, prefix=tag.prefix)

    def searchables(self, ids: Iterable[ArticleId]) -> Iterator[Searchable]:
        """The words of some articles and notes; those that are gone are passed over."""
        remarks = self._remarks()
        for id in ids:
            if article := self._store.articles.find(id):
                words = "\n\n".join(remarks.get(id, []))
                yield Searchable(id, article.title, words, self._text_if_there(id))
            elif note := self._store.notes.find(id):
                yield Searchable(id, note.title, "", note.words, note=True)

    def text(self, id: ArticleId) -> str:
        """The text of an article, empty if it has none.

        Raises:
            TextMissing: If it should have one, and it is not there.
        """
        article = self._store.articles.find(id)
        if article is None or not article.volume:
            return ""
        return self._texts.text(id, article.volume)

    def _text_if_there(self, id: ArticleId) -> str:
        """A text that is lost is no reason not to find the title."""
        try:
            return self.text(id)
        except TextMissing:
            return ""

    def _remarks(self) -> dict[ArticleId, list[str]]:
        """What the notes of each article say."""
        remarks: dict[ArticleId, list[str]] = {}
        for note in self._store.notes.documents():
            if note.article is not None and note.deleted is None:
                remarks.setdefault(note.article, []).append(note.words)
        return remarks
