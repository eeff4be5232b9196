"""The words of the feeds screen: for feeds, and for what is typed on its lines."""

from collections.abc import Mapping
from datetime import datetime

from octavo.model.errors import OctavoError
from octavo.model.feed import Feed, FeedId
from octavo.model.tag import Tag, TagEdit
from octavo.model.url import host_of, is_web, typed_path
from octavo.text import age
from octavo.tui.widgets.feeds.table import FeedRow


def named(feed: Feed) -> str:
    """What a feed is called."""
    return feed.title or feed.url


def row_of(feed: Feed, unread: Mapping[FeedId, int] | None, now: datetime) -> FeedRow:
    """A feed as an entry of the table; `unread` is None while it is not counted."""
    return FeedRow(
        id=feed.id,
        title=named(feed),
        place=host_of(feed.url) or feed.url,
        tags=tuple(sorted(feed.tags)),
        unread=None if unread is None else unread.get(feed.id, 0),
        asked=_asked(feed, now),
        error=feed.error,
        full=feed.full,
    )


def _asked(feed: Feed, now: datetime) -> str:
    if feed.checked is None:
        return "never asked"
    ago = age(feed.checked, now)
    return "asked just now" if ago == "now" else f"asked {ago} ago"


def address_of(line: str) -> str:
    """The address that somebody types, with the scheme that nobody types."""
    from octavo.services.detect import address_in  # not needed to look at feeds

    return address_in(line)


def is_place(line: str) -> bool:
    """Whether a line names a file or a folder that is there, such as a list of feeds."""
    from octavo.services.detect import place_in  # not needed to look at feeds

    return place_in(line) is not None


def on_address(line: str) -> str:
    """Whether a feed can be looked for at an address; `!` and why if not."""
    if not line.strip():
        return "The address of a feed, or of a page of its site; or the path of a list (OPML)."
    if is_place(line):
        return "Its feeds are followed, if it is a list of them."
    if " " in line.strip() or not is_web(address_of(line)):
        return "!That is no address of a page."
    return "Its feed is looked for, and what is new comes in."


def on_tags(line: str, tags: frozenset[Tag]) -> str:
    """What a line of signed words would make of a feed's tags; `!` and why it cannot."""
    try:
        after = TagEdit.parse(line).apply(tags)
    except OctavoError as error:
        return f"!{error}"
    named = ", ".join(sorted(after)) or "no tags"
    return f"New articles of it will get {named}."


def on_path(line: str) -> str:
    """What writing to a path would do; `!` and why if it cannot be done."""
    path = typed_path(line.strip())
    if not line.strip():
        return "!Type a path."
    if path.is_dir():
        return "!That is a folder; type the name of a file."
    if not path.parent.is_dir():
        return f"!There is no folder {path.parent}."
    return f"{path.absolute()}" + (" is there already, and is replaced." * path.exists())
