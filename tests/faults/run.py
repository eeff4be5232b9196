"""Runs the kinds of fault, each in a process of its own and for its share of the time."""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

from tests.faults.failing_calls import FailingCalls
from tests.faults.flips import Flips
from tests.faults.full_disk import FullDisks
from tests.faults.hostile import HostileFiles
from tests.faults.kills import Kills
from tests.faults.kind import Kind, NoMoreCases, Outcome, Trial, problem_of
from tests.faults.report import Report
from tests.faults.truncations import Truncations
from tests.faults.writers import Writers

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (Kills, Writers, Flips, Truncations, FailingCalls, FullDisks, HostileFiles)
}


_MEMORY = Path("/dev/shm")
"""Where there is one, a disk in memory, on which a sync takes no time."""


def reports(
    names: Sequence[str],
    seed: int,
    seconds: float,
    jobs: int,
    numbers: Iterable[int] | None = None,
) -> list[Report]:
    """What became of the faults of some kinds, in so many seconds and all of them together.

    Only the cases of some `numbers` are done if these are given.
    """
    shares = sum(KINDS[name].share for name in names)
    workers = min(jobs, len(names))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, max_tasks_per_child=1) as pool:
        running = [
            pool.submit(
                run, name, seed, seconds * workers * KINDS[name].share / shares, numbers
            )
            for name in sorted(names, key=lambda name: -KINDS[name].share)
        ]
        found = [each.result() for each in running]
    return sorted(found, key=lambda report: names.index(report.kind))


def run(name: str, seed: int, seconds: float, numbers: Iterable[int] | None = None) -> Report:
    """What became of the faults of one kind, in this process."""
    report = Report(name, seed)
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="octavo-faults-", dir=place) as folder:
        end = time.monotonic() + seconds
        kind = KINDS[name](Path(folder), seed)
        for number in count() if numbers is None else numbers:
            if time.monotonic() > end:
                break
            try:
                for trial in kind.case(number):
                    report.count(trial, number)
            except NoMoreCases:
                break
            except Exception as error:  # noqa: BLE001 - whatever it is, the next case is run
                report.count(Trial(name, Outcome.TRACEBACK, problem_of(error)), number)
    return report
