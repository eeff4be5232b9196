"""Bookmark files in HTML, as all browsers and many bookmark services write them.

Format: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

import html
import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.anchors import Anchor, anchors
from octavo.importers.exports.declarations import Fields, Item, draft_maker
from octavo.importers.exports.format import Format, Part, Row, head_of, row_of
from octavo.importers.exports.readers.bookmark_services import (
    LINKDING_ARCHIVED,
    description_and_notes,
)
from octavo.importers.text.clean import clean
from octavo.model.tag import Tag

_DOCTYPE = "<!DOCTYPE NETSCAPE-Bookmark-file-1>"
_META = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">'

_SIGN = re.compile(
    r"[^<]{0,200}(?:<!--.{0,2000}?-->\s*)?<!doctype\s+netscape-bookmark-file", re.I | re.S
)
_LIST = re.compile(r"<dt>\s{0,9}<(?:a|h3)\s(?:[^<>]{0,300}\s)?(?:href|add_date)\s?=", re.I)
_PAGE = re.compile(r"<(?:script|link|style|div|section|main|article|nav|form|table)\b", re.I)
"""What stands in the head and the frame of a page, and in no list of bookmarks."""

_LOCAL = re.compile(r"(?![a-z][a-z0-9+.-]*:)\S", re.I)


def _recognises(part: Part) -> bool:
    """Whether a part is a bookmark file, also where it does not say so."""
    head = head_of(part)
    listed = "<dl" in head.lower() and _LIST.search(head) and not _PAGE.search(head)
    return bool(_SIGN.match(head) or listed)


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks of a file, each with its folders and its note."""
    made = draft_maker(_BOOKMARK, part)
    for number, each in enumerate(anchors(part), 1):
        yield row_of(f"{part.name}, item {number}", _raw(each), made, each.item)


def _raw(anchor: Anchor) -> str:
    note = f"\n<DD>{anchor.note.rstrip()}" if anchor.note else ""
    item = f"<DT><A{anchor.attributes}>{anchor.title}</A>{note}"
    for name in reversed(anchor.path):
        item = f"<DT><H3>{html.escape(name, quote=False)}</H3>\n<DL><p>\n{item}\n</DL><p>"
    return item


def _collected(_: Part, raws: Sequence[str]) -> str:
    """Some bookmarks as a file of their own."""
    return "\n".join([_DOCTYPE, _META, "<DL><p>", *raws, "</DL><p>", ""])


def _is_text(item: Item) -> bool:
    """Whether it is one of Shaarli's notes, whose address is one inside of Shaarli."""
    return bool(_LOCAL.match(str(item.get("href", ""))) and _notes(item))


def _address(item: Item) -> str:
    return "" if _is_text(item) else values.address(item.get("href"))


def _notes(item: Item) -> list[object]:
    """What was written on a bookmark; linkding writes notes into its description."""
    return [each for each in description_and_notes(clean(str(item["note"]))) if each.strip()]


def _tags(item: Item) -> frozenset[Tag]:
    return values.tags(item.get("tags"))


def _is_read(item: Item) -> bool:
    """Whether the file says that it is not to be read any more."""
    said = str(item.get("toread", item.get("unread", "")))
    return bool(said.strip()) and not values.flag(said)


_BOOKMARK = Fields(
    kind="bookmarks",
    url=_address,
    needs_url=False,
    title=("title", "href"),
    text=lambda item: "\n\n".join(map(values.text, _notes(item) if _is_text(item) else [])),
    tags=lambda item: _tags(item) - {LINKDING_ARCHIVED},
    folder="folder",
    note=lambda item: [] if _is_text(item) else _notes(item),
    added="add_date",
    read=_is_read,
    archived=lambda item: LINKDING_ARCHIVED in _tags(item),
    key="href",
)

BOOKMARKS = Format(
    name="bookmarks",
    title="Bookmarks, HTML (browsers, Pinboard, Shaarli, Raindrop, linkding)",
    suffix=".html",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
