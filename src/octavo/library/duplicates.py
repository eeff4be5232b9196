"""Articles of which each has nearly the text of another, told by samples of words in a row.

A text is taken apart once: its sample is kept in `index/duplicates` with the digest that the
text had. Whatever is edited, merged, deleted or undone is followed by comparing digests.

Large because samples are made, kept and compared in one place.
"""

import math
import threading
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import accumulate, chain, compress, count, islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

from octavo.library.search.column_cache import BY
from octavo.model.article import Article, ArticleId
from octavo.model.errors import LibraryError
from octavo.model.operation import Operation
from octavo.model.search import THOROUGH, Scan
from octavo.storage.codec import Projection
from octavo.storage.files import read_derived, write_derived
from octavo.storage.store import Store

if TYPE_CHECKING:
    from octavo.index.corpus import Searchable

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

_COMMON = 100
"""Texts that have a shingle in common and are each compared with each; of more, each is with
the few next to it, when those with the same sample stand together."""

_NEXT = 3
"""How many these are on each side."""

_SHARED = _COPIED / 2
"""The share of the sample of the smaller text that two have in common which are compared."""

_AT_ONCE = 1_000
"""Texts at least that are taken apart before they are compared with all others; as that is a
look at all, they are a tenth of what there is, if that is more."""

_MOST_AT_ONCE = 10_000
"""How many these are at most: so many are in memory as sets."""

_TAKEN_APART = 150
"""Texts that are kept in memory as their shingles while they are compared."""

_TELLING = frozenset({"digest", "deleted", "volume"})

Pair = tuple[ArticleId, ArticleId]
"""Two articles, the lower id first."""

Shingles = frozenset[tuple[str, ...]]


def shingles_of(words: Sequence[str]) -> Shingles:
    """All words in a row of a text; none of one too short to be told by them."""
    return frozenset(zip(*(words[at:] for at in range(_RUN)), strict=False))


def is_copy(one: Shingles, other: Shingles) -> bool:
    """Whether one of two texts has nearly all of the other."""
    return len(one & other) > _COPIED * min(len(one), len(other))


def words_of_text(searchable: "Searchable") -> Sequence[str]:
    """The words that texts are compared by."""
    from octavo.index.schema import tokens_of  # not needed to launch

    return tokens_of(searchable.text or searchable.notes).split()


def sample_of(words: Sequence[str]) -> Set[int]:
    """The checksums of some shingles of a text, the same ones of all texts that have them."""
    runs = map(" ".join, zip(*(words[at:] for at in range(_RUN)), strict=False))
    sums = {*map(zlib.crc32, map(str.encode, runs))}
    return {*nsmallest(_LEAST, sums), *(each for each in sums if each % _SAMPLED == 0)}


class Texts(Protocol):
    """Reads texts."""

    def __call__(self, ids: Iterable[int], /) -> "Iterator[Searchable]": ...


class Duplicates(NamedTuple):
    """What is known of copies by now."""

    ids: Set[ArticleId] = frozenset()
    """The articles that have a copy beside them, both out of the trash."""
    uncompared: Collection[ArticleId] = ()
    """Those that were not compared yet."""
    copies: Mapping[ArticleId, Sequence[ArticleId]] = {}
    """The copies of each."""


class _Digests(Projection, frozen=True, gc=False):
    digest: str = ""
    deleted: str | None = None


class _Kept(Struct, frozen=True):
    """The content of the file."""

    by: str
    ids: bytes
    marks: bytes
    sizes: bytes
    sums: bytes
    pairs: list[tuple[int, int]]


class Samples:
    """The samples of all texts that were taken apart: 13 MB of 100 000 articles."""

    def __init__(self) -> None:
        self._ids, self._marks, self._sizes = array("q"), array("Q"), array("I")
        self._sums = array("I")
        self._at: dict[int, int] = {}
        """The place of each article; what it had before has no id any more."""

    def mark(self, id: int) -> int | None:
        """Of which text the sample of an article is, as `mark_of` has it."""
        at = self._at.get(id)
        return None if at is None else self._marks[at]

    def add(self, id: int, mark: int, sums: Collection[int]) -> None:
        """Keep the sample of an article in the place of an earlier one."""
        self.drop(id)
        self._at[id] = len(self._ids)
        self._ids.append(id)
        self._marks.append(mark)
        self._sizes.append(len(sums))
        self._sums.extend(sorted(sums))

    def drop(self, id: int) -> None:
        """Forget an article."""
        if (at := self._at.pop(id, None)) is not None:
            self._ids[at] = 0

    def ids(self) -> list[int]:
        """All articles that have one."""
        return [*self._at]

    def sharing(self, ids: Set[ArticleId]) -> set[Pair]:
        """The pairs of articles that may be copies of which one is among some.

        All checksums are gone through once: 2 500 000, of 100 000 articles, take 0.1 s.
        """
        ends = array("q", accumulate(self._sizes))
        wanted = {each for id in ids for each in self._of(self._at[id], ends)}
        having = defaultdict[int, list[int]](list)
        for place in compress(count(), map(wanted.__contains__, self._sums)):
            if id := self._ids[bisect_right(ends, place)]:
                having[self._sums[place]].append(id)
        hits = Counter(chain.from_iterable(having.values()))

        @cache
        def sample(id: int) -> frozenset[int]:
            return frozenset(self._of(self._at[id], ends))

        @cache
        def turned(each: int) -> tuple[list[int], dict[int, int]]:
            """Those that have it, by their samples from there on: alike ones are near then.

            And the place of each.
            """
            orders = {id: turned_to(each, self._of(self._at[id], ends)) for id in having[each]}
            alike = sorted(orders, key=lambda id: (orders[id], id))
            return alike, dict(zip(alike, count(), strict=False))

        def beside(id: int, each: int) -> Sequence[int]:
            """Those with which something is compared of all that have a checksum."""
            if len(having[each]) <= _COMMON:
                return having[each]
            alike, places = turned(each)
            return alike[max(0, places[id] - _NEXT) : places[id] + _NEXT + 1]

        def near(id: int) -> Iterator[int]:
            """What may have enough in common with something of which the sample is smaller.

            All but so many checksums are shared by what has enough of them: the most common,
            such as those of a footer, need not be looked for (Chaudhuri 2006, prefix filter).
            """
            shared = sorted(sample(id) & having.keys(), key=lambda e: (len(having[e]), e))
            most = len(shared) - math.ceil(_SHARED * len(sample(id))) + 1
            for other in {other for each in shared[:most] for other in beside(id, each)}:
                is_asked = other != id and (id in ids or other in ids)
                if is_asked and _is_near(sample(id), sample(other)):
                    yield other

        met = (id for id, n in hits.items() if n >= _SHARED * self._sizes[self._at[id]])
        return {(min(id, other), max(id, other)) for id in met for other in near(id)}

    def _of(self, at: int, ends: Sequence[int]) -> Sequence[int]:
        return self._sums[ends[at] - self._sizes[at] : ends[at]]

    def kept(self, pairs: Iterable[tuple[int, int]]) -> _Kept:
        """All of them, and the copies that they told of, to be kept for another process."""
        ends = [*accumulate(self._sizes, initial=0)]
        whole = Samples()
        for id, at in self._at.items():
            whole.add(id, self._marks[at], self._sums[ends[at] : ends[at + 1]])
        arrays = (whole._ids, whole._marks, whole._sizes, whole._sums)
        ids, marks, sizes, sums = (each.tobytes() for each in arrays)
        return _Kept(BY, ids, marks, sizes, sums, sorted(pairs))

    def take(self, kept: _Kept) -> None:
        """Have what was kept."""
        self._ids.frombytes(kept.ids)
        self._marks.frombytes(kept.marks)
        self._sizes.frombytes(kept.sizes)
        self._sums.frombytes(kept.sums)
        self._at = dict(zip(self._ids, count(), strict=False))


def turned_to(each: int, sums: Sequence[int]) -> Sequence[int]:
    """Some checksums in order, from one of them on and then those before it."""
    at = bisect_left(sums, each)
    return [*sums[at:], *sums[:at]]


def _is_near(sample: Set[int], other: Set[int]) -> bool:
    return len(sample & other) >= _SHARED * min(len(sample), len(other))


def mark_of(digest: str) -> int:
    """What tells a text from others, of its digest; 0 of none."""
    return int(digest[:16], 16) if digest else 0


def _mark_of(article: _Digests | Article | None) -> int:
    """The same of an article as it is; 0 of one that is nowhere, or in the trash."""
    return mark_of(article.digest) if article and article.deleted is None else 0


class DuplicateFinder:
    """Finds the copies in a library, and keeps up with it. May be used from any thread."""

    def __init__(self, store: Store, texts: Texts) -> None:
        self._store, self._texts = store, texts
        self._path = store.folder / "index" / "duplicates"
        self._working = threading.RLock()
        self._samples = Samples()
        self._pairs: frozenset[tuple[int, int]] = frozenset()
        """The copies by their ids, the lower one first, wherever they are."""
        self._lacking: set[int] | None = None
        """What was not compared yet as it is; None until that is looked for."""
        self._changed: set[int] = set()
        """What is to be looked at for that."""
        self._is_new = False
        """Whether there is more than the file has."""
        store.listen(self._follow)

    def found(self, scan: Scan = THOROUGH) -> Duplicates:
        """The articles that have copies, the newest change included.

        Where much is not compared yet, and somebody waits, that is left for later.

        Raises:
            SearchAbandoned: If nobody waits for it any more.
        """
        lacking = self._catch_up(scan)
        pairs = self._pairs
        there = {*filter(self._is_there, {*chain.from_iterable(pairs)})}
        copies = defaultdict[ArticleId, list[ArticleId]](list)
        for one, other in sorted(pairs):
            if one in there and other in there:
                copies[one].append(other)
                copies[other].append(one)
        return Duplicates(copies.keys(), lacking, copies)

    def groups(self, ids: Iterable[ArticleId]) -> list[list[ArticleId]]:
        """Groups among some articles of which each text is nearly that of another."""
        wanted = set(ids)
        self._catch_up(THOROUGH, wanted)
        groups: dict[ArticleId, list[ArticleId]] = {}
        for one, other in sorted(self._pairs):
            apart = groups.get(one) is not groups.get(other) or one not in groups
            if {one, other} <= wanted and apart:
                both = [*groups.get(one, [one]), *groups.get(other, [other])]
                groups |= dict.fromkeys(both, both)
        found = {id(group): sorted(group) for group in groups.values()}
        return sorted(found.values())

    def write(self) -> None:
        """Keep what was found for the next process, unless it is soon found.

        Where another thread still compares, that is left to it.
        """
        is_large = len(self._store.articles.by_id) > self._store.limits.decoded_at_once
        if self._is_new and is_large and self._working.acquire(blocking=False):
            try:
                with suppress(OSError, LibraryError):
                    write_derived(self._path, self._samples.kept(self._pairs))
                    self._is_new = False
            finally:
                self._working.release()

    def _is_there(self, id: int) -> bool:
        article = self._store.articles.find(id, keep=False)
        return _mark_of(article) == self._samples.mark(id)

    def _catch_up(self, scan: Scan, among: Set[int] | None = None) -> Collection[int]:
        """Compare what was not compared yet, and give what is left."""
        waits = scan.most_texts is not None
        if not self._working.acquire(blocking=not waits):
            lacking = self._lacking
            known = self._store.articles.ids() if lacking is None else lacking
            return frozenset(known) | self._changed
        try:
            lacking = self._look()
            wanted = sorted(lacking if among is None else lacking & among)
            if scan.most_texts is None or len(wanted) <= scan.most_texts:
                left = iter(wanted[: scan.most_compared])
                while some := [*islice(left, self._at_once)]:
                    self._compare(scan, some)
                if len(wanted) > _AT_ONCE:
                    self.write()
            return frozenset(lacking)
        finally:
            self._working.release()

    @property
    def _at_once(self) -> int:
        return min(max(_AT_ONCE, len(self._samples.ids()) // 10), _MOST_AT_ONCE)

    def _look(self) -> set[int]:
        """Find out what is not compared yet as it is."""
        store = self._store
        if self._lacking is None:
            if (kept := read_derived(self._path, _Kept)) is not None and kept.by == BY:
                self._samples.take(kept)
                self._pairs = frozenset(kept.pairs)
            marks = {id: _mark_of(each) for id, each in store.articles.scan(_Digests)}
        else:
            with store.still():
                some, self._changed = self._changed, set()
            items = {id: store.articles.find(id, keep=False) for id in some}
            marks = {id: _mark_of(each) for id, each in items.items()}
        other = {id for id, mark in marks.items() if mark != (self._samples.mark(id) or 0)}
        gone = {id for id in other if not marks[id]}
        for id in gone:
            self._samples.drop(id)
        lost = {*chain.from_iterable(p for p in self._pairs if not gone.isdisjoint(p))} - gone
        self._pairs = frozenset(p for p in self._pairs if gone.isdisjoint(p))
        lacking = (self._lacking or set()).difference(marks)
        self._lacking = lacking | (other - gone) | lost
        return self._lacking

    def _compare(self, scan: Scan, ids: Collection[int]) -> None:
        """Take some texts apart, and find their copies among all that were."""
        new: dict[int, tuple[int, Set[int]]] = {}
        for id in scan.through(ids):
            article = self._store.articles.find(id, keep=False)
            if article and (words := self._words(id)) is not None:
                new[id] = mark_of(article.digest), sample_of(words)
        for id, (mark, sums) in new.items():
            self._samples.add(id, mark, sums)
        apart = lru_cache(_TAKEN_APART)(self._shingles)
        pairs = {pair for pair in self._pairs if new.keys().isdisjoint(pair)}
        for one, other in sorted(self._samples.sharing(new.keys())):
            text, beside = apart(one), apart(other)
            if text is not None and beside is not None and is_copy(text, beside):
                pairs.add((one, other))
        self._pairs, self._is_new = frozenset(pairs), True
        if self._lacking is not None:
            self._lacking.difference_update(ids)

    def _words(self, id: int) -> Sequence[str] | None:
        """The words of a text; None where it cannot be read now."""
        found = next(iter(self._texts([id])), None)
        return None if found is None or found.unread else words_of_text(found)

    def _shingles(self, id: int) -> Shingles | None:
        words = self._words(id)
        return None if words is None else shingles_of(words)

    def _follow(self, operation: Operation) -> None:
        for change in operation.changes:
            fields = {**(change.before or {}), **(change.after or {})}
            if change.table == "articles" and not _TELLING.isdisjoint(fields):
                self._changed.add(change.id)
