"""A program in a pseudo-terminal, and how long it takes until it has painted."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.making import passing_folder

COLUMNS, LINES = 120, 40
QUIET = 0.12
"""Seconds without output after which a screen counts as painted."""


class Terminal:
    """Runs a program and watches the bytes that it writes."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] = {},
        columns: int = COLUMNS,
    ) -> None:
        self.started = time.perf_counter()
        self.first = 0.0
        """Seconds from the last key to the first byte that came of it."""
        self._home = passing_folder()  # or else it begins where the one before was killed
        self.process, self._terminal = pty.fork()
        if self.process == 0:
            known = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            known["XDG_STATE_HOME"] = self._home.name
            known.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execvpe(command[0], list(command), {**known, **environment})
        size = struct.pack("HHHH", LINES, columns, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._terminal)
        self._home.cleanup()

    def until(self, text: bytes, patience: float = 60.0) -> float:
        """Seconds from the start until some text was written.

        Raises:
            TimeoutError: If it never is.
        """
        return self._wait(text, self.started, patience)

    def painted(self, keys: str, text: bytes, patience: float = 60.0) -> float:
        """Type, and give the seconds until some text was written.

        Raises:
            TimeoutError: If it never is.
        """
        os.write(self._terminal, keys.encode())
        return self._wait(text, time.perf_counter(), patience)

    def settle(self, quiet: float = QUIET) -> bytes:
        """Wait until nothing more is written; returns what was."""
        seen = b""
        while data := self._read(quiet):
            seen += data
        return seen

    def key(self, keys: str, quiet: float = QUIET, patience: float = 2.0) -> float:
        """Type, and give the seconds until the last byte that came of it.

        What is measured ends with that byte; the quiet after it only shows that it was the
        last.

        Raises:
            TimeoutError: If nothing comes of it.
        """
        os.write(self._terminal, keys.encode())
        typed = time.perf_counter()
        if not self._read(patience):
            raise TimeoutError(f"{keys!r} painted nothing within {patience} seconds")
        last = time.perf_counter()
        self.first = last - typed
        while self._read(quiet):
            last = time.perf_counter()
        return last - typed

    def busy(self) -> float:
        """Seconds for which the program's main thread has run so far."""
        path = Path(f"/proc/{self.process}/task/{self.process}/schedstat")
        return int(path.read_text().split()[0]) / 1e9

    def memory(self) -> float:
        """Megabytes of memory that the program has, pages of mapped files among them."""
        lines = Path(f"/proc/{self.process}/smaps_rollup").read_text().splitlines()
        kilobytes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
        return int(kilobytes["Rss"]) / 1000

    def _wait(self, text: bytes, since: float, patience: float) -> float:
        seen = b""
        while time.perf_counter() - since < patience:
            if data := self._read(0.5):
                seen += data
                if text in seen:
                    return time.perf_counter() - since
        raise TimeoutError(f"{text!r} was not painted; the end is {seen[-300:]!r}")

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], patience)
        try:
            return os.read(self._terminal, 1 << 16) if ready else b""
        except OSError:
            return b""
