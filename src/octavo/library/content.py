"""The content of `library.json`, read by a thread while the opener goes on."""

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from octavo.library.storage import LibraryStorage

_TAIL = 160
"""Bytes at the end of the file in which its head stands, with the checksum of the rest."""


class Stamp(Struct, frozen=True):
    """What tells one `library.json` from another."""

    size: int
    time: int
    """The time of its last change, in nanoseconds since 1970."""
    tail: bytes
    """How it ends."""


class Content:
    """The bytes of a `library.json`, of which a few can be had before all are read."""

    def __init__(self, storage: "LibraryStorage", stamp: Stamp) -> None:
        """Begin to read.

        Raises:
            OSError: If the file cannot be opened.
        """
        self._storage = storage
        self._file = storage.path.open("rb", buffering=0)
        self._stamp = stamp
        self._bytes = b""
        self._failure: OSError | None = None
        self._closing = threading.Lock()
        self.is_other = stamp_of(self._file.fileno()) != stamp
        """Whether the file is another one than the one that was meant; then it is not read."""
        self._thread = threading.Thread(target=self._read, name="read library.json")
        if self.is_other:
            self._file.close()
        else:
            self._thread.start()

    @property
    def whole(self) -> bytes:
        """All of it; waits until it is read.

        Raises:
            LibraryBroken: If the file was written to while it was read.
        """
        if not self._bytes:
            self._thread.join()
            if not self._bytes:
                raise self._storage.broken("it changed while it was read") from self._failure
        return self._bytes

    def piece(self, start: int, length: int) -> bytes:
        """Some of it, at once.

        Raises:
            LibraryBroken: If the file was written to while it was read.
        """
        if not self._bytes:
            with self._closing, suppress(OSError):
                if not self._file.closed:
                    return os.pread(self._file.fileno(), length, start)
        return self.whole[start : start + length]

    def _read(self) -> None:
        try:
            content = self._file.read()
            if stamp_of(self._file.fileno()) == self._stamp:
                self._bytes = content
        except OSError as error:
            self._failure = error
        finally:
            with self._closing:
                self._file.close()


def stamp_of(handle: int) -> Stamp:
    """The stamp of an open file."""
    status = os.fstat(handle)
    tail = os.pread(handle, _TAIL, max(0, status.st_size - _TAIL))
    return Stamp(status.st_size, status.st_mtime_ns, tail)
