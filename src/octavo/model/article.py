"""Articles: what the library keeps to be read."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from octavo.model.provenance import Provenance
from octavo.model.tag import Tag

ArticleId = int
"""Numbers articles and notes together, so that an id names one thing; never reused."""

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019), rounded down."""


class State(StrEnum):
    """How far the reader has come."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"


FILES = ("file", "notion")
"""Kinds of sources whose relative links lead to other files of their folder or zip."""


class Source(Struct, frozen=True, omit_defaults=True, gc=False):
    """How an article came in."""

    kind: str = ""
    """`file`, `stdin`, `paste`, `guide`, `page`, `feed` or the name of an export."""
    name: str = ""
    """The path or the address, as it was given."""
    key: str = ""
    """The source's own id of it; with `kind` it says that two drafts are one article.

    That of an entry is the number of its feed, a space, and the entry's own id."""
    reached: str = ""
    """The address that answered in the end, where it is not the one that was asked."""
    fetched: datetime | None = None
    """When the page was last asked for."""
    content_type: str = ""
    """What the server or the file called it: `text/html; charset=utf-8`."""
    hash: str = ""
    """SHA-256 of the bytes that came, in hexadecimal."""
    error: str = ""
    """Why the page could not be had, the last time that it was asked for."""
    private: bool = False
    """Whether its address may lead into a private network, because the person typed it."""

    @property
    def feed(self) -> str:
        """The number of the feed that it is an entry of, or empty."""
        return self.key.partition(" ")[0] if self.kind == "feed" else ""

    def is_entry_beside(self, other: "Source") -> bool:
        """Whether both are entries of one feed, which tells them apart by ids of its own."""
        return self.key != other.key and self.feed == other.feed != ""


class Version(Struct, frozen=True, gc=False):
    """A text of an article as it was at some time."""

    digest: str
    volume: int
    """The file of the text, as the article has it of its own; 0 while it is not written yet."""
    added: datetime
    """When it came in; of the first one, when it was last found to be so."""
    words: int = 0
    edited: bool = False
    """Whether the reader made it, and no source."""
    title: str = ""
    """What it was called where it came from, if the article is called otherwise."""


class Article(Struct, frozen=True, kw_only=True, gc=False):
    """A saved piece to read; its text is kept apart and asked of the library by id."""

    id: ArticleId
    title: str
    url: str = ""
    """The canonical address, or empty."""
    authors: tuple[str, ...] = ()
    site: str = ""
    published: datetime | None = None
    language: str = ""
    """A BCP 47 tag such as `en` or `zh-Hant`, or empty where it is not known."""
    excerpt: str = ""
    """The first sentences as plain text, up to about 200 characters."""
    words: int = 0
    added: datetime
    source: Source = Source()
    tags: frozenset[Tag] = frozenset()
    state: State = State.UNREAD
    archived: bool = False
    starred: bool = False
    progress: float = 0.0
    """How much has been on the screen, from 0 to 1."""
    position: int = 0
    """Offset in characters of the first line on the screen, to resume there."""
    read: datetime | None = None
    """When it was last finished."""
    later: datetime | None = None
    """Until when it is on no list of what is to be read; a time that is past means nothing."""
    deleted: datetime | None = None
    """When it went to the trash."""
    digest: str = ""
    """SHA-256 of the text with its white space folded, to know the same text again."""
    volume: int = 0
    """The file of the text: 3 means `texts/0003.json`."""
    provenance: Provenance | None = None
    """What its page declares; None where no page was looked at, and no source is cited."""
    unwanted: frozenset[Tag] = frozenset()
    """The tags that the reader took off, or did not want when they were suggested."""
    taken_back: tuple[str, ...] = ()
    """`archived`, `read` or `starred` where the reader took it back: no rule does it again."""
    corrected: tuple[str, ...] = ()
    """The fields that the reader corrected, and `text`; what comes anew leaves them alone."""
    versions: tuple[Version, ...] = ()
    """The texts that it has had, oldest first, its own among them; empty while that is all.

    Of many, those that matter."""
    other_urls: tuple[str, ...] = ()
    """The canonical addresses of what was merged into it."""

    @property
    def texts(self) -> tuple[Version, ...]:
        """The texts that it has had, oldest first, also where that is only its own."""
        if self.versions or not self.digest:
            return self.versions
        since = self.source.fetched or self.added
        is_edited = "text" in self.corrected
        return (Version(self.digest, self.volume, since, self.words, is_edited),)

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, at least 1."""
        return minutes_of(self.words)


def minutes_of(words: int) -> int:
    """Reading time of so many words, in whole minutes, at least 1."""
    return max(1, round(words / WORDS_A_MINUTE))


def excerpt_of(paragraphs: Iterable[str], limit: int = 200) -> str:
    """The opening of some plain paragraphs, cut at a word within `limit` characters."""
    opening = ""
    for paragraph in paragraphs:
        opening = " ".join(f"{opening} {paragraph}".split())
        if len(opening) > limit:
            break
    if len(opening) <= limit:
        return opening
    cut = (
        opening[:limit].rsplit(" ", 1)[0]
        if " " in opening[limit // 2 : limit]
        else opening[:limit]
    )
    return cut.rstrip(" ,;:.–—-") + "…"
