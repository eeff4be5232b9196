"""The ledger of what comes in: each input beside what became of it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from octavo.library.ingest.ingest import Piece
from octavo.model.draft import LedgerEntry

Input = TypeVar("Input")

TakeIn = Callable[[Iterator[Piece]], Iterator[LedgerEntry]]
"""Takes in pieces, a few at a time, and has an entry for each, in order."""


def accounted(
    read: Iterable[tuple[Input, Piece]], take_in: TakeIn
) -> Iterator[tuple[Input, Piece, LedgerEntry]]:
    """What was read, each with what became of it as soon as it is in."""
    waiting: deque[tuple[Input, Piece]] = deque()

    def pieces() -> Iterator[Piece]:
        for input, piece in read:
            waiting.append((input, piece))
            yield piece

    for entry in take_in(pieces()):
        yield *waiting.popleft(), entry
