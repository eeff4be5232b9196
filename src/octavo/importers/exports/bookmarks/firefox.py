"""Firefox's backup of bookmarks: a tree in JSON, times in microseconds."""

from collections.abc import Iterator, Sequence
from itertools import chain

from octavo.importers.exports import fields
from octavo.importers.exports.bookmarks.folders import tag_of
from octavo.importers.exports.bookmarks.tree import Found, Node, bookmarks_in, raw_of, trees_in
from octavo.importers.exports.files.json_head import first_fields
from octavo.importers.exports.format import Format, Part, Row, drafted
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected

_COMPRESSED = b"mozLz40\0"
_TYPE = "text/x-moz-place"


def _recognises(part: Part) -> bool:
    """Whether a part is a backup, as Firefox writes it or compressed."""
    if part.head.startswith(_COMPRESSED):
        return True
    top = first_fields(part)
    return fields.line(top.get("type")).startswith(_TYPE) or top.get("root") == "placesRoot"


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks of the tree, each with its folders."""
    del parts
    return _read(part)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some bookmarks as a backup of their own."""
    del part
    top = '{"type": "text/x-moz-place-container", "root": "placesRoot", "children": [\n'
    return top + ",\n".join(raws) + "\n]}\n"


def _read(part: Part) -> Iterator[Row]:
    if part.head.startswith(_COMPRESSED):
        reason = "it is compressed; in Firefox, “Backup…” writes one that can be read"
        raise DraftRejected(part.name, reason)
    found = (bookmarks_in(tree, _is_bookmark, _name) for tree in trees_in(part))
    for number, each in enumerate(chain.from_iterable(found), 1):
        place = f"{part.name}, item {number}"
        made = drafted(_draft, part, each, place)
        yield Row(place=place, draft=made, raw=raw_of(each, _folder))


def _is_bookmark(node: Node) -> bool:
    return node.get("type") == _TYPE or ("uri" in node and "children" not in node)


def _name(node: Node) -> str:
    """The title of a folder, but for those that Firefox made."""
    return "" if "root" in node else fields.line(node.get("title"))[:200]


def _draft(part: Part, found: Found, place: str) -> Draft:
    node = found.node
    url = fields.address(node.get("uri"), place)
    note = _described(node.get("annos"))
    names = fields.line(node.get("tags")).split(",")
    return Draft(
        title=fields.title(node.get("title"), url),
        url=url,
        tags=fields.tags_named([*names, tag_of(found.path)]),
        notes=(DraftNote(text=note),) if note else (),
        added=fields.time(node.get("dateAdded")),
        source=fields.source("firefox", part, node.get("guid") or url),
    )


def _described(annotations: object) -> str:
    """What older versions let people write on a bookmark."""
    for each in annotations if isinstance(annotations, list) else ():
        if isinstance(each, dict) and each.get("name") == "bookmarkProperties/description":
            return fields.text(each.get("value"))
    return ""


def _folder(name: str, child: Node) -> Node:
    return {"type": f"{_TYPE}-container", "title": name, "children": [child]}


FIREFOX = Format(
    name="firefox",
    title="Firefox, backup of bookmarks",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
