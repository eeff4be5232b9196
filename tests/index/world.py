"""Small libraries to search: documents in dicts, and an index in memory or in a folder."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Generic, Self, TypeVar

from msgspec.structs import replace

from octavo.index.corpus import Copies, Searchable
from octavo.index.search.columns import Columns
from octavo.index.search.engine import find
from octavo.index.search.scanner import ScannedDocument
from octavo.index.writer import SearchIndex
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.search import Scan
from octavo.model.tag import TagEdit
from octavo.query import parse
from octavo.query.ast import And, FieldTerm, Query, Scope, TagName
from octavo.query.fields import predicate
from octavo.query.predicates import TAGS, Moment, scope_of, tagged

Noun = TypeVar("Noun", bound=Article | Note)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


FEEDS: Mapping[str, Collection[str]] = {
    "1": ("The Ledger", "https://ledger.example/feed.xml"),
    "2": ("Café", ""),
}


class Shelf(Generic[Noun]):
    """All articles, or all notes, as columns are made from them."""

    def __init__(self, items: Mapping[int, Noun]) -> None:
        self._items: Mapping[int, Noun] = items

    def find(self, id: int) -> Noun | None:
        return self._items.get(id)

    def partly(self, fields: Collection[str]) -> Iterator[tuple[int, Noun]]:
        """Only these fields can be asked, so that a column has to name all that it looks at."""
        for id, item in [*self._items.items()]:
            others = {*item.__struct_fields__} - {*fields}
            yield id, replace(item, **dict.fromkeys(others))


class Room:
    """A library without files: what it lends to be searched, and the index of it."""

    def __init__(self, index: SearchIndex | None = None, *, eager: bool = False) -> None:
        self.index = index or SearchIndex.create(None)
        self.eager = eager
        """Whether the index takes in at once what is shelved."""
        self.articles: dict[int, Article] = {}
        self.notes: dict[int, Note] = {}
        self.texts: dict[int, str] = {}
        self.columns = Columns(Shelf(self.articles), Shelf(self.notes))
        self.pending: set[int] = set()
        self.sequence = 0

    @property
    def feeds(self) -> Mapping[str, Collection[str]]:
        return FEEDS

    @property
    def trash(self) -> set[int]:
        return {id for id, article in self.articles.items() if article.deleted}

    @property
    def noted(self) -> set[int]:
        return {n.article for n in self.notes.values() if n.article and not n.deleted}

    @property
    def duplicates(self) -> Self:
        return self

    def found(self, _: Scan) -> Copies:
        """The copies among its texts: none."""
        return (), (), {}

    def may_hold(self, tag: TagName) -> bool:
        test = TAGS.test(tagged(tag, Moment(NOON)))
        return any(map(test, self.articles.values()))

    def searchables(self, ids: Iterable[int], *, texts: bool = True) -> Iterator[Searchable]:
        for id in ids:
            if article := self.articles.get(id):
                remarks = (note.text for note in self.notes.values() if note.article == id)
                text = self.texts[id] if texts else ""
                notes = "\n\n".join(remarks)
                told = id, article.title, notes, text, article.language
                yield Searchable(*told, item=article)
            elif note := self.notes.get(id):
                yield Searchable(id, note.title, note.text, note=True, item=note)

    def put(
        self,
        title: str,
        text: str = "",
        *,
        tags: str = "",
        notes: Iterable[str] = (),
        id: int | None = None,
        deleted: bool = False,
        archived: bool = False,
        language: str = "",
        length: int = 0,
        starred: bool = False,
        site: str = "",
        published: datetime | None = None,
    ) -> int:
        """Shelve an article and notes on it; the index does not have them yet."""
        id = id or self._free()
        self.articles[id] = Article(
            id=id,
            title=title,
            added=NOON + timedelta(minutes=id),
            tags=TagEdit.parse(tags).add,
            deleted=NOON if deleted else None,
            archived=archived,
            language=language,
            words=length,
            starred=starred,
            site=site,
            published=published,
        )
        self.texts[id] = text
        self.pending.add(id)
        self.columns.note(id)
        for words in notes:
            self.note(words, on=id)
        if self.eager:
            self.catch_up()
        return id

    def note(self, text: str, on: int | None = None) -> int:
        """Shelve a note."""
        id = self._free()
        self.notes[id] = Note(id=id, text=text, article=on, added=NOON)
        self.columns.note(id)
        self.pending |= {id, on} if on else {id}
        if self.eager:
            self.catch_up()
        return id

    def drop(self, id: int) -> None:
        """Take something away for good."""
        self.articles.pop(id, None)
        self.notes.pop(id, None)
        self.columns.note(id)
        self.pending.add(id)

    def catch_up(self) -> Self:
        """Take what is pending into the index."""
        self.sequence += 1
        gone = self.pending - self.articles.keys() - self.notes.keys()
        self.index.update(self.searchables(self.pending), gone, self.sequence)
        self.pending = set()
        return self

    def find(self, query: str | Query) -> list[int]:
        """The ids of what a query finds, in order."""
        asked = parse(query) if isinstance(query, str) else query
        found = find(asked, self, self.index, NOON)
        ids = list(found.ids)
        assert found.total == len(ids)
        return ids

    def titles(self, query: str | Query) -> list[str]:
        """The titles of what a query finds, in order."""
        return [(self.articles.get(id) or self.notes[id]).title for id in self.find(query)]

    def scan(self, query: Query) -> set[int]:
        """What a query means: a look at each document, one after the other."""
        scope = And((FieldTerm("in", Scope.ALL), *scope_of(query)))
        noted = {note.article for note in self.notes.values() if note.article}
        found = set()
        for document in map(ScannedDocument, self.searchables([*self.articles, *self.notes])):
            item = self.articles.get(document.id) or self.notes[document.id]

            def field(term: FieldTerm, item: Article | Note = item) -> bool:
                return predicate(term, Moment(NOON, noted, feeds=lambda: FEEDS))(item)

            asked = scope if query.where is None else And((scope, query.where))
            if document.matches(asked, field):
                found.add(document.id)
        return found

    def _free(self) -> int:
        return max((0, *self.articles, *self.notes)) + 1
