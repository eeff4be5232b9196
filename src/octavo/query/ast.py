"""What a query says, as a tree of frozen values.

Built by `parse`, written back by `str_of`; the package says what can be written.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from octavo.model.tag import Tag


class Where(StrEnum):
    """Which part of an article a word is looked for in."""

    ANYWHERE = ""
    TITLE = "title"
    NOTE = "note"


class Scope(StrEnum):
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
    LATER = "later"
    UNTAGGED = "untagged"
    NOTED = "noted"
    DECLARED_AI = "declared-ai"
    UNSOURCED = "unsourced"
    ANONYMOUS = "anonymous"
    DUPLICATE = "duplicate"


class SortField(StrEnum):
    """What results can be ordered by."""

    RELEVANCE = "relevance"
    ADDED = "added"
    PUBLISHED = "published"
    TITLE = "title"
    WORDS = "words"
    PROGRESS = "progress"


class Word(Struct, frozen=True, tag=True):
    """One word, in any of its inflections; a prefix ends in `*`."""

    text: str
    """As typed, without the star. In a script without spaces it may be a whole clause."""
    prefix: bool = False
    where: Where = Where.ANYWHERE


class Phrase(Struct, frozen=True, tag=True):
    """Words side by side, uninflected: `"a phrase"`; `="É"` also minds case and accents."""

    text: str
    exact: bool = False
    where: Where = Where.ANYWHERE


class TagName(Struct, frozen=True, tag=True):
    """`policy`: the tag, or any below it; `pol*`: any that begins so."""

    name: Tag
    prefix: bool = False


class Numbers(Struct, frozen=True, tag=True):
    """`>2000`, `<5`, `100..200`: between two bounds, both included."""

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
    """0 is `today`, 1 is `yesterday`, -1 is `tomorrow`."""


def days_until(weekday: int, today: date) -> int:
    """How many days it is until the next day of a name, a week at most."""
    return (weekday - today.weekday() - 1) % 7 + 1


class Weekday(Struct, frozen=True, tag=True):
    """The next day of a name, after that of the moment when the query runs."""

    number: int
    """0 is Monday."""


Span = Days | Ago | Today | Weekday
"""`2026-03`, `2026-03-04..2026-04-01`, `<7d`, `today`, `friday`."""

FieldValue = TagName | Numbers | Span | str
"""What a field can be asked for; a `Flag` and a `Scope` are strings too."""


class FieldTerm(Struct, frozen=True, tag=True):
    """`author:zola`, `words:>2000`: what an article or a note itself answers.

    The table `fields.FIELDS` says of each field what its values mean.
    """

    field: str
    value: FieldValue


TextTerm = Word | Phrase
"""What is looked for in titles, notes and texts."""

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
    """A whole query. The empty one lists what is not archived or put off, newest first."""

    where: Node | None = None
    sort: Sort | None = None


def words_of(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that a match may hold, once each, in the order of the query."""
    return () if query.where is None else tuple(dict.fromkeys(_words(query.where)))


def all_words(node: Node) -> Iterator[TextTerm]:
    """The words and phrases of a tree, also those that a match must not hold."""
    return _words(node, negated=True)


def _words(node: Node, *, negated: bool = False) -> Iterator[TextTerm]:
    if isinstance(node, TextTerm):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _words(part, negated=negated)
    elif negated and isinstance(node, Not):
        yield from _words(node.node, negated=True)


def fields_of(node: Node) -> Iterator[FieldTerm]:
    """The field terms of a tree."""
    match node:
        case FieldTerm():
            yield node
        case Not(negated):
            yield from fields_of(negated)
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from fields_of(each)


def asks_for(query: "Query", flag: Flag) -> bool:
    """Whether a query asks for a flag anywhere."""
    return any(t.value is flag for t in fields_of(query.where)) if query.where else False


def groups_copies(query: "Query") -> bool:
    """Whether copies are listed one behind the other: they are asked for, and no order is."""

    def wants(node: Node | None) -> bool:
        match node:
            case And(nodes) | Or(nodes):
                return any(map(wants, nodes))
            case FieldTerm(value=Flag.DUPLICATE):
                return True
            case _:
                return False

    return query.sort is None and wants(query.where)


def negates(node: Node | None) -> bool:
    """Whether a document may fit since words are not in it, which takes a look at all of it."""
    match node:
        case Not(negated):
            return bool(words_of(Query(negated))) or negates(negated)
        case And(nodes) | Or(nodes):
            return any(map(negates, nodes))
        case _:
            return False


def sort_of(query: Query) -> Sort:
    """The order that a query asks for: by itself relevance with words, newest without."""
    return query.sort or Sort(SortField.RELEVANCE if words_of(query) else SortField.ADDED)


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


def all_of(nodes: Iterable[Node]) -> Node:
    """What matches each of one or more nodes."""
    parts = tuple(nodes)
    return And(parts) if len(parts) > 1 else parts[0]


def parts_of(where: Node | None) -> tuple[Node, ...]:
    """What must all hold."""
    if where is None:
        return ()
    return where.nodes if isinstance(where, And) else (where,)


def is_wordy(node: Node) -> bool:
    """Whether words alone tell, without any field."""
    match node:
        case Word() | Phrase():
            return True
        case Not(negated):
            return is_wordy(negated)
        case And(nodes) | Or(nodes):
            return all(map(is_wordy, nodes))
        case _:
            return False


def place_of(node: object) -> Scope | None:
    """The place that a node such as `in:trash` names; None of any other."""
    if isinstance(node, FieldTerm) and isinstance(node.value, Scope):
        return node.value
    return None
