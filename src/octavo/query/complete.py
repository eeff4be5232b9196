"""Completion: what may stand where the cursor is in the text of a query."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from octavo.model.errors import QueryError
from octavo.query.characters import AT, CLOSING, MINUS, OPENING, QUOTES, RUN, plain, written
from octavo.query.fields import FIELDS
from octavo.query.lexer import Scanner

_REST_OF_NAME = re.compile(r"[A-Za-z]*:?")
_BEGINS_SOMETHING = re.compile(r"(.*[\s(（－-])?", re.DOTALL)


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
        value = scanner.value(widen=False)
        if value.typed:
            signs = field == "sort" and value.text[:1] in MINUS
            typed = _Typed(field, value.text[signs:], start + signs, value.quoted)
            return typed if field or not value.quoted else None
    if _BEGINS_SOMETHING.fullmatch(scanner.text):
        return _Typed(fields[-1], "", len(scanner.text))
    return None
