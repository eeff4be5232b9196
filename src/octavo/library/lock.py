"""One writer at a time, and a name for the one that holds the others up."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from octavo.library.errors import LibraryLocked
from octavo.library.files import writing

PATIENCE = 5.0
"""Seconds to wait for another writer."""


class Owner(Struct, frozen=True):
    """The process that holds a lock."""

    pid: int
    command: str
    since: datetime

    def __str__(self) -> str:
        since = self.since.astimezone()
        return f"{self.command} (process {self.pid}) since {since:%H:%M:%S}"


class WriteLock:
    """Held around every write to a library, across processes and threads."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._note = folder / "lock.owner"
        self._lock = FileLock(folder / "lock", timeout=patience, poll_interval=0.01)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a block.

        Raises:
            LibraryLocked: If another process holds it for longer than the patience.
            LibraryUnwritable: If the folder cannot be written.
        """
        with writing(self._folder):
            try:
                self._lock.acquire()
            except Timeout:
                raise LibraryLocked(self._folder, self.owner()) from None
        try:
            with writing(self._folder):
                self._sign()
            yield
        finally:
            self._lock.release()

    def owner(self) -> str:
        """Who holds the lock and since when, in words."""
        try:
            return str(msgspec.json.decode(self._note.read_bytes(), type=Owner))
        except (OSError, msgspec.DecodeError):
            return "another process"

    def _sign(self) -> None:
        if self._lock.lock_counter > 1:
            return
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:3]])[:60].strip()
        owner = Owner(os.getpid(), command, datetime.now(UTC))
        self._note.write_bytes(msgspec.json.encode(owner))
