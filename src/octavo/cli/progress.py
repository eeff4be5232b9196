"""How far a long command is, told on a terminal and nowhere else."""

import sys
import time

from octavo.text import grouped

PAUSE = 0.1
"""Seconds between two lines of progress."""


class Progress:
    """A line on standard error that is written over and over, and taken away at the end."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._due = time.monotonic() + PAUSE

    def tell(self, what: str, done: int, total: int | None = None) -> None:
        """Say how much is done, unless that was said just now."""
        if self._shown and (now := time.monotonic()) >= self._due:
            self._due = now + PAUSE
            of = f" of {grouped(total)}" if total else ""
            sys.stderr.write(f"\r\x1b[K{what} {grouped(done)}{of}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that something else can be said."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
