"""Lists of addresses: OneTab's `URL | Title`, or an address a line."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from octavo.importers.exports import values
from octavo.importers.exports.files.decoding import head_of, records
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_LONGEST = 20_000
"""Characters of a line."""
_LISTED = re.compile(
    r"\s*(?:[-*]\s+)?(?:https?://|(?:chrome|about|file|moz-extension):)\S+\s*(?:\|.*)?"
)
_LINE = re.compile(r"\s*(?:[-*]\s+)?(\S+)\s*(?:\|(.*))?", re.DOTALL)
_ITEM = re.compile(rf"^.{{0,{_LONGEST}}}", re.MULTILINE)


def _recognises(part: Part) -> bool:
    """Whether all but a few of the first lines are addresses, with or without a title."""
    lines = [line for line in head_of(part).splitlines()[:200] if line.strip()]
    listed = sum(1 for line in lines if _LISTED.fullmatch(line[:_LONGEST]))
    return 0 < len(lines) <= listed * 1.25


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """An article a line; a blank line parts the groups and is no item."""
    return (row for row in records(part, _ITEM, partial(_draft, part)) if row.raw.strip())


def _draft(part: Part, raw: str) -> Draft:
    found = _LINE.fullmatch(raw)
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
