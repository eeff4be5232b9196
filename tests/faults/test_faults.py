"""A few of the faults of each kind that `python -m tests.faults` does by the thousand."""

from collections.abc import Sequence

import pytest

from tests.faults.kind import Outcome
from tests.faults.report import Report, Row, as_markdown
from tests.faults.run import KINDS, reports, run

CASES = {
    "kills": 2,
    "writers": 1,
    "flips": 10,
    "truncations": 10,
    "failing-calls": 4,
    "full-disk": 1,
    "hostile": 1,
}
"""How many of each are done here."""


FORKING = ("kills", "writers", "failing-calls", "full-disk", "hostile")
"""Those that start processes, which begin with all that the one has that starts them."""


def done(name: str, numbers: Sequence[int]) -> Report:
    """What became of some faults of a kind, in a process of its own where that matters."""
    if name in FORKING:
        return reports([name], seed=8, seconds=600, jobs=1, numbers=numbers)[0]
    return run(name, seed=8, seconds=600, numbers=numbers)


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_lost(name: str) -> None:
    report = done(name, range(CASES[name]))
    assert report.bad == []
    assert sum(row.counts.total() for row in report.rows.values()) >= CASES[name]


def test_each_fault_can_be_done_again_by_its_number() -> None:
    """In a process of its own, as all are when they are done by the thousand."""
    [again] = reports(["flips"], seed=8, seconds=600, jobs=1, numbers=[7])
    assert run("flips", seed=8, seconds=600, numbers=[7]) == again


def test_what_became_of_the_faults_is_a_table() -> None:
    row = Row(1_782)
    row.counts[Outcome.MENDED] += 1_200
    report = Report("flips", 8, {"journal.jsonl": row})
    assert (
        as_markdown([report])
        .splitlines()[2]
        .startswith("| flips: journal.jsonl | 1 200 | 1 782 | 0 | 1 200 | 0 |")
    )
