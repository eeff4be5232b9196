"""The content of `library.json`, read by a thread while the opener goes on."""

import os
import threading
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
    """The bytes of a `library.json`; asking for them waits until they are read."""

    def __init__(self, storage: "LibraryStorage", stamp: Stamp) -> None:
        """Begin to read.

        Raises:
            OSError: If the file cannot be opened.
        """
        self._storage = storage
        self._handle = os.open(storage.path, os.O_RDONLY)
        self._stamp = stamp
        self._bytes = b""
        self._failure: OSError | None = None
        self.is_other = stamp_of(self._handle) != stamp
        """Whether the file is another one than the one that was meant; then it is not read."""
        self._thread = threading.Thread(target=self._read, name="read library.json")
        if self.is_other:
            os.close(self._handle)
        else:
            self._thread.start()

    @property
    def bytes(self) -> bytes:
        """All of it.

        Raises:
            LibraryBroken: If the file was written to while it was read.
        """
        if not self._bytes:
            self._thread.join()
            if not self._bytes:
                raise self._storage.broken("it changed while it was read") from self._failure
        return self._bytes

    def _read(self) -> None:
        try:
            with os.fdopen(self._handle, "rb", buffering=0) as file:
                content = file.read()
                if stamp_of(file.fileno()) == self._stamp:
                    self._bytes = content
        except OSError as error:
            self._failure = error


def stamp_of(handle: int) -> Stamp:
    """The stamp of an open file."""
    status = os.fstat(handle)
    tail = os.pread(handle, _TAIL, max(0, status.st_size - _TAIL))
    return Stamp(status.st_size, status.st_mtime_ns, tail)
