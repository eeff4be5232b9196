"""The first fields in a JSON text, by which formats are told apart before anything is read."""

import re
from collections.abc import Mapping

from octavo.importers.exports.files.decoding import head_of
from octavo.importers.exports.files.json_window import after_space, decoder
from octavo.importers.exports.format import Part

_FIELD = re.compile(r'[{,]\s*("(?:[^"\\]|\\.){0,200}")\s*:\s*')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_LOOKED_AT = 4
"""Objects, until one of them is whole."""


def first_item(part: Part, within: str = "") -> Mapping[str, object]:
    """The first object of an array, as far as the head of a part holds it; or else empty.

    What is cut off is left out, so that a format can be told by an item of any length. Where
    the first is at fault, the fields of the next are among its own.
    """
    text = head_of(part).lstrip("\ufeff \t\r\n\0")
    if within:
        named = re.search(rf'"{re.escape(within)}"\s*:\s*(?=\[)', text)
        text = text[named.end() :] if named and text.startswith("{") else ""
    start = re.match(r"\[\s*(?=\{)", text)
    fields: dict[str, object] = {}
    for _ in range(_LOOKED_AT if start else 0):
        found, at, whole = _fields_at(text, start.end() if start else 0)
        fields = found | fields
        start = None if whole else _NEXT.search(text, at)
        if not start:
            break
    return fields


def first_fields(part: Part) -> Mapping[str, object]:
    """The first fields of the object that a part is, as far as its head holds them."""
    text = head_of(part).lstrip("\ufeff \t\r\n\0")
    return _fields_at(text, 0)[0] if text.startswith("{") else {}


def _fields_at(text: str, at: int) -> tuple[dict[str, object], int, bool]:
    """The fields of the object that begins here, where they end, and whether it does too."""
    fields: dict[str, object] = {}
    while found := _FIELD.match(text, at):
        name = found[1][1:-1]
        fields[name] = None
        try:
            fields[name], at = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            return fields, found.end(), False
        at = after_space(text, at)
    return fields, at, text[at : at + 1] == "}"
