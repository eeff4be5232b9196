# ruff: noqa: ANN401 - these stand in for calls of any shape
"""Calls of the system that are counted or noted, and of which some are refused.

What Python calls for the files of one folder goes through here; what the search index calls by
itself does not, nor, but for `Calls`, what C code does with a file that is open. For that there
are real disks, see `library.obstacles`.
"""

import builtins
import errno
import fcntl
import io
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from unittest.mock import patch

import pytest

from octavo.storage.journal import writer

ERRORS: dict[str, tuple[int, ...]] = {
    "open": (errno.EACCES, errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT),
    "read": (errno.EIO,),
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT, 0),
    "fsync": (errno.EIO, errno.ENOSPC),
    "fdatasync": (errno.EIO, errno.EDQUOT),
    "ftruncate": (errno.EIO, errno.EROFS),
    "rename": (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS),
    "link": (errno.EPERM, errno.ENOSPC, errno.EIO, errno.EROFS),
    "unlink": (errno.EACCES, errno.EIO, errno.EROFS),
    "mkdir": (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT),
    "flock": (errno.ENOLCK, errno.EIO),
    "list": (errno.EACCES, errno.EIO),
}
"""How each call may fail; 0 stands for one that writes half, and then for a full disk."""

_ON_PATHS = {
    "open": "open",
    "rename": "rename",
    "replace": "rename",
    "link": "link",
    "unlink": "unlink",
    "mkdir": "mkdir",
    "listdir": "list",
    "scandir": "list",
}
_ON_HANDLES = {
    "read": "read",
    "pread": "read",
    "write": "write",
    "pwrite": "write",
    "fsync": "fsync",
    "fdatasync": "fdatasync",
    "ftruncate": "ftruncate",
}


def path_of(place: object) -> str:
    """The path of a file by its path or its number; empty if it has none."""
    if isinstance(place, int):
        try:
            return str(Path(f"/proc/self/fd/{place}").readlink()).removesuffix(" (deleted)")
        except OSError:
            return ""
    is_path = isinstance(place, str | bytes | os.PathLike)
    return os.path.abspath(os.fsdecode(place)) if is_path else ""  # type: ignore[arg-type]  # noqa: PTH100


class Refusal(NamedTuple):
    """Which call fails, and how."""

    call: str
    number: int
    """Of all calls of this name, counted from 0."""
    error: int
    lasts: bool
    """Whether all calls of this name fail from then on, as on a disk that is full."""

    def __str__(self) -> str:
        how = errno.errorcode[self.error] if self.error else "writes half, then ENOSPC"
        return f"{self.call} {self.number}{' and all after it' if self.lasts else ''}: {how}"


class Calls:
    """The calls for the files of a folder, and of one that is to come in its place."""

    def __init__(self, folder: Path, refusal: Refusal | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._folder = str(folder)
        self._refusal = refusal
        self._is_halved = False
        self._paused = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count and refuse calls in a block."""
        on_paths: dict[str, Any] = {n: self._on_path(n, k) for n, k in _ON_PATHS.items()}
        on_handles: dict[str, Any] = {n: self._on_handle(n, k) for n, k in _ON_HANDLES.items()}
        opener, sync = self._opener(io.open), on_handles["fdatasync"]
        with (
            patch.multiple(os, **on_paths),
            patch.multiple(os, **on_handles),
            patch.object(fcntl, "flock", self._flock(fcntl.flock)),
            patch.object(io, "open", opener),
            patch.object(builtins, "open", opener),
            patch.object(writer, "_sync", sync),
        ):
            yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let all calls pass in a block."""
        self._paused.set()
        yield
        self._paused.clear()

    def meet(self, call: str) -> bool:
        """Count a call; says whether it is to write no more than half.

        Raises:
            OSError: If it is refused.
        """
        if self._paused.is_set():
            return False
        number, refusal = self.counts[call], self._refusal
        self.counts[call] += 1
        if refusal is None or call != refusal.call:
            return False
        if number == refusal.number or (refusal.lasts and number > refusal.number):
            if refusal.error == 0 and not self._is_halved:
                self._is_halved = True
                return True
            code = refusal.error or errno.ENOSPC
            raise OSError(code, os.strerror(code))
        return False

    def concerns(self, place: object) -> bool:
        """Whether a path or a handle is of the folder."""
        return path_of(place).startswith(self._folder)

    def _on_path(self, name: str, call: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def called(path: Any = ".", *args: Any, **named: Any) -> Any:
            if named.get("dir_fd") is not None or self.concerns(path):
                self.meet(call)
            return real(path, *args, **named)

        return called

    def _on_handle(self, name: str, call: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def called(handle: int, what: Any = None, *args: Any) -> Any:
            if self.concerns(handle) and self.meet(call):
                what = bytes(what)[: max(1, len(what) // 2)]
            return real(handle) if what is None else real(handle, what, *args)

        return called

    def _flock(self, real: Callable[[int, int], None]) -> Callable[[int, int], None]:
        def flock(handle: int, kind: int) -> None:
            if self.concerns(handle):
                self.meet("flock")
            real(handle, kind)

        return flock

    def _opener(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *args: Any, **named: Any) -> IO[Any]:
            if not self.concerns(file):
                found: IO[Any] = real(file, mode, *args, **named)
                return found
            if not isinstance(file, int):
                self.meet("open")
            is_text, plain = "b" not in mode, mode.replace("b", "").replace("t", "")
            raw = _WatchedFile(self, file, plain, named.get("closefd", True))
            if args[:1] == (0,) or named.get("buffering") == 0:
                return raw
            kind = io.BufferedReader if plain == "r" else io.BufferedWriter
            buffered: Any = io.BufferedRandom(raw) if "+" in plain else kind(raw)
            encoding = named.get("encoding") or "utf-8"
            return io.TextIOWrapper(buffered, encoding) if is_text else buffered

        return opened


class _WatchedFile(io.FileIO):
    """A file that Python's own buffers read and write through."""

    def __init__(self, calls: Calls, file: Any, mode: str, closefd: bool) -> None:
        super().__init__(file, mode, closefd)
        self._calls = calls

    def write(self, content: Any, /) -> int:
        if self._calls.meet("write"):
            content = bytes(content)[: max(1, len(content) // 2)]
        return super().write(content)

    def readinto(self, buffer: Any, /) -> int:
        self._calls.meet("read")
        return super().readinto(buffer)

    def readall(self) -> bytes:
        self._calls.meet("read")
        return super().readall()


READS = {
    "open to read": (errno.EIO, errno.EACCES),
    "os.open to read": (errno.EIO, errno.EACCES),
    "os.pread": (errno.EIO,),
    "os.listdir": (errno.EIO, errno.EACCES),
    "os.stat": (errno.EIO, errno.EACCES),
}
WRITES = {
    "open to write": (errno.ENOSPC, errno.EROFS, errno.EIO),
    "os.open to write": (errno.ENOSPC, errno.EROFS, errno.EIO),
    "os.write": (errno.ENOSPC, errno.EIO),
    "os.pwrite": (errno.ENOSPC, errno.EIO),
    "os.fsync": (errno.EIO, errno.ENOSPC),
    "os.fdatasync": (errno.EIO, errno.ENOSPC),
    "os.ftruncate": (errno.EIO, errno.EROFS),
    "os.replace": (errno.EIO, errno.EROFS),
    "os.unlink": (errno.EIO, errno.EROFS),
    "os.mkdir": (errno.ENOSPC, errno.EROFS),
    "os.utime": (errno.EIO, errno.EROFS),
    "fcntl.flock": (errno.EIO, errno.ENOLCK),
}
"""What may come of each call, of those that a `System` sees."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PASSING = re.compile(r"\.\d+-\d+\.new$")


class Call(NamedTuple):
    """A call, and the file that it is about."""

    name: str
    file: str
    """Its path below the folder."""

    def __str__(self) -> str:
        return f"{self.name} of {self.file or 'the folder'}"


class System:
    """Stands between octavo and the system, notes what is called, and refuses on request."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[Call] = []
        """All calls so far, each kind once."""
        self._folder = os.path.realpath(folder)
        self._refusal: Callable[[Call], int | None] = lambda _: None
        for module in (io, builtins):
            self._stand_before(patch, module, "open", self._opens)
        self._stand_before(patch, os, "open", self._opens_low)
        for name in READS | WRITES:
            package, _, function = name.partition(".")
            if " " not in name:
                module = {"os": os, "fcntl": fcntl}[package]
                self._stand_before(patch, module, function, lambda *_, name=name, **__: name)
        patch.setattr(writer, "_sync", os.fdatasync)

    @contextmanager
    def failing(self, refusal: Callable[[Call], int | None]) -> Iterator[None]:
        """Have calls fail with the `errno` that a function gives them, if it gives one."""
        self._refusal = refusal
        try:
            yield
        finally:
            self._refusal = lambda _: None

    def _stand_before(
        self, patch: pytest.MonkeyPatch, module: object, name: str, named: Callable[..., str]
    ) -> None:
        call = getattr(module, name)

        def refusable(*arguments: object, **named_arguments: object) -> object:
            if arguments and f"{path_of(arguments[0])}/".startswith(f"{self._folder}/"):
                file = path_of(arguments[0])[len(self._folder) + 1 :]
                name = named(*arguments, **named_arguments)
                self._meet(Call(name, _PASSING.sub(".new", file)), arguments[0])
            return call(*arguments, **named_arguments)

        patch.setattr(module, name, refusable)

    def _meet(self, call: Call, file: object) -> None:
        if call not in self.calls:
            self.calls.append(call)
        if (number := self._refusal(call)) is not None:
            name = None if isinstance(file, int) else str(file)
            raise OSError(number, os.strerror(number), name)

    @staticmethod
    def _opens(_file: object, mode: str = "r", *_: object, **__: object) -> str:
        return "open to read" if set(mode) <= set("rbt") else "open to write"

    @staticmethod
    def _opens_low(_file: object, flags: int, *_: object, **__: object) -> str:
        return "os.open to write" if flags & _WRITING else "os.open to read"
