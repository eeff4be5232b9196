"""wallabag: an array of entries in JSON, or `Title;URL;Content;Tags;MIME Type;…` as CSV.

Format: https://doc.wallabag.org/admin/console_commands (the same entries as the API gives).
Flags are 0, 1 or booleans, an id is a number or a text, and tags are texts or objects. In the
CSV the day is written before the month, and the hour on a clock of twelve without saying
which half of the day it is.
"""

import re
from datetime import UTC, datetime

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Signs, array, table
from octavo.importers.exports.mapping import Fields, Item, marks_in

_NOT_FOUND = "wallabag can't retrieve contents for this article"
"""What stands in the place of a text that could not be had."""

_DATE = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*")


def _html(item: Item) -> object:
    content = item.get("content")
    return "" if isinstance(content, str) and _NOT_FOUND in content[:1000] else content


def _time(row: Item) -> datetime | None:
    cell = str(row.get("creation date", ""))
    found = _DATE.fullmatch(cell)
    if not found:
        return values.time(cell)
    day, month, year, hour, minute, second = (int(number or 0) for number in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


WALLABAG_JSON = array(
    "wallabag-json",
    "wallabag, JSON",
    told_by=Signs(
        "",
        some="is_archived is_starred given_url origin_url domain_name mimetype reading_time"
        " published_by preview_picture http_status",
        none="tag_names",
    ),
    fields=Fields(
        kind="wallabag",
        url=("url", "given_url"),
        html=_html,
        authors="published_by",
        published="published_at",
        language="language",
        tags="tags",
        notes=marks_in("annotations"),
        added="created_at",
        archived="is_archived",
        starred="is_starred",
        key="id",
    ),
)

WALLABAG_CSV = table(
    "wallabag-csv",
    "wallabag, CSV",
    told_by=Signs("title, url, content, tags, mime type"),
    fields=Fields(kind="wallabag", html=_html, language="language", tags="tags", added=_time),
)
