"""Pocket's exports as CSV: the closing one of 2025, a zip of parts, and those before it.

Columns: title, url, time_added (unix seconds), tags (by `|`), status; older ones have a
cursor too. A title may be cut at about 75 characters, or be the address itself.
"""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record, header_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.draft import Draft

KIND = "pocket"
_TOLD_BY = frozenset(("title", "url", "time_added", "status"))


def _recognises(part: Part) -> bool:
    return header_of(part).names >= _TOLD_BY


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(record: Record, place: str) -> Draft:
        url = fields.address(record["url"], place)
        archived = record["status"].strip().lower() in ("archive", "archived", "read")
        return Draft(
            title=fields.title(record["title"], url),
            url=url,
            tags=fields.tags(record["tags"], "|"),
            added=fields.time(record["time_added"]),
            state=fields.state(0, finished=archived),
            archived=archived,
            source=fields.source(KIND, part),
        )

    return csv_rows.rows_in(part, draft)


POCKET_CSV = Format(
    name="pocket-csv",
    title="Pocket, CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
