"""linkding's JSON, as its API gives it: an array, or one page of results.

Format: https://linkding.link/api/. Notes may also stand inside of the description, between
`[linkding-notes]` marks; what is archived may carry a tag that says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.article import excerpt_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.tag import Tag

KIND = "linkding"
ARCHIVED = Tag("linkding:bookmarks.archived")
_NOTES = re.compile(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|$)", re.DOTALL)


def description_and_notes(text: str) -> tuple[str, str]:
    """A description without the notes that stand inside of it, and these."""
    notes = "\n\n".join(found.strip() for found in _NOTES.findall(text))
    return _NOTES.sub("", text).strip(), notes


def _recognises(part: Part) -> bool:
    return bool(_within(part)) or _is_bookmark(first_item(part))


def _is_bookmark(item: Mapping[str, object]) -> bool:
    return "url" in item and "tag_names" in item


def _within(part: Part) -> str:
    return "results" if _is_bookmark(first_item(part, "results")) else ""


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(bookmark: Fields, place: str) -> Draft:
        return _draft(bookmark, place, part)

    return json_items.rows_in(part, draft, _within(part))


def _draft(bookmark: Fields, place: str, part: Part) -> Draft:
    url = fields.address(bookmark.get("url"), place)
    said, inside = description_and_notes(fields.text(bookmark.get("description")))
    written = [fields.text(bookmark.get("notes")), inside]
    added = fields.time(bookmark.get("date_added"))
    tags = fields.tags(bookmark.get("tag_names"))
    archived = fields.flag(bookmark.get("is_archived")) or ARCHIVED in tags
    read = "unread" in bookmark and not fields.flag(bookmark["unread"])
    return Draft(
        title=fields.title(bookmark.get("title") or bookmark.get("website_title"), url),
        url=url,
        excerpt=excerpt_of([said]),
        tags=tags - {ARCHIVED},
        notes=tuple(DraftNote(text=text, added=added) for text in written if text),
        added=added,
        state=fields.state(0, finished=archived or read),
        archived=archived,
        source=fields.source(KIND, part, bookmark.get("id")),
    )


def _collected(part: Part, raws: Sequence[str]) -> str:
    return json_items.collected(raws, _within(part))


LINKDING_JSON = Format(
    name="linkding-json",
    title="linkding, JSON",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
