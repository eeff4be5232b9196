"""What a search is told and answers with: how to look, results, the places that are hit."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeVar, overload

from msgspec import Struct

Hit = tuple[int, int]
"""Start and end of a hit, as offsets in characters."""

Scores = dict[int, float]
"""How well documents fit, by id, above 0; from the index the best come first."""

GONE = 0
"""Stands for what was counted, and is not found again after the index broke."""


def in_order(scores: Scores) -> list[int]:
    """The best first; among equals the highest id, so about the newest."""
    newest = sorted(scores, reverse=True)
    return sorted(newest, key=scores.__getitem__, reverse=True)


Read = TypeVar("Read")


class SearchAbandoned(Exception):
    """Nobody waits for the answer any more."""


class Scan(Struct, frozen=True):
    """How to look through what the index lacks."""

    most_texts: int | None = None
    """Where it lacks more documents, only their titles and notes are looked through."""
    most_titles: int | None = None
    """And of more than this only those of the newest."""
    most_compared: int | None = None
    """So many texts are compared with all others before what was found by then is told."""
    counts_later: bool = False
    """Whether of many the best are told before it is known how many there are."""
    is_stale: Callable[[], bool] = lambda: False
    """Whether nobody waits for the answer any more; asked before each document."""

    def through(self, documents: Iterable[Read]) -> Iterator[Read]:
        """Some documents, one after the other.

        Raises:
            SearchAbandoned: If nobody waits for the answer any more.
        """
        for document in documents:
            if self.is_stale():
                raise SearchAbandoned
            yield document


THOROUGH = Scan()
"""Looks through all, for as long as that takes."""

TEXTS_AT_ONCE = 200
"""Texts that the index lacks and a letter waits for; of more, titles and notes come first.

A text of 4 KB takes 0.5 to 1 ms to take apart."""

TITLES_AT_ONCE = 2_000
"""Titles, of the newest, that a letter waits for then. One takes up to 0.08 ms."""

AT_ONCE = Scan(TEXTS_AT_ONCE, TITLES_AT_ONCE)
"""How to look through what the index lacks while somebody waits."""


class Suggestion(NamedTuple):
    """A way out of a query that nothing matches."""

    sentence: str
    word: str = ""
    """Of the query, as it was typed: nothing has it."""
    spelling: str = ""
    """A word that is nearly the same."""
    without: str = ""
    """The query without what narrows it most."""


_REACH = 1_000
"""Ids that are at least fetched at once."""


class LazyIds(Sequence[int]):
    """So many ids, put in order as far as they are asked for."""

    def upto(self, count: int) -> Sequence[int]:
        """At least so many; where these are at hand, nobody is waited for."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[int]:
        known = [*self.upto(0)]
        yield from known
        yield from self.upto(len(self))[len(known) :]

    def index(self, value: int, start: int = 0, stop: int = sys.maxsize) -> int:
        """Where an id stands, for which no more are fetched than it takes."""
        end, known = min(stop, len(self)), self.upto(0)
        while True:
            with suppress(ValueError):
                return known.index(value, start, end)
            if len(known) >= end:
                raise ValueError(value)
            start = max(start, len(known))
            known = self.upto(min(end, max(_REACH, 8 * len(known))))

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return self.upto(places + 1)[places]
        known = self.upto(max(places, default=-1) + 1)
        return [known[place] for place in places]


class SearchResults(Protocol):
    """What a query found, in the order that it asks for."""

    @property
    def ids(self) -> Sequence[int]:
        """In order. The first ones are at hand; a later one may take some milliseconds."""

    @property
    def total(self) -> int:
        """How many there are."""

    @property
    def unsearched(self) -> int:
        """In how many texts the words were not looked for, so that there may be more."""

    def score(self, id: int) -> float:
        """How well it fits, above 0; 0 where the query has no words."""


class CompleteResults(Struct, frozen=True):
    """Results that are all at hand."""

    ids: Sequence[int]
    scores: Mapping[int, float] = {}
    unsearched: int = 0

    @property
    def total(self) -> int:
        return len(self.ids)

    def score(self, id: int) -> float:
        return self.scores.get(id, 0.0)


class Snippet(Struct, frozen=True):
    """A passage of a text, as plain text in one line."""

    text: str
    hits: tuple[Hit, ...] = ()
    """In order, none overlapping."""
