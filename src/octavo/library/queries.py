"""What can be asked of a library without changing it, and how much room its files take."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.model.article import Article, ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.model.note import Note, links_in
from octavo.patterns import lazy_pattern
from octavo.query.ast import Query
from octavo.storage.codec import Item as Item
from octavo.storage.snapshot.backups import Backups, made_at
from octavo.storage.store import Store
from octavo.text import count_of, grouped

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable
    from octavo.library.search.search import Search


EVERYTHING = Query()
"""The empty query."""


_NEAR = 20
"""Articles and notes that are related to one, at most."""

_SHARED = 3
"""Words and tags that are named as shared."""


class Related(Struct, frozen=True):
    """An article or a note that is near another, and why, in a few words."""

    id: ArticleId
    reason: str


class Queries:
    """The articles, notes and texts of a library."""

    def __init__(self, store: Store, search: "Search") -> None:
        self._store = store
        self.search = search

    def __len__(self) -> int:
        """How many articles there are, those in the trash left out."""
        return self.search.default_list.count()

    def __bool__(self) -> bool:
        """A library is one, also while it is empty."""
        return True

    def now(self) -> datetime:
        """The time by the library's clock."""
        return self._store.clock()

    def trashed(self) -> int:
        """How many articles and notes are in the trash."""
        return len(self.search.corpus.trash)

    def counted(self, ids: Iterable[ArticleId]) -> str:
        """How many some are, such as `2 articles, 1 note and 3 in the trash`."""
        trash = self.search.corpus.trash
        counts = Counter(
            "trash" if id in trash else "note" if id in self._store.notes else "article"
            for id in ids
        )
        said = [count_of(counts[noun], noun) for noun in ("article", "note") if counts[noun]]
        said += [f"{grouped(counts['trash'])} in the trash"] if counts["trash"] else []
        *others, last = said or ["nothing"]
        return f"{', '.join(others)} and {last}" if others else last

    def articles(self, query: Query = EVERYTHING) -> list[Article]:
        """The articles that a query finds, in its order; without one, all not archived."""
        items = map(self.item, self.search.find(query).ids)
        return [item for item in items if isinstance(item, Article)]

    def article(self, id: ArticleId) -> Article:
        """One article.

        Raises:
            ArticleNotFound: If no article has this id.
        """
        try:
            return self._store.articles[id]
        except KeyError:
            raise ArticleNotFound(id) from None

    def item(self, id: ArticleId) -> Item:
        """The article or note with an id.

        Raises:
            ArticleNotFound: If nothing has this id.
        """
        note = self._store.notes.find(id)
        return self.article(id) if note is None else note

    def passing(self, id: ArticleId) -> Item | None:
        """The article or note with an id, if there is one, for somebody who goes through many.

        It is not kept decoded, so that memory does not grow by them.
        """
        store = self._store
        return store.articles.find(id, keep=False) or store.notes.find(id, keep=False)

    def text(self, id: ArticleId) -> str:
        """The Markdown of an article or a note.

        Raises:
            ArticleNotFound: If nothing has this id.
            TextMissing: If the text is not where it should be.
        """
        item = self.item(id)
        return item.words if isinstance(item, Note) else self.search.corpus.shown_text(id)

    def related(self, id: ArticleId) -> list[Related]:
        """The nearest other articles and notes: copies, then what is linked, then by words.

        A note and the article that it is on are not told of each other. Takes a
        look at some texts; in a thread, please.
        """
        from octavo.index.search.nearest import similar, telling_words  # not needed to launch

        asked = next(iter(self.search.corpus.searchables([id])), None)
        if asked is None:
            return []
        item = self.item(id)
        own = {note.id for note in self.notes_on(id)}
        if isinstance(item, Note) and item.article is not None:
            own.add(item.article)
        scores, telling = self.search.sync.ask(
            lambda index: (
                similar(asked, index.snapshot, _NEAR, own),
                telling_words(asked, index.snapshot),
            )
        )
        words = _words(asked)
        telling = [word for word in telling if word in words]
        found = []
        for other in self.search.corpus.searchables(scores):
            near = self.item(other.id)
            if near.deleted is None:
                bond, reason = _bond(item, near, asked, other, telling)
                found.append((-bond, -scores[other.id], Related(other.id, reason)))
        return [each for *_, each in sorted(found, key=lambda one: one[:2])]

    def copies(self, ids: Iterable[ArticleId]) -> list[list[ArticleId]]:
        """Groups among some articles of which each text is nearly that of another.

        What was not compared yet is read for it.
        """
        return self.search.corpus.duplicates.groups(ids)

    def notes_on(self, id: ArticleId) -> list[Note]:
        """The notes and highlights on an article, in the order of the passages they quote."""
        return sorted(self.search.corpus.note_index.on(id), key=place_of)


def _bond(
    item: Item, other: Item, asked: "Searchable", found: "Searchable", telling: Sequence[str]
) -> tuple[int, str]:
    """How closely two things belong together beside their words, and all that they share."""
    from octavo.library.duplicates import is_copy, shingles_of, words_of_text

    words = _words(found)
    both = (shingles_of(words_of_text(each)) for each in (asked, found))
    same_text = is_copy(*both)
    ties = {
        "nearly the same text": same_text,
        "links to it": _links(found, item),
        "is linked from it": _links(asked, other),
    }
    named = [tie for tie, is_so in ties.items() if is_so]
    shared = [word for word in telling if word in words][:_SHARED]
    tags = [f"#{tag}" for tag in sorted(item.tags & other.tags)][:_SHARED]
    reason = " · ".join(filter(None, [*named, ", ".join(shared), " ".join(tags)]))
    return 2 * same_text + len(named), reason


_UNREAD = lazy_pattern(r"</?[A-Za-z][^<>]*>|\]\([^()\s]*|https?://[^\s<>()]+")
"""Tags of HTML and addresses, which nobody reads as words."""


def _words(said: "Searchable") -> frozenset[str]:
    """The words of a document; numbers, addresses and the tags of HTML are none."""
    from octavo.index.schema import tokens_of

    tokens = tokens_of(_UNREAD.sub(" ", f"{said.title} {said.notes} {said.text}")).split()
    return frozenset(token for token in tokens if any(map(str.isalpha, token)))


def _links(text: "Searchable", item: Item) -> bool:
    """Whether something leads to an article by its address, or a note by its number."""
    said = f"{text.text} {text.notes}"
    to_page = isinstance(item, Article) and bool(item.url) and item.url in said
    return to_page or any(link.id == item.id for link in links_in(text.notes))


def place_of(note: Note) -> tuple[int, int]:
    """Where a note belongs among those of its article: remarks on the whole come last."""
    offset = note.highlight.offset if note.highlight else None
    return (offset if offset is not None else 1 << 62, note.id)


class DiskUse(Struct, frozen=True, kw_only=True):
    """Sizes are in bytes."""

    total: int
    texts: int
    index: int
    journal: int
    last_backup: datetime | None
    """None where there is no backup yet."""


def disk_use(folder: Path) -> DiskUse:
    """The files in the folder of a library, which another process may be changing."""
    newest = next(iter(Backups(folder / "backups").all()), None)
    return DiskUse(
        total=_size(_files(folder)),
        texts=_size(_files(folder / "texts")),
        index=_size(_files(folder / "index")),
        journal=_size([folder / "journal.jsonl"]),
        last_backup=datetime.fromtimestamp(made_at(newest), UTC) if newest else None,
    )


def _files(folder: Path) -> Iterable[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top) / name for name in names)


def _size(files: Iterable[Path]) -> int:
    """Bytes of some files; what another process has just taken away has none."""
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except FileNotFoundError:
            continue
    return total
