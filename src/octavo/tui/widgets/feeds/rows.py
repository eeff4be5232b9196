"""Feeds as entries of the feeds table."""

from collections.abc import Iterable

from msgspec import Struct

from octavo.model.tag import Tag
from octavo.text import grouped


class FeedRow(Struct, frozen=True, kw_only=True, gc=False):
    """A feed as one entry of the table."""

    id: int
    title: str
    place: str
    """The host that it comes from, or its address."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    unread: int | None = None
    """None while it is not counted."""
    asked: str = "never asked"
    """When it was asked last, in words."""
    error: str = ""
    """Why it could not be had then."""
    full: bool = False
    """Whether the pages of its entries are fetched."""

    @property
    def amount(self) -> str:
        """How much of it waits to be read."""
        return f"{grouped(self.unread)} unread" if self.unread else ""


def matching(rows: Iterable[FeedRow], typed: str) -> list[FeedRow]:
    """The feeds that have all words somewhere in their titles, places, tags and errors."""
    words = typed.casefold().split()
    return [row for row in rows if all(word in _said(row) for word in words)]


def _said(row: FeedRow) -> str:
    return " ".join((row.title, row.place, *row.tags, row.error)).casefold()
