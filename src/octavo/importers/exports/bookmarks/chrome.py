"""The `Bookmarks` file of Chrome and its kin: a tree in JSON, times counted from 1601."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from octavo.importers.exports import fields
from octavo.importers.exports.bookmarks.folders import tag_of
from octavo.importers.exports.bookmarks.tree import Found, Node, bookmarks_in, raw_of, trees_in
from octavo.importers.exports.files.json_head import first_fields
from octavo.importers.exports.format import Format, Part, Row, drafted
from octavo.model.draft import Draft, DraftNote

_TO_UNIX = 11_644_473_600_000_000
"""Microseconds from 1601 to 1970."""


def _recognises(part: Part) -> bool:
    """Whether a part is such a file, told by its roots."""
    top = first_fields(part)
    return "roots" in top and top.keys() <= {"checksum", "roots", "sync_metadata", "version"}


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks of all roots, each with its folders."""
    del parts
    return _read(part)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some bookmarks as a file of their own."""
    del part
    root = '{"roots": {"other": {"type": "folder", "name": "", "children": [\n'
    return root + ",\n".join(raws) + '\n]}}, "version": 1}\n'


def _read(part: Part) -> Iterator[Row]:
    tops = chain.from_iterable(map(_tops, trees_in(part)))
    bookmarks = chain.from_iterable(bookmarks_in(top, _is_bookmark, _name) for top in tops)
    for number, found in enumerate(bookmarks, 1):
        place = f"{part.name}, item {number}"
        made = drafted(_draft, part, found, place)
        yield Row(place=place, draft=made, raw=raw_of(found, _folder))


def _tops(tree: object) -> list[object]:
    """The roots of a whole tree, without their names; a piece of a broken one as it is."""
    roots = tree.get("roots") if isinstance(tree, dict) else None
    if not isinstance(roots, dict):
        return [tree]
    return [{**root, "name": ""} for root in roots.values() if isinstance(root, dict)]


def _is_bookmark(node: Node) -> bool:
    return node.get("type") == "url" or ("url" in node and "children" not in node)


def _name(node: Node) -> str:
    return fields.line(node.get("name"))[:200]


def _draft(part: Part, found: Found, place: str) -> Draft:
    node = found.node
    url = fields.address(node.get("url"), place)
    more = node.get("meta_info")
    note = fields.text(more.get("Description")) if isinstance(more, dict) else ""
    return Draft(
        title=fields.title(node.get("name"), url),
        url=url,
        tags=fields.tags_named([tag_of(found.path)]),
        notes=(DraftNote(text=note),) if note else (),
        added=_time(node.get("date_added")),
        source=fields.source("chrome", part, node.get("guid") or url),
    )


def _time(value: object) -> datetime | None:
    """Microseconds since 1601, written as a text of digits."""
    digits = fields.line(value)
    if not digits.isdecimal() or len(digits) > 18:
        return None
    since = int(digits) - _TO_UNIX
    return fields.time(since / 1_000_000) if since > 0 else None


def _folder(name: str, child: Node) -> Node:
    return {"type": "folder", "name": name, "children": [child]}


CHROME = Format(
    name="chrome",
    title="Chrome, Edge, Brave, Vivaldi: the file Bookmarks",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
