"""Marks: which of the listed articles commands are to work on."""

from collections.abc import Sequence
from typing import Self

from msgspec import Struct


class Marks(Struct, frozen=True, gc=False):
    """The ids that are marked, and from where a range would go."""

    ids: frozenset[int] = frozenset()
    last: int | None = None
    """What was marked or unmarked last."""

    def toggled(self, id: int) -> Self:
        """With one id marked, or unmarked if it was."""
        return type(self)(self.ids ^ {id}, id)

    def up_to(self, row: int, rows: Sequence[int]) -> Self:
        """With everything marked from the last one to a row; only that row if it is gone."""
        start = rows.index(self.last) if self.last in rows else row
        first, final = sorted((start, row))
        return type(self)(self.ids.union(rows[first : final + 1]), rows[row])

    def toggled_all(self, rows: Sequence[int]) -> Self:
        """With all rows marked, or where they all are, unmarked."""
        listed = frozenset(rows)
        if self.ids:
            listed = self.ids - listed if listed <= self.ids else self.ids | listed
        return type(self)(listed)

    def among(self, rows: Sequence[int]) -> frozenset[int]:
        """Those that are listed."""
        return self.ids.intersection(rows) if self.ids else self.ids
