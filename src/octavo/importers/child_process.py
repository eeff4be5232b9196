"""A child process for what could take too long or too much memory to read.

PDFium and libxml2 cannot be stopped, and end their process where memory ends. So what is heavy
is read in a child, which the system holds to its limits. One child reads many items, one at a
time, and another follows one that has ended. It starts with the first item that needs it, as
to start takes longer than to read a hundred small files.

Large because it is both ends of one pipe.
"""

import atexit
import fcntl
import io
import os
import resource
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial, wraps
from inspect import isgeneratorfunction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, ParamSpec, TypeVar, cast

from octavo.importers.exports.format import Part
from octavo.model.article import Source
from octavo.model.errors import DraftRejected

if TYPE_CHECKING:  # to import them takes 10 ms, and few items are heavy
    import socket
    import subprocess

SECONDS = 10
"""Of the processor, for one item."""

MEMORY = 1 << 30
"""Bytes of addresses for one item, among them some 170 MB for the program and its parsers."""

WAIT = 60
"""Seconds by the clock, for one item; more than of the processor, for a machine that is busy
with other things.
"""

IDLE = 20
"""Seconds without an item, after which a child ends and its memory is free."""

_SMALL = 1_000_000
"""Bytes or characters, up to which a text or a page is read where it is asked for."""

_GRACE = 2
"""Seconds of the processor in which a step that takes too long can say so by itself."""

_PACKED = (b"PK", b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")
"""Begin what may be far larger once it is unpacked: zips and pictures."""

_SQLITE = b"SQLite format 3\0"
"""Begins a database; a small one may count what it holds by the gigabyte."""

_NO_CHILD = "it needs a process of its own to be read in, and none can be started"
_TRIES = 3
"""Children that may end before they have a call; the first may just have ended by itself."""

_PAUSE = 0.1
"""Seconds, and more each time, after the system had no process or no memory to give."""

_OUT_OF_MEMORY = 3
"""The exit code of a child that found that it takes too much."""

P = ParamSpec("P")
Result = TypeVar("Result")


def bounded(read: Callable[P, Result]) -> Callable[P, Result]:
    """Hold a function that reads its first argument to `SECONDS` and `MEMORY`.

    Large texts and all PDFs, zips and pictures are read in the child; so arguments and result
    have to be such as can be pickled.

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


def bounded_steps(read: Callable[P, Iterator[Result]]) -> Callable[P, Iterator[Result]]:
    """Hold each step of a generator to the limits, as `bounded` holds a function.

    It goes on in a child of its own, no further than what has been taken of it. A step that
    takes too long is a `DraftRejected` where the child can raise one, and else the last.

    Raises:
        DraftRejected: If a step takes more, or is nested too deeply; after all steps before.
    """

    @wraps(read)
    def within(*args: P.args, **named: P.kwargs) -> Iterator[Result]:
        try:
            if Child.is_here or not _is_heavy(args[0]):
                yield from read(*args, **named)
                return
            child = _idle.pop() if _idle else Child()
            yield from cast("Iterator[Result]", child.results(within, args, named))
            _idle.append(child)
            return
        except RecursionError:
            reason = "it is nested too deeply"
        except ChildEnded as ended:
            reason = str(ended)
        raise DraftRejected(_name(*args, **named), reason)

    return within


def _is_heavy(content: object) -> bool:
    if isinstance(content, Part):
        return content.size > _SMALL or content.head.startswith(_SQLITE)
    if isinstance(content, bytes):
        packed = content.startswith(_PACKED) or b"%PDF-" in content[:1100]
        return packed or len(content) > _SMALL
    return isinstance(content, str) and len(content) > _SMALL


def _name(*args: object, **named: object) -> str:
    given = (*args, *named.values())
    sources = (each.name for each in given if isinstance(each, Source | Part))
    return next(sources, str(named.get("url", "")))


class ChildEnded(Exception):
    """The child ended over an item; the text says why."""


Answer = tuple[object, BaseException | None]
"""What came out of the child, or the error that did."""


class Child:
    """A child and its successors, as their parent knows them."""

    is_here = False
    """Whether this process is a child itself, for one item."""

    def __init__(
        self, seconds: int = SECONDS, memory: int = MEMORY, idle: int = IDLE, wait: int = WAIT
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._wait = wait
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._said: BinaryIO = io.BytesIO()
        self._life = -1
        """The end of a pipe; the child ends when it is closed."""

    def result(
        self, read: object, args: tuple[object, ...], named: dict[str, object]
    ) -> object:
        """What a function returns or raises in the child.

        Raises:
            ChildEnded: If it does neither within the limits.
        """
        with self._turn:
            try:
                answer = self._asked((read, args, named), self._wait)
            except BaseException:
                self.end()
                raise
        return self._result(answer)

    def results(
        self, read: object, args: tuple[object, ...], named: dict[str, object]
    ) -> Iterator[object]:
        """What a generator gives in the child, each step within the limits.

        It may wait twice as long as an item that the child itself has read in another.

        Raises:
            ChildEnded: If a step is not within them.
        """
        with self._turn:
            try:
                answer = self._asked((read, args, named), 2 * self._wait)
                while step := cast("tuple[object, ...]", self._result(answer)):
                    yield from step
                    answer = self._answer()
            except BaseException:
                self.end()
                raise

    def end(self) -> None:
        """End the child, if there is one."""
        if self._process and self._socket:
            self._said.close()
            self._socket.close()
            os.close(self._life)
            self._process.kill()
            self._process.wait()
        self._process = self._socket = None

    def _result(self, answer: Answer) -> object:
        result, error = answer
        if error is not None:
            raise ChildEnded(self._too_much) if isinstance(error, MemoryError) else error
        return result

    def _asked(self, call: object, wait: int) -> Answer:
        """The answer of the child, or of a successor where it ended before it had the call.

        The first that it says is that it has it; whatever ends it from then on is the call.
        """
        import pickle

        problem = ""
        for number in range(_TRIES):
            try:
                connection = self._running()
            except OSError as error:
                problem = error.strerror or str(error)
                time.sleep(_PAUSE * number)
                continue
            connection.settimeout(wait)
            with suppress(ConnectionError):
                connection.sendall(pickle.dumps(call))
            try:
                self._said_next()
            except EOFError:
                problem = f"the last ended with {self._code()}"
                self.end()
                continue
            return self._answer()
        raise ChildEnded(f"{_NO_CHILD} ({problem})")

    def _answer(self) -> Answer:
        """What came of the call, or of its next step."""
        try:
            return cast("Answer", self._said_next())
        except EOFError:
            raise ChildEnded(self._reason(self._code())) from None

    def _said_next(self) -> object:
        """What the child says next.

        Raises:
            EOFError: If it has ended.
        """
        import pickle

        try:
            return pickle.load(self._said)
        except TimeoutError:
            wait = self._socket.gettimeout() if self._socket else 0
            raise ChildEnded(f"it takes more than {wait:.0f} s by the clock to read") from None
        except (OSError, pickle.UnpicklingError):
            raise EOFError from None

    def _code(self) -> int:
        """With what the child has ended; 0 also where others have waited for it."""
        return self._process.wait() if self._process else 0

    def _running(self) -> "socket.socket":
        import socket

        if self._socket is None:
            here, there = socket.socketpair()
            life, self._life = os.pipe()
            limits = (self._seconds, self._memory, self._idle)
            try:
                self._process = _started(there.fileno(), life, *limits)
            except OSError:
                here.close()
                os.close(self._life)
                raise
            finally:
                there.close()
                os.close(life)
            self._socket, self._said = here, here.makefile("rb")
        return self._socket

    def _reason(self, code: int) -> str:
        """Why a child has ended over a call, by its exit code; a negative one is a signal."""
        import signal

        too_long = _too_long(self._seconds)
        reasons = {-signal.SIGXCPU: too_long, _OUT_OF_MEMORY: self._too_much}
        return reasons.get(code, f"{self._too_much}, or is damaged")

    @property
    def _too_much(self) -> str:
        return f"it takes more than {self._memory / (1 << 30):.1g} GB of memory to read"


def _too_long(seconds: int) -> str:
    return f"it takes more than {seconds} s to read"


def _started(pipe: int, life: int, *limits: int) -> "subprocess.Popen[bytes]":
    """A child that serves a pipe; Ctrl-C is for its parent alone.

    It runs this very program, and nothing that lies in the folder in which it starts.

    Raises:
        OSError: If there can be none.
    """
    import subprocess

    program = f"from {__name__} import serve; serve{(pipe, life, *limits)}"
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[pipe, life],
        start_new_session=True,
    )


_child = Child()
atexit.register(_child.end)
_idle: list[Child] = []
"""Those that have given all steps of a generator, and wait for the next for a while."""


def serve(pipe: int, life: int, seconds: int, memory: int, idle: int) -> None:
    """Be the child: do what comes through a pipe, until it is closed or nothing comes.

    What a heavy item took may not all come back, so that the next one gets a new child. What
    the parsers take to be loaded counts for none: each child reads one item at least.
    """
    import pickle
    import socket

    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _end_with(life)
    threading.Thread(target=_watch, args=[os.getppid(), memory], daemon=True).start()
    connection = socket.socket(fileno=pipe)
    asked = connection.makefile("rb")
    with suppress(EOFError, ConnectionError):
        while select.select([pipe], [], [], idle)[0]:
            read, args, named = pickle.load(asked)
            connection.sendall(pickle.dumps(None))
            read = getattr(read, "__wrapped__", read)
            Child.is_here = not isgeneratorfunction(read)
            answers = _answers if Child.is_here else _steps
            for answer in answers(partial(read, *args, **named), seconds):
                connection.sendall(pickle.dumps(answer))
            if _memory() >= memory // 2:
                break


def _answers(read: Callable[[], object], seconds: int) -> Iterator[Answer]:
    """What a function returns or raises."""
    _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + seconds)
    try:
        yield read(), None
    except Exception as error:  # noqa: BLE001 - it is for who asked
        yield None, error


def _steps(read: Callable[[], Iterator[object]], seconds: int) -> Iterator[Answer]:
    """What a generator gives, each alone, and then nothing, or what it raises."""
    import signal

    def interrupt(*_: object) -> NoReturn:
        raise DraftRejected("", _too_long(seconds))

    signal.signal(signal.SIGPROF, interrupt)
    steps, end = read(), object()
    try:
        while (step := _within(seconds, steps, end)) is not end:
            yield (step,), None
        yield (), None
    except Exception as error:  # noqa: BLE001 - it is for who asked
        yield None, error


def _within(seconds: int, steps: Iterator[object], end: object) -> object:
    """The next step, which is interrupted where that can be, and else ends the child."""
    import signal

    _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + seconds + _GRACE)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return next(steps, end)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit(kind: int, most: int) -> None:
    """Set a limit, no higher than the system lets it be; macOS refuses that of memory."""
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, hard))


def _end_with(life: int) -> None:
    """End this process when the other end of a pipe is closed, whatever it is busy with.

    Linux tells that by SIGIO, whose default is to end a process (pipe(7), signal(7)).
    """
    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
    if select.select([life], [], [], 0)[0]:
        os._exit(0)


def _watch(parent: int, memory: int) -> None:
    """End the child with its parent, or when it takes too much, where nothing else does."""
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
