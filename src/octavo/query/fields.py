"""Fields of the query language: what `tag:`, `is:`, `added:` read, mean, write and complete.

Long because what a field is, and what may stand where one is typed, are told by one table.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar, cast

from msgspec import Struct

from octavo.model.article import Article
from octavo.model.errors import InvalidTag, QueryError
from octavo.model.language import MISTAKEN, language_tag
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern
from octavo.query import predicates
from octavo.query.ast import (
    And,
    FieldTerm,
    FieldValue,
    Flag,
    Node,
    Phrase,
    Scope,
    Sort,
    SortField,
    Span,
    TagName,
    Where,
    Word,
)
from octavo.query.characters import (
    AT,
    CLOSING,
    EQUALS,
    MINUS,
    OPENING,
    OPERATORS,
    QUOTES,
    RUN,
    STAR,
    between_blanks,
    in_one_line,
    plain,
    searchable,
    shown,
    written,
)
from octavo.query.lexer import Scanner, Value
from octavo.query.predicates import Column, KeyPredicate, Moment, Test
from octavo.query.ranges import (
    COMING,
    RECENT,
    WEEKDAYS,
    Unreadable,
    begun,
    numbers,
    range_str,
    span,
    span_str,
    span_to_come,
)
from octavo.text import nearest

_LANGUAGE = lazy_pattern(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_PLAIN = lazy_pattern(r"\w[\w'’-]*")

Choice = TypeVar("Choice", bound=StrEnum)
Asked = TypeVar("Asked", bound=FieldValue)

Item = Node | Sort
"""What a field and its value say."""

_AnyPredicate = Callable[[FieldValue, Moment], KeyPredicate]
_AnyStr = Callable[[FieldValue], str]


class Field(Struct, frozen=True):
    """All that a field is: to have another takes one entry in `FIELDS`."""

    read: Callable[[Value], Item | FieldValue | None]
    """What a value says; None for one that is only half typed."""
    column: Column | None = None
    """What tells which articles and notes a `FieldTerm` of it means; words have none."""
    key_predicate: _AnyPredicate = lambda *_: lambda _: False
    """Which keys of that column are meant by what the `FieldTerm` asks for."""
    write: _AnyStr = str
    """That as a query writes it."""
    values: tuple[str, ...] = ()
    """All that can be asked for, to complete it; what the library holds is not told here."""
    aliases: tuple[str, ...] = ()
    """What other programs call it."""


BESIDE = frozenset({Flag.NOTED, Flag.DUPLICATE})
"""What an article does not tell itself."""


def predicate(term: FieldTerm, moment: Moment) -> Test:
    """The test that a field term stands for.

    A note has tags, a place and the day when it was added; every other term fails on it.
    """
    if term.value in BESIDE:
        meant_ids = moment.noted if term.value is Flag.NOTED else moment.copied()
        return lambda item: isinstance(item, Article) and item.id in meant_ids
    column, key_predicate = meant(term, moment)
    return column.test(key_predicate)


def meant(term: FieldTerm, moment: Moment) -> tuple[Column, KeyPredicate]:
    """The column that a field term is about, and which of its keys are meant.

    No column has `is:noted` and `is:duplicate`, which other documents tell.
    """
    field, column = FIELDS[term.field], column_of(term)
    assert column is not None
    if term.value is Flag.LATER:
        return column, predicates.put_off(moment)
    return column, field.key_predicate(term.value, moment)


def column_of(term: FieldTerm) -> Column | None:
    """The column that a field term is about: what is put off is told by a time."""
    return predicates.LATER if term.value is Flag.LATER else FIELDS[term.field].column


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


def _tag(value: Value) -> TagName | None:
    if value.star and not value.text:
        raise Unreadable("for articles with any tag write -is:untagged")
    name = in_one_line(value.text)
    whole = name.rstrip("/ ") if value.typed else name
    if value.typed and not whole:
        return None
    try:
        return TagName(Tag(whole), prefix=value.star or (value.widen and whole == name))
    except InvalidTag as error:
        raise Unreadable(error.problem) from None


def _text(value: Value) -> str:
    if value.star:
        raise Unreadable("parts of a name are found as they are; leave out the star")
    return in_one_line(value.text)


def _language(value: Value) -> str | None:
    code = _text(value).casefold().replace("_", "-")
    if value.typed:
        code = code.rstrip("-")
    if _LANGUAGE.fullmatch(code):
        language, dash, rest = code.partition("-")
        return f"{MISTAKEN.get(language, language)}{dash}{rest}"
    if named := language_tag(code):
        return named.lower()
    if value.typed and len(code) < 2 and code.isalpha():
        return None
    raise Unreadable("write a language as its code, as in lang:ko or lang:pt-br")


def _choice(kinds: type[Choice]) -> Callable[[Value], Choice | None]:
    """A reader of one of some words, which while it is typed may be begun."""
    return lambda value: _chosen(kinds, value)


def _chosen(kinds: type[Choice], value: Value) -> Choice | None:
    text = value.text.casefold()
    if text in list(kinds) and not value.star:
        return kinds(text)
    meant = [kind for kind in kinds if kind.startswith(text)]
    if value.typed and meant:
        return meant[0] if len(meant) == 1 else None
    raise Unreadable(f"{shown(value.text)!r} is none of {', '.join(kinds)}")


def _sort(value: Value) -> Sort | None:
    reverse = value.text[:1] in MINUS
    text = value.text[1:] if reverse else value.text
    field = _chosen(SortField, Value(text, star=value.star, typed=value.typed))
    return None if field is None else Sort(field, reverse)


def _measured(read: Callable[[str], Asked]) -> Callable[[Value], Asked | None]:
    """A reader of numbers or dates, which are passed over while they are half typed."""

    def reader(value: Value) -> Asked | None:
        try:
            return read(_text(value))
        except Unreadable:
            if value.typed and begun(value.text):
                return None
            raise

    return reader


def _field(
    read: Callable[[Value], Asked | None],
    column: Column,
    key_predicate: Callable[[Asked, Moment], KeyPredicate],
    write: Callable[[Asked], str] = str,
    values: Iterable[str] = (),
    aliases: tuple[str, ...] = (),
) -> Field:
    """A field that is read, looked for and written by one kind of value."""
    means, writes = cast("_AnyPredicate", key_predicate), cast("_AnyStr", write)
    return Field(read, column, means, writes, tuple(values), aliases)


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
    said = FIELDS[name].read(value) if name else words(value)
    return said if said is None or isinstance(said, Item) else FieldTerm(name, said)


def unknown(name: str) -> str:
    """What to say of a field that there is not."""
    called = {name, name.removesuffix("s")}
    meant = [known for known, field in FIELDS.items() if called & {*field.aliases}]
    if near := meant[0] if meant else nearest(name, FIELDS):
        return f"no field is called {shown(name)!r}; did you mean {near}:?"
    known = " ".join(f"{field}:" for field in FIELDS)
    return f"no field is called {shown(name)!r}; there are {known} (quotes make it plain words)"


def _tag_str(wanted: TagName) -> str:
    return written(wanted.name) + "*" * wanted.prefix


_number = _measured(numbers)


def _dates(
    column: Column,
    *aliases: str,
    key_predicate: Callable[[Span, Moment], KeyPredicate] = predicates.at_times,
    values: tuple[str, ...] = RECENT,
    read: Callable[[str], Span] = span,
) -> Field:
    means, write = cast("_AnyPredicate", key_predicate), cast("_AnyStr", span_str)
    return Field(_measured(read), column, means, write, values, aliases)


FIELDS: dict[str, Field] = {
    "title": Field(lambda value: words(value, Where.TITLE), aliases=("subject",)),
    "note": Field(lambda value: words(value, Where.NOTE)),
    "tag": _field(_tag, predicates.TAGS, predicates.tagged, _tag_str, aliases=("label",)),
    "author": _field(
        _text, predicates.AUTHORS, predicates.written_by, written, aliases=("by", "from")
    ),
    "site": _field(
        _text, predicates.SITES, predicates.on_site, written, aliases=("url", "domain")
    ),
    "feed": _field(_text, predicates.FEEDS, predicates.from_feed, written, aliases=("source",)),
    "lang": _field(
        _language, predicates.LANGUAGES, predicates.in_language, aliases=("language",)
    ),
    "is": _field(
        _choice(Flag), predicates.FLAGS, predicates.flagged, str, Flag, ("state", "has")
    ),
    "in": _field(_choice(Scope), predicates.PLACES, predicates.placed, str, Scope, ("folder",)),
    "words": _field(
        _number, predicates.WORDS, predicates.of_words, range_str, aliases=("length",)
    ),
    "minutes": _field(
        _number, predicates.WORDS, predicates.of_minutes, range_str, aliases=("time",)
    ),
    "added": _dates(predicates.ADDED),
    "published": _dates(predicates.PUBLISHED, "date"),
    "read": _dates(predicates.READ),
    "later": _dates(
        predicates.LATER,
        "until",
        key_predicate=predicates.until_times,
        values=(*COMING, *WEEKDAYS),
        read=span_to_come,
    ),
    "sort": Field(_sort, values=tuple(SortField), aliases=("order",)),
}
"""All fields, in the order in which they are offered."""

_REST_OF_NAME = lazy_pattern(r"[A-Za-z]*:?")
_BEGINS_SOMETHING = lazy_pattern(r"(.*[\s(（－-])?", re.DOTALL)


class Completion(Struct, frozen=True):
    """A text to put in the place of what stands between two offsets."""

    replacement: str
    start: int
    end: int


class _Typed(Struct, frozen=True):
    """What stands right before the cursor."""

    field: str
    text: str
    start: int
    quoted: bool = False


def completions(
    text: str, cursor: int | None = None, known: Mapping[str, Iterable[str]] | None = None
) -> list[Completion]:
    """What may stand at the cursor (by itself the end of the text), the likeliest first.

    `known` holds what the library has for a field: under `tag` its tags, the most used
    first, and so for `site`, `author` and `lang`; under `@` the names of saved queries.
    """
    cursor = len(text) if cursor is None else cursor
    typed = _typed(text[:cursor])
    if typed is None:
        return []
    if not typed.field:
        end = _end(_REST_OF_NAME, text, cursor)
        names = [name for name in FIELDS if name.startswith(typed.text.casefold())]
        return [Completion(f"{name}:", typed.start, end) for name in names]
    end = _end(RUN, text, cursor)
    end += typed.quoted and text[end : end + 1] in QUOTES
    if values := FIELDS[typed.field].values if typed.field in FIELDS else ():
        found = [value for value in values if value.startswith(typed.text.casefold())]
    else:
        found = _fitting(typed.text, (known or {}).get(typed.field, ()))
    return [Completion(written(value), typed.start, end) for value in found]


def _fitting(begun: str, values: Iterable[str]) -> list[str]:
    """Values that begin so, then those with a part that does, then those that hold it."""
    begun = plain(begun)
    part = re.compile(rf"(?<![^\W_]){re.escape(begun)}")
    ranks: tuple[list[str], list[str], list[str]] = [], [], []
    for value in map(str, values):
        name = plain(value)
        if begun in name:
            ranks[0 if name.startswith(begun) else 1 if part.search(name) else 2].append(value)
    return [value for rank in ranks for value in rank]


def _end(rest: re.Pattern[str], text: str, cursor: int) -> int:
    """Where what the cursor stands in ends."""
    match = rest.match(text, cursor)
    return match.end() if match else cursor


def _typed(before: str) -> _Typed | None:
    """What is half typed at the end; None where nothing could complete it."""
    try:
        return _last(Scanner(before, typing=True))
    except QueryError:  # far too long for a query
        return None


def _last(scanner: Scanner) -> _Typed | None:
    """The value that is open at the end of a text, in the parentheses it stands in."""
    fields = [""]
    while scanner.more() or scanner.char:
        if scanner.char in CLOSING and len(fields) > 1:
            fields.pop()
        if scanner.char in MINUS | CLOSING:
            scanner.at += 1
            continue
        if scanner.char in AT and not any(fields):
            scanner.at += 1
            start = scanner.at
            value = scanner.value(widen=False)
            if value.typed or not scanner.char:
                return _Typed("@", value.text, start, value.quoted)
            continue
        name = scanner.name(FIELDS)
        field = name if name in FIELDS else ""
        scanner.at += len(field) + bool(field)
        field = field or fields[-1]
        if scanner.char in OPENING:
            fields.append(field)
            scanner.at += 1
            continue
        start = scanner.at
        scanner.count()
        value = scanner.value(widen=False)
        if value.typed:
            signs = field == "sort" and value.text[:1] in MINUS
            typed = _Typed(field, value.text[signs:], start + signs, value.quoted)
            return typed if field or not value.quoted else None
    if _BEGINS_SOMETHING.fullmatch(scanner.text):
        return _Typed(fields[-1], "", len(scanner.text))
    return None
