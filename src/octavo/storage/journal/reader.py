"""The journal as history: what was done, read again from the end."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from octavo.model.operation import Operation
from octavo.storage.errors import UNDECODABLE, JournalBroken, JournalForked, reading
from octavo.storage.journal.records import Header, Line, lines_of, sequence_at

Read = TypeVar("Read")

_TAIL = 65_536
"""Bytes at the end of the journal that are looked through first."""

_MUCH = 8_000_000
"""Bytes of a journal that is read line by line where all of it might be needed."""


class JournalReader:
    """The operations in a journal, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def reaches_back(self) -> bool:
        """Whether it begins with the first operation of all."""
        lines = lines_of(self.content())
        first = next((line for line in lines if line.body is not None), None)
        return first is not None and first.sequence == 1

    def headers(self) -> list[Header]:
        """What every operation was.

        Raises:
            JournalBroken: If a line is not what was written.
        """
        return [self.read_line(line, Line.header) for line in self._each()]

    def since(self, after: int) -> list[Operation]:
        """The operations with a greater sequence number.

        Raises:
            JournalBroken: If a line among them is not what was written.
        """
        lines = self.sound(self._tail(after))
        return [self.read_line(line, Line.operation) for line in later(lines, after)]

    def each_since(self, after: int) -> Iterator[Operation]:
        """The operations with a greater sequence number, never many in memory at a time.

        Raises:
            JournalBroken: If a line is not what was written; after all before it.
        """
        for line in self.lines_since(after):
            yield self.read_line(line, Line.operation)

    def lines_since(self, after: int) -> Iterator[Line]:
        """The lines of them.

        Raises:
            JournalBroken: If one is not what was written; after all before it.
        """
        if self._size() <= _MUCH:
            yield from later(self.sound(self._tail(after)), after)
            return
        yield from (line for line in self._each(after) if line.sequence > after)

    def _each(self, after: int = 0) -> Iterator[Line]:
        """At least all lines that are later than an operation, each in memory by itself."""
        with (
            reading(self.path.parent),
            suppress(FileNotFoundError),
            self.path.open("rb") as file,
        ):
            start = file.seek(_start_of(file, after))
            for number, content in enumerate(file, 1):
                lines: Iterable[Line] = [*lines_of(content, number)]
                if start and any(line.body is None for line in lines):
                    lines = self._each()  # tells which it is, counted from the first
                yield from self.sound(lines)

    def crc_of(self, sequence: int) -> int | None:
        """The checksum of an operation; None if the journal does not hold it, sound."""
        lines = self._tail(sequence - 1) if sequence else []
        sound = (line for line in reversed(lines) if line.body is not None)
        return next((line.crc for line in sound if line.sequence == sequence), None)

    def content(self) -> bytes:
        """All lines, the last one perhaps not finished; nothing if there is no journal."""
        with reading(self.path.parent):
            try:
                return self.path.read_bytes()
            except FileNotFoundError:
                return b""

    def sound(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Some lines, as long as they are what was written.

        Raises:
            JournalBroken: At the first one that is not.
        """
        for line in lines:
            if line.body is None:
                raise JournalBroken(self.path.parent, line.number, "is not what was written")
            yield line

    def in_order(self, lines: list[Line], last: int) -> list[Line]:
        """The lines after that of the operation `last`, each once; the same list if it is so.

        Raises:
            JournalForked: If the journal has another operation of the number of one.
        """
        for line in lines:
            if line.sequence <= last:
                break
            last = line.sequence
        else:
            return lines
        known: dict[int, Line] = {}
        for line in self.sound(lines_of(self.content())):
            other = known.setdefault(line.sequence, line)
            if other.body != line.body:
                raise JournalForked(self.path.parent, line.sequence, other.number, line.number)
        once = {line.sequence: line for line in lines}
        return [once[sequence] for sequence in sorted(once)]

    def read_line(self, line: Line, what: Callable[[Line], Read]) -> Read:
        """What a line says.

        Raises:
            JournalBroken: If it does not say it.
        """
        try:
            return what(line)
        except UNDECODABLE as error:
            raise JournalBroken(
                self.path.parent, line.number, f"is no operation ({error})"
            ) from error

    def _tail(self, after: int) -> list[Line]:
        """The last lines, at least all that are later than an operation."""
        with reading(self.path.parent):
            try:
                with self.path.open("rb") as file:
                    return _tail_of(file, after)
            except FileNotFoundError:
                return []

    def _size(self) -> int:
        with reading(self.path.parent):
            try:
                return self.path.stat().st_size
            except FileNotFoundError:
                return 0


def later(lines: Iterable[Line], after: int) -> list[Line]:
    """Those of some sound lines whose operations have a greater sequence number.

    They are the last ones, unless something put older ones behind them.
    """
    known = list(lines)
    if known and known[-1].sequence < after:
        return [line for line in known if line.sequence > after]
    first = len(known)
    while first and known[first - 1].sequence > after:
        first -= 1
    return known[first:]


def _start_of(file: BinaryIO, after: int) -> int:
    """Where a line begins that is not later than the first after an operation."""
    start, end = 0, os.fstat(file.fileno()).st_size
    while after and end - start > _TAIL:
        middle = (start + end) // 2
        file.seek(middle)
        file.readline()
        found = file.tell()
        if found < end and 0 < sequence_at(file.read(_TAIL)) <= after + 1:
            start = found
        else:
            end = middle
    return start


def _tail_of(file: BinaryIO, after: int) -> list[Line]:
    whole = os.fstat(file.fileno()).st_size
    size = _TAIL
    while size < whole:
        file.seek(whole - size)
        _, _, content = file.read().partition(b"\n")
        lines = list(lines_of(content))
        if all(line.body is not None for line in lines) and _reaches(lines, after):
            return lines
        size *= 8
    file.seek(0)
    return list(lines_of(file.read()))


def _reaches(lines: list[Line], after: int) -> bool:
    return bool(lines) and lines[0].sequence <= after + 1
