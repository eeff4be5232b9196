"""Reading a part of an export: never more than was promised, and every fault in words."""

import errno
import io
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, BinaryIO

from octavo.model.errors import DraftRejected

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER = 128 * 1024
_ONCE = 64 * 1024 * 1024
"""Bytes that may unpack from anything."""

MOST_AT_ONCE = 250
"""How many bytes one byte of a zip may stand for, on the whole; exports have up to 30."""

Opened = Callable[[], IO[bytes]]


def bounded(opened: Opened, size: int, name: str, packed: int | None = None) -> BinaryIO:
    """A file that gives at most `size` bytes; `packed` are those that it unpacks from.

    Raises:
        DraftRejected: If it cannot be opened; and later, by reading, if it breaks off or
            unpacks as only a bomb does.
    """
    try:
        return io.BufferedReader(_Bounded(opened(), size, name, packed), _BUFFER)
    except FAULTS as error:
        raise DraftRejected(name, in_words(error)) from None


def is_bomb(size: int, packed: int) -> bool:
    """Whether so much from so little is no text that anybody wrote."""
    return size > _ONCE and size > packed * MOST_AT_ONCE


class _Bounded(io.RawIOBase):
    def __init__(self, file: IO[bytes], size: int, name: str, packed: int | None) -> None:
        self._file = file
        self._left = size
        self._name = name
        self._packed = packed
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(min(len(view), self._left))
        except FAULTS as error:
            raise DraftRejected(self._name, f"it breaks off: {in_words(error)}") from None
        self._left -= len(data)
        self._read += len(data)
        if self._packed is not None and is_bomb(self._read, self._packed):
            raise DraftRejected(self._name, "it unpacks to far too much for its size")
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


FAULTS = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
"""What reading a file or a member of a zip can raise; NotImplementedError is among them."""


def in_words(error: Exception) -> str:
    """Why a file cannot be read."""
    match error:
        case OSError(errno=errno.ENOENT | errno.ENOTDIR):
            return "there is no such file"
        case OSError(errno=errno.EACCES | errno.EPERM):
            return "you have no permission to read it"
        case OSError():
            return f"it cannot be read: {(error.strerror or str(error)).lower()}"
        case NotImplementedError():
            return "it is packed in a way that octavo does not read"
        case _:
            return "it is damaged"
