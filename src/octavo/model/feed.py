"""Feeds: sources of articles."""

from datetime import datetime

from msgspec import Struct

from octavo.model.tag import Tag

FeedId = int
"""Numbers the feeds of a library; never given to another one."""


class Feed(Struct, frozen=True, kw_only=True):
    """A source of articles, and what is known of it."""

    id: FeedId
    url: str
    """The address of the feed itself, canonical."""
    title: str = ""
    page: str = ""
    """The address of the page that it belongs to, or empty."""
    tags: frozenset[Tag] = frozenset()
    """What every article of it is tagged with, by a rule of its own."""
    untagged: bool = False
    """Whether that rule is switched off."""
    full: bool = False
    """Whether the page of each entry is fetched, because the entries are cut short."""
    private: bool = False
    """Whether the person typed its address, and the feed is in a private network."""
    added: datetime
    etag: str = ""
    """What the server called the version that was read last (RFC 9110, section 8.8.3)."""
    modified: str = ""
    """When that version was made, as the server wrote it (RFC 9110, section 8.8.2)."""
    checked: datetime | None = None
    """When it was last asked for."""
    due: datetime | None = None
    """Before this it is not asked again unless the reader insists."""
    failures: int = 0
    """How often in a row it could not be had."""
    error: str = ""
    """Why it could not be had, the last time."""
    seen: dict[str, str] = {}
    """The entries that became articles: their keys, and a digest of what they said.

    To undo a refresh takes what it brought out of here again.
    """
    offered: dict[str, str] = {}
    """The same of the entries in the version read last; what the reader has undone included."""
    outline: dict[str, str] = {}
    """Attributes of its OPML outline that octavo does not know, kept for the way out."""

    @property
    def name(self) -> str:
        """Its title, or its address as long as it has none."""
        return self.title or self.url

    @property
    def undone(self) -> frozenset[str]:
        """The keys of entries whose coming, or last edit, the reader has undone."""
        return frozenset(k for k, said in self.offered.items() if self.seen.get(k) != said)


class Entry(Struct, frozen=True, kw_only=True):
    """What a feed says of one article."""

    key: str
    """The same for the same entry whatever the feed does: its id, or else its address."""
    title: str = ""
    url: str = ""
    text: str = ""
    """Markdown: the content of the entry, or else its summary."""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    excerpt: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    """Categories as the feed names them; they do not become the reader's tags."""
