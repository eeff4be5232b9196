"""Operations: the undoable changes that a library is made of."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from typing import Literal, Self

from msgspec import Struct

Table = Literal["articles", "notes", "queries", "rules", "feeds", "meta"]

Fields = dict[str, object]
"""Some fields of a document, as JSON has them."""


UNDONE = "undo: "
"""Begins the label of an operation that takes another one back."""
TOOK_BACK = "took back: "
"""Begins the report of it."""

_WITH_D = "archive change delete merge move rename restore save unarchive use"
_WITH_ED = "add correct edit fetch follow highlight import mark open refresh switch"
_PAST = {
    **{verb: f"{verb}d" for verb in _WITH_D.split()},
    **{verb: f"{verb}ed" for verb in _WITH_ED.split()},
    **{verb: f"{verb}{verb[-1]}ed" for verb in ("tag", "pin", "unpin", "star", "unstar")},
    **{"bring": "brought", "empty": "emptied", "keep": "kept"},
    **{"make": "made", "take": "took", "write": "wrote"},
}
"""What the verbs of labels are once it is done."""


class Change(Struct, frozen=True, array_like=True):
    """What an operation did to one document.

    `before` and `after` hold only the fields that differ. A document that did not exist
    has `before` None; one that is gone has `after` None; these hold all fields.
    """

    table: Table
    id: int
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Self:
        """The change that takes this one back."""
        return type(self)(self.table, self.id, self.after, self.before)

    def touches(
        self, fields: Set[str], tables: Sequence[Table] = ("articles", "notes")
    ) -> bool:
        """Whether a document of some tables comes, goes, or gets another of some fields."""
        is_whole = self.before is None or self.after is None
        return self.table in tables and (is_whole or not fields.isdisjoint(self.after or ()))


class Operation(Struct, frozen=True, omit_defaults=True):
    """One undoable change, as the journal keeps it."""

    sequence: int
    """Counts a library's operations from 1, without gaps."""
    time: datetime
    label: str
    """What it did, as a person would say it: `tag 12 articles +ai`."""
    changes: tuple[Change, ...]
    reverses: int | None = None
    """The sequence number of the operation that this one takes back."""
    quiet: bool = False
    """Whether undo passes it over: reading positions, not decisions."""
    part_of: int | None = None
    """The first of the operations, itself perhaps, that undo takes back as one step."""

    @property
    def ids(self) -> frozenset[int]:
        """The articles and notes that it touched."""
        return frozenset(c.id for c in self.changes if c.table in ("articles", "notes"))

    @property
    def report(self) -> str:
        """What was done, as a receipt has it: `archived The first five minutes`."""
        label = self.label.removeprefix(UNDONE)
        verb, blank, rest = label.partition(" ")
        told = f"{_PAST.get(verb, verb)}{blank}{rest}"
        return told if label == self.label else f"{TOOK_BACK}{told}"


class OperationGroup(Struct):
    """Given to each of some changes, it makes them one step that undo takes back whole.

    Others may change the library in between. The step is labelled as its last operation is.
    """

    first: int | None = None
    """The number of the first operation, once that is in the journal."""
    label: str = ""
    """What the last operation is called."""
    articles: int = 0
    """How many articles these operations have brought in or renewed so far."""
    met: int = 0
    """How many they have found here, and added something to."""
    rules: dict[str, Counter[str]] = {}
    """What rules did to them so far, by the rule's name and what it did."""


def summed(operations: Iterable[Operation]) -> Iterable[Change]:
    """What some operations, one after the other, have done to each document, as one change."""
    sums: dict[tuple[Table, int], Change] = {}
    for change in (change for operation in operations for change in operation.changes):
        place = change.table, change.id
        known = sums.get(place)
        if known is not None:
            before, after = known.before, change.after
            if before is not None:
                before = {**(change.before or {}), **before}
            if after is not None:
                after = {**(known.after or {}), **after}
            sums[place] = Change(*place, before, after)
        else:
            sums[place] = change
    return sums.values()
