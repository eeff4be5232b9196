"""The journal: every operation, one JSON line each, synced before it is shown as done.

A line is `{"crc":"89abcdef","op":{…}}` with the CRC-32 of the bytes of `op`.
"""

import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from octavo.library.errors import JournalBroken
from octavo.library.files import replace_file, sync_folder
from octavo.model.operation import Operation

_LINE = re.compile(rb'\{"crc":"([0-9a-f]{8})","op":(\{.*\})\}\n', re.DOTALL)
_sync = getattr(os, "fdatasync", os.fsync)


class Header(Struct, frozen=True):
    """What an operation was, without what it changed."""

    sequence: int
    label: str
    reverses: int | None = None
    quiet: bool = False


class Line(Struct, frozen=True):
    """A whole line of the journal and where it stands."""

    number: int
    """Counted from 1."""
    start: int
    """Offset in bytes."""
    body: bytes | None
    """The JSON of the operation; None if the line is not what was written."""


_header = msgspec.json.Decoder(Header).decode
_operation = msgspec.json.Decoder(Operation).decode


class Journal:
    """The operations of a library, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        """Where the next line starts that this process has not read."""
        self._file = (0, 0)
        """Device and inode that the offset belongs to."""
        self._handle: int | None = None

    def read(self, after: int) -> list[Operation]:
        """Check every line and return the operations with a greater sequence number.

        A last line without its end is left unread: either another process is writing it
        at this moment, or it is torn and `drop_torn` takes it away.

        Raises:
            JournalBroken: If a line is not what was written.
        """
        self.close()
        self._offset, self._file = 0, self._identity()
        return self.news(after)

    def news(self, after: int) -> list[Operation]:
        """The operations that other processes have appended since the last look.

        Raises:
            JournalBroken: If a line is not what was written.
        """
        if self._identity() != self._file:
            return self.read(after)
        content = self._content(self._offset)
        bodies = list(self._bodies(content))
        self._offset += content.rfind(b"\n") + 1
        fresh = [body for body in bodies if _header(body).sequence > after]
        return [_operation(body) for body in fresh]

    def append(self, operation: Operation) -> None:
        """Write an operation at the end and sync it; all lines before must have been read.

        Raises:
            OSError: If it could not be written; then the journal is as it was.
        """
        line = _written(msgspec.json.encode(operation))
        handle = self._opened()
        try:
            view = memoryview(line)
            while view:
                view = view[os.write(handle, view) :]
            _sync(handle)
        except OSError:
            os.ftruncate(handle, self._offset)
            raise
        self._offset += len(line)

    @property
    def torn(self) -> bool:
        """Whether something stands after the last line that was read."""
        return self._size() > self._offset

    def drop_torn(self) -> int:
        """Take away a last line that was never finished; returns how many bytes it had."""
        torn = self._size() - self._offset
        if torn > 0:
            os.ftruncate(self._opened(), self._offset)
        return max(0, torn)

    @property
    def size(self) -> int:
        """How many bytes of the journal this process has read or written."""
        return self._offset

    def headers(self) -> list[Header]:
        """What every operation was, oldest first.

        Raises:
            JournalBroken: If a line is not what was written.
        """
        return [_header(body) for body in self._bodies(self._content())]

    def since(self, after: int) -> list[Operation]:
        """The operations with a greater sequence number, read again.

        Raises:
            JournalBroken: If a line is not what was written.
        """
        bodies = list(self._bodies(self._content()))
        return [_operation(body) for body in bodies if _header(body).sequence > after]

    def lines(self) -> Iterator[Line]:
        """Every finished line, sound or not."""
        return _lines(self._content())

    def keep(self, lines: list[Line]) -> None:
        """Replace the journal by some of its lines."""
        content = b"".join(_written(line.body) for line in lines if line.body is not None)
        replace_file(self.path, content)
        self.close()
        self._offset, self._file = len(content), self._identity()

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _bodies(self, content: bytes) -> Iterator[bytes]:
        for line in _lines(content):
            if line.body is None:
                raise JournalBroken(self.path.parent, line.number, "is not what was written")
            yield line.body

    def _content(self, start: int = 0) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return file.read()
        except FileNotFoundError:
            return b""

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def _identity(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (status.st_dev, status.st_ino)

    def _opened(self) -> int:
        if self._handle is None:
            fresh = not self.path.exists()
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            if fresh:
                sync_folder(self.path.parent)
            self._file = self._identity()
        return self._handle


def _written(body: bytes) -> bytes:
    return b'{"crc":"%08x","op":%b}\n' % (zlib.crc32(body), body)


def _lines(content: bytes) -> Iterator[Line]:
    start = 0
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        if line.endswith(b"\n"):
            yield Line(number, start, _sound(line))
        start += len(line)


def _sound(line: bytes) -> bytes | None:
    """The operation of a line, if the line is as it was written."""
    match = _LINE.fullmatch(line)
    if match is None or zlib.crc32(match[2]) != int(match[1], 16):
        return None
    return match[2]
