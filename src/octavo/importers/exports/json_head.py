"""The first fields in a JSON text, by which formats are told apart before anything is read."""

import re
from collections.abc import Mapping

from octavo.importers.exports.format import Part
from octavo.importers.exports.json_text import after_space, decoder
from octavo.importers.exports.reading import head_of

_FIELD = re.compile(r'[{,]\s*("(?:[^"\\]|\\.){0,200}")\s*:\s*')


def first_item(part: Part, within: str = "") -> Mapping[str, object]:
    """The first object of an array, as far as the head of a part holds it; or else empty.

    What is cut off is left out, so that a format can be told by an item of any length.
    """
    text = head_of(part).lstrip("\ufeff \t\r\n\0")
    if within:
        named = re.search(rf'"{re.escape(within)}"\s*:\s*(?=\[)', text)
        text = text[named.end() :] if named and text.startswith("{") else ""
    start = re.match(r"\[\s*(?=\{)", text)
    return _fields_at(text, start.end()) if start else {}


def first_fields(part: Part) -> Mapping[str, object]:
    """The first fields of the object that a part is, as far as its head holds them."""
    text = head_of(part).lstrip("\ufeff \t\r\n\0")
    return _fields_at(text, 0) if text.startswith("{") else {}


def _fields_at(text: str, at: int) -> dict[str, object]:
    """The fields of the object that begins here, up to where the text is cut."""
    fields: dict[str, object] = {}
    while found := _FIELD.match(text, at):
        name = found[1][1:-1]
        fields[name] = None
        try:
            fields[name], at = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            break
        at = after_space(text, at)
    return fields
