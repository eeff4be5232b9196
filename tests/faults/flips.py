"""Bits flipped in the files of a library: what check, repair and an open make of each."""

import os
import random
import shutil
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple, Protocol

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.errors import OctavoError
from octavo.query import parse
from octavo.storage.errors import TextMissing
from tests.faults.kind import Kind, NoMoreCases, Outcome, Trial, problem_of
from tests.library.repair.damage import made
from tests.library.seeing import Whole, whole

WORDS = ("first", "thought", "line", "title:third", "tag:korea")


class Damage(Protocol):
    """Something that happens to one file of a closed library."""

    @property
    def file(self) -> str:
        """Its path in the library."""

    def apply(self, folder: Path) -> None:
        """Do it."""


class Flip(NamedTuple):
    """One bit of one file."""

    file: str
    bit: int
    keeps_time: bool
    """Whether the file's time of change stays, as when a disk errs."""

    def __str__(self) -> str:
        return f"bit {self.bit % 8} of byte {self.bit // 8} of {self.file}, {self.keeps_time=}"

    def apply(self, folder: Path) -> None:
        """Flip it."""
        path = folder / self.file
        status, content = path.stat(), bytearray(path.read_bytes())
        content[self.bit // 8] ^= 1 << self.bit % 8
        path.write_bytes(content)
        if self.keeps_time:
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


class Contents(NamedTuple):
    """All that a person has in a library."""

    documents: Whole
    texts: dict[int, str]
    found: dict[str, list[int]]


class Flips(Kind):
    """Every byte of every file of a small library, one bit of it, in an order of chance."""

    name = "flips"
    share = 3

    def __init__(self, room: Path, seed: int) -> None:
        super().__init__(room, seed)
        self.original = made(room / "library")
        self.expected = untouched(self.original, room)
        sizes = sizes_of(self.original)
        self.possible = by_row(sizes)
        self.order = dealt_out(sizes, random.Random(seed))

    def case(self, number: int) -> Iterator[Trial]:
        if number >= len(self.order):
            raise NoMoreCases
        file, byte = self.order[number]
        dice = self.dice(number)
        flip = Flip(file, byte * 8 + dice.randrange(8), dice.random() < 0.5)
        outcome, reason = outcome_of(self.original, self.expected, flip, self.room)
        row = row_of(file)
        yield Trial(row, outcome, f"{flip}: {reason}", self.possible[row])


def contents(folder: Path, *, changes: bool = False) -> Contents:
    """What an opened library says; something is changed and taken back if that is asked."""
    with Library(folder) as library:
        articles = sorted(library.search.articles)
        texts = {}
        for id in articles:
            try:
                texts[id] = library.text(id)
            except TextMissing:
                texts[id] = "(missing)"
        found = {word: sorted(library.search.find(parse(word)).ids) for word in WORDS}
        if changes and articles:
            library.star(articles[:1])
            library.history.undo()
        return Contents(whole(library), texts, found)


def untouched(original: Path, room: Path) -> Contents:
    """What a library says while nothing has happened to it."""
    shutil.copytree(original, room / "sound")
    return contents(room / "sound")


def sizes_of(folder: Path) -> dict[str, int]:
    """How many bytes each file has, by its path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_size for path in files}


def by_row(sizes: dict[str, int]) -> dict[str, int]:
    """How many bytes the files of each row have together."""
    return {
        row: sum(size for file, size in sizes.items() if row_of(file) == row)
        for row in map(row_of, sizes)
    }


def dealt_out(sizes: dict[str, int], dice: random.Random) -> list[tuple[str, int]]:
    """Every offset in every file, in an order of chance, each row as often as any other."""
    rows: dict[str, list[tuple[str, int]]] = {}
    for file, size in sizes.items():
        rows.setdefault(row_of(file), []).extend((file, place) for place in range(size))
    for places in rows.values():
        dice.shuffle(places)
    return [place for few in zip_longest(*rows.values()) for place in few if place is not None]


def row_of(file: str) -> str:
    """The row of the table in which a file is counted."""
    folder, _, name = file.rpartition("/")
    if folder == "index":
        derived = name in ("places", "journal", "listing", "sound", "files", "duplicates")
        name, derived = ("columns", True) if name.startswith("columns-") else (name, derived)
        return f"index/{name}" if derived else "index/ (tantivy)"
    return f"{folder}/" if folder else name


def outcome_of(
    original: Path, expected: Contents, damage: Damage, room: Path
) -> tuple[Outcome, str]:
    """What became of damage to a copy of a library, and the reason where it is a bad one."""
    try:
        is_told = _is_told(_damaged(original, damage, room / "opened"), expected)
        folder = _damaged(original, damage, room / "checked")
        findings = check(folder)
        if not is_told and not check(room / "opened") and not findings:
            return Outcome.UNDETECTED, "what it led to was written back"
        if not findings and damage.file.partition("/")[0] != "locks":
            return Outcome.UNDETECTED, "check is content"
        repair(folder)
        if left := check(folder):
            return Outcome.UNDETECTED, f"repair leaves {left}"
        if contents(folder) != expected:
            return Outcome.TOLD, ""
        return (Outcome.MENDED if findings else Outcome.KEPT), ""
    except OctavoError as error:
        return Outcome.TOLD, str(error)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Outcome.TRACEBACK, problem_of(error)


def _is_told(folder: Path, expected: Contents) -> bool:
    """Whether an open says that something is wrong, or shows nothing wrong."""
    try:
        return contents(folder, changes=True) == expected
    except OctavoError:
        return True


def _damaged(original: Path, damage: Damage, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(original, to)
    damage.apply(to)
    return to
