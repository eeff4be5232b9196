"""A real terminal around a real process: what a person would see and type."""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds to wait for the screen; generous, for a machine with other work to do."""


class Window:
    """octavo in a pseudo-terminal, and what its screen shows."""

    def __init__(
        self, library: Path, *arguments: str, columns: int = 120, lines: int = 40, **env: str
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        """All that the program has sent to the terminal."""
        home = library.parent / "home"
        home.mkdir(exist_ok=True)
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "octavo", "--library", str(library), *arguments],
            dimensions=(lines, columns),
            env={**os.environ, **_fresh(home), **env},
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close(force=True)

    @property
    def rows(self) -> Sequence[str]:
        """The lines of the screen, as they are now."""
        return self._screen.display

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.rows)

    def wait_for(self, expected: str) -> None:
        """Wait until the screen shows a text.

        Raises:
            AssertionError: With the screen, if it never does.
        """
        self._wait(lambda: expected in self.text, f"{expected!r} is not on the screen")

    def wait_without(self, unwanted: str) -> None:
        """Wait until the screen no longer shows a text.

        Raises:
            AssertionError: With the screen, if it always does.
        """
        self._wait(lambda: unwanted not in self.text, f"{unwanted!r} is still on the screen")

    def press(self, keys: str) -> None:
        """Type, all at once, as a fast typist or a paste would."""
        self._child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._child.setwinsize(lines, columns)

    def kill(self) -> None:
        """End the program as a power cut would."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def exit_code(self) -> int | None:
        """The exit code of the program, once it has ended by itself."""
        deadline = time.monotonic() + PATIENCE
        while self._read() and time.monotonic() < deadline:
            pass
        self._child.close()
        return self._child.exitstatus

    def is_running(self) -> bool:
        """Whether the program is still there."""
        return self._child.isalive()

    def _wait(self, claim: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not claim():
            if not self._read() or time.monotonic() > deadline:
                raise AssertionError(f"{otherwise}:\n{self.text}")

    def _read(self) -> bool:
        """Take in what the program has written; False when it has ended."""
        try:
            data = self._child.read_nonblocking(1 << 16, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.written += data
        self._stream.feed(data)
        return True


def _fresh(home: Path) -> dict[str, str]:
    """An environment in which nothing was set or remembered before."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "OCTAVO_CONFIG": str(home / "config.toml"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }
