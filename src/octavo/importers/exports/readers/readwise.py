"""Readwise's CSV of highlights: a row for each, and many rows belong to one document.

Columns: Highlight, Book Title, Book Author, Amazon Book ID, Note, Color, Tags, Location Type,
Location, Highlighted at, and in later files Document tags.
"""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import csv_rows
from octavo.importers.exports.files.csv_rows import Record, header_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.text.titles import folded
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight

KIND = "readwise"
_TOLD_BY = frozenset(("highlight", "book title"))


def _recognises(part: Part) -> bool:
    return header_of(part).names >= _TOLD_BY


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(record: Record, place: str) -> Draft:
        title, author = fields.line(record["book title"]), fields.line(record["book author"])
        if not title:
            raise DraftRejected(place, "it does not say what it was marked in")
        note = _note(record, place)
        return Draft(
            title=fields.title(title),
            authors=(author,) if author else (),
            tags=fields.tags(record["document tags"]),
            notes=(note,),
            added=note.added,
            source=fields.source(KIND, part, _key(record, title, author)),
        )

    return csv_rows.rows_in(part, draft)


def _note(record: Record, place: str) -> DraftNote:
    exact, text = fields.text(record["highlight"]), fields.text(record["note"])
    if not exact and not text:
        raise DraftRejected(place, "there is neither a highlight nor a note in it")
    return DraftNote(
        text=text,
        highlight=Highlight(exact=exact) if exact else None,
        tags=fields.tags(record["tags"]),
        added=fields.time(record["highlighted at"]),
    )


def _key(record: Record, title: str, author: str) -> str:
    """What all highlights of one document have in common."""
    return fields.line(record["amazon book id"]) or f"{folded(title)}/{folded(author)}"


READWISE = Format(
    name="readwise",
    title="Readwise, highlights as CSV",
    suffix=".csv",
    recognises=_recognises,
    rows=_rows,
    collected=csv_rows.collected,
)
