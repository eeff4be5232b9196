"""The query line: always there, above the list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from octavo.model.errors import QueryError

Complete = Callable[[str], str | None]
"""Gives the whole line with its last word completed, or None."""


class QueryLine(Widget):
    """The current query, how many it found, and how they are ordered.

    It only says what was typed; the screen runs the query and hands the counts down.
    """

    matches: var[int | None] = var(None)
    """How many were found; None while it is not known."""
    total: var[int] = var(0)
    """How many there are to find in."""
    order: var[str] = var("")
    """How they are ordered, such as `newest first`."""
    fault: var[QueryError | None] = var(None)
    """Why the query could not be read, and where."""
    stale: var[bool] = var(False)
    """Whether the count is that of an earlier query, until the new one has run."""

    @dataclass
    class Changed(Message):
        """Something was typed."""

        text: str

    @dataclass
    class Submitted(Message):
        """The query is to be kept, and the list to have the keyboard."""

        text: str

    @dataclass
    class Abandoned(Message):
        """The query is again what it was before the line was opened, and the list to have the
        keyboard."""

        text: str

    def __init__(
        self,
        complete: Complete | None = None,
        history: Iterable[str] = (),
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Take the queries of the past, newest first."""
        super().__init__(id=id, classes=classes)

    @property
    def text(self) -> str:
        """What the line says."""
        raise NotImplementedError

    @text.setter
    def text(self, text: str) -> None:
        """Say something else, without a message."""
        raise NotImplementedError

    @property
    def history(self) -> tuple[str, ...]:
        """The queries that were kept, newest first."""
        raise NotImplementedError

    def open(self) -> None:
        """Take the keyboard at once, with the cursor at the end of the line."""
        raise NotImplementedError
