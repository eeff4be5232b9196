"""The ledger of what comes in, and the rejected rows in it.

The rows are kept while an import runs, then written to files that can be mended.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from octavo.library.ingest.ingest import Piece
from octavo.model.draft import LedgerEntry
from octavo.storage.atomic import replace_file

_IN_MEMORY = 4 << 20
"""Characters of rows; more of them wait in a temporary file."""

_OF_A_FILE = 16 << 20
"""Characters of rows in one file to mend; more of them go into another."""

Collected = Callable[[Sequence[str]], str]
"""Makes some rows a file of the format that they came in."""


class Rejects:
    """The rows of one import that could not come in, as they stood in its parts."""

    def __init__(self) -> None:
        self._forms: list[tuple[str, Collected]] = []
        """The name of the file, and how it is put together, for each part with rows."""
        self._parts: dict[tuple[str, str], int] = {}
        self._rows = SpooledTemporaryFile(  # noqa: SIM115 - it lives as long as this
            _IN_MEMORY, "w+", encoding="ascii"
        )

    def keep(self, part: str, suffix: str, collected: Collected, raw: str) -> None:
        """Keep a row of a part; those of one part come one after another."""
        number = self._parts.setdefault((part, suffix), len(self._forms))
        if number == len(self._forms):
            stem = Path(part).stem.removesuffix(".rejected")
            self._forms.append((f"{stem}.rejected{suffix}", collected))
        self._rows.write(json.dumps([number, raw]) + "\n")

    def write(self, folder: Path) -> list[Path]:
        """Write the rows into a folder, or else the current one, as files to be mended.

        Raises:
            OSError: If they can be written neither there nor here.
        """
        written = []
        self._rows.seek(0)
        for number, rows in groupby(map(_row, self._rows), key=lambda row: row[0]):
            name, collected = self._forms[number]
            for raws in _by_size(raw for _, raw in rows):
                content = collected(raws).encode("utf-8", "surrogatepass")
                written.append(_written(folder, name, content))
        return written


def _row(line: str) -> tuple[int, str]:
    number, raw = json.loads(line)
    return int(number), str(raw)


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


def _written(folder: Path, name: str, content: bytes) -> Path:
    """A file beside what was imported; where that folder is closed, in the current one."""
    for place in (folder, Path.cwd()):
        with suppress(PermissionError):
            return _put(place / name, content)
    raise PermissionError(f"{folder / name} cannot be written")


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
