"""Highlights in Pocket's closing export: lists of JSON beside the tables of links.

[{"url": "…", "title": "…", "highlights": [{"quote": "…", "created_at": 1600000000}]}]
"""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.readers.pocket import KIND
from octavo.model.draft import Draft, DraftNote
from octavo.model.note import Highlight


def _recognises(part: Part) -> bool:
    item = first_item(part)
    return {"url", "title", "highlights"} <= item.keys() and "href" not in item


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(item: Fields, place: str) -> Draft:
        url = fields.address(item.get("url"), place)
        notes = tuple(_notes(item.get("highlights")))
        times = [note.added for note in notes if note.added]
        return Draft(
            title=fields.title(item.get("title"), url),
            url=url,
            notes=notes,
            added=min(times, default=None),
            source=fields.source(KIND, part),
        )

    return json_items.rows_in(part, draft)


def _notes(highlights: object) -> Iterator[DraftNote]:
    for each in highlights if isinstance(highlights, list) else []:
        if isinstance(each, dict) and (exact := fields.text(each.get("quote"))):
            yield DraftNote(
                text=fields.text(each.get("note")),
                highlight=Highlight(exact=exact),
                added=fields.time(each.get("created_at")),
            )


def _collected(part: Part, raws: Sequence[str]) -> str:
    del part
    return json_items.collected(raws)


POCKET_HIGHLIGHTS = Format(
    name="pocket-highlights",
    title="Pocket, highlights",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
