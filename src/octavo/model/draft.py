"""Drafts, the pieces on their way in, and the ledger of what became of them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from octavo.model.article import ArticleId, Source, State
from octavo.model.note import Highlight
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag


class DraftNote(Struct, frozen=True, kw_only=True):
    """A note or highlight that comes with a draft."""

    text: str = ""
    highlight: Highlight | None = None
    tags: frozenset[Tag] = frozenset()
    added: datetime | None = None


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
    progress: float = 0.0
    source: Source = Source()
    provenance: Provenance | None = None


class Result(StrEnum):
    """What became of an input."""

    ADDED = "added"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One line of a ledger."""

    input: str
    result: Result
    id: ArticleId | None = None
    reason: str = ""
