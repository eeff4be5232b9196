"""What `--json` prints of what comes in: see `shapes`, whose rules hold here too."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from octavo.model.feed import Feed


class RowShape(Struct, frozen=True, kw_only=True):
    """What became of one row of an `import`."""

    place: str
    """Where it stands, such as `part_000000.csv, line 12`."""
    result: str
    """`added`, `merged` with what is here, `unchanged` or `rejected`."""
    id: int | None = None
    """The article that it is now; null for a feed, and where it was rejected."""
    reason: str = ""


class FetchedShape(Struct, frozen=True, kw_only=True):
    """What became of the page of one article, from `fetch`."""

    id: int
    result: str
    """`fetched` or `failed`."""
    reason: str = ""
    """Why it could not be had."""


class FeedShape(Struct, frozen=True, kw_only=True):
    """A feed, from `feeds`."""

    id: int
    title: str
    url: str
    page: str
    """The address of the page that it belongs to, or empty."""
    tags: list[str]
    """What its articles are tagged with, in alphabetical order."""
    full: bool
    """Whether the pages of its entries are fetched."""
    added: datetime
    checked: datetime | None
    error: str
    """Why it could not be had the last time; empty if it could."""
    new: list[int] | UnsetType = UNSET
    """Only from `refresh`: the ids of the articles that came in."""
    edited: list[int] | UnsetType = UNSET
    """Only from `refresh`: those whose text is another now."""


def feed_shape(
    feed: Feed,
    new: Sequence[int] | UnsetType = UNSET,
    edited: Sequence[int] | UnsetType = UNSET,
) -> FeedShape:
    """A feed as `--json` prints it, with what a refresh brought if there was one."""
    return FeedShape(
        id=feed.id,
        title=feed.title,
        url=feed.url,
        page=feed.page,
        tags=sorted(map(str.__str__, feed.tags), key=str.casefold),
        full=feed.full,
        added=feed.added,
        checked=feed.checked,
        error=feed.error,
        new=new if new is UNSET else list(new),
        edited=edited if edited is UNSET else list(edited),
    )
