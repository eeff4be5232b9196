"""Articles and notes to ask, in a line each."""

from datetime import UTC, datetime
from typing import TypedDict, Unpack

from octavo.model.article import Article, Source, State
from octavo.model.note import Note
from octavo.model.provenance import Provenance
from octavo.model.tag import Tag
from octavo.query import parse
from octavo.query.ast import FieldTerm, Node, Not
from octavo.query.fields import predicate
from octavo.query.predicates import Moment

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""Now, and when everything was added that does not say otherwise."""


Item = Article | Note


class Fields(TypedDict, total=False):
    """What a test may say of an article."""

    id: int
    title: str
    url: str
    authors: tuple[str, ...]
    site: str
    source: Source
    published: datetime | None
    language: str
    words: int
    added: datetime
    tags: frozenset[Tag]
    state: State
    archived: bool
    starred: bool
    progress: float
    read: datetime | None
    deleted: datetime | None
    provenance: Provenance | None


def article(**fields: Unpack[Fields]) -> Article:
    """An article of which only so much matters."""
    return Article(**({"id": 1, "title": "A title", "added": NOON} | fields))


def note(*tags: str, id: int = 2, deleted: datetime | None = None) -> Note:
    """A note with some tags."""
    return Note(
        id=id, text="A note", tags=frozenset(map(Tag, tags)), added=NOON, deleted=deleted
    )


def term(text: str) -> FieldTerm:
    """The one field term that a query is."""
    where = parse(text).where
    assert isinstance(where, FieldTerm)
    return where


def matches(text: str, item: Article | Note, noted: frozenset[int] = frozenset()) -> bool:
    """Whether a field term is met, with noon in UTC as the reader's time."""
    return predicate(term(text), Moment(NOON, noted, UTC))(item)


def fits(item: Item, *nodes: Node) -> bool:
    """Whether all of some field terms are met, or not met where they stand in a `Not`."""
    moment = Moment(NOON)
    return all(
        not predicate(node.node, moment)(item)
        if isinstance(node, Not) and isinstance(node.node, FieldTerm)
        else isinstance(node, FieldTerm) and predicate(node, moment)(item)
        for node in nodes
    )
