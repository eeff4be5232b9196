"""Calls that the system refuses, and files about which it does: full disks, errors, no rights.

Only calls about what lies below a folder are seen. What C code does with a file that is open,
as in `file.write`, is not among them; for that there are real disks, see `library.obstacles`.
"""

import builtins
import errno
import fcntl
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from octavo.storage.journal import writer

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
ERRORS = READS | WRITES
"""What may come of each call."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PASSING = re.compile(r"\.\d+-\d+\.new$")


class Call(NamedTuple):
    """A call, and the file that it is about."""

    name: str
    file: str
    """Its path below the folder."""

    def __str__(self) -> str:
        return f"{self.name} of {self.file or 'the folder'}"


class Refusal(NamedTuple):
    """A call that is refused for as long as this stands."""

    call: Call
    number: int
    """Of `errno`."""

    def __str__(self) -> str:
        return f"{self.call}: {errno.errorcode[self.number]}"


class System:
    """Stands between octavo and the system, notes what is called, and refuses on request."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[Call] = []
        """All calls so far, each kind once."""
        self.refused = 0
        """How many calls were refused."""
        self._root = os.path.realpath(folder)
        self._refusal: Callable[[Call], int | None] = lambda _: None
        for module in (io, builtins):
            self._stand_before(patch, module, "open", self._opens)
        self._stand_before(patch, os, "open", self._opens_low)
        for name in ERRORS:
            package, _, function = name.partition(".")
            if " " not in name:
                module = {"os": os, "fcntl": fcntl}[package]
                self._stand_before(patch, module, function, lambda *_, name=name, **__: name)
        patch.setattr(writer, "_sync", os.fdatasync)

    @contextmanager
    def refusing(self, refusal: Refusal) -> Iterator[None]:
        """Have one kind of call about one file fail."""
        with self.failing(lambda call: refusal.number if call == refusal.call else None):
            yield

    @contextmanager
    def failing(self, refusal: Callable[[Call], int | None]) -> Iterator[None]:
        """Have calls fail with the `errno` that a function gives them, if it gives one."""
        self._refusal = refusal
        try:
            yield
        finally:
            self._refusal = lambda _: None

    def refusals(self) -> list[Refusal]:
        """All that can come of the calls so far."""
        return [Refusal(call, number) for call in self.calls for number in ERRORS[call.name]]

    def _stand_before(
        self, patch: pytest.MonkeyPatch, module: object, name: str, named: Callable[..., str]
    ) -> None:
        call = getattr(module, name)

        def refusable(*arguments: object, **named_arguments: object) -> object:
            if arguments and (file := self._below(arguments[0])) is not None:
                self._meet(Call(named(*arguments, **named_arguments), file), arguments[0])
            return call(*arguments, **named_arguments)

        patch.setattr(module, name, refusable)

    def _meet(self, call: Call, file: object) -> None:
        if call not in self.calls:
            self.calls.append(call)
        if (number := self._refusal(call)) is not None:
            self.refused += 1
            name = None if isinstance(file, int) else str(file)
            raise OSError(number, os.strerror(number), name)

    def _below(self, file: object) -> str | None:
        """The path below the folder of a file by its path or its number, if it is there."""
        if isinstance(file, int):
            try:
                path = str(Path(f"/proc/self/fd/{file}").readlink()).removesuffix(" (deleted)")
            except OSError:
                return None
        elif isinstance(file, str | os.PathLike):
            path = os.fsdecode(file)
        else:
            return None
        root = self._root
        if path != root and not path.startswith(f"{root}/"):
            return None
        return _PASSING.sub(".new", path[len(root) + 1 :])

    @staticmethod
    def _opens(_file: object, mode: str = "r", *_: object, **__: object) -> str:
        return "open to read" if set(mode) <= set("rbt") else "open to write"

    @staticmethod
    def _opens_low(_file: object, flags: int, *_: object, **__: object) -> str:
        return "os.open to write" if flags & _WRITING else "os.open to read"
