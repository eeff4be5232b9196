"""Files that are cut off at any length: what check, repair and an open make of each."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.model.errors import OctavoError
from octavo.model.tag import Tag, TagEdit
from octavo.storage.lock import Lock
from tests.faults.flips import by_row, dealt_out, outcome_of, row_of, sizes_of, untouched
from tests.faults.kind import Kind, NoMoreCases, Outcome, Trial, problem_of
from tests.library.repair.damage import made
from tests.library.seeing import Whole, whole

UNFOLDED = "journal.jsonl, not compacted"


class Cut(NamedTuple):
    """A file of which only the beginning is left."""

    file: str
    length: int
    keeps_time: bool

    def __str__(self) -> str:
        return f"{self.file} cut off after {self.length} bytes, {self.keeps_time=}"

    def apply(self, folder: Path) -> None:
        """Cut it off."""
        path = folder / self.file
        status = path.stat()
        os.truncate(path, self.length)
        if self.keeps_time:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


class Truncations(Kind):
    """Every file of a small library, cut off at every length, in an order of chance.

    So is the journal of one that was killed before anything was compacted. There each cut
    leaves what a kill leaves too, so all lines that are whole count and nothing else does.
    """

    name = "truncations"
    share = 2

    def __init__(self, room: Path, seed: int) -> None:
        super().__init__(room, seed)
        self.original = made(room / "library")
        self.expected = untouched(self.original, room)
        self.killed = room / "killed"
        self.states = _left_by_a_kill(self.killed)
        sizes = sizes_of(self.original)
        sizes[UNFOLDED] = (self.killed / "journal.jsonl").stat().st_size
        self.possible = by_row(sizes)
        self.order = dealt_out(sizes, random.Random(seed))

    def case(self, number: int) -> Iterator[Trial]:
        if number >= len(self.order):
            raise NoMoreCases
        file, length = self.order[number]
        keeps_time = self.dice(number).random() < 0.5
        row = row_of(file)
        if file == UNFOLDED:
            cut = Cut("journal.jsonl", length, keeps_time)
            outcome, reason = self._of_killed(cut)
        else:
            cut = Cut(file, length, keeps_time)
            outcome, reason = outcome_of(self.original, self.expected, cut, self.room)
        yield Trial(row, outcome, f"{cut}: {reason}", self.possible[row])

    def _of_killed(self, cut: Cut) -> tuple[Outcome, str]:
        folder = self.room / "opened"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.killed, folder)
        cut.apply(folder)
        content = (folder / cut.file).read_bytes()
        lines = content.count(b"\n")
        is_all_but_its_end = content.endswith(b"}}")
        with closing(Lock(folder, "write")) as lock:
            lock.account(lines)  # a kill leaves no note of what was not finished
        try:
            with Library(folder) as library:
                library.tags.pin([Tag("after")])
                library.history.undo()
                found = whole(library)
            findings = [each for each in check(folder) if each.severity is not Severity.NOTE]
        except OctavoError as error:
            return Outcome.LOST, str(error)
        except Exception as error:  # noqa: BLE001 - it is told
            return Outcome.TRACEBACK, problem_of(error)
        if findings:
            return Outcome.LOST, str(findings)
        states = self.states[lines : lines + 1 + is_all_but_its_end]
        return (Outcome.KEPT, "") if found in states else (Outcome.LOST, "another state")


def _left_by_a_kill(folder: Path) -> list[Whole]:
    """A library of which all is in the journal; what it was after each number of lines."""
    library = Library.create(folder)
    states = [whole(library)]
    library.db.articles.insert({"title": "By script", "added": "2026-03-04T08:00:00Z"})
    states.append(whole(library))
    for edit in ("+essay", '+Ärger "+한국 x"', "-essay", "+a/b"):
        library.retag([1], TagEdit.parse(edit))
        states.append(whole(library))
    library._store.close()
    return states
