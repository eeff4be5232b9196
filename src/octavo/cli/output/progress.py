"""How far a long command is, told on a terminal and nowhere else."""

import os
import sys
import time

from octavo.text import grouped

PAUSE = 0.1
"""Seconds between two lines of progress."""


class Progress:
    """A line on standard error that is written over and over, and taken away at the end."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._begun = time.monotonic()
        self._due = self._begun + PAUSE

    def tell(
        self, what: str, done: int, total: int | None = None, *, share: float | None = None
    ) -> None:
        """Say how much is done, unless that was said just now.

        With the share of all work that this is, from 0 to 1, it also says how fast it goes
        and how long it will take.
        """
        now = time.monotonic()
        if self._shown and now >= self._due:
            self._due = now + PAUSE
            of = f" of {grouped(total)}" if total else ""
            pace = "" if share is None else _pace(done, share, now - self._begun)
            sys.stderr.write(f"\r\x1b[K{what} {grouped(done)}{of}{pace}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that something else can be said."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _pace(done: int, share: float, seconds: float) -> str:
    """How many a second, and about how many seconds are left."""
    told = f", {grouped(round(done / seconds))} a second"
    if share < 0.01:
        return told
    left = round(seconds / share - seconds)
    return (
        f"{told}, about {left // 60} min left" if left > 90 else f"{told}, about {left} s left"
    )
