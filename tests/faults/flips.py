"""Bits flipped in the files of a library: what check, repair and an open make of each."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.errors import OctavoError
from octavo.query import parse
from octavo.storage.errors import TextMissing
from tests.library.seeing import Whole, whole

MENDED, FOUND, UNDETECTED, TRACEBACK = "mended", "found", "undetected", "traceback"
OUTCOMES = (MENDED, FOUND, UNDETECTED, TRACEBACK)
"""What may become of a flip: put right; told, and something was lost; never told; crashed."""

WORDS = ("first", "thought", "line", "title:third", "tag:korea")


class Flip(NamedTuple):
    """One bit of one file."""

    file: str
    """Its path in the library."""
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
            library.star(articles[:1], False)
        return Contents(whole(library), texts, found)


def sampled(folder: Path, count: int, seed: int = 8) -> Iterator[Flip]:
    """Some flips in every file of a library, each with the old time and with a new one."""
    dice = random.Random(seed)
    for path in sorted(folder.rglob("*")):
        bits = path.stat().st_size * 8 if path.is_file() else 0
        for bit in sorted(dice.sample(range(bits), min(count, bits))):
            for keeps_time in (True, False):
                yield Flip(str(path.relative_to(folder)), bit, keeps_time)


def outcome(original: Path, expected: Contents, flip: Flip, room: Path) -> tuple[str, str]:
    """What became of a flip in a copy of a library, and the reason where it is a bad one."""
    try:
        is_told = _is_told(_copy(original, flip, room / "opened"), expected)
        folder = _copy(original, flip, room / "checked")
        findings = check(folder)
        if not is_told and not check(room / "opened") and not findings:
            return UNDETECTED, "what it led to was written back"
        if not findings and flip.file.partition("/")[0] != "locks":
            return UNDETECTED, "check is content"
        repair(folder)
        if left := check(folder):
            return UNDETECTED, f"repair leaves {left}"
        return (MENDED if contents(folder) == expected else FOUND), ""
    except OctavoError as error:
        return FOUND, str(error)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return TRACEBACK, f"{type(error).__name__}: {error}"


def _is_told(folder: Path, expected: Contents) -> bool:
    """Whether an open says that something is wrong, or shows nothing wrong."""
    try:
        return contents(folder, changes=True) == expected
    except OctavoError:
        return True


def _copy(original: Path, flip: Flip, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(original, to)
    flip.apply(to)
    return to


def counted(
    original: Path, flips: Iterable[Flip], room: Path
) -> tuple[dict[str, Counter[str]], list[str]]:
    """How often each came to be, by kind of file, and a line on each that should not be."""
    shutil.copytree(original, room / "sound")
    expected = contents(room / "sound")
    table: dict[str, Counter[str]] = {}
    bad = []
    for flip in flips:
        became, reason = outcome(original, expected, flip, room)
        table.setdefault(kind_of(flip.file), Counter())[became] += 1
        if became in (UNDETECTED, TRACEBACK):
            bad.append(f"{became}: {flip}: {reason}")
    return table, bad


def kind_of(file: str) -> str:
    """The row of the table in which a file is counted."""
    folder, _, name = file.rpartition("/")
    if folder == "index":
        derived = name in ("places", "journal", "listing", "files")
        return f"index/{name}" if derived else "index/ (tantivy)"
    return f"{folder}/" if folder else name
