"""Which articles and notes hold some words: from the index, and by scan where it is behind.

Large because both are asked in the same ways, and their answers put together.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import islice, repeat
from threading import Lock
from typing import overload

from tantivy import Occur, Query

from octavo.index.corpus import Corpus, Searchable
from octavo.index.folder import IndexUnusable
from octavo.index.search.id_set import IdSet
from octavo.index.search.scanner import AnalyzedTerm, ScannedDocument, analyzed
from octavo.index.search.tantivy_query import (
    FEW_IDS,
    QueryBuilder,
    all_of,
    among,
    everything,
    notes,
)
from octavo.index.search.token_query import weight_of
from octavo.index.writer import SearchIndex
from octavo.model.search import (
    GONE,
    THOROUGH,
    CompleteResults,
    Scan,
    Scores,
    SearchResults,
    in_order,
)
from octavo.query import words_of
from octavo.query.ast import And, Node, Not, Or, Phrase, TextTerm, Word, negates
from octavo.query.ast import Query as Asked

AT_HAND = 200
"""As many of the best are fetched at once."""

_AT_FIRST = 1_000
"""As many are fetched where fields narrow them: of most queries, all there are."""

_OF_PHRASE = 20_000
"""As many are fetched of a phrase."""

MANY = 3_000
"""More documents than this are not left out of a ranking, but told apart one by one."""


class RankedResults(Sequence[int]):
    """Results of which the best are known, and the rest are fetched when they are asked for.

    What does not come from the index, `fresh`, stands among the rest by its score.
    """

    def __init__(
        self, best: Scores, fresh: Scores, count: int, fetch: Callable[[], Scores]
    ) -> None:
        self.total = count + len(fresh)
        self.unsearched = 0
        """In how many texts the words were not looked for."""
        self._fetch = fetch
        self.fetch_anew: Callable[[], Scores] | None = None
        """Finds them again where the index breaks before the rest is fetched."""
        self._fetching = Lock()
        """Held while the rest is fetched, so that two threads that ask for it get it once."""
        self._fresh = fresh
        least = min(best.values()) if len(best) < count else -1.0
        self._scores = best | {id: score for id, score in fresh.items() if score > least}
        self._ids = in_order(self._scores)

    @property
    def ids(self) -> Sequence[int]:
        """In order."""
        return self

    def score(self, id: int) -> float:
        """How well it fits."""
        if id not in self._scores:
            self.upto(self.total)
        return self._scores.get(id, 0.0)

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[int]:
        known = self.upto(0)
        yield from known
        yield from self.upto(len(self))[len(known) :]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        positions = range(len(self))[index]
        if isinstance(positions, int):
            return self.upto(positions + 1)[positions]
        return self.upto(max(positions, default=-1) + 1)[index] if positions else []

    def upto(self, count: int) -> Sequence[int]:
        """At least so many of the best."""
        with self._fetching:
            if count > len(self._ids):
                every = self._every() | self._fresh
                rest = in_order({i: every[i] for i in every if i not in self._scores})
                self._scores = every | self._scores
                ids = [*self._ids, *rest, *repeat(GONE, self.total)]
                self._ids = ids[: self.total]
            return self._ids

    def _every(self) -> Scores:
        try:
            return self._fetch()
        except IndexUnusable:
            if self.fetch_anew is None:
                raise
            return self.fetch_anew()


class WordSearch:
    """Looks for words in one state of a library.

    Large because each answer is put together of what the index has and what it lacks.
    """

    def __init__(self, corpus: Corpus, index: SearchIndex, scan: Scan = THOROUGH) -> None:
        self._corpus = corpus
        self._scan = scan
        self.pending = frozenset(corpus.pending)
        is_much = scan.most_texts is not None and len(self.pending) > scan.most_texts
        self.unsearched = self.pending if is_much else frozenset[int]()
        """The documents of which at most titles and notes are looked through."""
        self._trash = frozenset(corpus.trash)
        self._snapshot = index.snapshot  # after `pending`: what leaves that is then in here
        self._builder = QueryBuilder(self._snapshot)
        self._scans: dict[Node, Scores] = {}

    def scores(self, node: Node) -> Scores:
        """All that holds the words of a tree without fields."""
        found = self._indexed(node)
        for id in self.pending:
            found.pop(id, None)
        return found | self._scanned(node)

    def ids(self, node: Node, within: IdSet | None = None, *, ranked: bool = False) -> IdSet:
        """All that holds the words of a tree without fields, or all that is also in a set.

        Where the best are to be told from others as well, that is done at once.
        """
        query = self._builder.tree(node)
        if query is None:
            return IdSet.of(self.scores(node))
        if within is not None and len(within) <= FEW_IDS and self._may_be_frequent(node):
            found = IdSet.of(self._snapshot.ranked(all_of([query, _only(within)])))
        else:
            all_of_them = ranked or not self._may_be_frequent(node)
            found = (all_of_them and self._all_or_none(node)) or self._snapshot.ids(node, query)
        if not self.pending:
            return found
        return (found - IdSet.of(self.pending)) | IdSet.of(self._scanned(node))

    def best_among(self, node: Node, ids: IdSet) -> SearchResults:
        """Of some articles and notes that hold the words of a tree, the best first."""
        unsearched = len(self.unsearched)
        query = self._query(node)
        if query is None:
            scores = {id: score for id, score in self.scores(node).items() if id in ids}
            return CompleteResults(in_order(scores), scores, unsearched)
        fresh = {id: score for id, score in self._scanned(node).items() if id in ids}
        indexed = ids - IdSet.of(fresh)

        def every() -> Scores:
            ranked = self._snapshot.ranked(query).items()
            return {id: score for id, score in ranked if id in indexed}

        best = self._best_among(node, query, indexed)
        results = RankedResults(best, fresh, len(indexed), every)
        results.unsearched = unsearched
        return results

    def _all_or_none(self, node: Node) -> IdSet | None:
        """All of the index that hold the words of a tree; None where they are many."""
        if self._is_frequent(node):
            return None
        scores, count = self._best(node)
        return IdSet.of(scores) if len(scores) == count else None

    def _is_frequent(self, node: Node) -> bool:
        """Whether so many hold a word that the best of them are hardly all that is meant."""
        return isinstance(node, Word) and self._builder.frequency(analyzed(node)) > _AT_FIRST

    def _may_be_frequent(self, node: Node) -> bool:
        """Whether many hold all words, each by itself, so that they take long to go through."""
        if isinstance(node, And):
            return all(map(self._may_be_frequent, node.nodes))
        is_one = isinstance(node, Word | Phrase)
        return is_one and self._builder.most(analyzed(node)) > _AT_FIRST

    def _best(self, node: Node) -> tuple[Scores, int]:
        """The best of the index that hold the words of a tree, and how many do.

        To find a phrase takes more than to fetch what has it, so that it is done once.
        """
        query = self._query(node)
        assert query is not None
        limit = _OF_PHRASE if isinstance(node, Phrase) else _AT_FIRST
        return self._snapshot.cached_best(node, query, limit)

    def _best_among(self, node: Node, query: Query, ids: IdSet) -> Scores:
        """The best of some documents that all hold the words of a tree.

        Where those are few, and not among the best of all, they are scored by themselves; else
        so many of the best of all are fetched that there should be enough of these among them.
        """
        if len(ids) <= FEW_IDS and self._may_be_frequent(node):
            return self._snapshot.ranked(all_of([query, _only(ids)]))
        scores = {} if self._is_frequent(node) else self._best(node)[0]
        wanted, count = len(scores), len(self.ids(node))
        while True:
            found = {id: scores[id] for id in ids.within([*scores], max(scores, default=0))}
            if len(found) >= min(AT_HAND, len(ids)) or wanted >= count:
                return dict(islice(found.items(), AT_HAND))
            wanted = max(4 * wanted, AT_HAND * count // len(ids) * 5 // 4 + AT_HAND)
            if len(ids) < wanted:
                return self._snapshot.ranked(all_of([query, _only(ids)]))
            scores, _ = self._snapshot.best(query, wanted)

    def ranking(self, node: Node) -> RankedResults | None:
        """The articles outside the trash that hold the words of a tree, best first.

        None if the index cannot tell by itself, or has too much that is not wanted.
        """
        unwanted = self.pending | self._trash
        query = self._query(node) if len(unwanted) < MANY else None
        if query is None:
            return None
        clauses = [(Occur.Must, query), (Occur.MustNot, notes())]
        if unwanted:
            clauses.append((Occur.MustNot, among(unwanted)))
        query = Query.boolean_query(clauses)
        best, count = self._snapshot.cached_best((node, unwanted), query, AT_HAND)
        scanned = self._scanned(node).items()
        fresh = {id: score for id, score in scanned if self._is_listed(id)}
        results = RankedResults(best, fresh, count, lambda: self._snapshot.ranked(query))
        results.unsearched = len(self.unsearched)
        return results

    def _is_listed(self, id: int) -> bool:
        return id in self._corpus.articles and id not in self._trash

    def _scanned(self, node: Node) -> Scores:
        """What of the newest holds the words, scored about as the index would."""
        if self.unsearched and negates(node):
            return {}
        if node in self._scans:
            return self._scans[node]
        fresh = self._scan.through(self.fresh)
        holding = (each for each in fresh if each.matches(node, lambda _: False))
        asked = [analyzed(term) for term in words_of(Asked(node))]
        self._scans[node] = self._weighed(holding, asked)
        return self._scans[node]

    def weighed(self, asked: Sequence[AnalyzedTerm]) -> Scores:
        """What of the newest holds any of some tokens."""
        scores = self._weighed(self._scan.through(self.fresh), asked).items()
        return {id: weight for id, weight in scores if weight}

    def _weighed(
        self, documents: Iterable[ScannedDocument], asked: Sequence[AnalyzedTerm]
    ) -> Scores:
        weights = [(each, self._builder.rarity(each)) for each in asked]
        return {
            document.id: sum(weight_of(document, each) * rarity for each, rarity in weights)
            for document in documents
        }

    @cached_property
    def fresh(self) -> list[ScannedDocument]:
        """What the index does not have as it is now, as far as that is looked through."""
        if not self.unsearched:
            return [*map(ScannedDocument, self._read(self.pending))]
        most = self._scan.most_titles
        newest = nlargest(len(self.pending) if most is None else most, self.pending)
        return [*map(ScannedDocument, self._read(newest, texts=False))]

    def _read(self, ids: Collection[int], *, texts: bool = True) -> Iterable[Searchable]:
        """The words of some documents, as long as somebody waits for the answer."""
        return self._corpus.searchables(self._scan.through(sorted(ids)), texts=texts)

    def _query(self, node: Node) -> Query | None:
        """What holds the words of a tree, with a boost for where they stand."""
        tree = self._builder.tree(node)
        if tree is None:
            return None
        clauses = [(Occur.Must, tree)]
        for term in words_of(Asked(node)):
            clauses += [(Occur.Should, boost) for boost in self._builder.boosts(analyzed(term))]
        return Query.boolean_query(clauses)

    def _indexed(self, node: Node, within: Collection[int] | None = None) -> Scores:
        """What the index has; if `within` is given, only of these."""
        query = self._query(node)
        if query is not None:
            return _within(self._snapshot.ranked(query), within)
        match node:
            case Word() | Phrase():
                return self._verified(node, within)
            case And(nodes):
                return self._in_all(nodes, within)
            case Or(nodes):
                return added(self._indexed(each, within) for each in nodes)
            case Not(negated):
                return self._in_all((Not(negated),), within)
            case _:
                raise TypeError(f"{node} is not made of words")

    def _in_all(self, nodes: Iterable[Node], within: Collection[int] | None) -> Scores:
        """What fits all nodes; those that need a look at the texts come last."""
        found: Scores | None = None
        for node in sorted(nodes, key=self._cost):
            if isinstance(node, Not):
                found = self._everything(within) if found is None else found
                held = self._indexed(node.node, found.keys())
                found = {id: weight for id, weight in found.items() if id not in held}
            else:
                held = self._indexed(node, within if found is None else found.keys())
                before = found or {}
                found = {id: weight + before.get(id, 0.0) for id, weight in held.items()}
        return found or {}

    def _cost(self, node: Node) -> tuple[bool, bool]:
        return isinstance(node, Not), self._builder.tree(node) is None

    def _everything(self, within: Collection[int] | None) -> Scores:
        ids = self._snapshot.ids(None, everything())
        return dict.fromkeys(ids if within is None else ids & IdSet.of(within), 0.0)

    def _verified(self, term: TextTerm, within: Collection[int] | None) -> Scores:
        """The candidates that a look at their texts confirms."""
        query = self._builder.candidates(analyzed(term))
        candidates = _within(self._snapshot.ranked(query), within)
        texts = self._read(candidates.keys() - self.pending)
        return {
            each.id: candidates[each.id] for each in texts if ScannedDocument(each).holds(term)
        }


def _only(ids: IdSet) -> Query:
    """The documents with some ids, which tells nothing of how well they fit."""
    return Query.const_score_query(among(ids), 0.0)


def _within(scores: Scores, ids: Collection[int] | None) -> Scores:
    return scores if ids is None else {id: scores[id] for id in scores.keys() & ids}


def added(parts: Iterable[Scores]) -> Scores:
    """The scores of what is in any part, summed where it is in several."""
    sums: Scores = {}
    for part in parts:
        for id, weight in part.items():
            sums[id] = sums.get(id, 0.0) + weight
    return sums
