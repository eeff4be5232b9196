"""Processes that are killed while they change a library, take files in, or repair."""

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.errors import LibraryError
from octavo.storage.errors import NotALibrary
from tests.faults.kind import Kind, Outcome, Trial
from tests.library.hammering import LIMITS, hammer, killed, lost
from tests.library.repair.damage import cut_off, made, replaced, to_lines
from tests.library.seeing import whole

KILLS = 6
"""In one case, one after the other, in the same library."""

DAMAGES = {
    "a flipped bit of library.json": replaced("library.json", b"Third", b"Thisd"),
    "library.json cut off": cut_off("library.json", 300),
    "lines of the journal swapped": to_lines(list.reverse),
    "a broken line of the journal": replaced("journal.jsonl", b"Second", b"Sxxxxd"),
}


class Kills(Kind):
    """SIGKILL at a moment of chance; a process of its own then looks for what was done."""

    name = "kills"
    share = 2

    def case(self, number: int) -> Iterator[Trial]:
        folder = self.room / "library"
        shutil.rmtree(folder, ignore_errors=True)
        ways = (_changing, _changing, _adding, _repairing)
        yield from ways[number % len(ways)](folder, self.dice(number))


def _changing(folder: Path, dice: random.Random) -> Iterator[Trial]:
    """One process after the other changes the same library."""
    Library.create(folder, limits=LIMITS).close()
    for _ in range(KILLS):
        work = partial(hammer, folder, dice.random())
        told = killed(work, dice.expovariate(1 / 0.15))
        problem = lost(folder, told)
        yield Trial("while changing", Outcome.LOST if problem else Outcome.KEPT, problem)
        yield Trial("operations that they acknowledged", Outcome.KEPT, times=told.count(b"\n"))
        if problem:
            return


def _adding(folder: Path, dice: random.Random) -> Iterator[Trial]:
    """`octavo add` takes files in, and says of each what became of it."""
    files = folder.parent / "files"
    files.mkdir(exist_ok=True)
    for n in range(300):
        (files / f"{n}.txt").write_text(f"Piece {n}\n\n" + f"{n} and more words. " * n)
    command = [sys.executable, "-m", "octavo", "add", "--json", "--library", str(folder)]
    command.append(str(files))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        time.sleep(dice.uniform(0.1, 1.2))
        process.kill()
        told = process.stdout.read()
    rows = [json.loads(line) for line in told.splitlines(keepends=True) if line.endswith(b"\n")]
    missing, findings = _missing(
        folder, [row["id"] for row in rows if row["result"] == "added"]
    )
    is_whole = not missing and not findings
    said = f"{len(rows)} told, {missing} missing, {findings}"
    yield Trial("octavo add", Outcome.KEPT if is_whole else Outcome.LOST, said)


def _missing(folder: Path, ids: list[int]) -> tuple[list[int], list[str]]:
    """Those of some articles that have no text, and what check finds."""
    try:
        with Library(folder) as library:
            missing = [id for id in ids if id not in library.search.articles]
            for id in library.search.articles:
                assert library.text(id)
    except NotALibrary:
        return ids, []
    return missing, [str(finding) for finding in check(folder)]


def _repairing(folder: Path, dice: random.Random) -> Iterator[Trial]:
    """A repair is killed, and done again to its end."""
    made(folder)
    for name, damage in DAMAGES.items():
        broken, sound = folder.parent / "broken", folder.parent / "sound"
        for copy in (broken, sound):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(folder, copy)
            damage(copy)
        repair(sound)
        with Library(sound) as library:
            expected = whole(library)
        killed(partial(repair, broken), dice.expovariate(1 / 0.015))
        try:
            repair(broken)
            with Library(broken) as library:
                is_same = whole(library) == expected
            said = f"{name}: {is_same=}, {check(broken)}"
            is_well = is_same and not check(broken)
        except LibraryError as error:
            is_well, said = False, f"{name}: {error}"
        yield Trial("while repairing", Outcome.KEPT if is_well else Outcome.LOST, said)
