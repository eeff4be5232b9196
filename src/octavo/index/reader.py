"""The index at one moment: what queries are put to.

Large because each way of asking it is here, and what is kept of the answers.
"""

from array import array
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Protocol, cast

from tantivy import Occur, Query, Searcher

from octavo.index.folder import translated_faults
from octavo.index.schema import (
    BEGUN,
    BIT,
    BITS,
    CHECKSUM,
    FAMILY,
    ID,
    KIND,
    NEXT_BIT,
    SEQUENCE,
    STATE,
    family_token,
    language_token,
    schema,
)
from octavo.index.search.id_set import IdSet, IdSetCache
from octavo.index.text.tokenizer import stem
from octavo.model.search import Scores, in_order


class _Counted(Protocol):
    """What tantivy's type stubs leave out of a search result."""

    count: int


_CACHED = 1_000
"""How many of the latest answers are kept."""

_CACHED_SCORES = 1_000_000
"""How many scores of these, which takes 16 MB: of a letter 200, where fields narrow it more."""

_ALL = 20_000
"""Up to so many are fetched at once where that ends among equals: it takes 10 ms."""

_BUCKETS = 60_000
"""tantivy answers in up to 65 000 of them."""

_SCATTERED = 10
"""Where one of so many ids fits, they are sooner fetched one by one: 10 000 of 100 000 take 4
ms, as groups of all do. With 16 the p95 of the first 500 mixes is 6.6 ms in place of 6.2.
"""

_SPARE = 200
"""So many more than asked are fetched at first, so that it rarely ends among equals."""

_CACHED_FREQUENCIES = 20_000
"""Of so many words is kept how frequent they are: 2 MB."""

_MORE = 4
"""How many times what was fetched is fetched next, where that ends among equals."""


class Snapshot:
    """A committed state of the index; stays as it is when the index moves on.

    Large because all that tantivy is asked goes through it, to tell what breaks.
    """

    def __init__(
        self, searcher: Searcher, folder: Path | None = None, sets: IdSetCache | None = None
    ) -> None:
        self._searcher = searcher
        self._folder = folder
        self._inflections: dict[str, tuple[str, ...]] = {}
        self._prefix_terms: dict[tuple[str, str, int], list[tuple[str, int]]] = {}
        self._frequencies: dict[str, dict[str, int]] = {}
        self._cached: dict[Hashable, tuple[array[int], array[float], int]] = {}
        self._known_scores = 0
        self._written: dict[Hashable, Query] = {}
        self.sets = sets or IdSetCache()
        """What fits what was asked; also of the state before, with what has changed since."""
        self._mutex = Lock()
        """For what is kept: one thread answers what is typed, others count and suggest."""
        self._languages: dict[str, int] | None = None
        self._common: frozenset[str] | None = None

    @property
    def sequence(self) -> int:
        """The last operation that this state reflects."""
        return self._state_field(SEQUENCE)

    @property
    def checksum(self) -> int:
        """What tells that operation from one of another library."""
        return self._state_field(CHECKSUM)

    @property
    def begun(self) -> tuple[int, int]:
        """Where not all is in yet, the operation that what is in reflects, and its checksum."""
        return self._state_field(SEQUENCE, BEGUN), self._state_field(CHECKSUM, BEGUN)

    @property
    def size(self) -> int:
        """How many documents there are, of all kinds."""
        return self._searcher.num_docs

    @property
    def common(self) -> frozenset[str]:
        """The words of which pairs are tokens, too."""
        if self._common is None:
            found = self.terms_with_prefix(FAMILY, family_token(""))
            self._common = frozenset(token[len(family_token("")) :] for token, _ in found)
        return self._common

    @property
    def languages(self) -> Mapping[str, int]:
        """The languages of the documents by their codes, and of how many each is, about."""
        if self._languages is None:
            start = language_token()
            found = self.terms_with_prefix(KIND, start)
            self._languages = {token[len(start) :]: count for token, count in found}
        return self._languages

    def ids(self, asked: Hashable, query: Query, most: int | None = None) -> IdSet:
        """All that fits a query, at most about so many, kept for when the same is asked."""
        return self.sets.keep(asked, self._ids(query, self.size if most is None else most))

    def is_few(self, most: int) -> bool:
        """Whether so many documents are as soon fetched one by one as told from groups."""
        return most <= self.top // _SCATTERED

    @cached_property
    def top(self) -> int:
        """The highest id."""
        return max(self._highest(Query.all_query(), 1)[0], default=0)

    @cached_property
    def everything(self) -> IdSet:
        """All articles and notes."""
        return self._told(Query.all_query())

    @property
    def _is_large(self) -> bool:
        return self.top >= _BUCKETS * BITS * 2

    def _ids(self, query: Query, most: int) -> IdSet:
        """All that fits a query: 100 000 ids take 3 ms, and one by one 25; a few take less.

        Of what most documents fit, the others are told.
        """
        if self.is_few(most):
            found, is_all = self._highest(query, 2 * most + _SPARE)
            if is_all:
                return IdSet.of(found)
        if 2 * most < self.size or self._is_large:
            return self._told(query)
        clauses = [(Occur.Must, Query.all_query()), (Occur.MustNot, query)]
        return self.everything - self._told(Query.boolean_query(clauses))

    def _told(self, query: Query) -> IdSet:
        """All that fits a query: by groups of ids, as far as these are not scattered far."""
        if self._is_large:
            return IdSet.of(self._highest(query, self.size)[0])
        bits = {name: {"sum": {"field": name}} for name in (BIT, NEXT_BIT)}
        grouped = {"field": ID, "interval": float(BITS * 2), "min_doc_count": 0}
        with translated_faults(self._folder):
            groups = self._searcher.aggregate(
                query, {"ids": {"histogram": grouped, "aggs": bits}}
            )["ids"]["buckets"]
        first = int(groups[0]["key"]) if groups else 0
        sums = (group[name]["value"] for group in groups for name in (BIT, NEXT_BIT))
        return IdSet.of_bits(map(int, sums), first)

    def ranked(self, query: Query, most: int | None = None) -> Scores:
        """All that fits a query, at most so many, best first, equals in any order."""
        return self.scored(query, self.size if most is None else most)[0]

    def best(self, query: Query, limit: int, by: str | None = None) -> tuple[Scores, int]:
        """The best that fit a query, and how many do; among equals the highest ids.

        Those that have most of a number where that is named.

        The index has equals in the order of its segments, which is a matter of chance. Where
        they reach across the limit, more are fetched.
        """
        wanted = limit + max(_SPARE, limit // 2)
        scores, count = self.scored(query, wanted, by)
        while wanted < count:
            values = [*scores.values()]
            if values[-1] < values[limit - 1]:
                break
            wanted = count if count <= _ALL else wanted * _MORE
            scores, count = self.scored(query, wanted, by)
        return {id: scores[id] for id in in_order(scores)[:limit]}, count

    def count(self, query: Query) -> int:
        """How many fit a query, which takes less than to tell how well they do."""
        with translated_faults(self._folder):
            found = self._searcher.search(query, 1, order_by_field=ID)
        return cast("_Counted", found).count

    def scored(
        self, query: Query, limit: int, by: str | None = None, *, counts: bool = True
    ) -> tuple[Scores, int]:
        """The best that fit a query, equals in any order, and how many do.

        Where it `counts` not, how many of them there are.
        """
        with translated_faults(self._folder):
            found = self._searcher.search(query, max(1, limit), counts, order_by_field=by)
            hits = found.hits  # made anew each time that they are asked for
            addresses = [*map(itemgetter(1), hits)]
            ids = cast("list[int]", self._searcher.fast_field_values(ID, addresses))
        scores = map(itemgetter(0), hits)
        count = cast("_Counted", found).count if counts else len(hits)
        return dict(zip(ids, scores, strict=True)), count

    def _highest(self, query: Query, limit: int) -> tuple[list[int], bool]:
        """The highest ids that fit a query, in order, and whether these are all.

        The document that says how far the index is has none.
        """
        with translated_faults(self._folder):
            found = self._searcher.search(query, max(1, limit), order_by_field=ID)
        ids = cast("list[int | None]", [*map(itemgetter(0), found.hits)])
        known = [id for id in ids if id is not None] if None in ids else ids
        return cast("list[int]", known), cast("_Counted", found).count <= limit

    def cached_best(
        self, asked: Hashable, query: Query, limit: int, by: str | None = None
    ) -> tuple[Scores, int]:
        """The best and how many, known from before where the same was asked.

        So for letters taken back.
        """
        return self._kept((asked, by), lambda: self.best(query, limit, by))

    def cached_stream(self, asked: Hashable, query: Query, limit: int) -> tuple[Scores, bool]:
        """The same, and whether that is all, which takes less than to count them."""
        known = "in any order, uncounted", asked
        scores, count = self._kept(known, lambda: self.scored(query, limit, counts=False))
        return scores, count < limit

    def cached_scored(self, asked: Hashable, query: Query, limit: int) -> tuple[Scores, int]:
        """The same, with equals in any order."""
        return self._kept(("in any order", asked), lambda: self.scored(query, limit))

    def _kept(
        self, asked: Hashable, answered: Callable[[], tuple[Scores, int]]
    ) -> tuple[Scores, int]:
        with self._mutex:
            if (kept := self._cached.pop(asked, None)) is not None:
                self._cached[asked] = kept  # as the latest
        if kept is not None:
            return dict(zip(*kept[:2], strict=True)), kept[2]
        scores, count = answered()
        with self._mutex:
            before = self._cached.pop(asked, None)
            self._cached[asked] = array("q", scores), array("d", scores.values()), count
            self._known_scores += len(scores) - (len(before[0]) if before else 0)
            while len(self._cached) > _CACHED or self._known_scores > _CACHED_SCORES:
                longest = next(iter(self._cached))
                self._known_scores -= len(self._cached.pop(longest)[0])
        return scores, count

    def written(self, asked: Hashable, write: Callable[[], Query]) -> Query:
        """What asks this state of the index for something, written once."""
        if (query := self._written.get(asked)) is None:
            if len(self._written) >= _CACHED:
                self._written = {}
            query = self._written[asked] = write()
        return query

    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token stands, about; what is known is not looked up again."""
        known = self._frequencies.get(field)
        if known is None or len(known) > _CACHED_FREQUENCIES:
            known = self._frequencies[field] = {}  # and not the one that other threads ask
        found = known.get(token)
        if found is None:
            with translated_faults(self._folder):
                found = known[token] = self._searcher.doc_freq(field, token)
        return found

    def terms_with_prefix(
        self, field: str, prefix: str, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """The tokens that begin so and their frequencies; with a limit, the most frequent."""
        with translated_faults(self._folder):
            if limit is None:
                return self._searcher.terms_with_prefix(field, prefix)
            if (field, prefix, limit) not in self._prefix_terms:
                found = self._searcher.terms_with_prefix(field, prefix, limit=limit)
                self._prefix_terms[field, prefix, limit] = found
        return self._prefix_terms[field, prefix, limit]

    def inflections(self, base: str) -> tuple[str, ...]:
        """The words with a stem."""
        if base not in self._inflections:
            start = family_token(base)
            words = [pair[len(start) :] for pair, _ in self.terms_with_prefix(FAMILY, start)]
            self._inflections[base] = (*words, base) if stem(base) == base else tuple(words)
        return self._inflections[base]

    def _state_field(self, field: str, kind: str = STATE) -> int:
        """What the index says of itself; 0 when it is empty."""
        state = Query.term_query(schema(), KIND, kind, "basic")
        with translated_faults(self._folder):
            hits = self._searcher.search(state, 1, count=False, order_by_field=field).hits
        return int(hits[0][0]) if hits else 0
