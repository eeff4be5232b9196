"""Karakeep's JSON: `{"bookmarks": […], "lists": […]}`.

A bookmark holds a link, a text, or nothing any more; `createdAt` counts unix seconds. Lists
become tags, those inside others below them: `work/reading`.
"""

from collections.abc import Iterator, Mapping, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields, Item
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.text.titles import title_of_text
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected

KIND = "karakeep"
_TOLD_BY = frozenset(("createdAt", "content", "tags"))
_DEEPEST = 20
_MOST_LISTS = 10_000


def _recognises(part: Part) -> bool:
    return len(_TOLD_BY & first_item(part, "bookmarks").keys()) >= 2


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts
    lists = _lists(part)

    def draft(bookmark: Fields, place: str) -> Draft:
        return _draft(bookmark, place, part, lists)

    return json_items.rows_in(part, draft, "bookmarks")


def _draft(bookmark: Fields, place: str, part: Part, lists: Mapping[str, str]) -> Draft:
    url, text = _content(bookmark, place)
    archived = fields.flag(bookmark.get("archived"))
    added = fields.time(bookmark.get("createdAt"))
    within = bookmark.get("lists")
    names = [lists.get(_id(each), "") for each in within] if isinstance(within, list) else []
    note = fields.text(bookmark.get("note"))
    return Draft(
        title=fields.title(bookmark.get("title"), url or title_of_text(text)),
        text=text,
        url=url,
        tags=fields.tags(bookmark.get("tags")) | fields.tags_named(names),
        notes=(DraftNote(text=note, added=added),) if note else (),
        added=added,
        state=fields.state(0, finished=archived),
        archived=archived,
        starred=fields.flag(bookmark.get("favourited")),
        source=fields.source(KIND, part, bookmark.get("id")),
    )


def _content(bookmark: Fields, place: str) -> tuple[str, str]:
    """The address of a bookmark and its text, one of which is empty."""
    content = bookmark.get("content")
    if not isinstance(content, dict):
        raise DraftRejected(place, "its content is gone")
    address = content.get("url") or content.get("sourceUrl")
    if text := fields.text(content.get("text")):
        return fields.address(address, place) if address else "", text
    if not address and content.get("type") not in (None, "link"):
        raise DraftRejected(place, "its text or file is not in the export")
    return fields.address(address, place), ""


def _lists(part: Part) -> dict[str, str]:
    """The paths of the lists by their ids: `work/reading`."""
    found: dict[str, tuple[str, str]] = {}
    for each in json_items.items(part, "lists"):
        value = each.value if isinstance(each, Item) else None
        if isinstance(value, dict) and len(found) < _MOST_LISTS:
            name = fields.line(value.get("name")).replace("/", " ")
            found[_id(value)] = name, fields.line(value.get("parentId"))
    return {id: _path(id, found) for id in found}


def _path(id: str, lists: Mapping[str, tuple[str, str]]) -> str:
    steps: list[str] = []
    while id in lists and len(steps) < _DEEPEST:
        name, id = lists[id]
        steps.insert(0, name)
    return "/".join(steps)


def _id(value: object) -> str:
    return fields.line(value.get("id") if isinstance(value, dict) else value)


def _collected(part: Part, raws: Sequence[str]) -> str:
    lists = [each.raw for each in json_items.items(part, "lists") if isinstance(each, Item)]
    return json_items.collected_in({"bookmarks": raws, "lists": lists})


KARAKEEP = Format(
    name="karakeep",
    title="Karakeep, JSON",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
