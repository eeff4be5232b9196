"""A real terminal around a real process: what a person would see and type.

Knows nothing of octavo, so that it also serves where only the wheel is installed.
"""

import os
import re
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

PATIENCE = 60.0
"""Seconds to wait for the screen; generous, for a machine with other work to do."""

USUAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
"""What a terminal of today tells its programs."""


def _hear_interrupts() -> None:
    """Let a program hear Ctrl-C, which a shell has what it starts in the background ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A program in a pseudo-terminal, and what its screen shows."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] = os.environ,
        *,
        columns: int = 120,
        lines: int = 40,
        cwd: Path | None = None,
    ) -> None:
        """Start a program; its environment also says that this is a usual terminal."""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        """All that the program has sent to the terminal."""
        self._has_window = True
        # A command without arguments would be taken apart at its spaces.
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            "env",
            list(command),
            dimensions=(lines, columns),
            env={**USUAL, **environment},
            cwd=str(cwd) if cwd else None,
            preexec_fn=_hear_interrupts,
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
        if self.is_running():
            self.kill()
        self._child.close()

    @property
    def text(self) -> str:
        """The whole screen, as it is now."""
        return "\n".join(self.screen.display)

    @property
    def lines(self) -> list[str]:
        """The lines of the screen without what is blank."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    def wait_for(self, expected: str) -> None:
        """Wait until the screen shows a text.

        Raises:
            AssertionError: With the screen, if it never does.
        """
        self.wait_until(lambda: expected in self.text, f"{expected!r} is not on the screen")

    def wait_without(self, unwanted: str) -> None:
        """Wait until the screen no longer shows a text, but something else.

        After a resize the screen is empty until it is painted anew.

        Raises:
            AssertionError: With the screen, if it always does.
        """
        self.wait_until(
            lambda: bool(self.text.strip()) and unwanted not in self.text,
            f"{unwanted!r} is still there",
        )

    def wait_until(self, claim: Callable[[], bool], otherwise: str) -> None:
        """Wait until something can be claimed.

        Raises:
            AssertionError: With the screen, if it never can.
        """
        deadline = time.monotonic() + PATIENCE
        while not claim():
            if not self._read() or time.monotonic() > deadline:
                raise AssertionError(f"{otherwise}:\n{self.text}")

    def press(self, keys: str) -> None:
        """Type, all at once, as a fast typist or a paste would."""
        self._child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window, and wait until all of it is painted anew.

        What the program painted for the size before may still be on its way, and would be
        taken for what it shows now.
        """
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        before = len(self.written)
        self._child.setwinsize(lines, columns)
        self.wait_until(
            lambda: _is_painted(self.written[before:], lines), "it is not painted anew"
        )

    def hang_up(self) -> None:
        """Close the window around the program."""
        self._has_window = False
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, self._child.child_fd)
        os.close(nowhere)

    def send(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._child.kill(number)

    def kill(self) -> None:
        """End the program as a power cut would."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def exit_code(self) -> int | None:
        """The exit code of the program, once it has ended by itself."""
        deadline = time.monotonic() + PATIENCE
        while self._goes_on() and time.monotonic() < deadline:
            pass
        self._child.close()
        return self._child.exitstatus

    def is_stopped(self) -> bool:
        """Whether the program is stopped, as a shell would hear of it."""
        assert self._child.pid
        how = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._child.pid, how) is not None

    def is_read_by_key(self) -> bool:
        """Whether keys come to the program as they are pressed, and no line by line."""
        return not termios.tcgetattr(self._child.child_fd)[3] & termios.ICANON

    def is_running(self) -> bool:
        """Whether the program is still there."""
        return self._child.isalive()

    def _goes_on(self) -> bool:
        """Take in what is written, where a window is still there; False when it has ended."""
        if self._has_window:
            return self._read()
        time.sleep(0.05)
        return self.is_running()

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


def _is_painted(written: bytes, lines: int) -> bool:
    """Whether some output goes through all lines from the top, and no further."""
    rows = [int(row) for row in re.findall(rb"\x1b\[(\d+);1H", written)]
    frame = list(range(1, lines + 1))
    starts = (n for n, row in enumerate(rows) if row == 1)
    return any(
        rows[n : n + lines] == frame and rows[n + lines : n + lines + 1] != [lines + 1]
        for n in starts
    )
