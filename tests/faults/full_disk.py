"""Disks that are full, and files that may not grow: what was acknowledged before stays."""

import os
import random
import resource
import shutil
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.storage.errors import ChangeUnsure, LibraryUnwritable
from tests.faults.kind import Kind, Outcome, Trial
from tests.library.hammering import LIMITS, change, digest_of, lost, spoken
from tests.library.obstacles import disk

CHANGES = 20
"""How many are tried in one case while there is no room, and how many before and after it."""


class FullDisks(Kind):
    """A small disk with a little room left, or a limit to how large each file may grow.

    Where no disk may be mounted, all cases are of the limit.
    """

    name = "full-disk"

    def case(self, number: int) -> Iterator[Trial]:
        dice = self.dice(number)
        try:
            if number % 2:
                raise pytest.skip.Exception
            with disk("3m") as place:
                yield from _filled(place, dice)
        except pytest.skip.Exception:
            yield from _limited(self.room, dice)


def _filled(place: Path, dice: random.Random) -> Iterator[Trial]:
    """Change a library, then with little room, then with enough again."""
    folder = _begun(place / "library", dice)
    spoken(partial(_change, folder, dice.random()))
    ballast = place / "ballast"
    room = int(dice.expovariate(1 / 40_000))
    _fill(ballast, os.statvfs(place).f_bavail * os.statvfs(place).f_frsize - room)
    yield from _judged("a full disk", folder, spoken(partial(_change, folder, dice.random())))
    ballast.unlink()
    yield from _judged(
        "with room again", folder, spoken(partial(_change, folder, dice.random()))
    )


def _limited(room: Path, dice: random.Random) -> Iterator[Trial]:
    folder = _begun(room / "library", dice)
    size = int(dice.expovariate(1 / 30_000))
    told = spoken(partial(_change, folder, dice.random(), size))
    yield from _judged("files that may not grow", folder, told)


def _judged(row: str, folder: Path, told: bytes) -> Iterator[Trial]:
    acknowledged = told.replace(b"refused\n", b"").replace(b"crashed\n", b"")
    problem = lost(folder, acknowledged)
    if b"crashed\n" in told:
        yield Trial(row, Outcome.TRACEBACK, told.decode(errors="replace"))
    else:
        yield Trial(row, Outcome.LOST if problem else Outcome.KEPT, problem)
    yield Trial(f"{row}: changes refused", Outcome.KEPT, times=told.count(b"refused\n"))


def _begun(folder: Path, dice: random.Random) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    spoken(partial(_create, folder))
    spoken(partial(_change, folder, dice.random()))
    return folder


def _create(folder: Path) -> None:
    Library.create(folder, limits=LIMITS).close()


def _change(folder: Path, seed: float, largest: int | None = None) -> None:
    """Change a library at random, and say what was acknowledged and what was refused."""
    if largest is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    dice = random.Random(seed)
    try:
        with Library(folder, limits=LIMITS) as library:
            for _ in range(CHANGES):
                _one_change(library, dice)
    except LibraryUnwritable:
        os.write(1, b"refused\n")
    except BaseException as error:
        os.write(1, f"crashed\n{type(error).__name__}: {error}".encode())
        raise


def _one_change(library: Library, dice: random.Random) -> None:
    sequence, before = library.sequence, digest_of(library)
    try:
        change(library, dice)
    except ChangeUnsure:
        library.follow()
    except LibraryUnwritable:
        os.write(1, b"refused\n")
        assert library.sequence > sequence or digest_of(library) == before, "it has changed"
    if library.sequence > sequence:
        os.write(1, b"%d %d\n" % (library.sequence, digest_of(library)))


def _fill(ballast: Path, size: int) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            for _ in range(max(0, size) // 4_096):
                file.write(b"\0" * 4_096)
        except OSError:
            return
