"""Standard output is data, standard error is talk; both are safe for a terminal."""

import os
import sys
from collections.abc import Iterable

import click

from octavo.text import count_of, visible

__all__ = ["count_of", "in_colour", "on_terminal", "put", "put_fields", "say", "styled"]


def put(line: str) -> None:
    """Print a line of data."""
    sys.stdout.write(f"{line}\n")


def put_fields(fields: Iterable[object]) -> None:
    """Print a line of fields with tabs between; no field holds a tab or a line's end."""
    put("\t".join(visible(str(field)) for field in fields))


def say(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo("\n".join(map(visible, message.split("\n"))), err=True)


def on_terminal() -> bool:
    """Whether a person looks at the data."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def in_colour() -> bool:
    """Whether data may be coloured (https://no-color.org, https://bixense.com/clicolors)."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0"
    return on_terminal() and not unwanted


def styled(
    text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None
) -> str:
    """A text that is safe to print, in a style where that can be seen."""
    shown = visible(text)
    return click.style(shown, fg=fg, bold=bold, dim=dim) if in_colour() else shown
