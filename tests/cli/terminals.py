"""A program in a terminal of its own, and what a person sees of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds to wait for what should come; generous, for a machine with other work to do."""


class Terminal:
    """A program, and the screen it writes on."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        width: int,
        height: int = 40,
        cwd: Path | None = None,
    ) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(height, width),
            env=dict(environment),
            cwd=str(cwd) if cwd else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close(force=True)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, without what is blank."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    def type(self, keys: str) -> None:
        """Press some keys."""
        self._child.send(keys)

    def shows(self, claim: Callable[[list[str]], bool]) -> bool:
        """Whether the screen comes to be as claimed."""
        deadline = time.monotonic() + PATIENCE
        while not claim(self.lines) and time.monotonic() < deadline and self._read():
            pass
        return claim(self.lines)

    def all_lines(self) -> list[str]:
        """What the screen shows when the program has ended."""
        while self._read():
            pass
        return self.lines

    def _read(self) -> bool:
        """Take in what the program has written; False when it has ended."""
        try:
            self._stream.feed(self._child.read_nonblocking(1 << 16, timeout=0.1))
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        return True
