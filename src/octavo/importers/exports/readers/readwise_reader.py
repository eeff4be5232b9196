"""Readwise Reader's CSV of documents.

Columns: Title, URL, ID, Document tags (a list as Python prints it), Saved date, Reading
progress (0 to 100, or a fraction where no row has more than 1), Location, Seen.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record, header_of, records
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag

KIND = "readwise-reader"
_TOLD_BY = frozenset(("title", "url", "id", "document tags", "saved date", "location"))
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_LONGEST_CELL = 100_000


def _recognises(part: Part) -> bool:
    return header_of(part).names >= _TOLD_BY


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts
    whole = _whole(part)

    def draft(record: Record, place: str) -> Draft:
        url = fields.address(record["url"], place)
        location = record["location"].strip().lower()
        progress = fields.fraction(record["reading progress"], whole)
        archived = location == "archive"
        shortlisted = fields.tags_named(["shortlist"] if location == "shortlist" else [])
        return Draft(
            title=fields.title(record["title"], url),
            url=url,
            tags=_tags(record["document tags"]) | shortlisted,
            added=fields.time(record["saved date"]),
            state=fields.state(progress, finished=archived),
            archived=archived,
            progress=progress,
            source=fields.source(KIND, part, record["id"]),
        )

    return csv_rows.rows_in(part, draft)


def _whole(part: Part) -> float:
    """What all of a document counts in this table: 1 where no row has more, or else 100."""
    try:
        rows = (row for row in records(part) if isinstance(row, Record))
        above = any(fields.fraction(row["reading progress"], 1e9) > 1e-9 for row in rows)
    except DraftRejected:
        return 100
    return 100 if above else 1


def _tags(cell: str) -> frozenset[Tag]:
    """The tags in a list as Python prints it; in a line by comma, where it is none."""
    if len(cell) > _LONGEST_CELL or not cell.strip().startswith("["):
        return fields.tags(cell[:_LONGEST_CELL])
    return fields.tags_named(_plain(found[0]) for found in _QUOTED.finditer(cell))


def _plain(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    try:
        value: object = ast.literal_eval(quoted)
    except (ValueError, SyntaxError):
        return quoted[1:-1]
    return str(value)


READWISE_READER = Format(
    name="readwise-reader",
    title="Readwise Reader, CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
