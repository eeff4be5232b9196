"""Answering a query: words from the index, fields from columns, one order.

Large because a query is answered in one of several orders, each as far as it is asked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, reduce
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from octavo.index.corpus import Copies, Corpus
from octavo.index.search.columns import FEW
from octavo.index.search.id_set import IdSet
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
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
from octavo.query import Query, sort_of, words_of
from octavo.query.ast import (
    And,
    FieldTerm,
    Flag,
    Node,
    Not,
    Or,
    Phrase,
    Sort,
    SortField,
    TagName,
    Word,
    all_of,
    all_words,
    fields_of,
    groups_copies,
    is_wordy,
    negates,
    parts_of,
    place_of,
)
from octavo.query.characters import plain
from octavo.query.fields import column_of, predicate
from octavo.query.predicates import STEADY, Moment, Test, scope_of

if TYPE_CHECKING:
    from octavo.index.search.word_search import WordSearch
    from octavo.index.writer import SearchIndex

Item = Article | Note

_LEFT_OUT = 200
"""So many are sooner left out one by one than all that is found is told from them."""


def find(
    query: Query,
    corpus: Corpus,
    index: "SearchIndex | None",
    now: datetime,
    scan: Scan = THOROUGH,
) -> SearchResults:
    """What a query finds; `now` is aware and says what `today` means.

    Without words, no index is needed.

    Raises:
        SearchAbandoned: If nobody waits for it any more.
    """
    return QueryExecution(query, corpus, index, now, scan).results()


def count(
    query: Query,
    corpus: Corpus,
    index: "SearchIndex",
    now: datetime,
    scan: Scan = THOROUGH,
) -> int:
    """How many articles and notes a query finds.

    Raises:
        SearchAbandoned: If nobody waits for it any more.
    """
    return QueryExecution(query, corpus, index, now, scan).count()


def needs_index(query: Query, corpus: Corpus) -> bool:
    """Whether a query has words, or fields that the index knows sooner than a look at all."""
    if words_of(query) or negates(query.where):
        return True
    terms = [*fields_of(query.where)] if query.where else []
    columns = {column for column in map(column_of, terms) if column}
    is_known = columns <= STEADY and len(corpus.pending) <= FEW
    return bool(columns) and is_known and not corpus.columns.has(columns)


class QueryExecution:
    """Answers one query.

    Large because it is answered in one of several ways, each as far as it is asked.
    """

    def __init__(
        self,
        query: Query,
        corpus: Corpus,
        index: "SearchIndex | None",
        now: datetime,
        scan: Scan = THOROUGH,
        *,
        ranks: bool = True,
    ) -> None:
        """Where others rank by words, all but these are left to tell what passes."""
        self._query = query
        self._corpus = corpus
        self._index, self._scan = index, scan
        parts = parts_of(query.where)
        self._has_place = any(map(place_of, parts))
        told: Mapping[Node, Node]
        told = {part: part for part in parts if is_wordy(part) and not isinstance(part, Not)}
        self._is_of_sets = bool(ranks and index and parts) and self._is_ready(parts)
        """Whether sets are joined, which takes less than to have the index tell all at once."""
        if ranks and index and parts and not self._is_of_sets:
            told = self.words.told(parts, told, Moment(now))
        self._wordy = all_of(told.values()) if told else None
        """The parts of the query that the index tells: words, and fields beside them."""
        others = [part for part in parts if part not in told]
        self._others = (*scope_of(query), *others)
        terms = [term for node in self._others for term in fields_of(node)]
        noted = corpus.noted if any(term.value is Flag.NOTED for term in terms) else ()
        is_of_copies = any(term.value is Flag.DUPLICATE for term in terms)
        copies: Copies = corpus.duplicates.found(scan) if is_of_copies else ((), (), {})
        copied, self._uncompared, self._copies = copies
        self._moment = Moment(now, noted, feeds=lambda: corpus.feeds, copied=lambda: copied)
        self._columns = {column for column in map(column_of, terms) if column}

    def _is_ready(self, parts: Sequence[Node]) -> bool:
        """Whether the fields have columns, and the words are known or soon looked up.

        Words alone are sooner told by the index, unless some of them are known.
        """
        terms = [term for part in parts for term in fields_of(part)]
        columns = {column for column in map(column_of, terms) if column}
        if not self._corpus.columns.has(columns) or not self.words.is_ready(parts):
            return False
        if columns <= STEADY and self.words.is_soon_told(parts):
            return False
        return bool(terms) or any(map(self.words.knows, all_words(And((*parts,)))))

    @cached_property
    def words(self) -> "WordSearch":
        """What finds the words of the query."""
        from octavo.index.search.word_search import WordSearch  # not for fields alone

        assert self._index is not None
        return WordSearch(self._corpus, self._index, self._scan)

    def results(self) -> SearchResults:
        """What the query finds."""
        if self._asks_for_an_unused_tag():
            return CompleteResults(())
        wordy, sort = self._wordy, sort_of(self._query)
        by_relevance = sort == Sort(SortField.RELEVANCE)
        by_time = sort == Sort(SortField.ADDED) and not words_of(self._query)
        if wordy and (by_relevance or by_time) and self._is_told:
            ranking = self.words.ranking(wordy, newest=by_time)
            if ranking is not None:
                return ranking
        if wordy is None or by_time:
            return self._sorted(self._scattered_scores(), sort)
        if by_relevance and not self._uncompared and not groups_copies(self._query):
            return self.words.best_among(wordy, self._found)
        return self._sorted(self.words.scores(wordy), sort)

    def count(self) -> int:
        """How many articles and notes the query finds, which takes less than to order them."""
        if self._wordy and self._is_told:
            total = self.words.total(self._wordy)
            if total is not None:
                return total
        return 0 if self._asks_for_an_unused_tag() else len(self._found)

    @cached_property
    def _is_told(self) -> bool:
        """Whether the index tells all, or all but a few articles that it has to leave out."""
        if self._is_of_sets or self._has_place or self._uncompared:
            return False
        if groups_copies(self._query):
            return False
        if len(self._others) == len(scope_of(self._query)):
            return True
        columns = self._corpus.columns
        if not columns.has(self._columns) or not len(self._fitting):
            return False
        left_out = self._ids(And(scope_of(self._query))) - self._fitting - self._unsearched
        if is_few := len(left_out) <= _LEFT_OUT:
            self.words.leave_out(left_out)
        return is_few

    @cached_property
    def _found(self) -> IdSet:
        """All articles and notes that fit the query."""
        if not self._wordy:
            return self._fitting
        within = self._fitting if self._corpus.columns.has(self._columns) else None
        if within is not None and not len(within):
            return within
        return self.passing(self.words.ids(self._wordy, within, ranked=True))

    def _sorted(self, scores: Scores, sort: Sort) -> CompleteResults:
        asks_for_words = bool(words_of(self._query)) or negates(self._query.where)
        unsearched = len(self.words.unsearched) if asks_for_words else 0
        unsearched += len(self._uncompared)
        found, columns = self._found, self._corpus.columns
        ids: Sequence[int]
        is_known = columns.has(frozenset())
        if is_known and sort == Sort(SortField.ADDED):
            ids = IteratedIds(columns.newest(found), len(found))
        elif is_known and sort == Sort(SortField.RELEVANCE):
            best = filter(found.__contains__, in_order(scores))
            rest = columns.newest(found - IdSet.of(scores))
            ids = IteratedIds(chain(best, rest), len(found))
        else:
            ids = ordered(self._items(found), sort, lambda id: scores.get(id, 0.0))
        if groups_copies(self._query):
            ids = [*together(ids, self._copies)]
        return CompleteResults(ids, scores, unsearched)

    def _asks_for_an_unused_tag(self) -> bool:
        """Whether nothing can match, which is known without a look at any document.

        It is not asked where the columns are there that say so.
        """
        needed = parts_of(self._query.where)
        if any(map(place_of, needed)):
            return False  # the tags of what is in the trash are not counted
        asked = [node.value for node in needed if isinstance(node, FieldTerm)]
        tags = [value for value in asked if isinstance(value, TagName)]
        if not tags or self._corpus.columns.has(self._columns):
            return False
        return not all(map(self._corpus.may_hold, tags))

    def passing(self, ids: IdSet) -> IdSet:
        """Of some articles and notes those that fit the query, its plain words aside.

        A few are looked at one by one where that spares making columns.
        """
        if len(ids) > FEW or self._corpus.columns.has(self._columns):
            return ids & self._fitting
        items = self._items(ids - self._unsearched)
        for test in map(self._test, self._others):
            items = filter(test, items)
        return IdSet.of(item.id for item in items)

    @cached_property
    def _fitting(self) -> IdSet:
        """All articles and notes that fit the query, its plain words aside."""
        self._corpus.columns.make(self._columns)
        return self._ids(And(self._others)) - self._unsearched

    @cached_property
    def _unsearched(self) -> IdSet:
        """What cannot be said to fit, as it may hold a word that it must not."""
        return IdSet.of(self.words.unsearched if negates(self._query.where) else ())

    def _ids(self, node: Node, within: IdSet | None = None) -> IdSet:
        """What fits a part of the query, or all of that which is also in a set."""
        columns = self._corpus.columns
        match node:
            case FieldTerm():
                return columns.find(node, self._moment)
            case Word() | Phrase():
                return self.words.ids(node, within)
            case Or(nodes):
                return reduce(IdSet.__or__, (self._ids(each, within) for each in nodes))
            case And(nodes):
                found = within
                for each in sorted(nodes, key=_rank):
                    if found is None and isinstance(each, FieldTerm):
                        found = columns.find(each, self._moment)
                        continue
                    found = columns.everything() if found is None else found
                    unwanted = isinstance(each, Not)
                    fits = self._ids(each.node if isinstance(each, Not) else each, found)
                    found = found - fits if unwanted else found & fits
                return columns.everything() if found is None else found
            case Not():
                return self._ids(And((node,)), within)

    def _test(self, node: Node) -> Test:
        """Whether an article or a note fits a part of the query."""
        match node:
            case FieldTerm():
                return predicate(node, self._moment)
            case Word() | Phrase():
                held = self.words.ids(node)
                return lambda item: item.id in held
            case Not(negated):
                unwanted = self._test(negated)
                return lambda item: not unwanted(item)
            case And(nodes) | Or(nodes):
                tests = [self._test(each) for each in nodes]
                quantified = all if isinstance(node, And) else any
                return lambda item: quantified(test(item) for test in tests)

    def _scattered_scores(self) -> Scores:
        """How well the words fit that stand beside fields in alternatives."""
        words = words_of(self._query)
        return self.words.scores(Or(words)) if words else {}

    def _items(self, ids: Iterable[int]) -> Iterator[Item]:
        """The articles and notes with some ids."""
        articles, notes = self._corpus.articles, self._corpus.notes
        for id in ids:
            if item := articles.get(id) or notes.get(id):
                yield item


def _rank(node: Node) -> tuple[bool, bool]:
    """Fields come first, as they may be few; words are sooner looked for in few documents."""
    return bool(words_of(Query(node))), not isinstance(node, FieldTerm)


def together(ids: Sequence[int], copies: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Some ids in their order, but each right behind the first one that it is a copy of."""
    left = dict.fromkeys(ids)
    for first in ids:
        waiting = [first]
        while waiting:
            id = waiting.pop()
            if id in left:
                del left[id]
                yield id
                waiting += reversed(copies.get(id, ()))


class IteratedIds(LazyIds):
    """So many ids of an iterator."""

    def __init__(self, ids: Iterator[int], count: int) -> None:
        self._rest = chain(ids, repeat(GONE))
        self._known: list[int] = []
        self._count = count
        self._asking = Lock()

    def __len__(self) -> int:
        return self._count

    def upto(self, count: int) -> Sequence[int]:
        if count <= len(self._known):
            return self._known
        with self._asking:
            self._known += islice(self._rest, max(0, count - len(self._known)))
        return self._known


Score = Callable[[ArticleId], float]
"""How well an article or a note fits, the best the highest."""

Items = list[Article | Note]
Key = TypeVar("Key", str, float)


def ordered(
    items: Iterable[Article | Note], sort: Sort, score: Score | None = None
) -> list[ArticleId]:
    """The ids of some articles and notes, sorted; among equals the newest comes first.

    What lacks a value, such as the day of publishing, comes last in both directions.
    Relevance needs a score; without one all are equal.
    """
    newest = _newest_first(items)
    down = not sort.reverse
    if sort.field is SortField.ADDED:
        found = newest if down else newest[::-1]
    elif sort.field is SortField.TITLE:
        found = _by(newest, lambda item: plain(item.title) or None, not down)
    elif sort.field is not SortField.RELEVANCE:
        found = _by(newest, _KEYS[sort.field], down)
    else:
        found = newest if score is None else _by(newest, lambda item: score(item.id), down)
    return [item.id for item in found]


def _newest_first(items: Iterable[Article | Note]) -> Items:
    """By the moment they were added, then by id, which also counts up with time."""
    by_id = sorted(items, key=attrgetter("id"), reverse=True)
    return sorted(by_id, key=attrgetter("added"), reverse=True)


def _by(items: Items, key: Callable[[Article | Note], Key | None], down: bool) -> Items:
    """Sorted by a key, those without one last; equals stay in the order they came in."""
    keyed = []
    rest = []
    for item in items:
        value = key(item)
        if value is None:
            rest.append(item)
        else:
            keyed.append((value, item))
    keyed.sort(key=itemgetter(0), reverse=down)
    return [item for _, item in keyed] + rest


def _published(item: Article | Note) -> float | None:
    day = item.published if isinstance(item, Article) else None
    return None if day is None else day.timestamp()


_KEYS: dict[SortField, Callable[[Article | Note], float | None]] = {
    SortField.PUBLISHED: _published,
    SortField.WORDS: lambda item: item.words if isinstance(item, Article) else None,
    SortField.PROGRESS: lambda item: item.progress if isinstance(item, Article) else None,
}
