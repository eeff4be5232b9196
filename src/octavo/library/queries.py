"""What can be asked of a library without changing it, and how much room its files take."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct

from octavo.model.article import Article, ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.model.note import Note, links_in
from octavo.query.ast import Query
from octavo.storage.codec import Item as Item
from octavo.storage.snapshot.backups import Backups, made_at
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable
    from octavo.library.search.search import Search


EVERYTHING = Query()
"""The empty query."""


_NEAR = 20
"""Articles and notes that are related to one, at most."""

_SHARED = 3
"""Words and tags that are named as shared."""

_RUN = 5
"""Words in a row by which two texts are compared: a shingle (Broder 1997)."""

_COPIED = 0.6
"""The share of the shingles of the shorter of two texts that makes it a copy of the other.

An excerpt or a reprint that was shortened has nearly all, another story of the same event few.
"""

_SAMPLED = 16
"""Of so many shingles one is kept to find copies by."""
_LEAST = 4
"""Shingles that are kept of each text, however short."""
_COMMON = 50
"""Texts that have a shingle at most; what more have, such as a footer, tells nothing."""


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
        found = []
        for other in self.search.corpus.searchables(scores):
            near = self.item(other.id)
            if near.deleted is None:
                bond, reason = _bond(item, near, asked, other, telling)
                found.append((-bond, -scores[other.id], Related(other.id, reason)))
        return [each for *_, each in sorted(found, key=lambda one: one[:2])]

    def copies(self, ids: Iterable[ArticleId]) -> list[list[ArticleId]]:
        """Groups among some articles of which each text is nearly that of another.

        All texts are read; those are compared in full of which a sample of the shingles, every
        one whose checksum some number divides, has much in common.
        """
        samples: dict[ArticleId, frozenset[int]] = {}
        having = defaultdict[int, list[ArticleId]](list)
        corpus = self.search.corpus
        for each in corpus.searchables(ids):
            sums = sorted(crc32(" ".join(run).encode()) for run in _runs(_tokens(each)))
            taken = [*sums[:_LEAST], *(each for each in sums[_LEAST:] if each % _SAMPLED == 0)]
            samples[each.id] = frozenset(taken)
            for number in samples[each.id]:
                having[number].append(each.id)
        shared = Counter(
            pair
            for same in having.values()
            if len(same) <= _COMMON
            for pair in combinations(same, 2)
        )
        groups: dict[ArticleId, list[ArticleId]] = {}
        for (one, other), count in shared.items():
            least = min(len(samples[one]), len(samples[other]))
            if groups.get(one) is groups.get(other) is not None or 2 * count < _COPIED * least:
                continue
            runs = [_runs(_tokens(each)) for each in corpus.searchables((one, other))]
            if len(runs) == 2 and _is_copy(*runs):
                both = [*groups.get(one, [one]), *groups.get(other, [other])]
                groups |= dict.fromkeys(both, both)
        found = {id(group): sorted(group) for group in groups.values()}
        return sorted(found.values())

    def notes_on(self, id: ArticleId) -> list[Note]:
        """The notes and highlights on an article, in the order of the passages they quote."""
        return sorted(self.search.corpus.note_index.on(id), key=place_of)


def _bond(
    item: Item, other: Item, asked: "Searchable", found: "Searchable", telling: Sequence[str]
) -> tuple[int, str]:
    """How closely two things belong together beside their words, and all that they share."""
    from octavo.index.schema import tokens_of

    words = frozenset(tokens_of(f"{found.title} {found.notes} {found.text}").split())
    is_copy = _is_copy(_runs(_tokens(asked)), _runs(_tokens(found)))
    ties = {
        "nearly the same text": is_copy,
        "links to it": _links(found, item),
        "is linked from it": _links(asked, other),
    }
    named = [tie for tie, is_so in ties.items() if is_so]
    shared = [word for word in telling if word in words][:_SHARED]
    tags = [f"#{tag}" for tag in sorted(item.tags & other.tags)][:_SHARED]
    reason = " · ".join(filter(None, [*named, ", ".join(shared), " ".join(tags)]))
    return 2 * is_copy + len(named), reason


def _tokens(searchable: "Searchable") -> Sequence[str]:
    from octavo.index.schema import tokens_of  # not needed to launch

    return tokens_of(searchable.text or searchable.notes).split()


def _is_copy(runs: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> bool:
    return len(runs & others) > _COPIED * min(len(runs), len(others))


def _runs(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """All words in a row of a text; none of one too short to be told by them."""
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))


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
