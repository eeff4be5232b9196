"""Instapaper's CSV, of three generations: each has a column more than the one before.

Columns: URL, Title, Selection (a highlight), Folder (`Unread`, `Archive`, `Starred` or one of
the person's own), then Timestamp (unix seconds), then Tags (an array of JSON).
"""

import json

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Signs, table
from octavo.importers.exports.mapping import Fields, Item, is_one_of, mark
from octavo.model.tag import Tag

_OWN = frozenset(("unread", "archive", "starred", "liked", "home"))
"""Folders that every account has; others say what a thing is about."""


def _tags(row: Item) -> frozenset[Tag]:
    """The tags in an array of JSON; in a line by comma, where it is none."""
    cell = str(row.get("tags", ""))
    try:
        return values.tags(json.loads(cell))
    except (ValueError, RecursionError):
        return values.tags(cell.strip("[] "))


def _folder(row: Item) -> str:
    folder = str(row.get("folder", "")).strip()
    return "" if folder.lower() in _OWN else folder


INSTAPAPER = table(
    "instapaper",
    "Instapaper, CSV",
    told_by=Signs("url title selection folder"),
    fields=Fields(
        kind="instapaper",
        tags=_tags,
        folder=_folder,
        notes=lambda row: mark(row.get("selection", "")),
        added="timestamp",
        archived=is_one_of("folder", "archive"),
        starred=is_one_of("folder", "starred", "liked"),
    ),
)
