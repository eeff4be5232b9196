"""Which articles and notes hold some words: from the index, and by scan where it is behind.

What takes less is told by thresholds. With the 1 000 mixes of the benchmark at 100 000
articles, each asked for the first time by children of one process in turn, the p95 of the
first half is 6.2 ms of processor time and that of the other 5.2; the same done twice differs by
a tenth:

| with | first half | other half |
|---|---|---|
| `_ONE_BY_ONE` 5, 20 | 6.8, 6.2 | 4.9, 4.8 |
| `_RANKED` 200 | 5.9 | 5.1 |
| `_AT_FIRST` 300, 3 000 | 6.2, 6.8 | 4.9, 5.3 |
| `_RARE` 16, 32 | 6.3, 5.8 | 4.9, 4.9 |
| `_OF_PHRASE` 3 000 | 7.4 | 5.4 |
| `_DEAR` 10 000 | 5.6 | 5.4 |

Large because both are asked in the same ways, and their answers put together.
"""

from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from functools import cached_property, partial, reduce
from heapq import nlargest
from itertools import chain, islice, repeat, takewhile
from math import inf
from threading import Lock

from tantivy import Occur, Query

from octavo.index.corpus import Corpus, Searchable
from octavo.index.folder import IndexUnusable
from octavo.index.schema import NUMBERS, PAIRS, TITLE, WORDS, pair_token
from octavo.index.search.id_set import IdSet
from octavo.index.search.scanner import AnalyzedTerm, ScannedDocument, analyzed
from octavo.index.search.tantivy_query import (
    IndexedTerm,
    QueryBuilder,
    among,
    every_of,
    has_beginning,
    indexed_term,
    notes,
)
from octavo.index.search.token_query import any_of, weight_of, with_scores
from octavo.index.text.compounds import joins_words, patterns
from octavo.index.writer import SearchIndex
from octavo.model.search import (
    GONE,
    THOROUGH,
    CompleteResults,
    LazyIds,
    Scan,
    Scores,
    SearchResults,
    in_order,
)
from octavo.query import words_of
from octavo.query.ast import (
    And,
    FieldTerm,
    Node,
    Not,
    Or,
    Phrase,
    TextTerm,
    Where,
    Word,
    all_words,
    is_wordy,
    negates,
)
from octavo.query.ast import Query as Asked
from octavo.query.predicates import ADDED, Moment

AT_HAND = 200
"""As many of the best are fetched at once."""

IN_SIGHT = 60
"""As many at least, where few of the best fit: more than a screen shows."""

_AT_FIRST = 1_000
"""As many are fetched where fields narrow them: of most queries, all there are."""

_PREPARED = 1_000
"""Sets of words, pairs and beginnings that are made before they are asked for, in 3 to 5 s."""

_MOST_FREQUENT = 128
"""As many of the most common words are looked at."""

_BEGINNINGS = 300
"""Of as many words with a letter the beginnings are looked at."""

_ONE_BY_ONE = 10
"""So many documents are found in all by the time that one of some is asked for by its id."""

_RANKED = 100
"""As many are ranked by the time that one of some is ranked that is asked for by its id."""

_WIDESPREAD = 4
"""What one of fewer documents holds takes long to rank, 4 ms where 80 000 of 100 000 do: the
best are known beforehand, too."""

_STREAMS = (1_000, 2_000, 4_000, 8_000, 16_000)
"""As many of the best are fetched to be narrowed, and kept for other mixes of these words."""

_RARE = 8
"""What one of so many documents holds is soon looked up."""

_OF_PHRASE = 30_000
"""As many are fetched of a phrase: to find them takes longer than that."""

_DEAR = 3_000
"""Documents of which each has all words of a phrase, so that it takes long to find."""

_FEW_FOR_PHRASE = 3_200
"""In so many a phrase is sooner looked for than in all."""

MANY = 3_000
"""More documents than this are not left out of a ranking, but told apart one by one."""


class RankedResults(LazyIds):
    """Results of which the best are known, and the rest are fetched when they are asked for.

    What does not come from the index, `fresh`, stands among the rest by its score.
    """

    def __init__(
        self, best: Scores, fresh: Scores, count: int, fetch: Callable[[], Scores]
    ) -> None:
        self.total = count + len(fresh)
        self.unsearched = 0
        """In how many texts the words were not looked for."""
        self.is_counted = True
        """Whether there are no more than `total`."""
        self._fetch = fetch
        self.fetch_anew: Callable[[], Scores] | None = None
        """Finds them again where the index breaks before the rest is fetched."""
        self._fetching = Lock()
        """Held while the rest is fetched, so that two threads that ask for it get it once."""
        self._fresh = fresh
        least = min(best.values()) if len(best) < count else -inf
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

    def upto(self, count: int) -> Sequence[int]:
        if count <= len(known := self._ids):
            return known
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


class NewestResults(RankedResults):
    """Results by the time when they were added, which is no score."""

    def score(self, _: int) -> float:
        return 0.0


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
        self.leave_out(())
        self._snapshot = index.snapshot  # after `pending`: what leaves that is then in here
        self._builder = QueryBuilder(self._snapshot)
        self._scans: dict[Node, Scores] = {}
        self._trees: dict[Node, Query | None] = {}
        self._queries: dict[Node, Query] = {}
        self._among: dict[Node, tuple[IdSet, Scores]] = {}
        """Of what was asked among some documents: which, and how well they fit."""

    def scores(self, node: Node) -> Scores:
        """All that holds the words of a tree without fields."""
        found = self._indexed(node)
        for id in self.pending:
            found.pop(id, None)
        return found | self._scanned(node)

    def told(
        self, parts: Sequence[Node], held: Mapping[Node, Node], now: Moment
    ) -> Mapping[Node, Node]:
        """The parts of a query that the index tells together, as it is asked for them.

        Beside the words that a match holds these are others and fields, where tokens tell the
        words: without a word that is held only if nothing is left to be told elsewhere.
        """
        told = {part: part if is_wordy(part) else indexed_term(part, now) for part in parts}
        every = {part: each for part, each in told.items() if each is not None}
        is_of_use = held or len(every) == len(parts)
        return every if is_of_use and all(map(self._builder.tells, every.values())) else held

    def ids(self, node: Node, within: IdSet | None = None, *, ranked: bool = False) -> IdSet:
        """All that holds the words of a tree without fields, or all that is also in a set.

        Where the best are to be told from others as well, that is done at once.
        """
        if not self._builder.tells(node):
            return IdSet.of(self.scores(node))
        found = self._indexed_ids(node, within, ranked=ranked)
        if not self.pending:
            return found
        return (found - IdSet.of(self.pending)) | IdSet.of(self._scanned(node))

    def _indexed_ids(self, node: Node, within: IdSet | None, *, ranked: bool) -> IdSet:
        """All of the index, by the way that takes the least."""
        if (known := self._known(node)) is not None:
            return known
        snapshot, most, is_dear = self._snapshot, self._most(node), self._is_dear(node)
        is_partly_known = isinstance(node, And | Or) and any(map(self.knows, node.nodes))
        few = _FEW_FOR_PHRASE if is_dear else min(most, snapshot.size // 8) // _ONE_BY_ONE
        if within is not None and len(within) <= few and not is_partly_known:
            return IdSet.of(self._scores_among(node, within))
        if ranked and not is_partly_known and (is_dear or most <= _AT_FIRST):
            scores, count = self._best(node)
            if len(scores) == count:
                self._among[node] = found = IdSet.of(scores), scores
                return snapshot.sets.keep(node, found[0])
        if isinstance(node, And | Or) and (is_partly_known or not is_dear):
            return self._joined_ids(node, within)
        query = self._builder.tree(node, scored=False)
        assert query is not None
        return snapshot.ids(node, query, most)

    def _joined_ids(self, node: And | Or, within: IdSet | None) -> IdSet:
        """The same, told from its parts, which are then known for all that they are part of."""
        if isinstance(node, Or):
            every = (self._indexed_ids(each, within, ranked=False) for each in node.nodes)
            return reduce(IdSet.__or__, every)
        found = within
        for each in sorted(node.nodes, key=self._order):
            if found is not None and not len(found):
                break
            if isinstance(each, Not):
                found = self._snapshot.everything if found is None else found
                found -= self._indexed_ids(each.node, found, ranked=False)
            else:
                fits = self._indexed_ids(each, found, ranked=False)
                found = fits if found is None else found & fits
        assert found is not None
        return found

    def _order(self, node: Node) -> tuple[bool, bool, int]:
        """What is known comes first, and then what may leave few to look for the others in."""
        return not self.knows(node), isinstance(node, Not), self._most(node)

    def knows(self, node: Node) -> bool:
        """Whether it is known what holds the words of a tree."""
        return self._known(node) is not None

    def is_ready(self, nodes: Iterable[Node]) -> bool:
        """Whether it is known or soon looked up what holds the words of some trees.

        The beginning of a word takes longest to look up, but more still each time it is told.
        """
        for node in nodes:
            match node:
                case And(parts) | Or(parts):
                    is_ready = self.is_ready(parts)
                case Not(negated):
                    is_ready = self.is_ready([negated])
                case Word() | Phrase() if self._builder.tells(node):
                    is_rare = self._most(node) * _RARE <= self._snapshot.size
                    is_soon = has_beginning(node) or is_rare
                    is_ready = self.knows(node) or (is_soon and not self._is_dear(node))
                case Word() | Phrase():
                    is_ready = False
                case _:
                    is_ready = True
            if not is_ready:
                return False
        return True

    def is_soon_told(self, nodes: Sequence[Node]) -> bool:
        """Whether what fits trees is told before it is looked up what holds each word."""
        words, most = [*all_words(And((*nodes,)))], self._most(And((*nodes,)))
        if not _AT_FIRST < most <= self._snapshot.size // _RARE:
            return False
        return not (any(map(has_beginning, words)) or all(map(self.knows, words)))

    def prepare(self) -> Iterator[None]:
        """Have it known what holds the most common words, and what begins as many do.

        And where words have others inside, as hits that are shown ask for it.
        """
        snapshot, left = self._snapshot, _PREPARED
        for language in filter(joins_words, snapshot.languages):
            patterns(language)
            yield
        for term in dict.fromkeys(self._common_terms()):
            if not left or snapshot.sets.is_full:
                break
            if not self.knows(term) and not snapshot.is_few(self._most(term)):
                left -= 1
                held = self._indexed_ids(term, None, ranked=False)
                if len(held) * _WIDESPREAD > snapshot.size and isinstance(term, Word):
                    self._stream(term, AT_HAND)
                yield
        snapshot.sets.is_prepared = True

    def _common_terms(self) -> Iterator[TextTerm]:
        """Words, pairs of them and beginnings, of which many are held by many documents."""
        snapshot = self._snapshot
        common = [word for word, _ in snapshot.terms_with_prefix(WORDS, "", _MOST_FREQUENT)]
        letters = dict.fromkeys(word[:1] for word in common)
        yield from (Word(letter, prefix=True) for letter in letters)
        yield from map(Word, common)
        frequent = (snapshot.terms_with_prefix(WORDS, each, _BEGINNINGS) for each in letters)
        words = {word: held for each in frequent for word, held in each}
        yield from (Word(word[:length], prefix=True) for length in (2, 3) for word in words)
        yield from (Word(word) for word, held in words.items() if not snapshot.is_few(held))
        for name, _ in snapshot.terms_with_prefix(TITLE, "", _BEGINNINGS):
            yield Word(name, where=Where.TITLE)
        for pair, _ in snapshot.terms_with_prefix(PAIRS, "", _BEGINNINGS):
            yield Phrase(" ".join(pair.split(pair_token("", ""))))

    def _known(self, node: Node) -> IdSet | None:
        """All of the index, where that is known of all parts of a tree."""
        if (kept := self._snapshot.sets.get(node)) is not None:
            ids, changed = kept
            return self._looked_up(node, ids, changed) if len(changed) else ids
        if isinstance(node, And | Or):
            known = [*map(self._known, node.nodes)]
            found = [ids for ids in known if ids is not None]
            joined = IdSet.__and__ if isinstance(node, And) else IdSet.__or__
            return reduce(joined, found) if len(found) == len(known) else None
        if isinstance(node, Not) and (held := self._known(node.node)) is not None:
            return self._snapshot.everything - held
        return None

    def _looked_up(self, node: Node, ids: IdSet, changed: IdSet) -> IdSet:
        """What holds the words of a tree, where that was known before some have changed."""
        query = self._builder.tree(node, scored=False)
        assert query is not None
        now = self._snapshot.ranked(every_of([query, among(changed)]), len(changed))
        return self._snapshot.sets.keep(node, (ids - changed) | IdSet.of(now))

    def best_among(self, node: Node, ids: IdSet) -> SearchResults:
        """Of some articles and notes that hold the words of a tree, the best first."""
        unsearched = len(self.unsearched)
        if not self._builder.tells(node):
            scores = {id: score for id, score in self.scores(node).items() if id in ids}
            return CompleteResults(in_order(scores), scores, unsearched)
        fresh = {id: score for id, score in self._scanned(node).items() if id in ids}
        indexed = ids - IdSet.of(fresh)

        def every() -> Scores:
            query = self._query(node)
            ranked = self._snapshot.ranked(query).items() if query else ()
            return {id: score for id, score in ranked if id in indexed}

        best = self._best_among(node, indexed)
        results = RankedResults(best, fresh, len(indexed), every)
        results.unsearched = unsearched
        return results

    def _most(self, node: Node) -> int:
        """How many, about and at most, hold the words of a tree."""
        match node:
            case Word() | Phrase():
                return self._builder.most(analyzed(node))
            case And(nodes):
                return min(map(self._most, nodes))
            case Or(nodes):
                return sum(map(self._most, nodes))
            case _:
                return self._snapshot.size

    def _is_dear(self, node: Node) -> bool:
        """Whether it takes long to find the words, as many hold those of a phrase."""
        match node:
            case And(nodes) | Or(nodes):
                return self._most(node) > _DEAR and any(map(self._is_dear, nodes))
            case Not(negated):
                return self._is_dear(negated)
            case Word() | Phrase():
                asked = analyzed(node)
                is_one_token = len(asked.tokens) < 2 or len(self._builder.pairs(asked)) == 1
                return not is_one_token and self._builder.most(asked) > _DEAR
            case _:
                return False

    def _best(self, node: Node) -> tuple[Scores, int]:
        """The best of the index that hold the words of a tree, and how many do.

        To find a phrase takes more than to fetch what has it, so that it is done once.
        """
        query = self._query(node)
        assert query is not None
        limit = _OF_PHRASE if self._is_dear(node) else _AT_FIRST
        return self._snapshot.cached_scored(node, query, limit)

    def _scored_anyhow(self, node: Node) -> Query:
        """What scores what is known to hold the words of a tree, and others as well.

        Side by side, scoring 70 000 of 100 000 takes a quarter less than within one another,
        and less than half where each stands in one form. Behind what is rare it takes that
        again to have them one after the other.
        """
        parts = node.nodes if isinstance(node, And) else (node,)
        rare = [part for part in parts if self._most(part) * _RARE <= self._snapshot.size]
        rare = [part for part in rare if not has_beginning(part)]
        scored = [
            *self._scoring(part for part in parts if part not in rare),
            *self._boosts(node),
        ]
        if not rare:
            return any_of(scored)
        return with_scores(every_of([*filter(None, map(self._tree, rare))]), scored)

    def _scoring(self, nodes: Iterable[Node]) -> Iterator[Query]:
        return chain.from_iterable(map(self._builder.scoring, nodes))

    def _scores_among(self, node: Node, ids: IdSet, *, all_hold: bool = False) -> Scores:
        """How well some documents fit, asked one by one, and known from then on.

        Where all of them hold the words, only what scores is asked for.
        """
        if node not in self._among or len(ids - self._among[node][0]):
            meant = Query.const_score_query(among(ids), 0.0)
            if all_hold:
                parts = node.nodes if isinstance(node, And) else (node,)
                asked = with_scores(meant, [*self._scoring(parts), *self._boosts(node)])
            else:
                query = self._query(node)
                assert query is not None
                asked = every_of([query, meant])
            self._among[node] = ids, self._snapshot.ranked(asked, len(ids))
        return self._among[node][1]

    def _best_among(self, node: Node, ids: IdSet) -> Scores:
        """The best of some documents that all hold the words of a tree.

        So many of the best of all are fetched that there should be enough of these among
        them; where it takes less, these are scored by themselves.
        """
        size, is_dear = len(ids), self._is_dear(node)
        enough = min(IN_SIGHT, AT_HAND, size)
        if node in self._among and not len(ids - self._among[node][0]):
            return _first(self._among[node][1], ids, AT_HAND)
        known = None if is_dear else self._known(node)
        held = self._most(node) if known is None else len(known)
        wanted = max(IN_SIGHT * held // max(1, size) * 5 // 4, AT_HAND)
        while True:
            few = min(wanted, held) // _ONE_BY_ONE + held // _RANKED
            if size <= (_FEW_FOR_PHRASE if is_dear else few):
                return _first(self._scores_among(node, ids, all_hold=True), ids, AT_HAND)
            if is_dear:
                scores, count = self._best(node)
                is_all = len(scores) == count
            else:
                scores, is_all = self._stream(node, wanted)
            found = _first(scores if is_all else _above_last(scores), ids, AT_HAND)
            if is_all and len(found) < enough:  # the others score nothing
                found |= dict.fromkeys(nlargest(AT_HAND, ids - IdSet.of(found)), 0.0)
            if len(found) >= enough:
                return found
            wanted = 4 * max(wanted, len(scores))

    def _stream(self, node: Node, wanted: int) -> tuple[Scores, bool]:
        """As many of the best of all that hold words as are wanted, and whether that is all."""
        limits = _STREAMS if isinstance(node, Word | Phrase) else (400, *_STREAMS)
        limit = next((each for each in limits if each >= wanted), wanted)
        return self._snapshot.cached_stream((node, limit), self._scored_anyhow(node), limit)

    def leave_out(self, ids: Iterable[int]) -> None:
        """Have no ranking and no total hold some articles."""
        self._left_out = frozenset(ids)
        self._unwanted = self.pending | self._trash | self._left_out

    def ranking(self, node: Node, *, newest: bool = False) -> RankedResults | None:
        """The articles outside the trash that a tree means, the best or the newest first.

        None if the index cannot tell by itself, or has too much that is not wanted.
        """
        tree = self._builder.tree(node, scored=False) if newest else self._query(node)
        if (query := self._listed(tree)) is None:
            return None
        snapshot, by = self._snapshot, NUMBERS[ADDED] if newest else None
        asked: Hashable = node, self._unwanted
        best, count = dict[int, float](), 0
        begun = self._builder.most_telling(node) if not newest else None
        if self._scan.counts_later and (likely := self._listed(begun)):
            best, count = snapshot.cached_best(("likely", asked), likely, AT_HAND)
        if is_counted := count <= AT_HAND or min(best.values()) <= 0:
            best, count = snapshot.cached_best(asked, query, AT_HAND, by)
        fresh, kind = self._fresh(node), NewestResults if newest else RankedResults
        if newest:
            fresh = {id: self._corpus.articles[id].added.timestamp() for id in fresh}
        results = kind(best, fresh, count, lambda: snapshot.scored(query, snapshot.size, by)[0])
        results.unsearched, results.is_counted = len(self.unsearched), is_counted
        return results

    def total(self, node: Node) -> int | None:
        """How many articles outside the trash a tree means; None where no ranking would be."""
        query = self._listed(self._builder.tree(node, scored=False))
        return self._snapshot.count(query) + len(self._fresh(node)) if query else None

    def _listed(self, query: Query | None) -> Query | None:
        """The articles outside the trash of what fits a query."""
        if query is None or len(self._unwanted) >= MANY:
            return None
        clauses = [(Occur.Must, query), (Occur.MustNot, notes())]
        if self._unwanted:
            clauses.append((Occur.MustNot, among(self._unwanted)))
        return Query.boolean_query(clauses)

    def _fresh(self, node: Node) -> Scores:
        """The articles outside the trash that a tree means, and that the index has not."""
        articles, unwanted = self._corpus.articles, self._trash | self._left_out
        scanned = self._scanned(node).items()
        return {id: s for id, s in scanned if id in articles and id not in unwanted}

    def _scanned(self, node: Node) -> Scores:
        """What of the newest holds the words, scored about as the index would."""
        if not self.pending or (self.unsearched and negates(node)):
            return {}
        if node in self._scans:
            return self._scans[node]
        fresh = self._scan.through(self.fresh)
        holding = (e for e in fresh if e.matches(node, partial(self._is_meant, e.id)))
        asked = [analyzed(term) for term in words_of(Asked(node))]
        self._scans[node] = self._weighed(holding, asked)
        return self._scans[node]

    def _is_meant(self, id: int, field: FieldTerm) -> bool:
        item = self._corpus.articles.get(id) or self._corpus.notes.get(id)
        if item is None or not isinstance(field, IndexedTerm):
            return False
        return field.column.test(field.predicate)(item)

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
            return [*map(ScannedDocument, self.read(self.pending))]
        most = self._scan.most_titles
        newest = nlargest(len(self.pending) if most is None else most, self.pending)
        return [*map(ScannedDocument, self.read(newest, texts=False))]

    def read(self, ids: Collection[int], *, texts: bool = True) -> Iterable[Searchable]:
        """The words of some documents, as long as somebody waits for the answer."""
        return self._corpus.searchables(self._scan.through(sorted(ids)), texts=texts)

    def _tree(self, node: Node) -> Query | None:
        """What holds the words of a tree, written once."""
        if node not in self._trees:
            self._trees[node] = self._builder.tree(node)
        return self._trees[node]

    def _query(self, node: Node) -> Query | None:
        """What holds the words of a tree, with a boost for where they stand."""
        tree = self._tree(node)
        if tree is None or node in self._queries:
            return self._queries.get(node)
        self._queries[node] = with_scores(tree, self._boosts(node))
        return self._queries[node]

    def _boosts(self, node: Node) -> Iterator[Query]:
        terms = map(analyzed, words_of(Asked(node)))
        return chain.from_iterable(map(self._builder.boosts, terms))

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
        return isinstance(node, Not), not self._builder.tells(node)

    def _everything(self, within: Collection[int] | None) -> Scores:
        ids = self._snapshot.everything
        return dict.fromkeys(ids if within is None else ids & IdSet.of(within), 0.0)

    def _verified(self, term: TextTerm, within: Collection[int] | None) -> Scores:
        """The candidates that a look at their texts confirms."""
        query = self._builder.candidates(analyzed(term))
        candidates = _within(self._snapshot.ranked(query), within)
        texts = self.read(candidates.keys() - self.pending)
        return {
            each.id: candidates[each.id] for each in texts if ScannedDocument(each).holds(term)
        }


def _first(scores: Scores, ids: IdSet, count: int) -> Scores:
    """So many of some ids that fit best, equals in order, of scores with the best first."""
    fitting = filter(ids.test(max(scores, default=0)), scores)
    best = {id: scores[id] for id in islice(fitting, count)}
    if len(best) == count:
        least = min(best.values())
        best |= dict.fromkeys(takewhile(lambda id: scores[id] == least, fitting), least)
    return {id: best[id] for id in in_order(best)[:count]}


def _above_last(scores: Scores) -> Scores:
    """Scores without the last of them, of which there may be equals that were not fetched."""
    least = next(reversed(scores.values()), 0.0)
    return {id: score for id, score in scores.items() if score > least}


def _within(scores: Scores, ids: Collection[int] | None) -> Scores:
    return scores if ids is None else {id: scores[id] for id in scores.keys() & ids}


def added(parts: Iterable[Scores]) -> Scores:
    """The scores of what is in any part, summed where it is in several."""
    sums: Scores = {}
    for part in parts:
        for id, weight in part.items():
            sums[id] = sums.get(id, 0.0) + weight
    return sums
