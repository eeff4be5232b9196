"""The articles that have most of the words, when none has all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise

from tantivy import Query

from octavo.index.corpus import Shelves
from octavo.index.reader import Snapshot
from octavo.index.schema import TITLE, WORDS
from octavo.index.search.engine import Finder
from octavo.index.search.results import in_order
from octavo.index.search.tantivy_query import Asking, any_of, phrase
from octavo.index.search.term import Sought, asked_tokens
from octavo.index.text.stopwords import COMMON
from octavo.index.text.tokenizer import fold, is_run, stem
from octavo.index.writer import SearchIndex
from octavo.model.search import CompleteResults, Scores, SearchResults
from octavo.query import Query as Asked
from octavo.query.ast import And, Node, Or, Phrase, Where, Word

TITLE_BOOST = 0.25
"""What a word in the title counts for, beside what it counts for anyway.

Less than where all words must stand: one of ten in a title tells little.
"""

NEIGHBOURS_BOOST = 0.1
"""What two tokens count for that stand side by side here as they do in the query."""

REPEATED = 0.75
"""The power to which the times count that a word stands in the query."""

_PORTION = 4
"""How many times what is wanted is fetched, as some of it will not fit the fields."""


def nearest(
    query: Asked, shelves: Shelves, index: SearchIndex, now: datetime, limit: int = 50
) -> SearchResults:
    """The best by most of the query's words, within its fields; a whole question will do."""
    finder = Finder(query, shelves, index, now)
    question = Question(_texts(query.where))
    pending = frozenset(shelves.pending)
    fresh = finder.words.weighed(question.sought())
    for portion in (limit * _PORTION, None):
        hits, count = _best(index.snapshot, question, portion)
        scores = {id: score for id, score in hits.items() if id not in pending} | fresh
        ids = [item.id for item in islice(finder.passing(in_order(scores)), limit)]
        if len(ids) == limit or len(hits) == count:
            break
    return CompleteResults(ids, scores)


def _texts(node: Node | None) -> Iterator[str]:
    """The words that an article may hold, in their order, each as often as it stands there."""
    match node:
        case Word(text) | Phrase(text):
            yield text
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from _texts(each)


def _best(snapshot: Snapshot, question: "Question", limit: int | None) -> tuple[Scores, int]:
    asked = question.asked(Asking(snapshot))
    if limit is not None:
        return snapshot.best(asked, limit)
    hits = snapshot.ranked(asked)
    return hits, len(hits)


class Question:
    """The words of a query by their stems, how often each stands there, and who is beside it.

    Words that every question has are left out, unless there are no others.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        pieces = [piece for text in texts for piece in fold(text).split()]
        telling = [piece for piece in pieces if piece not in COMMON] or pieces
        tokens = [token for piece in telling for token in asked_tokens([piece])]
        self.counts = Counter(map(stem, tokens))
        self.pairs = dict.fromkeys(
            pair for pair in _neighbours(pieces) if set(pair) <= {*tokens}
        )

    def sought(self) -> list[Sought]:
        """Each word by itself."""
        return [Sought(Where.ANYWHERE, (word,), stem=word) for word in self.counts]

    def asked(self, asking: Asking) -> Query:
        """What holds any of the words, the more the better."""
        clauses: list[Query] = []
        for word, count in self.counts.items():
            weight = count**REPEATED
            clauses.append(Query.boost_query(asking.likely(word, WORDS), weight))
            clauses.append(Query.boost_query(asking.likely(word, TITLE), weight * TITLE_BOOST))
        clauses += [Query.boost_query(phrase(pair), NEIGHBOURS_BOOST) for pair in self.pairs]
        return any_of(clauses)


def _neighbours(pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Words that stand side by side, and pairs of characters that make three in a row."""
    for piece in pieces:
        if is_run(piece):
            yield from pairwise(asked_tokens([piece]))
    for left, right in pairwise(pieces):
        if not is_run(left) and not is_run(right):
            yield left, right
