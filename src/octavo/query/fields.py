"""Fields of the query language: what `tag:`, `is:`, `added:` make of their values."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag
from octavo.query.ast import (
    And,
    AuthorTerm,
    DateField,
    DateTerm,
    Flag,
    FlagTerm,
    LanguageTerm,
    Node,
    NumberField,
    NumberTerm,
    Phrase,
    Place,
    PlaceTerm,
    SiteTerm,
    Sort,
    SortField,
    TagTerm,
    Where,
    Word,
)
from octavo.query.characters import (
    EQUALS,
    MINUS,
    OPERATORS,
    STAR,
    between_blanks,
    in_one_line,
    searchable,
    shown,
)
from octavo.query.lexer import Value
from octavo.query.ranges import Unreadable, begun, bounds, span

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PLAIN = re.compile(r"\w[\w'’-]*")

Choice = TypeVar("Choice", bound=StrEnum)
Span = TypeVar("Span")

Item = Node | Sort
"""What a field and its value say."""


Reader = Callable[[Value], Item | None]


def words(value: Value, where: Where = Where.ANYWHERE) -> Node | None:
    """Words to look for; None where what has been typed so far holds none.

    Raises:
        Unreadable: If nothing in it can be looked for, or a star is out of place.
    """
    if value.star and (value.quoted or not value.text):
        raise Unreadable("a star can only end a word, as in nego*")
    if not searchable(value.text):
        if value.typed:
            return None
        raise Unreadable(f"there is no letter or digit to look for in {shown(value.text)!r}")
    if not value.quoted:
        return Word(value.text, prefix=value.star or value.widen, where=where)
    if value.widen:
        return _half_phrase(value, where)
    return Phrase(in_one_line(value.text), exact=value.exact, where=where)


def _half_phrase(value: Value, where: Where) -> Node | None:
    """An open quote: the whole words side by side, and the beginning of one more."""
    *whole, last = between_blanks(value.text)
    head = " ".join(whole).strip()
    nodes: list[Node] = []
    if searchable(head):
        nodes.append(Phrase(head, exact=value.exact, where=where))
    if _PLAIN.fullmatch(last) and searchable(last) and last not in OPERATORS:
        nodes.append(Word(last, prefix=True, where=where))
    return And(tuple(nodes)) if len(nodes) > 1 else next(iter(nodes), None)


def _tag(value: Value) -> TagTerm | None:
    if value.star and not value.text:
        raise Unreadable("for articles with any tag write -is:untagged")
    name = in_one_line(value.text)
    whole = name.rstrip("/ ") if value.typed else name
    if value.typed and not whole:
        return None
    try:
        return TagTerm(Tag(whole), prefix=value.star or (value.widen and whole == name))
    except InvalidTag as error:
        raise Unreadable(error.problem) from None


def _text(value: Value) -> str:
    if value.star:
        raise Unreadable("parts of a name are found as they are; leave out the star")
    return in_one_line(value.text)


def _language(value: Value) -> LanguageTerm | None:
    code = _text(value).casefold().replace("_", "-")
    if value.typed:
        code = code.rstrip("-")
    if _LANGUAGE.fullmatch(code):
        return LanguageTerm(code)
    if value.typed and len(code) < 2 and code.isalpha():
        return None
    raise Unreadable("write a language as its code, as in lang:ko or lang:pt-br")


def _choice(kinds: type[Choice], value: Value) -> Choice | None:
    text = value.text.casefold()
    if text in list(kinds) and not value.star:
        return kinds(text)
    meant = [kind for kind in kinds if kind.startswith(text)]
    if value.typed and meant:
        return meant[0] if len(meant) == 1 else None
    raise Unreadable(f"{shown(value.text)!r} is none of {', '.join(kinds)}")


def _flag(value: Value) -> FlagTerm | None:
    flag = _choice(Flag, value)
    return None if flag is None else FlagTerm(flag)


def _place(value: Value) -> PlaceTerm | None:
    place = _choice(Place, value)
    return None if place is None else PlaceTerm(place)


def _sort(value: Value) -> Sort | None:
    reverse = value.text[:1] in MINUS
    text = value.text[1:] if reverse else value.text
    field = _choice(SortField, Value(text, star=value.star, typed=value.typed))
    return None if field is None else Sort(field, reverse)


def _measured(read: Callable[[str], Span], term: Callable[[Span], Node]) -> Reader:
    """A field of numbers or dates, which are passed over while they are half typed."""

    def reader(value: Value) -> Node | None:
        try:
            return term(read(_text(value)))
        except Unreadable:
            if value.typed and begun(value.text):
                return None
            raise

    return reader


FIELDS: dict[str, Reader] = {
    "title": lambda value: words(value, Where.TITLE),
    "note": lambda value: words(value, Where.NOTE),
    "tag": _tag,
    "author": lambda value: AuthorTerm(_text(value)),
    "site": lambda value: SiteTerm(_text(value)),
    "lang": _language,
    "is": _flag,
    "in": _place,
    "words": _measured(bounds, lambda ends: NumberTerm(NumberField.WORDS, *ends)),
    "minutes": _measured(bounds, lambda ends: NumberTerm(NumberField.MINUTES, *ends)),
    "added": _measured(span, lambda days: DateTerm(DateField.ADDED, days)),
    "published": _measured(span, lambda days: DateTerm(DateField.PUBLISHED, days)),
    "read": _measured(span, lambda days: DateTerm(DateField.READ, days)),
    "sort": _sort,
}
"""Reads the values of each field. A reader gives None for what is only half typed."""

_MEANT = {
    "by": "author",
    "from": "author",
    "label": "tag",
    "subject": "title",
    "url": "site",
    "domain": "site",
    "language": "lang",
    "state": "is",
    "has": "is",
    "folder": "in",
    "date": "published",
    "length": "words",
    "time": "minutes",
    "order": "sort",
}
"""What other programs call the fields."""


def term(name: str, value: Value) -> Item | None:
    """What a field, or none, says with its value; None where that is only half typed.

    Raises:
        Unreadable: If the value is none for this field.
    """
    if not value.quoted:
        if any(star in value.text for star in STAR):
            raise Unreadable("a star can only end a word, as in nego*; put others in quotes")
        if value.text[:1] in MINUS and name != "sort":
            raise Unreadable(f"the minus goes before the field, as in -{name}:…")
        if value.typed and value.text in EQUALS:
            return None
        if value.text[:1] in EQUALS:
            raise Unreadable('an equals sign goes before quotes, as in ="É"')
    if value.exact and name not in ("", "title", "note"):
        raise Unreadable("an equals sign is for words alone; leave it out here")
    return FIELDS.get(name, words)(value)


def unknown(name: str) -> str:
    """What to say of a field that there is not."""
    meant = _MEANT.get(name.removesuffix("s"))
    near = [meant] if meant else get_close_matches(name, FIELDS, n=1)
    if near:
        return f"no field is called {shown(name)!r}; did you mean {near[0]}:?"
    known = " ".join(f"{field}:" for field in FIELDS)
    return f"no field is called {shown(name)!r}; there are {known} (quotes make it plain words)"
