"""Writing a query, so that it reads back as itself."""

from calendar import monthrange
from datetime import date

from octavo.query.ast import (
    Ago,
    And,
    AuthorTerm,
    DateTerm,
    Days,
    FlagTerm,
    LanguageTerm,
    Node,
    Not,
    NumberTerm,
    Or,
    Phrase,
    PlaceTerm,
    Query,
    SiteTerm,
    Sort,
    TagTerm,
    Term,
    Today,
    Word,
)
from octavo.query.characters import bare, quoted
from octavo.query.ranges import RELATIVE, UNITS


def str_of(query: Query) -> str:
    """The shortest text that reads as this query, its order last."""
    parts = []
    if query.where is not None:
        parts.append(_node(query.where))
    if query.sort is not None:
        parts.append(_sort(query.sort))
    return " ".join(parts)


def _node(node: Node) -> str:
    match node:
        case And(nodes):
            return " ".join(_within(part, And) for part in nodes)
        case Or(nodes):
            return " OR ".join(_within(part, And, Or) for part in nodes)
        case Not(node):
            return f"-{_within(node, And, Or, Not)}"
        case _:
            return _term(node)


def _within(node: Node, *grouped: type[Node]) -> str:
    return f"({_node(node)})" if isinstance(node, grouped) else _node(node)


def _term(term: Term) -> str:
    match term:
        case Word(text, prefix, where):
            return _field(where, _value(text) + "*" * prefix)
        case Phrase(text, exact, where):
            return _field(where, "=" * exact + quoted(text))
        case TagTerm(name, prefix):
            return _field("tag", _value(name) + "*" * prefix)
        case AuthorTerm(text):
            return _field("author", _value(text))
        case SiteTerm(text):
            return _field("site", _value(text))
        case LanguageTerm(code):
            return _field("lang", code)
        case FlagTerm(flag):
            return _field("is", flag)
        case PlaceTerm(place):
            return _field("in", place)
        case NumberTerm(field, low, high):
            return _field(field, _range(low, high))
        case DateTerm(field, span):
            return _field(field, _span(span))


def _field(name: str, value: str) -> str:
    return f"{name}:{value}" if name else value


def _value(text: str) -> str:
    return text if bare(text) else quoted(text)


def _sort(sort: Sort) -> str:
    return f"sort:{'-' * sort.reverse}{sort.field}"


def _span(span: Days | Ago | Today) -> str:
    match span:
        case Days(first, last):
            return _calendar(first, last) or _range(first, last)
        case Ago(age, younger):
            unit = next(unit for unit, length in UNITS.items() if not age % length)
            return f"{'<' if younger else '>'}{age // UNITS[unit]}{unit}"
        case Today():
            return next(word for word, day in RELATIVE.items() if day == span)


def _range(low: date | int | None, high: date | int | None) -> str:
    """Two bounds as a query writes them; dates print as ISO 8601 by themselves."""
    if low is None:
        return f"<={high}"
    if high is None:
        return f">={low}"
    return f"{low}" if low == high else f"{low}..{high}"


def _calendar(first: date | None, last: date | None) -> str | None:
    """The year or the month that goes from the one day to the other."""
    if first is None or last is None or first.day != 1:
        return None
    if (first.year, 1, 12, 31) == (last.year, first.month, last.month, last.day):
        return first.isoformat()[:4]
    if last == first.replace(day=monthrange(first.year, first.month)[1]):
        return first.isoformat()[:7]
    return None
