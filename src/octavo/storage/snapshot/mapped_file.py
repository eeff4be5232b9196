"""The content of `library.json`, read by a thread while the opener goes on."""

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from octavo.storage.snapshot.json_store import LibraryStorage

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
    """A stretch of a `library.json`, of which a little can be had before all is read."""

    def __init__(self, storage: "LibraryStorage", stamp: Stamp, start: int, end: int) -> None:
        """Open the file.

        Raises:
            OSError: If that cannot be done.
        """
        self._storage = storage
        self._stamp = stamp
        self._start, self._end = start, end
        self._mutex = threading.Lock()
        self._handle: int | None = None
        self._handle = os.open(storage.path, os.O_RDONLY)
        self.is_other = stamp_of(self._handle) != stamp
        """Whether the file is another one than the one that was meant."""
        self._bytes = b""
        self._thread: threading.Thread | None = None

    def __del__(self) -> None:
        self._close()

    def begin(self) -> None:
        """Begin to read all of it, in a thread; after that, the file may change."""
        with self._mutex:
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="read library.json")
                self._thread.start()

    @property
    def whole(self) -> bytes:
        """All of it; waits until it is read.

        Raises:
            LibraryBroken: If the file was written to before it was read.
        """
        return self._bytes or self._awaited()

    def piece(self, start: int, length: int) -> bytes:
        """Some of it, from an offset in the file, at once.

        Raises:
            LibraryBroken: If the file was written to before it was read.
        """
        if not self._bytes:
            with self._mutex:
                if self._handle is not None and _is_as_in(self._handle, self._stamp):
                    return os.pread(self._handle, length, start)
        start -= self._start
        return self.whole[start : start + length]

    def _awaited(self) -> bytes:
        self.begin()
        assert self._thread is not None
        self._thread.join()
        if not self._bytes:
            raise self._storage.broken("it changed while it was read")
        return self._bytes

    def _read(self) -> None:
        if self._handle is not None:
            with suppress(OSError):
                length = self._end - self._start
                content = os.pread(self._handle, length, self._start)
                if stamp_of(self._handle) == self._stamp and len(content) == length:
                    self._bytes = content
            self._close()

    def _close(self) -> None:
        with self._mutex:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None


def _is_as_in(handle: int, stamp: Stamp) -> bool:
    status = os.fstat(handle)
    return (status.st_size, status.st_mtime_ns) == (stamp.size, stamp.time)


def stamp_of(handle: int) -> Stamp:
    """The stamp of an open file."""
    status = os.fstat(handle)
    tail = os.pread(handle, _TAIL, max(0, status.st_size - _TAIL))
    return Stamp(status.st_size, status.st_mtime_ns, tail)
