"""What a query says, as a tree of frozen values.

Built by `parse`, written back by `str_of`; the package says what can be written.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from octavo.model.tag import Tag


class Where(StrEnum):
    """Which part of an article a word is looked for in."""

    ANYWHERE = ""
    TITLE = "title"
    NOTE = "note"


class Place(StrEnum):
    """Where in the library to look."""

    NOTES = "notes"
    TRASH = "trash"
    ARCHIVE = "archive"
    ALL = "all"


class Flag(StrEnum):
    """What `is:` can ask."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"
    STARRED = "starred"
    ARCHIVED = "archived"
    UNTAGGED = "untagged"
    NOTED = "noted"


class DateField(StrEnum):
    """Which of its dates an article is asked for."""

    ADDED = "added"
    PUBLISHED = "published"
    READ = "read"


class NumberField(StrEnum):
    """Which of its lengths an article is asked for."""

    WORDS = "words"
    MINUTES = "minutes"


class SortField(StrEnum):
    """What results can be ordered by."""

    RELEVANCE = "relevance"
    ADDED = "added"
    PUBLISHED = "published"
    TITLE = "title"
    WORDS = "words"
    PROGRESS = "progress"


class Word(Struct, frozen=True, tag=True):
    """One word, in any of its English inflections; a prefix ends in `*`."""

    text: str
    """As typed, without the star. In a script without spaces it may be a whole clause."""
    prefix: bool = False
    where: Where = Where.ANYWHERE


class Phrase(Struct, frozen=True, tag=True):
    """Words side by side, uninflected: `"a phrase"`; `="É"` also minds case and accents."""

    text: str
    exact: bool = False
    where: Where = Where.ANYWHERE


class TagTerm(Struct, frozen=True, tag=True):
    """`tag:policy`: the tag, or any below it; `tag:pol*`: any that begins so."""

    name: Tag
    prefix: bool = False


class AuthorTerm(Struct, frozen=True, tag=True):
    """`author:"han mi-rae"`: part of an author's name; case and accents do not matter."""

    text: str


class SiteTerm(Struct, frozen=True, tag=True):
    """`site:example.org`: the site, one of its subdomains, or part of its name."""

    text: str


class FlagTerm(Struct, frozen=True, tag=True):
    """`is:unread`."""

    flag: Flag


class PlaceTerm(Struct, frozen=True, tag=True):
    """`in:trash`."""

    place: Place


class LanguageTerm(Struct, frozen=True, tag=True):
    """`lang:zh`: the language, whatever its region or script."""

    code: str


class NumberTerm(Struct, frozen=True, tag=True):
    """`words:>2000`, `minutes:<5`, `words:100..200`: between two bounds, both included."""

    field: NumberField
    low: int | None = None
    high: int | None = None


class Days(Struct, frozen=True, tag=True):
    """From one local day to another, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None


class Ago(Struct, frozen=True, tag=True):
    """An age: `<7d` is younger than seven days, `>1y` older than a year."""

    age: timedelta
    younger: bool = True


class Today(Struct, frozen=True, tag=True):
    """The local day of the moment when the query runs, or one before it."""

    days_before: int = 0
    """0 is `today`, 1 is `yesterday`."""


class DateTerm(Struct, frozen=True, tag=True):
    """`added:2026-03`, `published:2026-03-04..2026-04-01`, `read:<7d`, `added:today`."""

    field: DateField
    span: Days | Ago | Today


TextTerm = Word | Phrase
"""What is looked for in titles, notes and texts."""

FieldTerm = (
    TagTerm
    | AuthorTerm
    | SiteTerm
    | FlagTerm
    | PlaceTerm
    | LanguageTerm
    | NumberTerm
    | DateTerm
)
"""What an article or a note itself answers."""

Term = TextTerm | FieldTerm


class Not(Struct, frozen=True, tag=True):
    """What does not match."""

    node: "Node"


class And(Struct, frozen=True, tag=True):
    """What matches each of two or more."""

    nodes: "tuple[Node, ...]"


class Or(Struct, frozen=True, tag=True):
    """What matches any of two or more."""

    nodes: "tuple[Node, ...]"


Node = Term | Not | And | Or


class Sort(Struct, frozen=True):
    """`sort:words` puts the largest, latest or best first, titles from A; a minus reverses."""

    field: SortField
    reverse: bool = False


class Query(Struct, frozen=True):
    """A whole query. The empty one lists what is not archived, newest first."""

    where: Node | None = None
    sort: Sort | None = None


def words_of(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that a match may hold, once each, in the order of the query."""
    return () if query.where is None else tuple(dict.fromkeys(_words(query.where)))


def _words(node: Node) -> Iterator[TextTerm]:
    if isinstance(node, TextTerm):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _words(part)


def without_each(query: Query) -> list[tuple[Term, Query]]:
    """Each term that narrows the whole query, with the query that is left without it.

    Only plain terms side by side: not those in an OR, not what a minus leaves out. Empty
    where there is only one term, as nothing would be left of the query.
    """
    if not isinstance(query.where, And):
        return []
    nodes = query.where.nodes
    return [
        (node, Query(all_of(nodes[:place] + nodes[place + 1 :]), query.sort))
        for place, node in enumerate(nodes)
        if isinstance(node, Term)
    ]


def all_of(nodes: tuple[Node, ...]) -> Node:
    """What matches each of one or more nodes."""
    return And(nodes) if len(nodes) > 1 else nodes[0]
