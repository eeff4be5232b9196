"""Services of bookmarks: Pinboard, linkding and Karakeep in JSON, Raindrop as CSV.

Pinboard calls a title `description`. linkding's is what its API gives, an array or one page
of results (https://linkding.link/api/); notes may also stand inside of the description,
between `[linkding-notes]` marks, and what is archived may carry a tag that says so.

Karakeep's is `{"bookmarks": […], "lists": […]}`: a bookmark holds a link, a text, or nothing
any more; `createdAt` counts unix seconds. Lists become tags, those inside others below them:
`work/reading`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.anchors import is_root
from octavo.importers.exports.declarations import Fields, Item, Signs, array, is_one_of, table
from octavo.importers.exports.files import json_items
from octavo.importers.exports.format import Part
from octavo.importers.text.titles import title_of_text
from octavo.model.draft import DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from octavo.model.tag import Tag

LINKDING_ARCHIVED = Tag("linkding:bookmarks.archived")
_NOTES = re.compile(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|$)", re.DOTALL)
_LABEL = re.compile(r"(highlight|note)\s*:\s*", re.IGNORECASE)

PINBOARD = array(
    "pinboard",
    "Pinboard, JSON",
    told_by=Signs("href description", some="extended toread shared hash meta"),
    fields=Fields(
        kind="pinboard",
        url="href",
        title="description",
        tags=lambda item: values.tags_named(values.line(item.get("tags")).split()),
        note="extended",
        added="time",
        read=is_one_of("toread", "no", "false", "0"),
        key=("hash", "href"),
    ),
)


def description_and_notes(text: str) -> tuple[str, str]:
    """A description of linkding without the notes that stand inside of it, and these."""
    notes = "\n\n".join(found.strip() for found in _NOTES.findall(text))
    return _NOTES.sub("", text).strip(), notes


def _described(item: Item) -> str:
    return description_and_notes(values.text(item.get("description")))[0]


def _written(item: Item) -> list[object]:
    inside = description_and_notes(values.text(item.get("description")))[1]
    return [item.get("notes"), inside]


def _tags(item: Item) -> frozenset[Tag]:
    return values.tags(item.get("tag_names")) - {LINKDING_ARCHIVED}


def _is_archived(item: Item) -> bool:
    marked = LINKDING_ARCHIVED in values.tags(item.get("tag_names"))
    return marked or values.flag(item.get("is_archived"))


def _is_read(item: Item) -> bool:
    return "unread" in item and not values.flag(item["unread"])


LINKDING_JSON = array(
    "linkding-json",
    "linkding, JSON",
    told_by=Signs("url tag_names"),
    within=("results", ""),
    fields=Fields(
        kind="linkding",
        title=("title", "website_title"),
        excerpt=_described,
        tags=_tags,
        note=_written,
        added="date_added",
        read=_is_read,
        archived=_is_archived,
        key="id",
    ),
)


def _folder(row: Item) -> str:
    """The folder as a tag; what lies in none is said to be in `Unsorted`."""
    steps = [step.strip() for step in str(row.get("folder", "")).split("/")]
    return "" if is_root(steps[0], {}) and len(steps) == 1 else "/".join(steps)


def _highlights(row: Item) -> Iterator[DraftNote]:
    """A highlight a line; some exports name each, and the note below it."""
    found: list[DraftNote] = []
    for line in values.text(row.get("highlights")).splitlines():
        label = _LABEL.match(line)
        said = line[label.end() :].strip() if label else line.strip()
        if said and label and label[1].lower() == "note" and found:
            found[-1] = DraftNote(text=said, highlight=found[-1].highlight)
        elif said:
            found.append(DraftNote(highlight=Highlight(said)))
    return iter(found)


RAINDROP = table(
    "raindrop",
    "Raindrop, CSV",
    told_by=Signs("url title folder tags created", some="excerpt cover highlights favorite"),
    fields=Fields(
        kind="raindrop",
        excerpt="excerpt",
        tags="tags",
        folder=_folder,
        note="note",
        notes=_highlights,
        added="created",
        starred="favorite",
        key=("id", "url"),
    ),
)


_DEEPEST = 20
"""Lists in one another; more of them go in a circle."""

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
