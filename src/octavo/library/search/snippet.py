"""Where the hits of a query stand in a text."""

from msgspec import Struct

from octavo.model.query.ast import Query

Hit = tuple[int, int]
"""Start and end of a hit, in characters."""


class Snippet(Struct, frozen=True):
    """The passage of a text that answers a query best, as plain text in one line."""

    text: str
    hits: tuple[Hit, ...] = ()


def snippet(text: str, query: Query, width: int = 160) -> Snippet:
    """The best passage of a Markdown text; its opening where nothing is hit."""
    raise NotImplementedError


def hits(text: str, query: Query, start: int = 0, stop: int | None = None) -> list[Hit]:
    """All hits that begin between two offsets of a text, in order, none overlapping."""
    raise NotImplementedError
