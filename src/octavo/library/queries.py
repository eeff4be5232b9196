"""What can be asked of a library without changing it, and how much room its files take."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.model.article import Article, ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.model.note import Note
from octavo.query.ast import Query
from octavo.storage.codec import Item as Item
from octavo.storage.snapshot.backups import Backups, made_at
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.library.search.search import Search


EVERYTHING = Query()
"""The empty query."""


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

    def notes_on(self, id: ArticleId) -> list[Note]:
        """The notes and highlights on an article, in the order of the passages they quote."""
        return sorted(self.search.corpus.note_index.on(id), key=place_of)


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
