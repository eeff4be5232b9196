"""Results of which the best are known, and the rest are fetched when they are asked for."""

from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import overload

from octavo.model.search import Scores


class RankedResults:
    """Results of which the best are known, and the rest are fetched when they are asked for.

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
    """The ids of ranked results."""

    def __init__(self, results: RankedResults) -> None:
        self._results = results

    def __len__(self) -> int:
        return self._results.total

    def __iter__(self) -> Iterator[int]:
        known = self._results.upto(0)
        yield from known
        yield from self._results.upto(len(self))[len(known) :]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        positions = range(len(self))[index]
        if isinstance(positions, int):
            return self._results.upto(positions + 1)[positions]
        return self._results.upto(max(positions, default=-1) + 1)[index] if positions else []
