"""A child process for what could take too long or too much memory to read.

PDFium and libxml2 cannot be stopped, and end their process where memory ends. So what is heavy
is read in a child, which the system holds to its limits. One child reads many items, one at a
time, and another follows one that has ended. It starts with the first item that needs it, as
to start takes longer than to read a hundred small files.
"""

import atexit
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from signal import SIGXCPU
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from octavo.model.article import Source
from octavo.model.errors import DraftRejected

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SECONDS = 10
"""Of the processor, for one item."""

MEMORY = 1 << 30
"""Bytes of addresses for one item, among them some 170 MB for the program and its parsers."""

_PATIENCE = 6
"""How many times as long the clock may go, on a machine that is busy with other things."""

IDLE = 20
"""Seconds without an item, after which a child ends and its memory is free."""

_SMALL = 1_000_000
"""Bytes or characters, up to which a text or a page is read where it is asked for."""

_NO_CHILD = "it needs a process of its own to be read in, and none can be started"
_OUT_OF_MEMORY = 3
"""The exit code of a child that found that it takes too much."""

P = ParamSpec("P")
Result = TypeVar("Result")


def bounded(read: Callable[P, Result]) -> Callable[P, Result]:
    """Hold a function that reads its first argument to `SECONDS` and `MEMORY`.

    Large texts and all PDFs and zips are read in the child; so arguments and result have to be
    such as can be pickled.

    Raises:
        DraftRejected: If it takes more, or is nested too deeply; named by the `Source` or the
            `url` among the arguments.
    """

    @wraps(read)
    def within(*args: P.args, **named: P.kwargs) -> Result:
        try:
            if Child.is_here or not _is_heavy(args[0]):
                return read(*args, **named)
            return cast("Result", _child.result(within, args, named))
        except RecursionError:
            reason = "it is nested too deeply"
        except ChildEnded as ended:
            reason = str(ended)
        raise DraftRejected(_name(*args, **named), reason)

    return within


def _is_heavy(content: object) -> bool:
    if isinstance(content, bytes):
        packed = content.startswith(b"PK") or b"%PDF-" in content[:1100]
        return packed or len(content) > _SMALL
    return isinstance(content, str) and len(content) > _SMALL


def _name(*args: object, **named: object) -> str:
    sources = (each.name for each in (*args, *named.values()) if isinstance(each, Source))
    return next(sources, str(named.get("url", "")))


class ChildEnded(Exception):
    """The child ended over an item; the text says why."""


class Child:
    """A child and its successors, as their parent knows them."""

    is_here = False
    """Whether this process is a child itself."""

    def __init__(self, seconds: int = SECONDS, memory: int = MEMORY, idle: int = IDLE) -> None:
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def result(
        self, read: object, args: tuple[object, ...], named: dict[str, object]
    ) -> object:
        """What a function returns or raises in the child.

        Raises:
            ChildEnded: If it does neither within the limits.
        """
        with self._turn:
            try:
                result, error = self._asked((read, args, named))
            except BaseException:
                self.end()
                raise
        if error is not None:
            raise ChildEnded(self._too_much) if isinstance(error, MemoryError) else error
        return result

    def end(self) -> None:
        """End the child, if there is one."""
        if self._process and self._connection:
            self._connection.close()
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _asked(self, call: object) -> tuple[object, BaseException | None]:
        """The answer of the child, or of its successor where it has ended for want of work."""
        for _ in range(2):
            process, connection = self._running()
            try:
                connection.send(call)
                if not connection.poll(_PATIENCE * self._seconds):
                    raise ChildEnded(self._too_long)
                answer: tuple[object, BaseException | None] = connection.recv()
            except (EOFError, OSError):
                if code := process.wait():
                    raise ChildEnded(self._reason(code)) from None
                self.end()
            else:
                return answer
        raise ChildEnded(_NO_CHILD)

    def _running(self) -> "tuple[subprocess.Popen[bytes], Connection]":
        if self._process is None or self._connection is None:
            from multiprocessing import Pipe  # needed by few, and slow to import

            self._connection, there = Pipe()
            with there:
                self._process = _started(
                    there.fileno(), self._seconds, self._memory, self._idle
                )
        return self._process, self._connection

    def _reason(self, code: int) -> str:
        """Why a child has ended, by its exit code; a negative one is a signal."""
        reasons = {-SIGXCPU: self._too_long, _OUT_OF_MEMORY: self._too_much}
        return reasons.get(code, f"{self._too_much}, or is damaged" if code < 0 else _NO_CHILD)

    @property
    def _too_long(self) -> str:
        return f"it takes more than {self._seconds} s to read"

    @property
    def _too_much(self) -> str:
        return f"it takes more than {self._memory / (1 << 30):.1g} GB of memory to read"


def _started(pipe: int, *limits: int) -> "subprocess.Popen[bytes]":
    """A child that serves a pipe; Ctrl-C is for its parent alone.

    It runs this very program, and nothing that lies in the folder in which it starts.
    """
    program = f"from {__name__} import serve; serve{(pipe, *limits)}"
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[pipe],
            start_new_session=True,
        )
    except OSError:
        raise ChildEnded(_NO_CHILD) from None


_child = Child()
atexit.register(_child.end)


def serve(pipe: int, seconds: int, memory: int, idle: int) -> None:
    """Be the child: do what comes through a pipe, until it is closed or nothing comes.

    What a heavy item took may not all come back, so that the next one gets a new child.
    """
    from multiprocessing.connection import Connection

    Child.is_here = True
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    threading.Thread(target=_watch, args=[os.getppid(), memory], daemon=True).start()
    connection = Connection(pipe)
    with suppress(EOFError, ConnectionError):
        while _memory() < memory // 2 and connection.poll(idle):
            read, args, named = connection.recv()
            _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + seconds)
            connection.send(_answer(read, args, named))


def _answer(
    read: Callable[..., object], args: tuple[object, ...], named: dict[str, object]
) -> tuple[object, BaseException | None]:
    try:
        return read(*args, **named), None
    except Exception as error:  # noqa: BLE001 - it is for who asked
        return None, error


def _limit(kind: int, most: int) -> None:
    """Set a limit, no higher than the system lets it be; macOS refuses that of memory."""
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))


def _watch(parent: int, memory: int) -> None:
    """End the child with its parent, or when it takes too much where no limit holds it."""
    while os.getppid() == parent:
        if _memory() > memory:
            os._exit(_OUT_OF_MEMORY)
        time.sleep(0.2)
    os._exit(0)


def _memory() -> int:
    """Bytes of addresses that this process has; without /proc, the most memory it had.

    On Linux that would have begun with the memory of the parent (`exec_mmap` in fs/exec.c).
    """
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
