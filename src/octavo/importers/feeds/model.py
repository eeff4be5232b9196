"""What a feed says, first as it stands there, then as octavo understands it."""

from datetime import datetime

from msgspec import Struct

from octavo.model.feed import Entry


class Markup(Struct, frozen=True):
    """A piece of text as a feed carries it."""

    text: str = ""
    html: bool = False
    """Whether it is HTML; otherwise it means exactly what it says."""
    base: str = ""
    """Where its relative links start from."""


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that belongs to an item, such as the recording of a podcast."""

    url: str
    kind: str = ""
    """Its media type: `audio/mpeg`."""
    title: str = ""
    size: int = 0
    """Bytes; 0 if not known."""
    seconds: int = 0
    """How long it plays; 0 if not known."""


class Item(Struct, frozen=True, kw_only=True):
    """One item of a feed, whatever the format, before anything is made of it."""

    id: str = ""
    url: str = ""
    title: Markup = Markup()
    content: Markup = Markup()
    summary: Markup = Markup()
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Channel(Struct, frozen=True, kw_only=True):
    """A feed as it stands there."""

    title: Markup = Markup()
    page: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    """Of all its items that name none."""
    interval: int | None = None
    items: tuple[Item, ...] = ()


class FeedContent(Struct, frozen=True, kw_only=True):
    """What a feed says of itself, and its entries, the newest usually first."""

    title: str = ""
    page: str = ""
    """The address of the page that it belongs to, or empty."""
    language: str = ""
    interval: int | None = None
    """Seconds for which it says that it need not be asked again (`ttl`, `updatePeriod`)."""
    entries: tuple[Entry, ...] = ()
    doubt: str = ""
    """What may be wrong with its characters, or missing at its end."""
