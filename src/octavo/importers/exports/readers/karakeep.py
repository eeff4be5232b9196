"""Karakeep's JSON: `{"bookmarks": […], "lists": […]}`.

A bookmark holds a link, a text, or nothing any more; `createdAt` counts unix seconds. Lists
become tags, those inside others below them: `work/reading`.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Signs, array
from octavo.importers.exports.files import json_items
from octavo.importers.exports.format import Part
from octavo.importers.exports.mapping import Fields, Item
from octavo.importers.text.titles import title_of_text
from octavo.model.errors import DraftRejected

_DEEPEST = 20
_MOST_LISTS = 10_000


def _fields(part: Part, _: Sequence[Part]) -> Fields:
    lists = _lists(part)

    def listed(item: Item) -> list[str]:
        within = item.get("lists")
        return [lists.get(_id(each), "") for each in within] if isinstance(within, list) else []

    return Fields(
        kind="karakeep",
        url=_address,
        needs_url=False,
        title=lambda item: item.get("title") or ("" if _address(item) else _title(item)),
        text=_text,
        tags=lambda item: values.tags(item.get("tags")) | values.tags_named(listed(item)),
        note="note",
        added="createdAt",
        archived="archived",
        starred="favourited",
        key="id",
    )


def _address(item: Item) -> object:
    """The address of a bookmark; none of a text that has none.

    Raises:
        DraftRejected: If a bookmark has neither.
    """
    content = item.get("content")
    if not isinstance(content, dict):
        raise DraftRejected("", "its content is gone")
    address = content.get("url") or content.get("sourceUrl")
    if not address and not _text(item):
        is_link = content.get("type") in (None, "link")
        reason = "it has no address" if is_link else "its text or file is not in the export"
        raise DraftRejected("", reason)
    return address


def _text(item: Item) -> str:
    content = item.get("content")
    return values.text(content.get("text")) if isinstance(content, dict) else ""


def _title(item: Item) -> str:
    return title_of_text(_text(item))


def _lists(part: Part) -> dict[str, str]:
    """The paths of the lists by their ids: `work/reading`."""
    found: dict[str, tuple[str, str]] = {}
    for each in _listed(part):
        value = each.value
        if isinstance(value, dict) and len(found) < _MOST_LISTS:
            name = values.line(value.get("name")).replace("/", " ")
            found[_id(value)] = name, values.line(value.get("parentId"))
    return {id: _path(id, found) for id in found}


def _listed(part: Part) -> Iterator[json_items.Item]:
    items = json_items.items(part, "lists")
    return (each for each in items if isinstance(each, json_items.Item))


def _path(id: str, lists: Mapping[str, tuple[str, str]]) -> str:
    steps: list[str] = []
    while id in lists and len(steps) < _DEEPEST:
        name, id = lists[id]
        steps.insert(0, name)
    return "/".join(steps)


def _id(value: object) -> str:
    return values.line(value.get("id") if isinstance(value, dict) else value)


def _collected(part: Part, raws: Sequence[str]) -> str:
    lists = [each.raw for each in _listed(part)]
    return json_items.collected_in({"bookmarks": raws, "lists": lists})


KARAKEEP = replace(
    array(
        "karakeep",
        "Karakeep, JSON",
        told_by=Signs("", some="createdAt content tags"),
        within=("bookmarks",),
        fields=_fields,
    ),
    collected=_collected,
)
