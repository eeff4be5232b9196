"""What became of the faults of a run, as a table."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.kind import BAD, Outcome, Trial


@dataclass
class Row:
    """The faults that are counted together."""

    possible: int | None = None
    counts: Counter[Outcome] = field(default_factory=Counter)


@dataclass
class Report:
    """What became of the faults of one kind."""

    kind: str
    seed: int
    rows: dict[str, Row] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    """A line on each that must not be, and how to do it again."""

    def count(self, trial: Trial, case: int) -> None:
        """Take account of a fault that was tried in a case."""
        row = self.rows.setdefault(trial.row, Row())
        row.possible = trial.possible
        row.counts[trial.outcome] += trial.times
        if trial.outcome in BAD:
            again = f"--only {self.kind} --seed {self.seed} --case {case}"
            self.bad.append(f"{trial.outcome}: {' '.join(trial.said.split())} ({again})")


def as_markdown(reports: Iterable[Report]) -> str:
    """The table of all kinds: what was tried, of how many, and what became of it."""
    names = ["fault", "tried", "of", *Outcome]
    lines = [names, ["---", *["---:"] * (len(names) - 1)]]
    total: Counter[Outcome] = Counter()
    for report in reports:
        for name, row in sorted(report.rows.items()):
            lines.append([f"{report.kind}: {name}", *_numbers(row.counts, row.possible)])
            total += row.counts
    lines.append(["all", *_numbers(total, None)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _numbers(counts: Counter[Outcome], possible: int | None) -> list[str]:
    of = "" if possible is None else f"{possible:,}"
    numbers = [f"{counts[outcome]:,}" for outcome in Outcome]
    return [each.replace(",", " ") for each in (f"{counts.total():,}", of, *numbers)]
