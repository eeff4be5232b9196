"""Small texts for single lines: made safe, cut to a width, ages and minutes."""

from datetime import datetime


def visible(text: str) -> str:
    """One line that is safe to draw, character for character as long as the text.

    Line breaks and tabs become spaces; control, escape and bidirectional override characters
    become visible signs; so offsets into the text hold for the line as well.
    """
    raise NotImplementedError


def truncated(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` cells."""
    raise NotImplementedError


def age(then: datetime, now: datetime) -> str:
    """How long ago: `now`, `5 min`, `3 h`, `2 d`, `3 wk`, `4 mo`, `2 yr`."""
    raise NotImplementedError


def minutes(count: int) -> str:
    """A reading time: `7 min`, `1 h 5 min`."""
    raise NotImplementedError


def grouped(number: int) -> str:
    """A count with its thousands set apart: `3 407`."""
    raise NotImplementedError
