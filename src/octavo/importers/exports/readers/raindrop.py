"""Raindrop's CSV: one row a bookmark, its highlights by line inside a cell."""

import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.bookmarks.folders import is_root
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft, DraftNote
from octavo.model.note import Highlight

_COLUMNS = frozenset(("url", "title", "folder", "tags", "created"))
_OWN = frozenset(("excerpt", "cover", "highlights", "favorite"))
_LABEL = re.compile(r"(highlight|note)\s*:\s*", re.IGNORECASE)


def _recognises(part: Part) -> bool:
    """Whether a part is a table of Raindrop's bookmarks."""
    names = csv_rows.header_of(part).names
    return names >= _COLUMNS and len(names & _OWN) >= 2


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks with their folders as tags, their notes and highlights."""
    del parts

    def draft(row: Record, place: str) -> Draft:
        url = fields.address(row["url"], place)
        note = fields.text(row["note"])
        written = (DraftNote(text=note),) if note else ()
        return Draft(
            title=fields.title(row["title"], url),
            url=url,
            excerpt=fields.line(row["excerpt"]),
            tags=fields.tags_named([*row["tags"].split(","), _folder(row["folder"])]),
            notes=written + _highlights(row["highlights"]),
            added=fields.time(row["created"]),
            starred=fields.flag(row["favorite"]),
            source=fields.source("raindrop", part, row["id"] or url),
        )

    return csv_rows.rows_in(part, draft)


def _folder(path: str) -> str:
    """The folder as a tag; what lies in none is said to be in `Unsorted`."""
    steps = [step.strip() for step in path.split("/")]
    return "" if is_root(steps[0], {}) and len(steps) == 1 else "/".join(steps)


def _highlights(cell: str) -> tuple[DraftNote, ...]:
    """A highlight a line; some exports name each, and the note below it."""
    found: list[DraftNote] = []
    for line in fields.text(cell).splitlines():
        label = _LABEL.match(line)
        said = line[label.end() :].strip() if label else line.strip()
        if not said:
            continue
        if label and label[1].lower() == "note" and found:
            found[-1] = DraftNote(text=said, highlight=found[-1].highlight)
        else:
            found.append(DraftNote(highlight=Highlight(said)))
    return tuple(found)


RAINDROP = Format(
    name="raindrop",
    title="Raindrop, CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
