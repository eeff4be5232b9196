"""What goes wrong, in words and an exit code: 1 failed, 2 wrong usage, 3 nothing matched."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import click

from octavo.model.errors import OctavoError, QueryError, WrongWords, refusal

_AFTER_SIGNAL = 128
"""To this comes the number of the signal that ended a command, as shells have it."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Why no more can be written; what names no file then is about standard output."""


class AskedToEnd(KeyboardInterrupt):
    """A signal other than that of ctrl+c, which ends a command in the same way."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class CommandFailed(click.ClickException):
    """The end of a command that could not do what it was asked to."""

    exit_code = 1

    def show(self, file: IO[str] | None = None) -> None:
        """One line, or a few where a query is shown, on standard error."""
        click.echo(f"octavo: {self.message}", file=file, err=True)


class BadUsage(CommandFailed):
    """A command that cannot be understood."""

    exit_code = 2


class NothingMatched(CommandFailed):
    """Nothing is what was asked for."""

    exit_code = 3


@contextmanager
def errors_as_messages() -> Iterator[None]:
    """Turn every foreseeable trouble into a `CommandFailed`, or a quiet end.

    Whatever a message repeats, such as a word of the command line, is safe to print.

    Who reads the output and closes the pipe has had enough: that is no failure.
    """
    try:
        yield
    except BrokenPipeError:
        _stop_writing()
        raise click.exceptions.Exit(0) from None
    except KeyboardInterrupt as stop:
        number = stop.number if isinstance(stop, AskedToEnd) else signal.SIGINT
        _stop_writing()
        raise click.exceptions.Exit(_AFTER_SIGNAL + number) from None
    except click.ClickException as error:
        error.message = _shown(error.message)  # type: ignore[misc]  # click has no other way
        raise
    except QueryError as error:
        raise BadUsage(marked(error)) from error
    except WrongWords as error:
        raise BadUsage(_shown(str(error))) from error
    except OctavoError as error:
        raise CommandFailed(_shown(str(error))) from error
    except OSError as error:
        _stop_writing()
        told = refusal(error, "standard output" if error.errno in _FULL else "")
        raise CommandFailed(_shown(told[:1].lower() + told[1:])) from error


def marked(error: QueryError) -> str:
    """A query's problem, with the query below it and a mark under what is at fault."""
    from rich.cells import cell_len

    from octavo.text import visible

    query = visible(error.text)
    before = cell_len(query[: error.start])
    width = max(1, cell_len(query[error.start : error.end]))
    return f"{_shown(error.problem)}\n  {query}\n  {' ' * before}{'^' * width}"


def _shown(message: str) -> str:
    """A message whose lines are safe to print, and whose names are told apart."""
    from octavo.text import label

    return "\n".join(map(label, message.split("\n")))


def _stop_writing() -> None:
    """Have what is left in the buffers go nowhere, if it cannot go where it should."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
