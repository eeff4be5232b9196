"""What came of something that was given to be added, and how to say it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.text import count_of, grouped

if TYPE_CHECKING:
    from pathlib import Path

    from octavo.model.article import ArticleId

_FEW = 3
"""Inputs of which each is told what became of it."""


class Said(NamedTuple):
    """Something to tell the reader."""

    text: str
    is_problem: bool = False


class Taken:
    """The ledger of one act of adding, summed up."""

    def __init__(self) -> None:
        self.counts: Counter[Result] = Counter()
        self.first: ArticleId | None = None
        """The first article that came in, or that was here already."""
        self.reasons: list[str] = []
        """Of the first few that came in in another way than expected."""
        self.problems: list[str] = []
        """Why the first few could not come in."""
        self.links: list[str] = []
        """Why some pages came in as links only."""
        self.rows: list[str] = []
        """A line on each export that was imported."""
        self.rejects: list[Path] = []
        """The files that rejected rows were written to."""
        self.announced = 0
        """How many new articles the reader was told of."""
        self.feeds = 0
        """How many feeds are followed that were not before."""

    @property
    def added(self) -> int:
        """How many articles are new."""
        return self.counts[Result.ADDED]

    def count(self, input: str, piece: Draft | DraftRejected, entry: LedgerEntry) -> None:
        """Take down what became of a page, a file or a text."""
        self._count(entry)
        if entry.result is Result.REJECTED:
            self.problems.append(f"{entry.input or input}: {entry.reason}")
        elif isinstance(piece, Draft) and piece.source.error:
            self.links.append(f"{input}: {piece.source.error}")
        elif entry.reason:
            self.reasons.append(entry.reason)

    def count_row(self, entry: LedgerEntry) -> None:
        """Take down what became of a row of an export; a feed is no article."""
        if entry.result is not Result.ADDED or entry.id is not None:
            self._count(entry)

    def sum_up(self, formats: Sequence[str], counts: Counter[Result]) -> None:
        """Take down what became of an export as a whole."""
        of = f" of {' and '.join(formats)}" if formats else ""
        parts = [f"{grouped(counts[result])} {result}" for result in Result if counts[result]]
        self.rows.append(f"{count_of(counts.total(), 'row')}{of}: {', '.join(parts) or 'none'}")

    def _count(self, entry: LedgerEntry) -> None:
        self.counts[entry.result] += 1
        if self.first is None:
            self.first = entry.id


def said_of(taken: Taken, key_of: Callable[[str], str], *, stopped: bool) -> Iterator[Said]:
    """What to tell the reader: a few lines, however much came in."""
    if taken.problems:
        more = len(taken.problems) - _FEW
        rest = [f"And {grouped(more)} more could not be added."] if more > 0 else []
        yield Said("\n".join([*taken.problems[:_FEW], *rest]), is_problem=True)
    if taken.links:
        yield Said(_kept_as_links(taken.links, key_of("fetch")), is_problem=True)
    if taken.counts.total() <= _FEW and not taken.rows:
        yield from (Said(f"{reason[:1].upper()}{reason[1:]}.") for reason in taken.reasons)
    ended = "Stopped; what was in stays. " if stopped else ""
    if taken.rows:
        yield Said(f"{ended}{'; '.join(taken.rows)}.")
    elif taken.added or stopped:
        yield Said(f"{ended}Added {count_of(taken.added, 'article')}.")
    for path in taken.rejects:
        yield Said(f"The rejected rows are in {path}: mend them, and add that.")


def _kept_as_links(reasons: Sequence[str], key: str) -> str:
    if len(reasons) == 1:
        return f"{reasons[0]}. It is kept as a link; {key} tries again."
    return (
        f"{grouped(len(reasons))} pages could not be had and are kept as links; {key} tries "
        f"again. The first is {reasons[0]}."
    )
