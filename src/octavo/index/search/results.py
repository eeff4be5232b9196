"""What a query found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Protocol, overload

from msgspec import Struct

from octavo.index.reader import Scores


class Found(Protocol):
    """What a query found, in the order that it asks for."""

    @property
    def ids(self) -> Sequence[int]:
        """In order. The first ones are at hand; a later one may take some milliseconds."""

    @property
    def total(self) -> int:
        """How many there are."""

    def score(self, id: int) -> float:
        """How well it fits, above 0; 0 where the query has no words."""


class Listing(Struct):
    """A list that is complete."""

    ids: Sequence[int]
    scores: Mapping[int, float] = {}

    @property
    def total(self) -> int:
        return len(self.ids)

    def score(self, id: int) -> float:
        return self.scores.get(id, 0.0)


class Ranking:
    """A list of which the best are known, and the rest are fetched when they are asked for.

    What does not come from the index, `fresh`, stands among the rest by its score.
    """

    def __init__(
        self, best: Scores, fresh: Scores, count: int, fetch: Callable[[], Scores]
    ) -> None:
        self.total = count + len(fresh)
        self._fetch = fetch
        self._fetching = Lock()
        """Held while the rest is fetched, so that two threads that ask for it get it once."""
        self._fresh = fresh
        least = min(best.values()) if len(best) < count else 0.0
        self._scores = best | {id: score for id, score in fresh.items() if score >= least}
        self._ids = in_order(self._scores)

    @property
    def ids(self) -> "RankedIds":
        """In order."""
        return RankedIds(self)

    def score(self, id: int) -> float:
        """How well it fits."""
        if id not in self._scores:
            self.upto(self.total)
        return self._scores.get(id, 0.0)

    def upto(self, count: int) -> Sequence[int]:
        """At least so many of the best."""
        with self._fetching:
            if count > len(self._ids):
                every = self._fetch() | self._fresh
                rest = [id for id in every if id not in self._scores]
                rest.sort(key=every.__getitem__, reverse=True)  # quick, as most are in order
                self._scores = every | self._scores
                self._ids = [*self._ids, *rest]
            return self._ids


def in_order(scores: Scores) -> list[int]:
    """The best first; among equals the highest id, so about the newest."""
    newest = sorted(scores, reverse=True)
    return sorted(newest, key=scores.__getitem__, reverse=True)


class RankedIds(Sequence[int]):
    """The ids of a ranking."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def __len__(self) -> int:
        return self._ranking.total

    def __iter__(self) -> Iterator[int]:
        known = self._ranking.upto(0)
        yield from known
        yield from self._ranking.upto(len(self))[len(known) :]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        places = range(len(self))[index]
        if isinstance(places, int):
            return self._ranking.upto(places + 1)[places]
        return self._ranking.upto(max(places, default=-1) + 1)[index] if places else []
