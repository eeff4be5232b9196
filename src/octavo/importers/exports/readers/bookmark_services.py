"""Services of bookmarks: Pinboard and linkding in JSON, Raindrop as CSV.

Pinboard calls a title `description`. linkding's is what its API gives, an array or one page
of results (https://linkding.link/api/); notes may also stand inside of the description,
between `[linkding-notes]` marks, and what is archived may carry a tag that says so.
"""

import re
from collections.abc import Iterator

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.anchors import is_root
from octavo.importers.exports.declarations import Signs, array, table
from octavo.importers.exports.mapping import Fields, Item, is_one_of
from octavo.model.draft import DraftNote
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
