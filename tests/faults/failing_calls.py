"""Calls of the system that fail: what is said is what is so, and nothing is lost."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from tinydb import where

from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.library.repair.repair import repair
from octavo.model.errors import LibraryError, OctavoError
from octavo.model.feed import Feed
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag, TagEdit
from octavo.query import parse
from octavo.storage.errors import ChangeUnsure
from octavo.storage.store import Limits
from tests.faults.calls import ERRORS, Calls, Refusal
from tests.faults.kind import Kind, NoMoreCases, Outcome, Trial, problem_of
from tests.library.repair.damage import made, replaced
from tests.library.seeing import Whole, whole
from tests.making import MORNING, draft

Step = Callable[[Library], object]

LIMITS = Limits(patience=0.2, compact_at=1, journal_bytes=2_000, left_at_close=0.1, small=0)
"""So low that the library is compacted and the journal trimmed whenever it is settled."""


def _script(library: Library) -> None:
    library.db.table("articles").update({"starred": True}, where("title") == "Second")


def _add_much(library: Library) -> None:
    group = OperationGroup()
    pieces = [draft(f"Piece {n}", f"Piece {n} " * 9_000) for n in range(3)]
    list(library.intake.take_in(pieces, group=group))


def _read(library: Library) -> None:
    for article in library.articles():
        library.text(article.id)
    library.search.find(parse("thought OR korea"))


def _feed() -> Feed:
    return Feed(id=0, url="https://a.example/feed", added=MORNING)


STEPS: dict[str, list[Step]] = {
    "tag and star": [
        lambda library: library.retag([1, 3], TagEdit.parse("+new -essay")),
        lambda library: library.star([4]),
    ],
    "add": [
        lambda library: library.add([draft("New", "new " * 400_000, tags="essay")]),
        lambda library: library.settle(),
    ],
    "import": [_add_much, lambda library: library.settle()],
    "undo and redo": [
        lambda library: library.history.undo(),
        lambda library: library.history.redo(),
        lambda library: library.history.undo(),
    ],
    "empty the trash": [
        lambda library: library.delete([1]),
        lambda library: library.empty_trash(),
        lambda library: library.settle(),
    ],
    "tags and feeds": [
        lambda library: library.tags.rename(Tag("essay"), Tag("piece")),
        lambda library: library.tags.pin([Tag("piece")]),
        lambda library: library.feeds.follow([_feed()]),
    ],
    "script": [_script, lambda library: library.settle()],
    "read": [_read],
}
"""What is done to a library while a call fails, by the row of the table."""


class Case(Struct, frozen=True):
    """One call that fails in one row of steps."""

    row: str
    refusal: Refusal


class FailingCalls(Kind):
    """Every call of every row of steps, failing in every way, once or from then on."""

    name = "failing-calls"
    share = 2

    def __init__(self, room: Path, seed: int) -> None:
        super().__init__(room, seed)
        self.original = made(room / "original")
        self.possible: dict[str, int] = {}
        cases: list[Case] = []
        for row in [*STEPS, "repair", "create"]:
            found = list(self._cases_of(row))
            self.possible[row] = len(found)
            cases += found
        random.Random(seed).shuffle(cases)
        self.cases = cases

    def case(self, number: int) -> Iterator[Trial]:
        if number >= len(self.cases):
            raise NoMoreCases
        case = self.cases[number]
        calls = Calls(self.room / "library", case.refusal)
        try:
            problem = self._run(case.row, calls)
            outcome = Outcome.LOST if problem else Outcome.KEPT
        except Exception as error:  # noqa: BLE001 - it is told
            outcome, problem = Outcome.TRACEBACK, problem_of(error)
        yield Trial(case.row, outcome, f"{case.refusal}: {problem}", self.possible[case.row])

    def _cases_of(self, row: str) -> Iterator[Case]:
        calls = Calls(self.room / "library")
        problem = self._run(row, calls)
        assert not problem, problem
        for call, count in sorted(calls.counts.items()):
            for number in range(count):
                for error in ERRORS[call]:
                    yield Case(row, Refusal(call, number, error, lasts=False))
                    yield Case(row, Refusal(call, number, error, lasts=True))

    def _run(self, row: str, calls: Calls) -> str:
        """Do the steps of a row; what is wrong with what was said, if anything is."""
        folder = self.room / "library"
        while folder.exists():  # a thread of the case before may still write
            shutil.rmtree(folder, ignore_errors=True)
        if row == "create":
            return _create(folder, calls)
        shutil.copytree(self.original, folder)
        if row == "repair":
            replaced("journal.jsonl", b"Second", b"Sxxxxd")(folder)
            return _repair(folder, calls)
        return _steps(folder, STEPS[row], calls)


def _steps(folder: Path, steps: list[Step], calls: Calls) -> str:
    possible: list[Whole] = []
    with calls.watched():
        try:
            library = Library(folder, limits=LIMITS)
        except LibraryError:
            library = None
    if library is not None:
        possible = [whole(library)]
        with calls.watched():
            for place, step in enumerate(steps):
                if problem := _step(library, step, possible, calls):
                    return f"step {place}: {problem}"
            with suppress(LibraryError):
                library.close()
    with Library(folder) as library:
        if possible and whole(library) not in possible:
            return "another state when it is opened again"
        for id in library.search.articles:
            library.text(id)
        library.retag([1] if 1 in library.search.articles else [3], TagEdit.parse("+after"))
        library.settle()
    return _unsound(folder)


def _step(library: Library, step: Step, possible: list[Whole], calls: Calls) -> str:
    """Do a step and note what the library may be after it."""
    before, said = library.sequence, ""
    try:
        step(library)
    except ChangeUnsure:
        with calls.paused():
            known = list(possible)
            library.follow()
            possible[:] = [*known, whole(library)]
        return ""
    except OctavoError as error:
        said = str(error)
    with calls.paused():
        now = whole(library)
        if said and library.sequence == before and now not in possible:
            return f"it has changed without a change, and said: {said}"
        is_false = "nothing was changed" in said and step is not _add_much
        if is_false and library.sequence > before:
            return f"it was changed, and said: {said}"
        possible[:] = [now]
    return ""


def _create(folder: Path, calls: Calls) -> str:
    with calls.watched(), suppress(LibraryError):
        Library.create(folder, limits=LIMITS).close()
    with Library.create(folder) as library:
        library.add([draft("First")])
    return _unsound(folder)


def _repair(folder: Path, calls: Calls) -> str:
    with calls.watched(), suppress(LibraryError):
        repair(folder, patience=0.2)
    repair(folder)
    with Library(folder) as library:
        titles = sorted(article.title for article in library.articles())
        texts = [library.text(article.id) for article in library.articles()]
    if titles != ["First", "Second", "Third"] or len(texts) < 3:
        return f"repaired to {titles}"
    return _unsound(folder)


def _unsound(folder: Path) -> str:
    """What check finds in a library that is closed; nothing if that is nothing bad."""
    findings = [each for each in check(folder) if each.severity is not Severity.NOTE]
    return f"check: {', '.join(map(str, findings))}" if findings else ""
