"""Pocket: the closing export of 2025, tables of links and lists of highlights, and its pages.

The CSV has title, url, time_added (unix seconds), tags (by `|`) and status; older ones have a
cursor too. A title may be cut at about 75 characters, or be the address itself. The page,
`ril_export.html`, is of lists of links below headings that say their state:

    <h1>Unread</h1><ul><li><a href="…" time_added="1300000000" tags="a,b">Title</a></li></ul>
"""

import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports.bookmarks.anchors import Anchor, anchors
from octavo.importers.exports.declarations import Signs, array, table
from octavo.importers.exports.files.decoding import head_of
from octavo.importers.exports.format import Format, Part, Row, row_of
from octavo.importers.exports.mapping import DraftMaker, Fields, Item, is_one_of, marks_in

_TOLD_BY = re.compile(r"<a\s[^<>]{0,9000}\btime_added\s*=", re.IGNORECASE)
_TITLE = "<title>Pocket Export</title>"
_READ = re.compile(r"\b(?:read|archive)", re.IGNORECASE)

POCKET_CSV = table(
    "pocket-csv",
    "Pocket, CSV",
    told_by=Signs("title url time_added status"),
    fields=Fields(
        kind="pocket",
        tags="tags",
        separator="|",
        added="time_added",
        archived=is_one_of("status", "archive", "archived", "read"),
    ),
)

POCKET_HIGHLIGHTS = array(
    "pocket-highlights",
    "Pocket, highlights",
    told_by=Signs("url title highlights", none="href"),
    fields=Fields(kind="pocket", notes=marks_in("highlights", text="note")),
)


def _recognises(part: Part) -> bool:
    head = head_of(part)
    is_markup = head.lstrip().startswith("<")
    return is_markup and (bool(_TOLD_BY.search(head)) or _TITLE in head[:1000])


def _is_read(item: Item) -> bool:
    return bool(_READ.search(str(item["heading"])))


_LINK = Fields(kind="pocket", url="href", tags="tags", added="time_added", archived=_is_read)


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    made = DraftMaker(_LINK, part)
    for number, each in enumerate(anchors(part, begin="li"), 1):
        yield row_of(f"{part.name}, item {number}", _raw(each), made, each.item)


def _raw(anchor: Anchor) -> str:
    return f"<h1>{anchor.heading}</h1>\n<li><a{anchor.attributes}>{anchor.title}</a></li>"


def _collected(_: Part, raws: Sequence[str]) -> str:
    items = "\n".join(raws)
    return f"<!DOCTYPE html>\n<html><head>{_TITLE}</head>\n{items}\n</html>\n"


POCKET_HTML = Format(
    name="pocket-html",
    title="Pocket, HTML",
    suffix=".html",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
