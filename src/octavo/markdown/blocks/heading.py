"""Headings, for the outline of a text."""

from typing import NamedTuple


class Heading(NamedTuple):
    """A heading of a text."""

    level: int
    """From 1 to 6."""
    text: str
    """What it says, without marks."""
    offset: int
    """Where it starts, in characters of the Markdown text."""
