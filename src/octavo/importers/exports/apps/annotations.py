"""Highlights and annotations: Readwise, Hypothesis, Kobo's readers and Apple Books.

Readwise: the CSV of highlights, and Reader's CSV of documents.
Of highlights there is a row for each, and many belong to one document. Columns: Highlight,
Book Title, Book Author, Amazon Book ID, Note, Color, Tags, Location Type, Location,
Highlighted at, and in later files Document tags; octavo writes URL as well.

Of documents: Title, URL, ID, Document tags (a list as Python prints it), Saved date, Reading
progress (0 to 100, or a fraction where no row has more than 1), Location, Seen.

Hypothesis, in JSON: passages of pages, what was written on them, and replies.
Format: https://h.readthedocs.io/en/latest/api-reference/v1/#tag/annotations

The databases of e-readers hold a row for each highlight, and the books beside them. Apple's
AEAnnotation….sqlite names none; BKLibrary….sqlite, in the same folder or zip, does.

Large because each service is a declaration of its own.
"""

import ast
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    Signs,
    array,
    collection,
    is_one_of,
    mark,
    table,
)
from octavo.importers.exports.files.csv_rows import Record, records
from octavo.importers.exports.format import Part, rows_of_database, tables_of
from octavo.importers.text.clean import clean
from octavo.importers.text.titles import folded, tags_of, title_of_name, title_of_text
from octavo.model.draft import DraftNote
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.note import Highlight
from octavo.model.tag import Tag
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

_LONGEST_CELL = 100_000
"""Characters of tags that are looked at."""


def _book(row: Item) -> object:
    if not values.line(row.get("book title", "")):
        raise DraftRejected("", "it does not say what it was marked in")
    return row.get("book title", "")


def _marked(row: Item) -> Iterator[DraftNote]:
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
        url="url",
        needs_url=False,
        title=_book,
        authors="book author",
        tags="document tags",
        notes=_marked,
        key=_key,
    ),
)


def _documents(part: Part, _: Sequence[Part]) -> Fields:
    return Fields(
        kind="readwise-reader",
        tags=_document_tags,
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


def _document_tags(row: Item) -> frozenset[Tag]:
    """The tags in a list as Python prints it; in a line by comma, where it is none."""
    cell = str(row.get("document tags", "")).strip()[:_LONGEST_CELL]
    shortlist = is_one_of("location", "shortlist")(row)
    own = values.tags_named(["shortlist"] if shortlist else [])
    try:
        return own | values.tags(ast.literal_eval(cell))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        names = cell.strip("[]").replace("\\", "").split(",")
    return own | values.tags_named(name.strip(" '\"") for name in names)


READWISE_READER = table(
    "readwise-reader",
    "Readwise Reader, CSV",
    told_by=Signs("title, url, id, document tags, saved date, location"),
    fields=_documents,
)


def _highlights(item: Item) -> Iterator[DraftNote]:
    """What was marked in a document, but for what was deleted."""
    for each in values.objects_in(item.get("highlights")):
        if not values.flag(each.get("is_deleted")):
            said = (
                each.get("text"),
                each.get("note"),
                each.get("highlighted_at"),
                each.get("tags"),
            )
            yield from mark(*said)


def _source(item: Item) -> str:
    """Where a document is on the web; empty for a book, or what only Readwise has."""
    url = values.line(item.get("source_url"))
    return url if is_web(url) else ""


READWISE_JSON = array(
    "readwise-json",
    "Readwise, highlights as JSON",
    told_by=Signs("user_book_id highlights"),
    within=("results", ""),
    fields=Fields(
        kind="readwise",
        url=_source,
        needs_url=False,
        title=("readable_title", "title"),
        excerpt="summary",
        tags="book_tags",
        note="document_note",
        notes=_highlights,
        key="user_book_id",
    ),
)

_HTML = ("html_content", "html")
_is_marked = is_one_of("category", "highlight")

READER_JSON = array(
    "readwise-reader-json",
    "Readwise Reader, JSON",
    told_by=Signs("category location source_url"),
    within=("results", ""),
    fields=Fields(
        kind="readwise-reader",
        url=_source,
        needs_url=False,
        html=_HTML,
        text=lambda item: (
            "" if _is_marked(item) or any(map(item.get, _HTML)) else item.get("content")
        ),
        site="site_name",
        published="published_date",
        excerpt="summary",
        tags=lambda item: tags_of(item.get("tags")),
        note=lambda item: "" if _is_marked(item) else item.get("notes"),
        notes=lambda item: (
            mark(*map(item.get, ("content", "notes", "created_at"))) if _is_marked(item) else ()
        ),
        added=("saved_at", "created_at"),
        archived=is_one_of("location", "archive"),
        progress="reading_progress",
        whole=1,
        key="id",
    ),
)


_TEXTS = ("urn:", "file:")
"""Schemes of documents on the reader's own disk, which have a name but no address."""


def _address(item: Item) -> str:
    """The address of a page; none of a document of one's own that something is marked in.

    Raises:
        DraftRejected: If an annotation is on nothing.
    """
    uri = values.line(item.get("uri"))
    if not uri:
        raise DraftRejected("", "it has no address")
    own = uri.lower().startswith(_TEXTS) and any(_notes(item))
    return "" if own and not is_web(uri) else uri


def _title(item: Item) -> object:
    title = values.object_in(item.get("document")).get("title")
    title = title[0] if isinstance(title, list) and title else title
    return title if values.title(title) or _address(item) else _title_of_own(item)


def _title_of_own(item: Item) -> str:
    """The name of a file, or else what is marked in a document or written on it."""
    uri = values.line(item.get("uri"))
    name = title_of_name(uri.rpartition("/")[2]) if uri.lower().startswith("file:") else ""
    [note] = _notes(item)
    said = note.text or (note.highlight.exact if note.highlight else "")
    return name or title_of_text(said)


def _tags(item: Item) -> frozenset[Tag]:
    """The tags of the page; those of an annotation that says something are its own."""
    return frozenset() if any(_notes(item)) else values.tags(item.get("tags"))


def _notes(item: Item) -> Iterator[DraftNote]:
    """What an annotation marks and says, unless that is only tags; a reply by who wrote it."""
    highlight = _highlight(item.get("target"))
    text = values.text(item.get("text"))
    if not text and not highlight:
        return
    name = _who(item.get("user")) if item.get("references") else ""
    for each in mark(
        highlight and highlight.exact,
        f"{name}: {text}" if name else text,
        item.get("created"),
        item.get("tags"),
    ):
        yield replace(each, highlight=highlight)


def _highlight(target: object) -> Highlight | None:
    """The passage of the first target that quotes one."""
    for each in values.objects_in(target):
        for selector in values.objects_in(each.get("selector")):
            if selector.get("type") == "TextQuoteSelector":
                exact, prefix, suffix = (
                    _quoted(selector.get(name)) for name in ("exact", "prefix", "suffix")
                )
                if exact.strip():
                    return Highlight(exact, prefix, suffix)
    return None


def _quoted(value: object) -> str:
    """A quote with its white space, which is that of the page, folded but not cut off."""
    text = clean(value) if isinstance(value, str) else ""
    inside = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    return f"{before}{inside}{' ' if text[-1:].isspace() and inside else ''}"


def _who(user: object) -> str:
    """The name in `acct:ann@hypothes.is`."""
    return values.line(user).removeprefix("acct:").partition("@")[0][:100]


HYPOTHESIS = array(
    "hypothesis",
    "Hypothesis, JSON",
    told_by=Signs("uri target", some="text tags created document references permissions group"),
    within=("annotations", "rows", ""),
    fields=Fields(
        kind="hypothesis",
        url=_address,
        needs_url=False,
        title=_title,
        tags=_tags,
        notes=_notes,
        added="created",
        key="uri",
    ),
)


_OF_KOBO = """
    select b.*, c.Title as book, c.Attribution as author
    from Bookmark b left join content c on c.ContentID = b.VolumeID
"""


_KEPUB = lazy_pattern(r"^.*/|\.kepub(?=\.epub$)")


def _in_kobo(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    return ({k.lower(): v for k, v in row.items()} for row in rows_of_database(part, _OF_KOBO))


def _marked_in_kobo(item: Item) -> Iterator[DraftNote]:
    found = [*mark(item.get("text"), item.get("annotation"), item.get("datecreated"))]
    if not found:
        raise NothingToMend("", "it marks a page and has no text")
    return iter(found)


KOBO = collection(
    "kobo",
    "Kobo, KoboReader.sqlite",
    recognises=lambda part: tables_of(part) >= {"Bookmark", "content"},
    items=_in_kobo,
    fields=Fields(
        kind="kobo",
        url=(),
        needs_url=False,
        title=lambda item: (
            item.get("book")
            or title_of_name(_KEPUB.sub("", unquote(values.line(item.get("volumeid")))))
        ),
        notes=_marked_in_kobo,
        key="volumeid",
    ),
)

_BOOKS = "select ZASSETID, ZTITLE, ZAUTHOR from ZBKLIBRARYASSET"


def _in_apple(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """What was marked and is not deleted; the places of reading are no annotations."""
    for row in rows_of_database(part, "select * from ZAEANNOTATION"):
        if not row.get("ZANNOTATIONDELETED"):
            yield {name: said for name, said in row.items() if not isinstance(said, bytes)}


def _marked_in_apple(item: Item) -> Iterator[DraftNote]:
    since = item.get("ZANNOTATIONCREATIONDATE")
    when = since + values.APPLE if isinstance(since, int | float) else None
    quote = item.get("ZANNOTATIONSELECTEDTEXT")
    found = [*mark(quote, item.get("ZANNOTATIONNOTE"), when)]
    if not found:
        raise NothingToMend("", "it marks a page and has no text")
    return iter(found)


def _of_apple(_: Part, parts: Sequence[Part]) -> Fields:
    """The fields, with the titles of the books if the database that has them is beside it."""
    shelves = [part for part in parts if "ZBKLIBRARYASSET" in tables_of(part)]
    books = {row["ZASSETID"]: row for part in shelves for row in rows_of_database(part, _BOOKS)}

    def book(item: Item) -> Item:
        return books.get(item.get("ZANNOTATIONASSETID"), {})

    return Fields(
        kind="apple-books",
        url=(),
        needs_url=False,
        title=lambda item: (
            book(item).get("ZTITLE")
            or title_of_text(values.text(item.get("ZANNOTATIONSELECTEDTEXT")))
            or title_of_text(values.text(item.get("ZANNOTATIONNOTE")))
        ),
        authors=lambda item: book(item).get("ZAUTHOR"),
        notes=_marked_in_apple,
        key="ZANNOTATIONASSETID",
    )


APPLE_BOOKS = collection(
    "apple-books",
    "Apple Books, AEAnnotation….sqlite",
    recognises=lambda part: "ZAEANNOTATION" in tables_of(part),
    items=_in_apple,
    fields=_of_apple,
    beside=lazy_pattern(r"(?:^|/)BKLibrary[^/]*\.sqlite(?:-\w+)?$|\.sqlite-(?:wal|shm)$"),
)
