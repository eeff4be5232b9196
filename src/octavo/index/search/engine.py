"""Answering a query: words from the index, fields from the documents, one order."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import TypeVar

from octavo.index.corpus import Corpus
from octavo.index.search.word_search import WordSearch, negates
from octavo.index.writer import SearchIndex
from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.model.search import THOROUGH, CompleteResults, Scan, Scores, SearchResults
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
    parts_of,
    place_of,
)
from octavo.query.characters import plain
from octavo.query.fields import predicate
from octavo.query.predicates import Moment, Test, in_scope

Item = Article | Note


def find(
    query: Query,
    corpus: Corpus,
    index: SearchIndex,
    now: datetime,
    scan: Scan = THOROUGH,
) -> SearchResults:
    """What a query finds; `now` is aware and says what `today` means.

    Raises:
        SearchAbandoned: If nobody waits for it any more.
    """
    return QueryExecution(query, corpus, index, now, scan).results()


class QueryExecution:
    """Answers one query."""

    def __init__(
        self,
        query: Query,
        corpus: Corpus,
        index: SearchIndex,
        now: datetime,
        scan: Scan = THOROUGH,
    ) -> None:
        self._query = query
        self._corpus = corpus
        self.words = WordSearch(corpus, index, scan)
        self._now = now

    def results(self) -> SearchResults:
        """What the query finds."""
        if self._asks_for_an_unused_tag():
            return CompleteResults(())
        where, sort = self._query.where, sort_of(self._query)
        if where and is_wordy(where) and sort.field is SortField.RELEVANCE and not sort.reverse:
            ranking = self.words.ranking(where)
            if ranking is not None:
                return ranking
        scores, items = self._matches()
        ids = ordered(items, sort, lambda id: scores.get(id, 0.0))
        asks_for_words = bool(words_of(self._query)) or negates(where)
        return CompleteResults(ids, scores, len(self.words.unsearched) * asks_for_words)

    def _asks_for_an_unused_tag(self) -> bool:
        """Whether nothing can match, which is known without a look at any document."""
        needed = parts_of(self._query.where)
        if any(map(place_of, needed)):
            return False  # the tags of what is in the trash are not counted
        asked = [node.value for node in needed if isinstance(node, FieldTerm)]
        return any(isinstance(a, TagName) and not self._corpus.may_hold(a) for a in asked)

    def _matches(self) -> tuple[Scores, Iterator[Item]]:
        """The scores of what holds the words, and whatever fits the whole query."""
        wordy = self._wordy()
        if wordy:
            scores = self.words.scores(And(wordy) if len(wordy) > 1 else wordy[0])
            return scores, self.passing(scores)
        return self._scattered_scores(), self._passing(self._everything())

    def passing(self, ids: Iterable[int]) -> Iterator[Item]:
        """Of some articles and notes those that fit the query, its plain words aside."""
        return self._passing(self._items(ids))

    def _passing(self, items: Iterable[Item]) -> Iterator[Item]:
        wordy = self._wordy()
        others = (node for node in parts_of(self._query.where) if node not in wordy)
        for test in (in_scope(self._query), *map(self._test, others)):
            items = filter(test, items)
        if self.words.unsearched and negates(self._query.where):
            return (item for item in items if item.id not in self.words.unsearched)
        return iter(items)

    def _wordy(self) -> tuple[Node, ...]:
        """The parts of the query that words alone tell."""
        nodes = parts_of(self._query.where)
        return tuple(node for node in nodes if is_wordy(node) and not isinstance(node, Not))

    def _test(self, node: Node) -> Test:
        """Whether an article or a note fits a part of the query."""
        if isinstance(node, Not):
            unwanted = self._test(node.node)
            return lambda item: not unwanted(item)
        if isinstance(node, Word | Phrase) or is_wordy(node):
            held = self.words.scores(node)
            return lambda item: item.id in held
        if isinstance(node, And | Or):
            tests = [self._test(each) for each in node.nodes]
            quantified = all if isinstance(node, And) else any
            return lambda item: quantified(test(item) for test in tests)
        noted = self._corpus.noted if node.value is Flag.NOTED else ()
        return predicate(node, Moment(self._now, noted))

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

    def _everything(self) -> Iterator[Item]:
        """All articles, and all notes where they can be in scope."""
        yield from self._corpus.articles.values()
        if any(map(place_of, parts_of(self._query.where))):
            yield from self._corpus.notes.values()


def is_wordy(node: Node) -> bool:
    """Whether words alone tell, without any field."""
    match node:
        case Word() | Phrase():
            return True
        case Not(negated):
            return is_wordy(negated)
        case And(nodes) | Or(nodes):
            return all(map(is_wordy, nodes))
        case _:
            return False


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
