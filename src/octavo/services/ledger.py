"""The ledger of what comes in, and the rejected rows in it.

The rows are kept while an import runs, then written to files that can be mended.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from octavo.library.ingest.ingest import Piece
from octavo.model.draft import LedgerEntry
from octavo.storage.atomic import make_folder, replace_file

_OF_A_FILE = 16 << 20
"""Characters of rows in one file to mend; more of them go into another."""

Collected = Callable[[Sequence[str]], str]
"""Makes some rows a file of the format that they came in."""


class Rejects:
    """The rows of one import that could not come in, as they stood in its parts."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], tuple[Collected, list[str]]] = {}
        """By their part and its suffix, beside what puts them together."""

    def keep(self, part: str, suffix: str, collected: Collected, raw: str) -> None:
        """Keep a row of a part."""
        self._rows.setdefault((part, suffix), (collected, []))[1].append(raw)

    def write(self, folder: Path) -> list[Path]:
        """Write the rows into a folder, which is made if need be, as files to be mended.

        Raises:
            OSError: If they cannot be written there.
        """
        written = []
        for (part, suffix), (collected, rows) in self._rows.items():
            name = f"{Path(part).stem.removesuffix('.rejected')}.rejected{suffix}"
            make_folder(folder)
            for raws in _by_size(rows):
                content = collected(raws).encode("utf-8", "surrogatepass")
                written.append(_put(folder / name, content))
        return written


def _by_size(raws: Iterable[str]) -> Iterator[list[str]]:
    """Rows, so many at a time as go into one file."""
    few: list[str] = []
    size = 0
    for raw in raws:
        if few and size + len(raw) > _OF_A_FILE:
            yield few
            few, size = [], 0
        few.append(raw)
        size += len(raw)
    yield few


def _put(path: Path, content: bytes) -> Path:
    """Write a new file; one that says the very same already will do."""
    number = 2
    free = path
    while free.exists():
        if free.read_bytes() == content:
            return free
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    replace_file(free, content)
    return free


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
