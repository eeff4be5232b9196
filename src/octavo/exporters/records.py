"""Formats of a record for each document: JSON, tables, and lists of bookmarks.

JSON Lines are octavo's own. The others are as their services wrote them, for what succeeds
these: `importers/exports` says where each is described. W3C Web Annotation:
https://www.w3.org/TR/annotation-model/; OPML 2.0:
http://opml.org/spec2.opml, which every other feed reader takes.

In the table for spreadsheets, words that would be taken for a formula have an apostrophe
before them (https://owasp.org/www-community/attacks/CSV_Injection).

Large because each format is a declaration of its own.
"""

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

import msgspec
from lxml import etree
from lxml.etree import SubElement
from lxml.etree import _Element as Element
from msgspec.structs import replace

from octavo.exporters.format import ALL, Documents, ExportFormat, Trait, stamp, xml_text
from octavo.model.article import Article, State
from octavo.model.draft import RECORDS, Record
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.tag import Tag

_encode = msgspec.json.Encoder(enc_hook=str.__str__, order="deterministic").encode
"""What msgspec does not know is a tag. Sets are sorted."""


def _json_lines(documents: Documents) -> Iterator[str]:
    for record in _records(documents):
        yield f"{_encode(record).decode()}\n"


def _records(documents: Documents) -> Iterator[Record]:
    """What others refer to stands before them."""
    yield Record(octavo=RECORDS, made=documents.made)
    if documents.pinned:
        yield Record(pinned=documents.pinned)
    if documents.aliases:
        yield Record(aliases=dict(documents.aliases))
    if documents.apart:
        yield Record(apart=documents.apart)
    for feed in documents.feeds:
        yield Record(feed=feed)
    for id, query in documents.queries.items():
        yield Record(query=query, id=id)
    for id, rule in documents.rules.items():
        yield Record(rule=rule, id=id)
    for entry in documents.entries:
        if entry.article:
            article, texts = _as_kept(entry.article), entry.versions
            yield Record(article=article, text=entry.text, versions=texts)
        for note in entry.notes:
            yield Record(note=note)
    for operation in documents.history():
        yield Record(operation=operation)


def _as_kept(article: Article) -> Article:
    """An article without what only says where in its library the texts are."""
    versions = tuple(replace(version, volume=0) for version in article.versions)
    return replace(article, volume=0, versions=versions)


JSON_LINES = ExportFormat(name="jsonl", title="JSON Lines", suffix=".jsonl", write=_json_lines)


def _remarks(notes: Iterable[Note]) -> str:
    """What the notes say, a blank line between any two."""
    return "\n\n".join(note.text for note in notes if note.text)


def _tags(document: Article | Note) -> list[str]:
    return [str(tag) for tag in sorted(document.tags)]


def _seconds(time: datetime) -> str:
    return str(int(time.timestamp()))


def _bookmarks(documents: Documents) -> Iterator[str]:
    yield "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"
    yield '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n'
    yield "<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"
    for article, entry in documents.articles():
        attributes = {
            "HREF": article.url,
            "ADD_DATE": _seconds(article.added),
            "TAGS": ",".join(_tags(article)),
            "TOREAD": "0" if article.state is State.READ else "1",
        }
        said = " ".join(f'{name}="{html.escape(said)}"' for name, said in attributes.items())
        yield f"    <DT><A {said}>{_line(article.title)}</A>\n"
        if remarks := _remarks(entry.notes):
            yield f"    <DD>{html.escape(remarks, quote=False)}\n"
    yield "</DL><p>\n"


def _line(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False)


BOOKMARKS = ExportFormat(
    name="bookmarks",
    title="a file of bookmarks",
    suffix=".html",
    write=_bookmarks,
    lacks=ALL - {Trait.TAG, Trait.NOTE, Trait.READ, Trait.ADDED, Trait.SPACED_TAG}
    | {Trait.SEAM},
)


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A table as CSV (RFC 4180); a row may leave columns empty."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(columns)
    yield line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([row.get(column, "") for column in columns])
        yield line.getvalue()


_FORMULA = re.compile(r"(?=[=+\-@\t\r＝＋－＠])")


def _guarded(cell: str) -> str:
    return _FORMULA.sub("'", cell, count=1) if _FORMULA.match(cell) else cell


_COLUMNS = (
    *("title", "url", "authors", "site", "published", "added", "language", "tags", "read"),
    *("archived", "starred", "excerpt", "highlight", "note", "text"),
)


def _spreadsheet(documents: Documents) -> Iterator[str]:
    def rows() -> Iterator[dict[str, str]]:
        for article, entry in documents.articles():
            marks = (note.highlight for note in entry.notes)
            cells = {
                "title": article.title,
                "url": article.url,
                "authors": "; ".join(article.authors),
                "site": article.site,
                "published": stamp(article.published),
                "added": stamp(article.added),
                "language": article.language,
                "tags": ",".join(_tags(article)),
                "read": "true" if article.state is State.READ else "false",
                "archived": "true" if article.archived else "",
                "starred": "true" if article.starred else "",
                "excerpt": article.excerpt,
                "highlight": "\n\n".join(mark.exact for mark in marks if mark),
                "note": _remarks(entry.notes),
                "text": entry.text,
            }
            yield {name: _guarded(cell) for name, cell in cells.items()}

    return _table(_COLUMNS, rows())


CSV = ExportFormat(
    name="csv",
    title="a table",
    suffix=".csv",
    write=_spreadsheet,
    lacks=frozenset(
        {
            *(Trait.EARLIER, Trait.OWN_NOTE, Trait.NOTE_TAG, Trait.BEGUN, Trait.PLACE),
            *(Trait.SEAM, Trait.MARK_SEAM, Trait.TIE, Trait.DECLARATION),
            *(Trait.LATER, Trait.FEED, Trait.QUERY, Trait.RULE),
        }
    ),
)


def _pocket(documents: Documents) -> Iterator[str]:
    rows = (
        {
            "title": article.title,
            "url": article.url,
            "time_added": _seconds(article.added),
            "tags": "|".join(_tags(article)),
            "status": "archive" if article.archived else "unread",
        }
        for article, _ in documents.articles()
    )
    return _table(("title", "url", "time_added", "tags", "status"), rows)


POCKET = ExportFormat(
    name="pocket",
    title="Pocket’s table",
    suffix=".csv",
    write=_pocket,
    lacks=ALL - {Trait.TAG, Trait.ARCHIVED, Trait.ADDED, Trait.SPACED_TAG} | {Trait.OPEN},
)


def _instapaper(documents: Documents) -> Iterator[str]:
    """A row for each highlight, and for each folder that an article is in."""

    def rows() -> Iterator[dict[str, str]]:
        for article, entry in documents.articles():
            cells = {
                "URL": article.url,
                "Title": article.title,
                "Timestamp": _seconds(article.added),
                "Tags": json.dumps(_tags(article), ensure_ascii=False),
            }
            own = {"Archive": article.archived, "Starred": article.starred}
            folders = [name for name, is_in in own.items() if is_in] or ["Unread"]
            for folder in folders:
                yield cells | {"Folder": folder}
            for note in entry.notes:
                if note.highlight:
                    yield cells | {"Folder": folders[0], "Selection": note.highlight.exact}

    return _table(("URL", "Title", "Selection", "Folder", "Timestamp", "Tags"), rows())


INSTAPAPER = ExportFormat(
    name="instapaper",
    title="Instapaper’s table",
    suffix=".csv",
    write=_instapaper,
    lacks=ALL
    - {*(Trait.TAG, Trait.SPACED_TAG, Trait.HIGHLIGHT, Trait.ARCHIVED, Trait.STAR), Trait.ADDED}
    | {Trait.OPEN},
)


def _readwise(documents: Documents) -> Iterator[str]:
    def rows() -> Iterator[dict[str, str]]:
        for article, note in _marks(documents):
            yield {
                "Highlight": note.highlight.exact if note.highlight else "",
                "Book Title": article.title,
                "Book Author": " and ".join(article.authors),
                "Note": note.text,
                "Tags": ",".join(_tags(note)),
                "Highlighted at": stamp(note.added),
                "Document tags": ",".join(_tags(article)),
                "URL": article.url,
            }

    columns = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,"
    columns += "Location,Highlighted at,Document tags,URL"  # the last is none of Readwise's
    return _table(columns.split(","), rows())


READWISE = ExportFormat(
    name="readwise",
    title="Readwise’s table of highlights",
    suffix=".csv",
    write=_readwise,
    lacks=ALL
    - {
        *(Trait.TAG, Trait.SPACED_TAG, Trait.HIGHLIGHT, Trait.NOTE, Trait.NOTE_TAG),
        *(Trait.AUTHOR, Trait.NO_ADDRESS),
    }
    | {Trait.UNMARKED},
)


def _marks(documents: Documents) -> Iterator[tuple[Article, Note]]:
    """The notes on articles."""
    for entry in documents.entries:
        for note in entry.notes if entry.article else ():
            assert entry.article is not None
            yield entry.article, note


def _place(article: Article) -> str:
    """The address of an article, or a name for what has none."""
    return article.url or f"urn:octavo:{article.id}"


def _selectors(note: Note) -> list[dict[str, str]]:
    """The passage of a note, as a text-quote selector."""
    mark = note.highlight
    if mark is None:
        return []
    words = {"exact": mark.exact, "prefix": mark.prefix, "suffix": mark.suffix}
    return [{"type": "TextQuoteSelector", **words}]


def _array(before: str, items: Iterable[object], after: str) -> Iterator[str]:
    """Some objects in an array of JSON, one a line."""
    yield before
    for number, item in enumerate(items):
        between = ",\n" if number else "\n"
        yield between + json.dumps(item, ensure_ascii=False)
    yield after


def _hypothesis(documents: Documents) -> Iterator[str]:
    items = (
        {
            "id": str(note.id),
            "created": stamp(note.added),
            "updated": stamp(note.changed or note.added),
            "uri": _place(article),
            "document": {"title": [article.title]},
            "text": note.text,
            "tags": _tags(note),
            "references": [],
            "target": [{"source": _place(article), "selector": _selectors(note)}],
        }
        for article, note in _marks(documents)
    )
    return _array('{"annotations": [', items, "\n]}\n")


_OF_MARKS = ALL - {Trait.HIGHLIGHT, Trait.NOTE, Trait.NOTE_TAG, Trait.NO_ADDRESS}

HYPOTHESIS = ExportFormat(
    name="hypothesis",
    title="annotations as Hypothesis has them",
    suffix=".json",
    write=_hypothesis,
    lacks=_OF_MARKS | {Trait.UNMARKED},
)


def _annotations(documents: Documents) -> Iterator[str]:
    items = (_annotation(article, note) for article, note in _marks(documents))
    head = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage"}
    before = json.dumps(head)[:-1]
    return _array(f'{before}, "items": [', items, "\n]}\n")


def _annotation(article: Article, note: Note) -> dict[str, object]:
    bodies = [
        {"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in _tags(note)
    ]
    if note.text:
        said = {"purpose": "commenting", "value": note.text, "format": "text/markdown"}
        bodies.insert(0, {"type": "TextualBody", **said})
    target: dict[str, object] = {"source": _place(article), "title": article.title}
    for selector in _selectors(note):
        target["selector"] = selector
    return {
        "id": f"urn:octavo:{note.id}",
        "type": "Annotation",
        "motivation": "commenting" if note.text else "highlighting",
        "created": stamp(note.added),
        "modified": stamp(note.changed or note.added),
        "body": bodies,
        "target": target,
    }


ANNOTATIONS = ExportFormat(
    name="annotations",
    title="Web Annotations",
    suffix=".json",
    write=_annotations,
    lacks=_OF_MARKS | {Trait.UNMARKED},
)


_NAME = re.compile(r"(?!xmlns$)(?:\{[a-z]+:[\w./#~-]+\})?[A-Za-z_][\w.-]*", re.ASCII)
"""An attribute's name, with its namespace as most are: `{http://blog.example/opml}`."""


def opml_of(feeds: Iterable[Feed], title: str = "octavo", made: datetime | None = None) -> str:
    """A list of feeds, each in the folder of its first tag and with all tags as categories.

    A tag such as `policy/industry` is a folder in a folder.
    """
    root = etree.Element("opml", {"version": "2.0"})
    head = SubElement(root, "head")
    SubElement(head, "title").text = xml_text(title)
    if made:
        SubElement(head, "dateCreated").text = format_datetime(made)
    folders: dict[str, Element] = {"": SubElement(root, "body")}
    for feed in feeds:
        _write(_folder(next(iter(sorted(feed.tags)), ""), folders), feed)
    markup = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup}'


def _folder(path: str, folders: dict[str, Element]) -> Element:
    """The outline of a folder, made with those above it where it is not there yet."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = SubElement(_folder(above, folders), "outline", {"text": xml_text(name)})
    return folders[path]


def _write(folder: Element, feed: Feed) -> None:
    known = {
        "text": feed.outline.get("text") or feed.title,
        "title": feed.title,
        "type": feed.outline.get("type") or "rss",
        "xmlUrl": feed.url,
        "htmlUrl": feed.page,
        "category": _categories(feed.tags),
    }
    needed = {k: v for k, v in known.items() if v or k in ("text", "xmlUrl")}
    outline = SubElement(folder, "outline")
    for key, value in (feed.outline | needed).items():
        if _NAME.fullmatch(key):
            outline.set(key, xml_text(value))


def _categories(tags: Iterable[Tag]) -> str:
    """The tags as slash paths by comma, as OPML 2.0 has categories."""
    return ",".join(f"/{tag}" if "/" in tag else str(tag) for tag in sorted(tags))


OPML = ExportFormat(
    name="opml",
    title="a list of feeds",
    suffix=".opml",
    write=lambda documents: iter([opml_of(documents.feeds, made=documents.made)]),
    is_of_feeds=True,
)
