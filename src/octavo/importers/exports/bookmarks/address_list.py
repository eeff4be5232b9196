"""Lists of addresses: OneTab's `URL | Title`, or an address a line."""

import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import values
from octavo.importers.exports.files.decoding import head_of, text_of
from octavo.importers.exports.format import Format, Part, Row, row_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_LONGEST = 20_000
"""Characters of a line."""
_LISTED = re.compile(
    r"\s*(?:[-*]\s+)?(?:https?://|(?:chrome|about|file|moz-extension):)\S+\s*(?:\|.*)?"
)
_LINE = re.compile(r"\s*(?:[-*]\s+)?(\S+)\s*(?:\|(.*))?", re.DOTALL)


def _recognises(part: Part) -> bool:
    """Whether all but a few of the first lines are addresses, with or without a title."""
    lines = [line for line in head_of(part).splitlines()[:200] if line.strip()]
    listed = sum(1 for line in lines if _LISTED.fullmatch(line[:_LONGEST]))
    return 0 < len(lines) <= listed * 1.25


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """An article a line; a blank line parts the groups and is no item."""
    del parts
    with text_of(part) as file:
        number, begins = 1, True
        while line := file.readline(_LONGEST):
            whole = line.endswith(("\n", "\r"))
            raw = line.strip("\ufeff\r\n")
            if begins and raw.replace("\0", "").strip():
                place = f"{part.name}, line {number}"
                yield row_of(place, raw, _draft, part, raw)
            number, begins = number + whole, whole


def _draft(part: Part, raw: str) -> Draft:
    found = _LINE.fullmatch(raw.replace("\0", ""))
    if not found:
        raise DraftRejected("", f"{values.line(raw)[:80]!r} is no address")
    url = values.address(found[1])
    name = values.title(found[2] or "", url)
    return Draft(title=name, url=url, source=values.source("onetab", part, url))


ADDRESSES = Format(
    name="onetab",
    title="Lists of addresses, and OneTab",
    suffix=".txt",
    recognises=_recognises,
    rows=_rows,
    collected=lambda _, raws: "".join(f"{raw}\n" for raw in raws),
)
