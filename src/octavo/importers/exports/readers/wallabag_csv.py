"""wallabag's CSV: `Title;URL;Content;Tags;MIME Type;Language;Creation date`.

The day is written before the month, and the hour on a clock of twelve without saying which
half of the day it is.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from octavo.importers.exports import fields
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record, header_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.readers.wallabag import KIND, text_in
from octavo.importers.text.language import language_tag
from octavo.model.draft import Draft

_TOLD_BY = frozenset(("title", "url", "content", "tags", "mime type"))
_DATE = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*")


def _recognises(part: Part) -> bool:
    return header_of(part).names >= _TOLD_BY


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(record: Record, place: str) -> Draft:
        url = fields.address(record["url"], place)
        return Draft(
            title=fields.title(record["title"], url),
            text=text_in(record["content"], url),
            url=url,
            language=language_tag(fields.line(record["language"])),
            tags=fields.tags(record["tags"]),
            added=_time(record["creation date"]),
            source=fields.source(KIND, part),
        )

    return csv_rows.rows_in(part, draft)


def _time(cell: str) -> datetime | None:
    found = _DATE.fullmatch(cell)
    if not found:
        return fields.time(cell)
    day, month, year, hour, minute, second = (int(number or 0) for number in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


WALLABAG_CSV = Format(
    name="wallabag-csv",
    title="wallabag, CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
