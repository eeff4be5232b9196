"""Pocket's `ril_export.html`: lists of links below headings that say their state.

<h1>Unread</h1><ul><li><a href="…" time_added="1300000000" tags="a,b">Title</a></li>…</ul>
<h1>Read Archive</h1><ul>…</ul>
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from octavo.importers.exports import fields
from octavo.importers.exports.bookmarks.tokens import attributes
from octavo.importers.exports.files.decoding import head_of, text_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

KIND = "pocket"
_LONGEST_PIECE = 1024 * 1024
"""Characters; an item has a few hundred."""

_CHUNK = 64 * 1024
_TOLD_BY = re.compile(r"<a\s[^<>]{0,9000}\btime_added\s*=", re.IGNORECASE)
_PIECE = re.compile(r"<(?=(?:li|h1)\b)", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]*>([^<]*)", re.IGNORECASE)
_LINK = re.compile(
    r"""<a\b((?:[^<>"']|"[^"]*"|'[^']*')*)>(.*?)(?:</a\b|</li\b|</ul\b|$)""",
    re.IGNORECASE | re.DOTALL,
)
_READ = re.compile(r"\b(?:read|archive)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_END = re.compile(r"</(?:li|ul|body|html)\b[^<>]*>\s*", re.IGNORECASE)


def _recognises(part: Part) -> bool:
    head = head_of(part)
    return head.lstrip().startswith("<") and (
        _TOLD_BY.search(head) is not None or "<title>Pocket Export</title>" in head[:1000]
    )


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts
    heading, number = "Unread", 0
    with text_of(part) as file:
        for piece in _pieces(file):
            if found := _HEADING.match(piece):
                heading = " ".join(found[1].split())
                continue
            number += 1
            place = f"{part.name}, item {number}"
            item = _END.sub("", piece).strip()
            yield Row(
                place=place,
                draft=_draft(item, heading, place, part),
                raw=f"<h1>{heading}</h1>\n{item}</li>",
            )


def _draft(item: str, heading: str, place: str, part: Part) -> Draft | DraftRejected:
    found = _LINK.search(item) if len(item) < _LONGEST_PIECE else None
    if not found:
        return DraftRejected(place, "it holds no link")
    said = attributes(found[1])
    archived = _READ.search(heading) is not None
    try:
        url = fields.address(said.get("href"), place)
    except DraftRejected as rejected:
        return rejected
    return Draft(
        title=fields.title(html.unescape(_TAG.sub("", found[2])), url),
        url=url,
        tags=fields.tags(said.get("tags")),
        added=fields.time(said.get("time_added")),
        state=fields.state(0, finished=archived),
        archived=archived,
        source=fields.source(KIND, part),
    )


def _pieces(file: TextIO) -> Iterator[str]:
    """The text from one item or heading to the next; what stands before the first is none."""
    piece = ""
    while chunk := file.read(_CHUNK):
        start = max(0, len(piece) - len("<h1"))
        piece += chunk.replace("\0", "")
        cuts = [cut.start() for cut in _PIECE.finditer(piece, start)]
        begin = 0
        for cut in cuts:
            yield from _item(piece[begin:cut])
            begin = cut
        piece = piece[begin : begin + _LONGEST_PIECE]
    yield from _item(piece)


def _item(piece: str) -> list[str]:
    return [piece] if _PIECE.match(piece) else []


def _collected(part: Part, raws: Sequence[str]) -> str:
    del part
    items = "\n".join(raws)
    return (
        f"<!DOCTYPE html>\n<html><head><title>Pocket Export</title></head>\n{items}\n</html>\n"
    )


POCKET_HTML = Format(
    name="pocket-html",
    title="Pocket, HTML",
    suffix=".html",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
