"""Arrays of objects in JSON, item by item, whatever the size of the file.

The items are cut from the text one after the other, so each is kept as it stood. Where one is
no JSON, the array ends with a reason. An export of 151 MB takes 17 MB of memory
so, and 334 MB where all of it is decoded at once.

Large because what it reads in pieces is an array, an object and lines.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import dropwhile
from typing import TextIO

from msgspec import Struct

from octavo.importers.exports.format import (
    Made,
    Part,
    Row,
    head_of,
    row_of,
    text_of,
    whole_text,
)
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

Fields = dict[str, object]
"""An object of JSON."""

_FIELD = lazy_pattern(r'[{,]\s*("(?:[^"\\]|\\.){0,200}")\s*:\s*')
_LARGEST_ITEM = 32 * 1024 * 1024
"""Characters."""

_CHUNK = 256 * 1024
"""Characters that are read at once, at the least."""

_SPACE = lazy_pattern(r"[ \t\n\r\0\ufeff]*")
_SLACK = 16
"""Characters at the end of what was read that may be half of a name or a number."""

_decoder = json.JSONDecoder(strict=False)
"""Takes control characters inside of strings too; they are cleaned later."""


class Item(Struct, frozen=True):
    """One element of an array."""

    number: int
    """The first is 1."""
    raw: str
    value: object


class ItemError(Struct, frozen=True):
    """A place in an array that is no element, and why."""

    number: int
    raw: str
    reason: str


class _Window:
    """The part of a long text that is being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, twice as far each time; False at the end, or if it would be too much."""
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > _LARGEST_ITEM:
            return False
        read = self._file.read(max(_CHUNK, len(self.text)))
        self.text += read
        return bool(read)

    def sign(self) -> str:
        """The next character that is no space, not yet passed; empty at the end."""
        while True:
            self.at = _after_space(self.text, self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> tuple[object, str]:
        """The value that begins here, and how it stands there; it is passed.

        Raises:
            ValueError: If there is none.
            RecursionError: If it is nested too deeply.
        """
        while True:
            try:
                value, end = _decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if not (_is_cut(error, self.text) and self.more()):
                    raise
                continue
            if end >= len(self.text) and self.more():
                continue
            raw, self.at = self.text[self.at : end], end
            return value, raw


def _after_space(text: str, at: int) -> int:
    """Where the next character that is no space stands."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _is_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a value is no fault but goes on after what has been read."""
    return error.msg.startswith("Unterminated") or error.pos >= len(text) - _SLACK


def first_item(part: Part, within: str = "") -> Fields:
    """The first object of an array, as far as the head of a part holds it; or else empty.

    What is cut off is left out, so that a format can be told by an item of any length.
    """
    text = head_of(part).lstrip("\ufeff \t\r\n\0")
    if within:
        named = re.search(rf'"{re.escape(within)}"\s*:\s*(?=\[)', text)
        text = text[named.end() :] if named and text.startswith("{") else ""
    start = re.match(r"\[\s*(?=\{)", text)
    return _fields_at(text, start.end()) if start else {}


def first_fields(part: Part) -> Fields:
    """The first fields of the object that a part is, as far as its head holds them."""
    return fields_of_line(head_of(part).lstrip("\ufeff\0"))


def are_joined(part: Part) -> bool:
    """Whether a part is several objects, one behind the other."""
    text = head_of(part).lstrip()
    try:
        first, end = _decoder.raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and text.startswith("{", _after_space(text, end))


def fields_of_line(text: str) -> Fields:
    """The first fields of an object, as far as a text that may be cut off holds them."""
    return _fields_at(text.lstrip(), 0) if text.lstrip().startswith("{") else {}


def _fields_at(text: str, at: int) -> dict[str, object]:
    fields: dict[str, object] = {}
    while found := _FIELD.match(text, at):
        name = found[1][1:-1]
        fields[name] = None
        try:
            fields[name], at = _decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            break
        at = _after_space(text, at)
    return fields


def rows_in(part: Part, draft: Callable[[Fields], Made], within: str = "") -> Iterator[Row]:
    """The objects of an array as drafts; `draft` is given each."""
    for item in items(part, within):
        yield row_of(f"{part.name}, item {item.number}", item.raw, drafted, item, draft)


def rows_of_lines(part: Part, draft: Callable[[Fields], Made]) -> Iterator[Row]:
    """The objects that a part has a line each as drafts; `draft` is given each."""

    def made(raw: str) -> Made:
        if len(raw) > _LARGEST_ITEM:
            raise DraftRejected("", f"it is longer than {_LARGEST_ITEM:,} characters")
        return draft(object_in(raw))

    return (row_of(f"{part.name}, line {n}", raw, made, raw) for n, raw in lines(part))


def lines(part: Part) -> Iterator[tuple[int, str]]:
    """The lines of a part that are not blank, each with its number.

    Of one that is longer than an item may be, only the beginning, one character too long.
    """
    with text_of(part) as file:
        read = partial(file.readline, _LARGEST_ITEM + 1)
        number, end = 0, ""
        for line in iter(read, ""):
            number += (end, line) != ("\r", "\n")  # which are one end, cut at the bound
            rest = line
            while len(rest) > _LARGEST_ITEM and rest[-1] not in "\r\n":
                rest = read()
            end = rest[-1:]
            if rest is not line:
                yield number, line
            elif raw := line.replace("\0", "").strip("\ufeff \t\r\n"):
                yield number, raw


def items(part: Part, within: str = "") -> Iterator[Item | ItemError]:
    """The elements of the array that a part is, or holds in its field `within`.

    Where a part breaks off, the last is an `ItemError` that says so.
    """
    found = dropwhile(lambda each: each[0] not in (within, ""), elements(part))
    for name, each in found:
        if name not in (within, ""):
            break
        yield each


def elements(part: Part) -> Iterator[tuple[str, Item | ItemError]]:
    """The elements of the array that a part is, or of all arrays in the fields of its object.

    Each comes with the name of its field; a field that is no array is an item of the number 0.
    """
    with text_of(part) as file:
        text = _Window(file)
        if text.sign() != "{" or are_joined(part):
            number = 0
            for each in _items(text):
                yield "", each
                if isinstance(each, ItemError):
                    return
                number = each.number
            yield from _behind(text, number + 1)
            return
        text.at += 1
        try:
            while name := _next_field(text):
                is_array = text.sign() == "["
                found = _items(text) if is_array else iter((_whole(*text.value()),))
                for each in found:
                    yield name, each
                    if isinstance(each, ItemError):
                        return
        except EOFError:
            text.at += 1
            yield from _behind(text, 1)
        except (ValueError, RecursionError) as error:
            yield "", ItemError(1, "", _why(error))


def _behind(text: _Window, number: int) -> Iterator[tuple[str, ItemError]]:
    """An error, if anything stands behind the end of all that was read."""
    if text.sign():
        yield "", ItemError(number, "", "it stands behind the end of the JSON, and is not read")


def _whole(value: object, raw: str) -> Item:
    return Item(0, raw, value)


def document(part: Part) -> object:
    """All of a part at once, for trees that are no use in pieces.

    Raises:
        DraftRejected: If it is no JSON, nested too deeply, or too large.
    """
    return _value(whole_text(part), part.name)


def _value(text: str, name: str) -> object:
    try:
        value: object = _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise DraftRejected(name, _why(error)) from None
    return value


def object_in(raw: str) -> Fields:
    """The object that a text is.

    Raises:
        DraftRejected: Without its place, if it is none.
    """
    value = _value(raw.strip(), "")
    if not isinstance(value, dict):
        raise DraftRejected("", "it is no object with fields")
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


def drafted(item: Item | ItemError, draft: Callable[[Fields], Made]) -> Made:
    """What a function makes of an element.

    Raises:
        DraftRejected: Without its place, if it is no object.
    """
    if isinstance(item, ItemError):
        raise DraftRejected("", item.reason)
    if not isinstance(item.value, dict):
        raise DraftRejected("", "it is no object with fields")
    return draft(item.value)


def _next_field(text: _Window) -> str:
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


def _items(text: _Window) -> Iterator[Item | ItemError]:
    """The elements of the array that begins here, or the objects behind one another."""
    end = {"[": "]", "{": ""}.get(text.sign())
    if end is None:
        yield ItemError(1, "", "there is no list in it")
        return
    text.at += len(end)
    number = 0
    while (sign := text.sign()) != end:
        if sign == ",":
            text.at += 1
            continue
        number += 1
        if not sign:
            yield ItemError(number, "", f"the file breaks off at item {number}")
            return
        try:
            value, raw = text.value()
        except (ValueError, RecursionError) as error:
            yield ItemError(number, "", f"the file breaks off at item {number}: {_why(error)}")
            return
        yield Item(number, raw, value)
    text.at += len(end)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        what = error.msg[:1].lower() + error.msg[1:]
        return f"it is no JSON: {what.removesuffix(' at').removesuffix(' starting')}"
    return "it is no JSON that can be read"
