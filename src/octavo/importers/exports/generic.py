"""What nobody declares a format for: any table, any objects of JSON, lists of addresses.

The columns of a table (CSV, also by semicolon, tab or bar) and the fields of objects (in an
array, or one a line) are known by their names, below; a person may say which is which where
they have others. A list of addresses is OneTab's `URL | Title`, or an address a line.

Large because tables, objects and lists share what is known of names and addresses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from msgspec.structs import replace

from octavo.importers.exports import values
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    MakesDraft,
    draft_maker,
    is_one_of,
    mark,
)
from octavo.importers.exports.files import csv_rows, json_items
from octavo.importers.exports.format import Format, Part, Row, head_of, records
from octavo.importers.text.clean import unescaped
from octavo.importers.text.file_types import is_feed
from octavo.importers.text.titles import tags_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

ColumnNames = Mapping[str, str]
"""The columns that a person names, by the fields that they are: `{"title": "Name"}`."""

_SAID = """
url: url, link, href, address, uri, permalink, web address, page url, article url, bookmark url
title: title, name, headline, heading, subject, page title, article title, titel, titre, título,
  titulo, titolo, 标题, タイトル, 제목, название
authors: authors, author, by, byline, creator, writer
site: site, site name, publisher, publication, source, domain, website
published: published, published at, date published, publication date, pubdate
language: language, lang
excerpt: excerpt, description, summary, abstract
text: text, content, body, markdown, html
tags: tags, tag, labels, label, keywords, categories, category, topics
folder: folder, folders, collection, list, group
note: note, notes, comment, comments, annotation, annotations, remarks
highlight: highlight, highlights, quote, quotes, exact, passage, selection
added: added, date added, time added, added at, add date, saved, saved at, date saved, created,
  created at, date created, created time, date, time, timestamp, time usec, modified
status: status, state
read: read, is read, finished
archived: archived, is archived, archive
starred: starred, is starred, favorite, favorited, favourite, is favorite, liked, pinned
key: id, guid, uuid, key
"""
_NAMES = {
    field: tuple(re.sub(r"\s+", "", said).split(","))
    for field, _, said in (
        line.partition(":") for line in _SAID.replace("\n  ", " ").strip().split("\n")
    )
}
FIELDS = tuple(_NAMES)
"""What a column may be."""

_ALL_OF = frozenset(("tags", "note", "highlight"))
"""Fields that several columns may be together."""

_WRITTEN = ("highlight", "note")

_OBJECTS = lazy_pattern(r'"([^"\\]{1,80})"\s*:\s*\[\s*\{')
_HTML = lazy_pattern(
    r"\s*<(?:!doctype|html|body|p|div|article|h[1-6]|ul|ol|span|a|br|img)\b", re.I
)
_LINE_OF_JSON = lazy_pattern(r"^[^\S\n]*\S.*", re.MULTILINE)
_OF_PICTURES = lazy_pattern(r"image|img|thumb|cover|icon|avatar|picture|photo|logo")
"""In the names of columns whose addresses are those of pictures."""


def fields_of(item: Item, columns: ColumnNames) -> dict[str, str]:
    """The field that each column is, by what a person says or else by its name.

    Empty for what is left out: names that say nothing, and those after the surest of a field.
    Where no name is one of an address, the first of several columns that holds one is that.
    """
    said = {_plain(name): field for field, name in columns.items()}
    found = {name: said.get(_plain(name)) or _field(_plain(name), columns) for name in item}
    if "url" not in found.values() and len(item) > 1 and not any(map(is_web, item)):
        found |= dict.fromkeys(islice(_addresses(item, found), 1), "url")
    for field in FIELDS:
        rivals = [name for name, is_field in found.items() if is_field == field]
        surest = min(rivals, key=lambda name: _rank(field, _plain(name)), default="")
        if field not in _ALL_OF:
            found |= {name: "" for name in rivals if name != surest}
    return found


def _addresses(item: Item, found: Mapping[str, str]) -> Iterator[str]:
    """The columns of no known name that hold an address, but for those of pictures."""
    unknown = (name for name in item if not found[name])
    for name in unknown:
        value = item[name]
        is_address = isinstance(value, str) and is_web(value.strip())
        if is_address and not _OF_PICTURES.search(_plain(name)):
            yield name


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


def _field(name: str, columns: ColumnNames) -> str:
    fields = (field for field in FIELDS if name in _NAMES[field] and field not in columns)
    return next(fields, "")


def _rank(field: str, name: str) -> int:
    return _NAMES[field].index(name) if name in _NAMES[field] else -1


def _tell(item: Item, columns: ColumnNames) -> bool:
    """Whether some columns are an address, or a title and something that goes with it."""
    found = set(fields_of(item, columns).values()) - {""}
    is_titled = "title" in found and found & {"text", "note", "highlight", "tags", "added"}
    return bool("url" in found or is_titled or (columns and found))


def _maker(columns: ColumnNames, part: Part) -> MakesDraft:
    made = draft_maker(_FIELDS, part)
    return lambda item: made(_by_fields(item, fields_of(item, columns)))


def _by_fields(item: Item, fields: Mapping[str, str]) -> Item:
    """What an item says of each field; what is no date although it is called so is noted."""
    found: dict[str, list[object]] = {field: [] for field in FIELDS}
    for name, field in fields.items():
        value = _unguarded(item[name])
        if field in ("added", "published") and value and not values.time(value):
            found["note"].append(f"{name}: {values.line(value)}")
        elif field and value:
            found[field] += value if isinstance(value, list) else [value]
    return {
        field: said if field in _ALL_OF or len(said) > 1 else next(iter(said), "")
        for field, said in found.items()
    }


_GUARD = lazy_pattern(r"'(?=[=+\-@\t\r＝＋－＠])")
"""What keeps a spreadsheet from taking words for a formula."""


def _unguarded(value: object) -> object:
    return value[1:] if isinstance(value, str) and _GUARD.match(value) else value


def _listed(item: Item, field: str) -> list[object]:
    said = item.get(field)
    return said if isinstance(said, list) else []


def _tags(item: Item) -> frozenset[Tag]:
    """The tags, by whatever separates them."""
    said = _listed(item, "tags")
    lines = (
        unescaped(each).replace("|", ",") if isinstance(each, str) else [each] for each in said
    )
    return frozenset[Tag]().union(*map(tags_of, lines))


def _authors(item: Item) -> object:
    said = item["authors"]
    return unescaped(said).split(";") if isinstance(said, str) else said


def _marks(item: Item) -> Iterator[DraftNote]:
    """The highlights; those that are objects, and such notes, may have a time of their own."""
    for field in _WRITTEN:
        for each in _listed(item, field):
            if isinstance(each, dict):
                yield from _mark(each, field)
            elif field == "highlight":
                yield from mark(each)


def _mark(said: Item, field: str) -> Iterator[DraftNote]:
    """What an object quotes, and what is written on it: all of it where no name tells that.

    The text of a highlight is what it quotes, unless it has a quotation beside that.
    """
    found = _by_fields(said, fields_of(said, {}))
    quote, note = ("\n\n".join(map(values.text, _listed(found, name))) for name in _WRITTEN)
    text = values.text(found["text"])
    if field == "highlight" and not quote:
        quote, text = text, ""
    written = "\n\n".join(filter(None, (text, note)))
    if not quote and not written:
        lines = ((name, values.line(value)) for name, value in said.items())
        written = "\n".join(f"{name}: {line}" for name, line in lines if line)
    for each in mark(quote, written, found["added"]):
        yield replace(each, tags=_tags(found))


def _html(item: Item) -> object:
    text = item["text"]
    return text if isinstance(text, str) and _HTML.match(text) else ""


_FIELDS = Fields(
    kind="table",
    url="url",
    needs_url=False,
    title="title",
    html=_html,
    text="text",
    authors=_authors,
    site="site",
    published="published",
    language="language",
    excerpt="excerpt",
    tags=_tags,
    folder="folder",
    note="note",
    notes=_marks,
    added="added",
    read=lambda item: values.flag(item["read"]) or is_one_of("status", "read", "done")(item),
    archived=lambda item: (
        values.flag(item["archived"]) or is_one_of("status", "archive", "archived")(item)
    ),
    starred="starred",
    key="key",
)


_FIRST_ROWS = 20
"""Rows among which one that is whole shows what the columns hold."""


def any_table(columns: ColumnNames) -> Format:
    """Any table whose columns are known, or are named here."""

    def first(part: Part) -> Item:
        rows = islice(csv_rows.records(part), _FIRST_ROWS)
        whole = (row.cells for row in rows if isinstance(row, csv_rows.Record))
        cells = next((cells for cells in whole if any(map(str.strip, cells.values()))), {})
        return {name: cells.get(name, "") for name in csv_rows.header_of(part).columns}

    def recognises(part: Part) -> bool:
        row = first(part)
        said = [value for value in row.values() if isinstance(value, str) and value]
        if [*fields_of(row, columns).values()] == ["title"]:  # else it is any text
            return part.name.lower().endswith(".csv")
        is_row = len(row) > 1 and (bool(said) or next(csv_rows.records(part), None) is not None)
        return _tell(row, columns) and (is_row or any(map(is_web, said)))

    return Format(
        name="csv",
        title="a table",
        suffix=".csv",
        recognises=recognises,
        rows=lambda part, _: csv_rows.rows_in(part, _maker(columns, part)),
        collected=csv_rows.collected,
        columns=lambda part: fields_of(first(part), columns),
    )


def any_objects(columns: ColumnNames) -> Format:
    """Any objects of JSON whose fields are known, or are named here."""

    def rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
        made = _maker(columns, part)
        if _is_lines(part):
            return records(part, _LINE_OF_JSON, lambda raw: made(json_items.object_in(raw)))
        return json_items.rows_in(part, made, _within(part))

    def collected(part: Part, raws: Sequence[str]) -> str:
        if _is_lines(part):
            return "".join(f"{raw}\n" for raw in raws)
        return json_items.collected(raws, _within(part))

    def recognises(part: Part) -> bool:
        return not is_feed(head_of(part)) and _tell(_first_object(part), columns)

    return Format(
        name="json",
        title="a list of objects",
        suffix=".json",
        recognises=recognises,
        rows=rows,
        collected=collected,
        columns=lambda part: fields_of(_first_object(part), columns),
    )


def _within(part: Part) -> str:
    """The field that the objects are in; empty where the part is their array, or has none."""
    top = json_items.first_fields(part)
    names = (found[1] for found in _OBJECTS.finditer(head_of(part)))
    return next((name for name in names if name in top), "")


def _is_lines(part: Part) -> bool:
    """Whether a part has an object a line."""
    first = head_of(part).lstrip().partition("\n")[0].rstrip()
    return first.startswith("{") and first.endswith("}") and not _within(part)


def _first_object(part: Part) -> json_items.Fields:
    if _is_lines(part):
        return json_items.first_fields(part)
    return json_items.first_item(part, _within(part))


_LONGEST = 20_000
"""Characters of a line."""
_BULLET = r"(?:(?:[-*+•]|\d{1,4}[.)])\s+)?"
_LISTED = lazy_pattern(
    rf"\s*{_BULLET}(?:\[[^\[\]]*\]\()?<?(?:https?://|(?:chrome|about|file|moz-extension):)\S+"
    r"(?:\s.*)?"
)
_ALONE = lazy_pattern(r"\s*\S+\s*(?:\|.*)?")
"""A line that would be the only one, and might as well begin a text."""
_LINE = lazy_pattern(
    rf"\s*{_BULLET}(?:\[(?P<label>[^\[\]]*)\]\(<?(?P<target>\S+?)>?\)\s*"
    r"|(?:<(?P<angled>\S+)>|(?P<bare>\S+))(?:\s+(?:[|:–—-]\s)?(?P<title>.*))?)",
    re.DOTALL,
)
_ITEM = lazy_pattern(rf"^.{{0,{_LONGEST}}}", re.MULTILINE)


def _recognises(part: Part) -> bool:
    """Whether all but a few of the first lines are addresses, with or without a title."""
    lines = [line for line in islice(head_of(part).splitlines(), 200) if line.strip()]
    listed = [line[:_LONGEST] for line in lines if _LISTED.fullmatch(line[:_LONGEST])]
    is_list = len(lines) > 1 or any(map(_ALONE.fullmatch, listed))
    return is_list and 0 < len(lines) <= len(listed) * 1.25


def _rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    """An article a line; a blank line parts the groups and is no item."""
    return (row for row in records(part, _ITEM, partial(_draft, part)) if row.raw.strip())


def _draft(part: Part, raw: str) -> Draft:
    found = _LINE.fullmatch(raw)
    target = found and (found["target"] or found["angled"] or found["bare"])
    if not found or not target or (found["title"] and ":" not in target):
        raise DraftRejected("", f"{values.line(raw)[:80]!r} is no address")
    url = values.address(target)
    name = values.title((found["label"] or found["title"] or "").removeprefix("|"), url)
    return Draft(title=name, url=url, source=values.source("onetab", part, url))


ADDRESSES = Format(
    name="onetab",
    title="Lists of addresses, and OneTab",
    suffix=".txt",
    recognises=_recognises,
    rows=_rows,
    collected=lambda _, raws: "".join(f"{raw}\n" for raw in raws),
)
TABLE = any_table({})
OBJECTS = any_objects({})


def formats_with(columns: ColumnNames) -> tuple[Format, Format]:
    """How to read parts of which somebody says what their columns are."""
    return any_objects(columns), any_table(columns)
