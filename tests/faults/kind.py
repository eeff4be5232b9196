"""A kind of fault that is done to a library on purpose, and what may become of it."""

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, NamedTuple


class Outcome(StrEnum):
    """What became of a fault."""

    KEPT = "all kept"
    """Nothing acknowledged is missing, and what was refused was said to be."""
    MENDED = "mended"
    """It was found, and put right."""
    TOLD = "told"
    """It was found, and something could not be brought back."""
    LOST = "lost"
    """Something acknowledged is missing, or something wrong was shown or kept."""
    UNDETECTED = "undetected"
    OVER_BOUND = "over the bound"
    """More time or memory was taken than there may be."""
    ESCAPED = "escaped"
    """Control characters of the input came to the terminal."""
    TRACEBACK = "tracebacks"


BAD = frozenset(Outcome) - {Outcome.KEPT, Outcome.MENDED, Outcome.TOLD}
"""What must never be."""


class Trial(NamedTuple):
    """One fault that was tried."""

    row: str
    """The row of the table in which it is counted."""
    outcome: Outcome
    said: str = ""
    """What was done, and what came of it; of use where the outcome is bad."""
    possible: int | None = None
    """How many faults of this row there are, if they can be counted."""
    times: int = 1
    """How many like it were tried with it."""


class NoMoreCases(Exception):
    """All faults of a kind were tried."""


class Kind(ABC):
    """Faults of one kind, as a row of cases that a seed decides.

    A case does not depend on those before it, so each can be run again by its number.
    """

    name: ClassVar[str]
    share: ClassVar[int] = 1
    """How much of the time it gets, in relation to the others."""

    def __init__(self, room: Path, seed: int) -> None:
        """Prepare what all cases begin with, in an empty folder."""
        self.room = room
        self.seed = seed

    @abstractmethod
    def case(self, number: int) -> Iterator[Trial]:
        """Do the faults of a case, counted from 0.

        Raises:
            NoMoreCases: If there are no more.
        """

    def dice(self, number: int) -> random.Random:
        """What decides about a case."""
        return random.Random(f"{self.name} {self.seed} {number}")


def problem_of(error: BaseException) -> str:
    """An error and where it came from, in a line."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
    return f"{type(error).__name__}: {error} ({place})"
