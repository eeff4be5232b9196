"""What to ask instead of a query that nothing matches, in the words of every screen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from octavo.index.corpus import Shelves
from octavo.index.search.engine import find
from octavo.index.search.spelling import suggest
from octavo.index.writer import SearchIndex
from octavo.query import Query, str_of, without_each, words_of
from octavo.query.ast import And, AuthorTerm, Node, PlaceTerm, TagTerm, Term, Word
from octavo.text import grouped, visible

SPELLINGS = 2
"""How many to offer for a word that nothing holds."""


class Suggestions:
    """Ways out of one query that nothing matches."""

    def __init__(
        self, query: Query, shelves: Shelves, index: SearchIndex, now: datetime
    ) -> None:
        self._query = query
        self._shelves = shelves
        self._index = index
        self._now = now

    def unknown_words(self) -> list[str]:
        """The words of the query that nothing holds, as they were typed."""
        words = (word for word in words_of(self._query) if isinstance(word, Word))
        return [word.text for word in words if not self._total(word)]

    def sentences(self, unknown: Sequence[str]) -> Iterator[str]:
        """Known spellings of unknown words, and what there is without the narrowest term.

        Spellings come from the index alone, so that is to be brought in step before.
        """
        for word in unknown:
            if known := self._spellings(word)[:SPELLINGS]:
                yield f"No “{visible(word)}”; did you mean {' or '.join(known)}?"
        yield from self._wider()

    def _wider(self) -> Iterator[str]:
        counted = [
            (self._total(rest.where), str_of(Query(term)))
            for term, rest in without_each(self._query)
        ]
        best, term = max(counted, default=(0, ""))
        if best:
            yield f"Without {visible(term)} there {_are(best)}."
        elif counted:
            yield from self._missing()

    def _missing(self) -> Iterator[str]:
        """The terms that by themselves find nothing, and what there is without all of them."""
        terms = [t for t, _ in without_each(self._query) if not isinstance(t, PlaceTerm)]
        missing = [term for term in terms if not self._total(term)]
        named = [t for t in missing if not (isinstance(t, Word) and self._spellings(t.text))]
        if named:
            yield f"There is {' and '.join(map(_none_of, named))}."
        nodes = self._query.where.nodes if isinstance(self._query.where, And) else ()
        rest = tuple(node for node in nodes if node not in missing)
        if len(missing) > 1 and rest:
            total = self._total(And(rest) if len(rest) > 1 else rest[0])
            if total:
                yield f"Without them there {_are(total)}."

    def _total(self, where: Node | None) -> int:
        """How many there are of what a part of the query asks for; 0 for all of it."""
        if where == self._query.where:
            return 0
        return find(Query(where), self._shelves, self._index, self._now).total

    def _spellings(self, word: str) -> list[str]:
        return suggest(word, self._index)


def _none_of(term: Term) -> str:
    match term:
        case TagTerm(name, prefix):
            return f"no tag {visible(name)}{'…' * prefix}"
        case AuthorTerm(text):
            return f"no author {visible(text)}"
        case _:
            return f"no {visible(str_of(Query(term)))}"


def _are(count: int) -> str:
    return "is 1 article" if count == 1 else f"are {grouped(count)} articles"
