"""Hostile files through the command line: bombs, and control characters in every field.

Each file is given to `octavo add` or `octavo import` in a process of its own, beside a small
sound one that must come in.
"""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from octavo.library.repair.check import check
from octavo.model.errors import LibraryError
from tests.faults.bombs import Bomb, bombs
from tests.faults.escapes import escapes
from tests.faults.kind import Kind, NoMoreCases, Outcome, Trial
from tests.library.hammering import failure_of

SECONDS = 10.0
"""Of the processor, for one item; those of the start and of the sound file come on top."""

STARTING = 4.0
"""Of the processor, for the command and for the process that it has the file read in."""

GIGABYTE = 1_000_000_000
"""Bytes that a process may have in memory."""

PATIENCE = 300
"""Seconds after which a command is ended, however busy the machine is."""

ROWS_AT_ONCE = re.compile(r"many|rows|chapters|entries|words\.zip")
"""Files that are many items, of which each may take its time."""

ROWS: dict[str, Callable[[], Iterator[tuple[str, Bomb]]]] = {
    "bombs": bombs,
    "control characters": escapes,
}

SHOWING = (
    "list in:all",
    "show 1",
    "notes",
    "search words",
    "tags",
    "feeds list",
    "undo --list",
)
"""Commands that show what has come in."""

_RAW = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
)
"""What must not come to a terminal, but for line breaks and tabs of octavo's own."""


class Ended(NamedTuple):
    """How a command ended."""

    said: str
    status: int
    seconds: float
    """Of the processor, with all that it started."""
    memory: int
    """Bytes, of the largest process."""


class HostileFiles(Kind):
    """Every bomb and every file with control characters, in an order of chance."""

    name = "hostile"
    share = 3

    def __init__(self, room: Path, seed: int) -> None:
        super().__init__(room, seed)
        named = [(row, name) for row, files in ROWS.items() for name, _ in files()]
        self.possible = Counter(row for row, _ in named)
        self.dice(0).shuffle(named)
        self.files: Sequence[tuple[str, str]] = named

    def case(self, number: int) -> Iterator[Trial]:
        if number >= len(self.files):
            raise NoMoreCases
        row, name = self.files[number]
        shutil.rmtree(self.room, ignore_errors=True)
        self.room.mkdir()
        problem = failure_of(lambda: self._make(row, name))
        assert not problem, problem
        (self.room / "sound.md").write_text("# A sound file\n\nIt must come in.\n")
        outcome, said = self._outcome(row, name)
        yield Trial(row, outcome, f"{name}: {said}", self.possible[row])

    def _make(self, row: str, name: str) -> None:
        """Write a file; in a child, whose memory does not count for the command then."""
        makers = dict(ROWS[row]())
        (self.room / name).write_bytes(makers[name]())

    def _outcome(self, row: str, name: str) -> tuple[Outcome, str]:
        runs = [
            self._octavo("add", self.room / name, self.room / "sound.md"),
            self._octavo("list", "--json", "in:all"),
        ]
        if row == "bombs":
            runs.append(self._octavo("import", "--dry-run", self.room / name))
        else:
            runs += [self._octavo(*command.split()) for command in SHOWING]
        for run in runs:
            if "Traceback (most recent call last)" in run.said or run.status < 0:
                return Outcome.TRACEBACK, run.said[-1_500:] or f"signal {-run.status}"
            if found := _RAW.search(run.said):
                place = run.said[max(0, found.start() - 60) : found.end() + 20]
                return Outcome.ESCAPED, repr(place)
            if run.memory > GIGABYTE:
                return Outcome.OVER_BOUND, f"{run.memory // 1_000_000} MB"
            if run.seconds > SECONDS + STARTING and not ROWS_AT_ONCE.search(name):
                return Outcome.OVER_BOUND, f"{run.seconds:.1f} s of the processor"
        return self._kept(runs[1].said)

    def _kept(self, listed: str) -> tuple[Outcome, str]:
        if "A sound file" not in listed:
            return Outcome.LOST, "the sound file did not come in"
        try:
            findings = check(self.room / "library")
        except LibraryError as error:
            return Outcome.LOST, str(error)
        return (Outcome.LOST, str(findings)) if findings else (Outcome.KEPT, "")

    def _octavo(self, *arguments: object) -> Ended:
        command = [sys.executable, "-m", "octavo", *map(str, arguments)]
        environment = {
            **os.environ,
            "OCTAVO_LIBRARY": str(self.room / "library"),
            "XDG_CONFIG_HOME": str(self.room / "config"),
            "XDG_STATE_HOME": str(self.room / "state"),
        }
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        process = subprocess.Popen(
            command,
            stdin=nothing,
            stdout=pipe,
            stderr=subprocess.STDOUT,
            env=environment,
            preexec_fn=_limit,  # noqa: PLW1509 - nothing else runs here
        )
        clock = threading.Timer(PATIENCE, process.send_signal, [signal.SIGKILL])
        clock.start()
        assert process.stdout is not None
        said = process.stdout.read().decode(errors="surrogateescape")
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        seconds = used.ru_utime + used.ru_stime
        return Ended(said, process.returncode, seconds, used.ru_maxrss * 1_024)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (6 * GIGABYTE, 6 * GIGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
