"""Drafts and records, the pieces on their way in, and the ledger of what became of them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from octavo.model.article import Article, ArticleId, Source, State
from octavo.model.feed import Feed
from octavo.model.note import Highlight, Note
from octavo.model.operation import Fields, Operation
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag


class DraftNote(Struct, frozen=True, kw_only=True):
    """A note or highlight that comes with a draft."""

    text: str = ""
    highlight: Highlight | None = None
    tags: frozenset[Tag] = frozenset()
    added: datetime | None = None
    number: int = 0
    """By which links in notes of the same import name it; 0 where none can."""
    undated: str = ""
    """What is said of its time, where that cannot be read."""


class Draft(Struct, frozen=True, kw_only=True):
    """A piece on its way in."""

    title: str
    text: str = ""
    """Markdown, without the title as its first heading."""
    url: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    published: datetime | None = None
    language: str = ""
    excerpt: str = ""
    """Empty lets the library take the opening of the text."""
    tags: frozenset[Tag] = frozenset()
    notes: tuple[DraftNote, ...] = ()
    added: datetime | None = None
    """None means now."""
    state: State = State.UNREAD
    archived: bool = False
    starred: bool = False
    later: datetime | None = None
    """Until when it is put off."""
    progress: float = 0.0
    position: int = 0
    """The character of the text at which reading stopped."""
    source: Source = Source()
    provenance: Provenance | None = None
    given: str = ""
    """The plain text or Markdown that it was read from, without control characters."""
    number: int = 0
    """By which links in notes of the same import name it; 0 where none can."""
    shows: str = ""
    """The digest of the text that a page of octavo's shows, as far as it can."""
    doubt: str = ""
    """What may be wrong with its characters, to be said when it comes in."""


RECORDS = 1
"""The version of the form of records that is written, and the latest that can be read."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document of a library with all its fields, as a line of octavo's own export has it.

    One of `octavo`, `pinned`, `aliases`, `apart`, `feed`, `query`, `rule`, `article`, `note`
    and `operation` is set.
    """

    octavo: int = 0
    """The version of the form: the first line of an export, and only that one."""
    made: datetime | None = None
    """When the export was made."""
    pinned: tuple[Tag, ...] = ()
    aliases: dict[str, str] = {}
    """The tags that are taken for others, and for which."""
    apart: tuple[tuple[str, str], ...] = ()
    """Pairs of tags that are not the same, by their names in lower case."""
    article: Article | None = None
    text: str = ""
    """That of the article, Markdown."""
    versions: tuple[str, ...] = ()
    """The texts of its versions, in order; empty for the one that is its text."""
    note: Note | None = None
    """After the article that it is on."""
    feed: Feed | None = None
    """Before the articles that came from it."""
    query: Fields | None = None
    """A saved query, as its table has it."""
    rule: Fields | None = None
    """A rule, as its table has it."""
    id: int = 0
    """That of the query or the rule; all others say their own."""
    operation: Operation | None = None
    """What was once done to documents that all stand before it, in order, the latest last."""


class Result(StrEnum):
    """What became of an input."""

    ADDED = "added"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One line of a ledger: what became of an input."""

    input: str
    """As it was given; a file in a folder with the folder before it."""
    result: Result
    id: ArticleId | None = None
    """The article that it is now; None where it was rejected, and for a feed."""
    reason: str = ""
    """What it is merged with, why it is unchanged or rejected; empty where it was added."""
