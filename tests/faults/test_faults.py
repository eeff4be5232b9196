"""A few of the faults of each kind that `python -m tests.faults` does by the thousand."""

import pytest

from tests.faults.kind import Outcome
from tests.faults.report import Report, Row, as_markdown
from tests.faults.run import KINDS, reports

CASES = {
    "kills": 3,
    "writers": 1,
    "flips": 15,
    "truncations": 16,
    "failing-calls": 10,
    "full-disk": 1,
    "hostile": 1,
}
"""How many of each are done here."""


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_lost(name: str) -> None:
    [report] = reports([name], seed=8, seconds=600, jobs=1, numbers=range(CASES[name]))
    assert report.bad == []
    assert sum(row.counts.total() for row in report.rows.values()) >= CASES[name]


def test_each_fault_can_be_done_again_by_its_number() -> None:
    [once] = reports(["flips"], seed=8, seconds=600, jobs=1, numbers=[7])
    [again] = reports(["flips"], seed=8, seconds=600, jobs=1, numbers=[7])
    assert once == again


def test_what_became_of_the_faults_is_a_table() -> None:
    row = Row(1_782)
    row.counts[Outcome.MENDED] += 1_200
    report = Report("flips", 8, {"journal.jsonl": row})
    assert (
        as_markdown([report])
        .splitlines()[2]
        .startswith("| flips: journal.jsonl | 1 200 | 1 782 | 0 | 1 200 | 0 |")
    )
