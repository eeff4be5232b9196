"""What the app remembers from one session to the next, and the note that was not finished."""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from time import sleep, time_ns

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace
from platformdirs import user_state_path

from octavo.settings.config import MEASURE

QUERIES = 50
"""How many of the latest queries are remembered."""
_TRIES, _BETWEEN = 100, 0.001
"""How often another window is waited for that writes, which takes it a millisecond, and the
seconds between."""


class LastPlace(Struct, frozen=True, omit_defaults=True):
    """Where the reader was in a library when octavo ended."""

    library: str = ""
    """Its folder."""
    query: str = ""
    """What was listed, as it was typed."""
    is_begun: bool = True
    """Whether the last word of that counts as a beginning."""
    row: int | None = None
    """What the cursor was on."""
    drop: int = 0
    """How many lines that stood below the top of the list."""
    id: int | None = None
    """What was read."""
    position: int = 0
    """Offset of the line of the text that was on top."""
    in_text: bool = False
    """Whether the keyboard was in the text, else in the list."""


class Remembered(Struct, frozen=True, omit_defaults=True):
    """How the screen was left."""

    theme: str = ""
    measure: int = MEASURE
    density: str = ""
    """One of `DENSITIES`; empty is the first of them."""
    split: float = 0.36
    """The share of the width that the list has."""
    sidebar: bool = False
    """Whether the sidebar stands beside the list where there is room."""
    place: LastPlace = LastPlace()
    queries: tuple[str, ...] = ()
    """The latest queries that were kept, newest first."""


class UnsavedNote(Struct, frozen=True, omit_defaults=True):
    """A note that is being written, as it is kept in case octavo does not end well."""

    library: str
    """The folder of the library that it is for."""
    text: str
    articles: tuple[int, ...] = ()
    note: int | None = None
    """The one that is edited."""
    before: str | None = None
    """What that said when the edit began."""


class Autosave:
    """Keeps the note that is being written in a file, until it is kept in the library.

    Each process has a file of its own, for its owner alone, whose lock it holds for as long as
    it lives: a file without a lock is left over from one that did not end well. May be used
    from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._handle: int | None = None
        """The open file, which holds its lock."""
        self._mutex = Lock()
        self._is_done = False

    def begin(self) -> None:
        """Another note is written from now on; only what belongs to one is kept."""
        with self._mutex:
            self._is_done = False

    def write(self, unsaved: UnsavedNote) -> None:
        """Keep the note as it is now, durably and whole, unless it is done meanwhile.

        Raises:
            OSError: If the disk refuses; then it is kept as it was.
        """
        with self._mutex:
            if self._is_done:
                return
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            path = self._path or self._folder / f"{os.getpid()}-{time_ns()}.json"
            beside = path.with_name(f".{path.name}.new")
            handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with os.fdopen(handle, "wb", closefd=False) as file:
                    file.write(json.encode(unsaved))
                os.fsync(handle)
                beside.replace(path)
            except OSError:
                os.close(handle)
                raise
            self._hold(path, handle)

    def done(self) -> None:
        """The note is kept elsewhere, or is none: forget it."""
        with self._mutex:
            self._is_done = True
            if self._path:
                self._path.unlink(missing_ok=True)
            self._hold(None, None)

    def release(self) -> None:
        """Leave the file as it is to whoever comes next, as the end of the process does."""
        with self._mutex:
            self._hold(None, None)

    def adopt(self, library: str) -> UnsavedNote | None:
        """Take over a note for a library that was left over, the oldest first; None without.

        It is kept in its file as before, and no other process is given it.
        """
        with suppress(OSError), self._mutex:
            for path in sorted(self._folder.glob("*.json")):
                try:
                    handle = os.open(path, os.O_RDWR)
                except OSError:  # it is another's, or gone by now; those after it are not
                    continue
                if (found := _left_over(path, handle)) and found.library == library:
                    self._is_done = False
                    self._hold(path, handle)
                    return found
                os.close(handle)
        return None

    def _hold(self, path: Path | None, handle: int | None) -> None:
        if self._handle is not None:
            os.close(self._handle)
        self._path, self._handle = path, handle


def _left_over(path: Path, handle: int) -> UnsavedNote | None:
    """What an open file has, if no process holds it and it can be read."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(handle), path.stat()):
            return None
        return json.decode(path.read_bytes(), type=UnsavedNote)
    except (OSError, DecodeError, UnicodeDecodeError):
        return None


_Change = Callable[[Remembered], Mapping[str, object]]


class State:
    """What is remembered now; what changes of it is kept as soon as no other window writes.

    Changes may come from any thread; one at a time writes, whatever has come in until then.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.remembered = remembered(path)
        self.autosave = Autosave((path or state_path()).parent / "unsaved")
        self._unwritten: list[_Change] = []
        self._is_written = False
        """Whether somebody writes, or waits for that."""
        self._mutex = Lock()

    def remember(self, **what: object) -> None:
        """Keep how something on the screen was left, for the next session.

        What other windows have kept of other things meanwhile stays.
        """
        self._keep(lambda _: what)

    def remember_query(self, text: str) -> None:
        """Keep a query in front of those kept before; an empty one is not worth it."""

        def with_it(kept: Remembered) -> Mapping[str, object]:
            queries = dict.fromkeys((text, *kept.queries))
            return {"queries": tuple(filter(str.strip, queries))[:QUERIES]}

        self._keep(with_it)

    def _keep(self, change: _Change) -> None:
        """Take in a change, and write it: in a thread, where another window is writing."""
        with self._mutex:
            self.remembered = replace(self.remembered, **change(self.remembered))
            self._unwritten.append(change)
            if self._is_written:
                return
            self._is_written = True
        if not self._write(tries=1):
            Thread(target=self._write, args=(_TRIES,), name="state").start()

    def _write(self, tries: int) -> bool:
        """Change what is in the file now, or what is known here where that cannot be read.

        False if another window is writing; who tries often writes in the end all the same.
        """
        with _alone((self.path or state_path()).parent, tries) as is_alone:
            if may_write := is_alone or tries > 1:
                kept = _read(self.path) or self.remembered
                while changes := self._taken():
                    for change in changes:
                        kept = replace(kept, **change(kept))
                    remember(kept, self.path)
            return may_write

    def _taken(self) -> list[_Change]:
        """The changes that are not written yet; without any, nobody writes any more."""
        with self._mutex:
            changes, self._unwritten = self._unwritten, []
            self._is_written = bool(changes)
            return changes


@contextmanager
def _alone(folder: Path, tries: int) -> Iterator[bool]:
    """Keep other windows out for a block; False if one of them holds this up for all tries.

    A folder that cannot be had keeps nobody out, and nobody waiting.
    """
    handle, is_alone = None, False
    with suppress(OSError):
        folder.mkdir(0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
        for left in reversed(range(tries)):
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_alone = True
                break
            if left:
                sleep(_BETWEEN)
    try:
        yield is_alone or handle is None
    finally:
        if handle is not None:
            os.close(handle)


def state_path() -> Path:
    """`state.json` in the user's directory for state."""
    return user_state_path("octavo", appauthor=False) / "state.json"


def remembered(path: Path | None = None) -> Remembered:
    """What was remembered last; the defaults where there is nothing or it cannot be read."""
    return _read(path) or Remembered()


def _read(path: Path | None) -> Remembered | None:
    try:
        return json.decode((path or state_path()).read_bytes(), type=Remembered)
    except (OSError, DecodeError, UnicodeDecodeError):
        return None


def remember(what: Remembered, path: Path | None = None) -> None:
    """Keep it, whole or not at all; a directory that cannot be written is passed over."""
    path = path or state_path()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        beside.touch(0o600)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.write_bytes(json.format(json.encode(what), indent=2))
        beside.replace(path)
