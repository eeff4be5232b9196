"""Who may write: one at a time, with a name for the one that holds the others up.

These are `flock` locks on files in the folder `locks/`. The system lets go of them when a
process ends, however it ends. The files are kept open, which makes a lock cost a
microsecond, and `flock` can be shared, which tells whether a library is open elsewhere.
"""

import fcntl
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from octavo.storage.errors import UNDECODABLE, LibraryLocked, LibraryOpen, writing
from octavo.storage.files import FOLDER_MODE, open_file, read_file

NAMES = ("open", "fold", "write", "index")
"""Of all locks of a library."""

PATIENCE = 5.0
"""Seconds to wait for another writer."""

_OWNER_BYTES = 256
_NOTE_BYTES = 20
"""Of the file of a lock: who holds it, and behind that a number of an operation in decimals."""
_LOST_FROM = _OWNER_BYTES + _NOTE_BYTES


class Owner(Struct, frozen=True):
    """The process that holds a lock."""

    pid: int
    command: str
    since: datetime

    def __str__(self) -> str:
        since, now = self.since.astimezone(), datetime.now().astimezone()
        day = "" if since.date() == now.date() else f"{since:%Y-%m-%d} "
        return f"{self.command} (process {self.pid}) since {day}{since:%H:%M:%S}"


class Lock:
    """A lock that the processes and threads of one library pass to each other.

    Its file says who holds it, or held it last.
    """

    def __init__(self, folder: Path, name: str, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._path = folder / "locks" / name
        self._patience = patience
        self._mutex = threading.RLock()
        self._handle: int | None = None
        self._depth = 0
        self._keeper: tuple[int, str] | None = None
        """The thread that keeps it for long, and what for."""

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        """Hold the lock for a block, also inside another such block.

        Raises:
            LibraryLocked: If another process holds it for longer than the patience, or another
                thread keeps it.
            LibraryUnwritable: If the folder cannot be written.
        """
        if (keeper := self._keeper) and self.is_kept:
            raise LibraryLocked(self._folder, keeper[1])
        with self._mutex:
            if self._depth == 0:
                self._acquire(self._patience if patience is None else patience)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._release()

    @property
    def is_kept(self) -> bool:
        """Whether another thread keeps it, so that this one would be refused."""
        return self._keeper is not None and self._keeper[0] != threading.get_ident()

    @contextmanager
    def kept(self, what: str) -> Iterator[None]:
        """Hold the lock for a block that takes long: no thread waits, all others are refused.

        Raises:
            LibraryLocked: If another process holds it for longer than the patience.
            LibraryUnwritable: If the folder cannot be written.
        """
        with self.held():
            self._keeper = threading.get_ident(), what
            try:
                yield
            finally:
                self._keeper = None

    def fault(self) -> str:
        """Why it cannot be held, although the folder can be written; nothing if it can."""
        try:
            os.close(open_file(self._path, os.O_RDWR))
        except FileNotFoundError:
            return ""
        except OSError as error:
            is_ours = os.access(self._folder, os.W_OK)
            return (error.strerror or str(error)) if is_ours else ""
        return ""

    def owner(self) -> str:
        """Who holds the lock and since when, in words."""
        try:
            return str(msgspec.json.decode(read_file(self._path)[:_OWNER_BYTES], type=Owner))
        except (OSError, *UNDECODABLE):
            return "another process"

    def note(self, sequence: int, after: int) -> None:
        """Write down which operation is the last, for when the journal is lost.

        Where those after `after` were noted before this one and are gone, that stays written.
        It need not be durable, and where the system refuses nothing is written.
        """
        with suppress(OSError):
            handle = self._opened()
            last = _noted(os.pread(handle, _NOTE_BYTES, _OWNER_BYTES))
            if last > after:
                lost = b"%d-%d " % (after + 1, last)
                os.pwrite(handle, lost, max(os.fstat(handle).st_size, _LOST_FROM))
            os.pwrite(handle, b"%-20d" % sequence, _OWNER_BYTES)

    def account(self, sequence: int) -> None:
        """Write down which operation is the last, and that nothing is lost by now."""
        with suppress(OSError):
            os.pwrite(self._opened(), b"%-20d" % sequence, _OWNER_BYTES)
            os.ftruncate(self._opened(), _LOST_FROM)

    def noted(self) -> int:
        """The operation that was noted last; 0 if none was."""
        with suppress(OSError):
            return _noted(read_file(self._path)[_OWNER_BYTES:_LOST_FROM])
        return 0

    def lost(self) -> list[tuple[int, int]]:
        """The operations that were noted and that the next one did not find, first to last."""
        with suppress(OSError, ValueError):
            said = read_file(self._path)[_LOST_FROM:].decode("ascii").split()
            pairs = (each.split("-", 1) for each in said)
            return [(int(first), int(last)) for first, last in pairs]
        return []

    def close(self) -> None:
        """Let go of the file, unless a thread still holds the lock: then the system will."""
        if self._mutex.acquire(blocking=False):
            if self._depth == 0 and self._handle is not None:
                os.close(self._handle)
                self._handle = None
            self._mutex.release()

    def _acquire(self, patience: float) -> None:
        with writing(self._folder):
            if not _locked(self._opened(), fcntl.LOCK_EX, patience):
                raise LibraryLocked(self._folder, self.owner())
            try:
                if os.fstat(self._opened()).st_nlink == 0:
                    self.close()
                    self._acquire(patience)
                self._sign()
            except OSError:
                self._release()
                raise

    def _release(self) -> None:
        """Let go of the lock, or of its file where the system refuses, which does the same."""
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_UN)
        except OSError:
            self.close()

    def _opened(self) -> int:
        if self._handle is None:
            self._path.parent.mkdir(FOLDER_MODE, exist_ok=True)
            self._handle = open_file(self._path, os.O_RDWR | os.O_CREAT)
        return self._handle

    def _sign(self) -> None:
        words = " ".join([Path(sys.argv[0]).name, *sys.argv[1:3]])[:60].strip()
        command = words.encode(errors="replace").decode()  # a file's name may be no UTF-8
        owner = msgspec.json.encode(Owner(os.getpid(), command, datetime.now(UTC)))
        os.pwrite(self._opened(), owner.ljust(_OWNER_BYTES), 0)


class OpenMarker:
    """Says that a library is open here, so that nobody takes it apart meanwhile."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        """Be present from now on.

        Raises:
            LibraryLocked: If another process has it all for itself, and for too long.
        """
        self._folder = folder
        self._patience = patience
        self._handle = self._opened(folder / "locks" / "open")
        if not self._locked(fcntl.LOCK_SH, patience):
            self.close()
            raise LibraryLocked(folder, "an `octavo check --repair` or an upgrade")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have the library for this process alone, for a block.

        Raises:
            LibraryOpen: If it is open elsewhere.
        """
        if not self._locked(fcntl.LOCK_EX, self._patience):
            self._locked(fcntl.LOCK_SH, self._patience)
            raise LibraryOpen(self._folder)
        try:
            yield
        finally:
            self._locked(fcntl.LOCK_SH, self._patience)

    def leave(self) -> bool:
        """Be present no more; say whether nobody is left."""
        last = self._locked(fcntl.LOCK_EX, 0)
        self.close()
        return last

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _locked(self, kind: int, patience: float) -> bool:
        """Lock the file; some network disks have no locks, and there nobody can tell."""
        try:
            return self._handle is None or _locked(self._handle, kind, patience)
        except OSError:
            return True

    def _opened(self, path: Path) -> int | None:
        """The file, or None where it can be neither opened nor made: then nobody writes."""
        with suppress(OSError):
            path.parent.mkdir(FOLDER_MODE, exist_ok=True)
            return open_file(path, os.O_RDWR | os.O_CREAT)
        with suppress(OSError):
            return open_file(path, os.O_RDONLY)
        return None


def _noted(said: bytes) -> int:
    try:
        return int(said)
    except ValueError:
        return 0


def _locked(handle: int, kind: int, patience: float) -> bool:
    """Try to lock a file until the patience is at its end."""
    end = time.monotonic() + patience
    pause = 0.0005
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)
        else:
            return True
