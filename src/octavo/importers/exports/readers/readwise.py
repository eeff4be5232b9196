"""Readwise: the CSV of highlights, and Reader's CSV of documents.

Of highlights there is a row for each, and many belong to one document. Columns: Highlight,
Book Title, Book Author, Amazon Book ID, Note, Color, Tags, Location Type, Location,
Highlighted at, and in later files Document tags.

Of documents: Title, URL, ID, Document tags (a list as Python prints it), Saved date, Reading
progress (0 to 100, or a fraction where no row has more than 1), Location, Seen.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Signs, table
from octavo.importers.exports.files.csv_rows import Record, records
from octavo.importers.exports.format import Part
from octavo.importers.exports.mapping import Fields, Item, is_one_of, mark
from octavo.importers.text.titles import folded
from octavo.model.draft import DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_LONGEST_CELL = 100_000


def _title(row: Item) -> object:
    if not values.line(row.get("book title", "")):
        raise DraftRejected("", "it does not say what it was marked in")
    return row.get("book title", "")


def _notes(row: Item) -> Iterator[DraftNote]:
    columns = ("highlight", "note", "highlighted at", "tags")
    found = [*mark(*(row.get(column, "") for column in columns))]
    if not found:
        raise DraftRejected("", "there is neither a highlight nor a note in it")
    return iter(found)


def _key(row: Item) -> str:
    """What all highlights of one document have in common."""
    names = (
        folded(values.line(row.get(column, ""))) for column in ("book title", "book author")
    )
    return values.line(row.get("amazon book id")) or "/".join(names)


READWISE = table(
    "readwise",
    "Readwise, highlights as CSV",
    told_by=Signs("highlight, book title"),
    fields=Fields(
        kind="readwise",
        url=(),
        needs_url=False,
        title=_title,
        authors="book author",
        tags="document tags",
        notes=_notes,
        key=_key,
    ),
)


def _documents(part: Part, _: Sequence[Part]) -> Fields:
    return Fields(
        kind="readwise-reader",
        tags=_tags,
        added="saved date",
        archived=is_one_of("location", "archive"),
        progress="reading progress",
        whole=_whole(part),
        key="id",
    )


def _whole(part: Part) -> float:
    """What all of a document counts in this table: 1 where no row has more, or else 100."""
    try:
        rows = (row for row in records(part) if isinstance(row, Record))
        above = any(values.fraction(row["reading progress"], 1e9) > 1e-9 for row in rows)
    except DraftRejected:
        return 100
    return 100 if above else 1


def _tags(row: Item) -> frozenset[Tag]:
    """The tags in a list as Python prints it; in a line by comma, where it is none."""
    cell = str(row.get("document tags", ""))[:_LONGEST_CELL]
    shortlist = is_one_of("location", "shortlist")(row)
    own = values.tags_named(["shortlist"] if shortlist else [])
    if not cell.strip().startswith("["):
        return own | values.tags(cell)
    return own | values.tags_named(_plain(found[0]) for found in _QUOTED.finditer(cell))


def _plain(quoted: str) -> str:
    try:
        return str(ast.literal_eval(quoted)) if "\\" in quoted else quoted[1:-1]
    except (ValueError, SyntaxError):
        return quoted[1:-1]


READWISE_READER = table(
    "readwise-reader",
    "Readwise Reader, CSV",
    told_by=Signs("title, url, id, document tags, saved date, location"),
    fields=_documents,
)
