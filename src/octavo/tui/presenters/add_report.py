"""What came of something that was given to be added, and how to say it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from octavo.model.draft import Result
from octavo.services.add import Added, Addition
from octavo.settings.keymap import Keymap
from octavo.text import count_of, grouped

if TYPE_CHECKING:
    from pathlib import Path

    from octavo.model.article import ArticleId

_FEW = 3
"""Inputs of which each is told what became of it."""


class Report(NamedTuple):
    """Something to tell the reader."""

    text: str
    is_problem: bool = False


class AddReport:
    """The ledger of one act of adding, summed up; feeds are no articles, and counted apart."""

    def __init__(self, addition: Addition) -> None:
        self.counts: Counter[Result] = Counter()
        self.first: ArticleId | None = None
        """The first article that came in, or that was here already."""
        self.merged: set[ArticleId] = set()
        """Those that were here already, and got something."""
        self.reasons: list[str] = []
        """Of what came in in another way than expected."""
        self.problems: list[str] = []
        """Why some could not come in."""
        self.links: list[str] = []
        """Why some pages came in as links only."""
        self.new_links = 0
        """How many of these pages are new here."""
        self.rejects: Sequence[Path] = ()
        """The files that rejected rows were written to."""
        self.announced = 0
        """How many new articles the reader was told of."""
        self._addition = addition

    @property
    def added(self) -> int:
        """How many articles are new, links without a text among them."""
        return self.counts[Result.ADDED]

    @property
    def with_text(self) -> int:
        """How many of these are no mere links to pages that could not be had."""
        return self.added - self.new_links

    @property
    def followed(self) -> int:
        """How many feeds are followed that were not before."""
        return self._addition.followed

    @property
    def rows(self) -> str:
        """A line on the exports that were imported, with what became of their rows."""
        counts, formats = self._addition.rows, self._addition.formats
        if not formats and not counts:
            return ""
        of = f" of {' and '.join(formats)}" if formats else ""
        parts = [f"{grouped(counts[result])} {result}" for result in Result if counts[result]]
        return f"{count_of(counts.total(), 'row')}{of}: {', '.join(parts) or 'none'}"

    @property
    def remarks(self) -> list[str]:
        """What may be wrong with these exports and rows."""
        return self._addition.remarks[:_FEW]

    def count(self, added: Added) -> None:
        """Take down what became of a page, a file, a text, or a row of an export."""
        entry = added.entry
        if entry.id is None and entry.result is Result.ADDED:
            return
        self.counts[entry.result] += 1
        if self.first is None:
            self.first = entry.id
        if entry.result is Result.MERGED and entry.id is not None:
            self.merged.add(entry.id)
        if added.in_export:
            return
        if entry.result is Result.REJECTED:
            self.problems.append(f"{added.input}: {entry.reason}")
        elif added.error:
            self.links.append(f"{added.input}: {added.error}")
            self.new_links += entry.result is Result.ADDED
        elif entry.reason:
            self.reasons.append(entry.reason)


def said_of(report: AddReport, keymap: Keymap, *, stopped: bool) -> Iterator[Report]:
    """What to tell the reader: a few lines, however much came in."""
    if report.problems:
        more = len(report.problems) - _FEW
        rest = [f"And {grouped(more)} more could not be added."] if more > 0 else []
        yield Report("\n".join([*report.problems[:_FEW], *rest]), is_problem=True)
    if report.links:
        yield Report(_kept_as_links(report.links, keymap.key_hint("fetch")), is_problem=True)
    rows = report.rows
    if report.counts.total() <= _FEW and not rows:
        yield from (Report(f"{reason[:1].upper()}{reason[1:]}.") for reason in report.reasons)
    ended = "Stopped; what was in stays. " if stopped else ""
    if rows or report.with_text or stopped:
        first = rows or f"Added {count_of(report.with_text, 'article')}"
        yield Report("\n".join(f"{line}." for line in (f"{ended}{first}", *report.remarks)))
    for path in report.rejects:
        yield Report(f"The rejected rows are in {path}: mend them, and add that.")


def _kept_as_links(reasons: Sequence[str], key: str) -> str:
    if len(reasons) == 1:
        return f"{reasons[0]}. It is kept as a link; {key} tries again."
    return (
        f"{grouped(len(reasons))} pages could not be had and are kept as links; {key} tries "
        f"again. The first is {reasons[0]}."
    )
