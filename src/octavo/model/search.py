"""What a search answers with: results, and the places of a text that are hit."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

Hit = tuple[int, int]
"""Start and end of a hit, as offsets in characters."""

Scores = dict[int, float]
"""How well documents fit, by id, above 0; from the index the best come first."""


class SearchResults(Protocol):
    """What a query found, in the order that it asks for."""

    @property
    def ids(self) -> Sequence[int]:
        """In order. The first ones are at hand; a later one may take some milliseconds."""

    @property
    def total(self) -> int:
        """How many there are."""

    def score(self, id: int) -> float:
        """How well it fits, above 0; 0 where the query has no words."""


class CompleteResults(Struct, frozen=True):
    """Results that are all at hand."""

    ids: Sequence[int]
    scores: Mapping[int, float] = {}

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
