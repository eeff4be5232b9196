"""Standard output is data, standard error is talk and progress; all safe for a terminal."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack

import click

from octavo.text import grouped, label, visible

PAUSE = 0.1
"""Seconds between two lines of progress."""


def put(line: str) -> None:
    """Print a line of data."""
    sys.stdout.write(f"{line}\n")


def put_fields(fields: Iterable[object]) -> None:
    """Print a line of fields with tabs between; no field holds a tab or a line's end."""
    put("\t".join(visible(str(field)) for field in fields))


def say(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo("\n".join(map(label, message.split("\n"))), err=True)


def on_terminal() -> bool:
    """Whether a person looks at the data."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def use_own_size() -> None:
    """Have the app ask the terminal for its size, whatever a shell has exported."""
    for exported in ("COLUMNS", "LINES"):
        os.environ.pop(exported, None)


def has_keyboard() -> bool:
    """Whether keys can be read; they come from the terminal itself where input was a pipe."""
    if sys.stdin.isatty():
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return False
    os.dup2(terminal, 0)
    os.close(terminal)
    return True


def in_colour() -> bool:
    """Whether data may be coloured (https://no-color.org, https://bixense.com/clicolors)."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0"
    return on_terminal() and not unwanted


@contextmanager
def in_order(text: str) -> Iterator[None]:
    """Print what is made of a text as a person on a terminal is to see it, read from the right.

    What is put in order here the terminal is asked to leave as it is (ECMA-48, BDSM).
    """
    from octavo.markdown.layout import bidi
    from octavo.settings.config import read_config

    config = read_config()
    bidi.leave_to_terminal(leave=not on_terminal() or config.terminal_reorders(os.environ))
    given = bidi.is_needed(text)
    sys.stdout.write(bidi.AS_GIVEN if given else "")
    try:
        yield
    finally:
        sys.stdout.write(bidi.REORDERED if given else "")


class Style(TypedDict, total=False):
    """How a text looks, as `click.style` takes it; colours are those of the terminal."""

    fg: str
    bold: bool
    dim: bool
    italic: bool
    underline: bool
    strikethrough: bool
    reverse: bool


def styled(text: str, **style: Unpack[Style]) -> str:
    """A text that is safe to print, in a style where that can be seen and is wanted."""
    shown = visible(text)
    if not in_colour():
        style.pop("fg", None)
    return click.style(shown, **style) if style and on_terminal() else shown


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
