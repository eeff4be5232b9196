"""Arrays of objects in JSON, item by item, whatever the size of the file.

The items are cut from the text one after the other, so each is kept as it stood, and one
that is no JSON is reported by itself: the next that looks like its neighbours is sought.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from octavo.importers.exports.files.decoding import text_of
from octavo.importers.exports.files.json_window import (
    CHUNK,
    Window,
    decoder,
)
from octavo.importers.exports.format import Part, Row, row_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

Fields = dict[str, object]
"""An object of JSON."""


_NEXT = re.compile(r"(?<=[,\[}\s])\{")
LARGEST_DOCUMENT = 128 * 1024 * 1024
"""Bytes, of what has to be read as a whole."""

_FIRST_FIELD = re.compile(r'\{\s*"([^"\\]{0,200})"')
_MOST_TRIES = 2_000
_TRIED = 1024 * 1024
"""Characters of a place where an item may begin again."""


class Item(Struct, frozen=True):
    """One element of an array."""

    number: int
    """The first is 1."""
    raw: str
    value: object


class Fault(Struct, frozen=True):
    """A place in an array that is no element, and why."""

    number: int
    raw: str
    reason: str


def rows_in(part: Part, draft: Callable[[Fields], Draft], within: str = "") -> Iterator[Row]:
    """The objects of an array as drafts; `draft` is given each."""
    for item in items(part, within):
        yield row_of(f"{part.name}, item {item.number}", item.raw, _drafted, item, draft)


def items(part: Part, within: str = "") -> Iterator[Item | Fault]:
    """The elements of the array that a part is, or holds in its field `within`.

    Where a part breaks off, the last is a `Fault` that says so.
    """
    with text_of(part) as file:
        text = Window(file)
        if within:
            yield from _items_within(text, within)
        else:
            yield from _items(text)


def document(part: Part, largest: int = LARGEST_DOCUMENT) -> object:
    """All of a part at once, for trees that are no use in pieces.

    Raises:
        DraftRejected: If it is no JSON, nested too deeply, or too large.
    """
    if part.size > largest:
        raise DraftRejected(part.name, f"it is larger than {largest >> 20} MB")
    with text_of(part) as file:
        text = file.read(largest).lstrip("\ufeff")
    try:
        value: object = decoder.decode(text)
    except RecursionError:
        raise DraftRejected(part.name, "it is nested too deeply") from None
    except ValueError as error:
        raise DraftRejected(part.name, _why(error)) from None
    return value


def collected(raws: Sequence[str], within: str = "") -> str:
    """Some items as an array, or as an object with one in its field `within`."""
    return collected_in({within: raws}) if within else f"{_array(raws)}\n"


def collected_in(arrays: Mapping[str, Sequence[str]]) -> str:
    """Some arrays of items as the fields of an object."""
    said = (f"{json.dumps(name)}: {_array(raws)}" for name, raws in arrays.items())
    return "{" + ",\n".join(said) + "}\n"


def _array(raws: Sequence[str]) -> str:
    return "[\n" + ",\n".join(raws) + "\n]"


def _drafted(item: Item | Fault, draft: Callable[[Fields], Draft]) -> Draft:
    if isinstance(item, Fault):
        raise DraftRejected("", item.reason)
    if not isinstance(item.value, dict):
        raise DraftRejected("", "it is no object with fields")
    return draft(item.value)


def _items_within(text: Window, within: str) -> Iterator[Item | Fault]:
    """Go through the fields of an object up to the one that is wanted."""
    if text.sign() != "{":
        yield Fault(1, "", "there is no JSON object in it")
        return
    text.at += 1
    try:
        while _next_field(text) != within:
            _pass_value(text)
    except EOFError:
        return
    except (ValueError, RecursionError) as error:
        yield Fault(1, "", _why(error))
        return
    yield from _items(text)


def _next_field(text: Window) -> str:
    """The name of the next field; its value is next.

    Raises:
        EOFError: If there are no more fields.
        ValueError: If there is something else.
    """
    if text.sign() == ",":
        text.at += 1
    if text.sign() == "}":
        raise EOFError
    name, _ = text.value()
    if text.sign() != ":":
        raise ValueError("a field has no value")
    text.at += 1
    text.sign()
    return str(name)


def _pass_value(text: Window) -> None:
    if text.sign() == "[":
        for _ in _items(text):
            pass
    else:
        text.value()


def _items(text: Window) -> Iterator[Item | Fault]:
    """The elements of the array that begins here."""
    if text.sign() != "[":
        yield Fault(1, "", "there is no list in it")
        return
    text.at += 1
    number, like = 0, frozenset[str]()
    while (sign := text.sign()) != "]":
        if sign == ",":
            text.at += 1
            continue
        number += 1
        if not sign:
            yield Fault(number, "", f"the file breaks off at item {number}")
            return
        try:
            value, raw = text.value()
        except (ValueError, RecursionError) as error:
            fault = _fault(text, number, like, error)
            yield fault
            if not fault.raw:
                return
            continue
        if isinstance(value, dict):
            like = frozenset(value)
        yield Item(number, raw, value)
    text.at += 1


def _fault(text: Window, number: int, like: frozenset[str], error: Exception) -> Fault:
    """What is no item, up to the next that is; `like` are the fields that one has."""
    while len(text.text) - text.at < CHUNK and text.more():
        pass
    wrong = text.at
    first = _FIRST_FIELD.match(text.text, wrong)
    like = like or frozenset(first.groups() if first else ())
    found = (brace.start() for brace in _NEXT.finditer(text.text, _wrong_at(text)))
    for _, at in zip(range(_MOST_TRIES), found, strict=False):
        if _is_item(text.text, at, like):
            text.at = at
            raw = text.text[wrong:at].rstrip(", \t\r\n")
            return Fault(number, raw or " ", _why(error))
    return Fault(number, "", f"the file breaks off at item {number}: {_why(error)}")


def _wrong_at(text: Window) -> int:
    """Where the value that begins here ceases to be one."""
    try:
        decoder.raw_decode(text.text, text.at)
    except json.JSONDecodeError as error:
        return max(error.pos, text.at + 1)
    except (ValueError, RecursionError):
        pass
    return text.at + 1


def _is_item(text: str, at: int, like: frozenset[str]) -> bool:
    """Whether an object begins here that has the fields of its neighbours."""
    try:
        value, _ = decoder.raw_decode(text[at : at + _TRIED])
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(value, dict) and len(value) > 1 and 2 * len(like & set(value)) >= len(like)
    )


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        what = error.msg[:1].lower() + error.msg[1:]
        return f"it is no JSON: {what.removesuffix(' at').removesuffix(' starting')}"
    return "it is no JSON that can be read"
