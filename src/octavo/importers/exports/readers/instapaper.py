"""Instapaper's CSV, of three generations: each has a column more than the one before.

Columns: URL, Title, Selection (a highlight), Folder (`Unread`, `Archive`, `Starred` or one of
the person's own), then Timestamp (unix seconds), then Tags (an array of JSON).
"""

import json
from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record, header_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft, DraftNote
from octavo.model.note import Highlight
from octavo.model.tag import Tag

KIND = "instapaper"
_TOLD_BY = frozenset(("url", "title", "selection", "folder"))
_OWN = frozenset(("unread", "archive", "starred", "liked", "home", ""))
"""Folders that every account has; others say what a thing is about."""


def _recognises(part: Part) -> bool:
    return header_of(part).names >= _TOLD_BY


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(record: Record, place: str) -> Draft:
        url = fields.address(record["url"], place)
        folder = record["folder"].strip()
        archived = folder.lower() == "archive"
        added = fields.time(record["timestamp"])
        return Draft(
            title=fields.title(record["title"], url),
            url=url,
            tags=_tags(record["tags"]) | _folder_tags(folder),
            notes=_notes(record["selection"]),
            added=added,
            state=fields.state(0, finished=archived),
            archived=archived,
            starred=folder.lower() in ("starred", "liked"),
            source=fields.source(KIND, part),
        )

    return csv_rows.rows_in(part, draft)


def _tags(cell: str) -> frozenset[Tag]:
    """The tags in an array of JSON; in a line by comma, where it is none."""
    try:
        return fields.tags(json.loads(cell))
    except (ValueError, RecursionError):
        return fields.tags(cell.strip("[] "))


def _folder_tags(folder: str) -> frozenset[Tag]:
    return frozenset() if folder.lower() in _OWN else fields.tags_named([folder])


def _notes(selection: str) -> tuple[DraftNote, ...]:
    exact = fields.text(selection)
    return (DraftNote(highlight=Highlight(exact=exact)),) if exact else ()


INSTAPAPER = Format(
    name="instapaper",
    title="Instapaper, CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
