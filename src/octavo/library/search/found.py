"""What a query found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, overload

from msgspec import Struct

from octavo.library.search.snapshot import Hit


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
        self,
        best: Sequence[Hit],
        fresh: Iterable[Hit],
        count: int,
        fetch: Callable[[], Iterable[Hit]],
    ) -> None:
        fresh = list(fresh)
        self.total = count + len(fresh)
        self._fetch = fetch
        self._fresh = fresh
        least = best[-1].score if len(best) < count else 0.0
        self._hits = in_order((*best, *(hit for hit in fresh if hit.score >= least)))
        self._scores = {hit.id: hit.score for hit in self._hits}

    @property
    def ids(self) -> "RankedIds":
        """In order."""
        return RankedIds(self)

    def score(self, id: int) -> float:
        """How well it fits."""
        if id not in self._scores:
            self.upto(self.total)
        return self._scores.get(id, 0.0)

    def upto(self, count: int) -> Sequence[Hit]:
        """At least so many of the best."""
        if count > len(self._hits):
            rest = [hit for hit in (*self._fetch(), *self._fresh) if hit.id not in self._scores]
            self._hits = [*self._hits, *in_order(rest)]
            self._scores |= {hit.id: hit.score for hit in rest}
            self.total = len(self._hits)
        return self._hits


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """The best first; among equals the latest id, so about the newest."""
    return sorted(hits, key=lambda hit: (hit.score, hit.id), reverse=True)


class RankedIds(Sequence[int]):
    """The ids of a ranking."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def __len__(self) -> int:
        return self._ranking.total

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if isinstance(index, slice):
            places = range(len(self))[index]
            return [self[place] for place in places]
        place = range(len(self))[index]
        return self._ranking.upto(place + 1)[place].id
