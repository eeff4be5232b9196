"""What nobody declares a format for: any table, any objects of JSON, lists of addresses.

The columns of a table (CSV, also by semicolon, tab or bar) and the fields of objects (in an
array, or one a line) are known by their names, below; a person may say which is which where
they have others. A list of addresses is OneTab's `URL | Title`, or an address a line.

Large because tables, objects and lists share what is known of names and addresses.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
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
from octavo.importers.exports.format import Format, Part, Row, head_of, records, row_of
from octavo.importers.text.clean import unescaped
from octavo.importers.text.file_types import is_feed, kind_of
from octavo.importers.text.titles import tags_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.tag import Tag
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

ColumnNames = Mapping[str, str]
"""The columns that a person names, by the fields that they are: `{"title": "Name"}`."""

_SAID = """
url: url, link, href, address, uri, permalink, web address, page url, article url,
  bookmark url, resolved url, given url, original url, source url, adresse, lien, enlace,
  dirección, collegamento, indirizzo, endereço, ссылка, адрес, odkaz, länk, webadres,
  adres, webadresse, adresse web, indirizzo web, webbadress, adress, nettadresse, osoite,
  链接, 網址,
  网址, リンク, アドレス, 링크, 주소, web page
title: resolved title, title, given title, name, headline, heading, subject, page title,
  article title, titel, titre, título, titulo, titolo, tytuł, název, başlık, judul, τίτλος,
  tiêu đề, 标题, 標題, タイトル, 제목, название, заголовок, العنوان, عنوان, naam,
  navn, namn, nimi, otsikko, rubrik, overskrift, nazwa, cím, titlu, nome, nombre, nom
authors: authors, author, by, byline, creator, writer, autor, autorin, autoren, verfasser,
  auteur, auteurs, autores, autora, autore, autori, autorzy, författare, forfatter,
  kirjoittaja, schrijver, yazar, szerző, penulis, tác giả, автор, авторы, συγγραφέας, 作者,
  著者, 저자, 작성자, المؤلف
site: site, site name, publisher, publication, source, domain, website, quelle,
  fuente, fonte, źródło, источник, 来源, 來源, 출처
published: published, published at, date published, published date, publication date,
  pubdate, veröffentlicht, publié, date de publication, fecha de publicación, 発行日,
  发布时间, year, jahr, année, año, anno, ano, 年, date, when, datum, fecha, дата, 日期,
  日付, 날짜
language: language, lang, sprache, langue, idioma, lengua, lingua, língua, taal, język,
  jazyk, språk, sprog, kieli, dil, nyelv, limbă, bahasa, ngôn ngữ, язык, мова, γλώσσα, 语言,
  語言, 言語, 언어, اللغة
excerpt: excerpt, description, summary, abstract, zusammenfassung, beschreibung, résumé,
  descripción, resumen, descrição, resumo, descrizione, riassunto, opis, описание, 摘要, 概要,
  説明, 설명
text: text, content, body, markdown, html, inhalt, contenu, contenido, conteúdo, contenuto,
  treść, текст, 内容, 內容, 正文, 本文, 내용
tags: tags, tag, labels, label, keywords, categories, category, topics, tag names, tag list,
  tag cache, schlagwörter, schlagworte, stichwörter, étiquettes, mots clés, etiquetas,
  etichette, palavras chave, trefwoorden, taggar, tagi, etiketten, tunnisteet, теги, метки,
  标签, 標籤, タグ, 태그,
  etiket
folder: folder, folders, collection, list, group, ordner, dossier, carpeta, cartella, pasta,
  папка, 文件夹, 資料夾, フォルダ, フォルダー, 폴더
note: note, notes, comment, comments, annotation, annotations, remarks, notiz, notizen,
  kommentar, commentaire, nota, notas, comentario, commento, comentário, opmerking, заметка,
  заметки, комментарий, 备注, 備註, 笔记, メモ, 메모
highlight: highlight, highlights, quote, quotes, exact, passage, selection
added: added, date added, time added, added at, added on, add date, saved, saved at,
  saved on, date saved, created, created at, created on, date created, created time,
  date entered, hinzugefügt, hinzugefügt am, gespeichert, gespeichert am, erstellt,
  erstellt am, ajouté, ajouté le, date d’ajout, date d'ajout, fecha de adición, añadido,
  aggiunto, aggiunto il, adicionado em, toegevoegd, добавлено, дата добавления, 添加时间,
  添加日期, 追加日, 保存日, 추가한 날짜, date, when, datum, fecha, дата, 日期, 日付, 날짜,
  time, timestamp, time usec, modified
status: status, state, location
read: read, is read, finished, gelesen, lu, leído, letto, lido, gelezen, прочитано, 已读,
  既読, 읽음
unread: unread, is unread, to read, toread
archived: archived, is archived, archive, archiviert, archivé, archivado
starred: starred, is starred, favorite, favorited, favourite, is favorite, is favourite,
  liked, pinned, important, marked, is marked, favorit, favori, favorito, preferito, избранное,
  收藏, お気に入り, 즐겨찾기
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

_STATES = ("read", "done", "archive", "archived", "new", "later", "shortlist", "feed", "unread")
"""Words that make of a location a status, as Readwise says it; any other is a place."""

_ALL_OF = frozenset(("tags", "note", "highlight"))
"""Fields that several columns may be together."""

_WRITTEN = ("highlight", "note")

_HTML = lazy_pattern(
    r"\s*<(?:!doctype|html|body|p|div|article|h[1-6]|ul|ol|span|a|br|img)\b", re.I
)
_TAG = lazy_pattern(r"<[/!a-z][^<>]*>", re.I)
_BY_LAST_WORD = ("title", "authors", "tags", "note", "highlight", "excerpt")
"""Fields that a column such as `Book Title` may be."""
_NAMED = ("authors", "site", "tags", "folder", "language")
"""Fields that have a name or a title of their own: `Author Name`."""
_OF_OTHERS = lazy_pattern(
    r"sub|short|series|journal|user|nick|file|first|last|given|family|middle"
)
"""Begins a name that is no such field, though it ends as one does."""
_OF_PICTURES = lazy_pattern(r"image|img|thumb|cover|icon|avatar|picture|photo|logo")
"""In the names of columns whose addresses are those of pictures."""


def fields_of(item: Item, columns: ColumnNames) -> dict[str, str]:
    """The field that each column is, by what a person says or else by its name.

    Empty for what is left out: names that say nothing, and those after the surest of a field.
    Where no name is one of an address, the first of several columns that holds one is that.
    """
    said = {plain_name(name): field for field, name in columns.items()}
    found = {name: said.get(plain_name(name)) or _field(name, columns) for name in item}
    found |= {
        name: ""
        for name in item
        if plain_name(name) == "location"
        and "location" not in said
        and values.line(item[name]).lower() not in _STATES
    }
    if "url" not in found.values() and len(item) > 1 and not any(map(is_web, item)):
        found |= dict.fromkeys(islice(_addresses(item, found), 1), "url")
    for field in FIELDS:
        rivals = [name for name, is_field in found.items() if is_field == field]
        surest = min(rivals, key=lambda name: _rank(field, name, item, said), default="")
        if field not in _ALL_OF:
            found |= {
                name: _field(name, {*columns, *FIELDS[: FIELDS.index(field) + 1]})
                for name in rivals
                if name != surest
            }
    return found


def are_known(columns: Sequence[str]) -> bool:
    """Whether some columns are those of a table whose rows would be read."""
    found = {_field(name, ()) for name in columns}
    return len(columns) > 1 and bool(found & {"url", "title"})


def _dates_left(item: Item, columns: ColumnNames) -> Iterator[str]:
    """The columns of no known name that hold a date; a bare number may be anything."""
    for name, field in fields_of(item, columns).items():
        value = item[name]
        if not field and isinstance(value, str) and not value.strip().isdigit():
            yield from [name] if values.time(value) else []


def _addresses(item: Item, found: Mapping[str, str]) -> Iterator[str]:
    """The columns that hold an address, of no known name or else of a site's; no picture's."""
    for name in (name for field in ("", "site") for name in item if found[name] == field):
        value = item[name]
        is_address = isinstance(value, str) and is_web(value.strip())
        if is_address and not _OF_PICTURES.search(plain_name(name)):
            yield name


def plain_name(name: str) -> str:
    """The name of a column without its case, its spaces and hyphens, and what it asks with."""
    return unicodedata.normalize("NFC", re.sub(r"[\s_:?*-]+", "", name).lower())


def _field(name: str, taken: Container[str]) -> str:
    """The field that a column is called by its name, or else by the last word of it."""
    plain, words = plain_name(name), name.replace("_", " ").replace("-", " ").split()
    begin, end = plain_name("".join(words[:-1])), plain_name(words[-1]) if words else ""
    is_name = end in _NAMES["title"] and begin
    asked = (
        (plain, FIELDS),
        (begin if is_name else "", _NAMED),
        ("" if not begin or _OF_OTHERS.match(plain) else end, _BY_LAST_WORD),
    )
    found = (each for said, fields in asked for each in fields if said in _NAMES[each])
    return next((field for field in found if field not in taken), "")


def _rank(field: str, name: str, item: Item, said: Container[str]) -> tuple[bool, int]:
    """How sure it is that a column is a field, the least the surest.

    What a person says is; of columns of addresses, titles and texts those that say something
    come first.
    """
    plain, names = plain_name(name), _NAMES[field]
    if plain in said:
        return False, -1
    place = names.index(plain) if plain in names else len(names)
    return field in _OF_WORDS and plain in names and not item[name], place


_OF_WORDS = frozenset(("url", "title", "text", "excerpt", "site"))


def _tell(item: Item, columns: ColumnNames) -> bool:
    """Whether some columns are an address, or a title and something that goes with it."""
    found = set(fields_of(item, columns).values()) - {""}
    beside = {"text", "note", "highlight", "tags", "added", "authors"}
    is_titled = "title" in found and found & beside
    return bool("url" in found or is_titled or (columns and found))


def _maker(columns: ColumnNames, part: Part, items: Iterable[Item]) -> MakesDraft:
    """What makes drafts, where some of the items show how all write their dates."""
    foreign, own = (
        draft_maker(fields, part) for fields in (_FIELDS, replace(_FIELDS, html=""))
    )
    orders = _orders_of_dates(items)

    def made(item: Item) -> Draft:
        fields = fields_of(item, columns)
        dates: Item = {
            name: _LOOSE_DATE.sub(order, value)
            for name, order in orders.items()
            if fields.get(name) in _TIMES and isinstance(value := item[name], str)
        }
        item = {**item, **dates}
        return (own if item.keys() >= _OF_OCTAVO else foreign)(_by_fields(item, fields))

    return made


def _with_address(columns: ColumnNames, items: Iterable[Item]) -> ColumnNames:
    """The columns that are named, and where none is one of addresses, that which holds most."""
    held = Counter[str]()
    for item in items:
        found = fields_of(item, columns)
        known = [name for name, field in found.items() if field == "url"]
        if any(_field(name, ()) == "url" or "url" in columns for name in known):
            return columns
        held.update(known)
    return {**columns, "url": max(held, key=held.__getitem__)} if held else columns


_TIMES = ("added", "published")
_LOOSE_DATE = lazy_pattern(r"^\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})\b")
_DAY_FIRST, _MONTH_FIRST = r"\4-\3-\1", r"\4-\1-\3"


def _orders_of_dates(items: Iterable[Item]) -> dict[str, str]:
    """How to write the dates of a column by year, month and day, where one tells the order.

    A number over twelve is no month; a column that has such in both places tells nothing.
    """
    over = defaultdict[str, set[str]](set)
    for name, value in (pair for item in items for pair in item.items()):
        date = _LOOSE_DATE.match(value) if isinstance(value, str) else None
        for number, order in ((1, _DAY_FIRST), (3, _MONTH_FIRST)):
            if date and int(date[number]) > 12:
                over[name].add(order)
    return {name: next(iter(orders)) for name, orders in over.items() if len(orders) == 1}


_COLUMNS = "published added read archived starred excerpt highlight note text"
_OF_OCTAVO = frozenset(_COLUMNS.split())
"""Columns of octavo's own table, whose texts are Markdown however they begin."""


def _by_fields(item: Item, fields: Mapping[str, str]) -> Item:
    """What an item says of each field; what is no date although it is called so is noted."""
    found: dict[str, list[object]] = {field: [] for field in FIELDS}
    words = ""
    for name, field in fields.items():
        value = _unguarded(item[name] if field in _OWN else _unwrapped(item[name], field))
        if field == "url" and isinstance(value, str):
            value, words = values.written_address(value)
        if field in _TIMES and value and not values.time(value):
            found["note"] += [f"{name}: {line}"] if (line := values.line(value)) else []
        if field == "unread" and value not in ("", None):
            found[field].append(values.flag(value))
        elif field and (value or (field == "read" and value == 0)):
            found[field] += value if isinstance(value, list) else [value]
    found["title"] = found["title"] or [words]
    return {
        field: said if field in _ALL_OF or len(said) > 1 else next(iter(said), "")
        for field, said in found.items()
    }


_WRAPS = ("rendered", "content", "text", "value", "#text", "_text")
"""What a text stands under in an object, as in WordPress, Google Reader and XML made JSON."""


def _unwrapped(value: object, field: str) -> object:
    """A text that stands in an object by itself; any other value as it is."""
    names = (*_WRAPS, *(("href", "url") if field == "url" else ("name", "title")))
    texts = (value.get(name) for name in names) if isinstance(value, dict) else ()
    return next((text for text in texts if isinstance(text, str)), value)


_GUARD = lazy_pattern(r"'(?=[=+\-@\t\r＝＋－＠])")
"""What keeps a spreadsheet from taking words for a formula."""


def _unguarded(value: object) -> object:
    return value[1:] if isinstance(value, str) and _GUARD.match(value) else value


def _tags(item: Item) -> frozenset[Tag]:
    """The tags, by whatever separates them."""
    said = values.listed(item.get("tags"))
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
        for each in values.listed(item.get(field)):
            if isinstance(each, dict):
                yield from _mark(each, field)
            elif field == "highlight":
                yield from mark(each)


def _mark(said: Item, field: str) -> Iterator[DraftNote]:
    """What an object quotes, and what is written on it: all of it where no name tells that.

    The text of a highlight is what it quotes, unless it has a quotation beside that.
    """
    found = _by_fields(said, fields_of(said, {}))
    quote, note = (
        "\n\n".join(map(values.text, values.listed(found.get(name)))) for name in _WRITTEN
    )
    text = values.text(found["text"])
    if field == "highlight" and not quote:
        quote, text = text, ""
    written = "\n\n".join(filter(None, (text, note)))
    if not quote and not written:
        lines = ((name, values.line(value)) for name, value in said.items())
        written = "\n".join(f"{name}: {line}" for name, line in lines if line)
    when = values.time(found["added"]) or found["published"] or found["added"]
    for each in mark(quote, written, when):
        yield replace(each, tags=_tags(found))


def _html(item: Item) -> object:
    text = item["text"]
    return text if isinstance(text, str) and _HTML.match(text) else ""


def _plain(said: object) -> object:
    """An excerpt without the tags of HTML, where it is that."""
    is_html = isinstance(said, str) and _HTML.match(said)
    return unescaped(_TAG.sub(" ", str(said))) if is_html else said


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
    excerpt=lambda item: _plain(item["excerpt"]),
    tags=_tags,
    folder="folder",
    note="note",
    notes=_marks,
    added="added",
    read=lambda item: (
        values.flag(item["read"])
        or is_one_of("status", "read", "done")(item)
        or item["unread"] is False
    ),
    unread=lambda item: (
        item["unread"] is True or str(item["read"]).strip().lower() in ("false", "no", "0")
    ),
    archived=lambda item: (
        values.flag(item["archived"]) or is_one_of("status", "archive", "archived")(item)
    ),
    starred="starred",
    key="key",
)


_FIRST_ROWS = 20
"""Rows among which one that is whole shows what the columns hold."""

_TELLING = 1_000
"""Rows that show which column is one of addresses, and in which order dates are written."""


def any_table(columns: ColumnNames) -> Format:
    """Any table whose columns are known, or are named here."""

    def first(part: Part) -> Item:
        whole = telling(part, _FIRST_ROWS)
        cells = next(
            (row for row in whole if any(str(cell).strip() for cell in row.values())), {}
        )
        return {name: cells.get(name, "") for name in csv_rows.header_of(part).columns}

    def telling(part: Part, most: int = _TELLING) -> list[Item]:
        rows = islice(csv_rows.records(part), most)
        return [row.cells for row in rows if isinstance(row, csv_rows.Record)]

    def seen(part: Part) -> ColumnNames:
        return _with_address(columns, telling(part))

    def rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
        items = telling(part)
        return csv_rows.rows_in(part, _maker(_with_address(columns, items), part, items))

    def recognises(part: Part) -> bool:
        row = first(part)
        said = [value for value in row.values() if isinstance(value, str) and value]
        if [*fields_of(row, columns).values()] == ["title"]:  # else it is any text
            return part.name.lower().endswith(".csv")
        is_row = len(row) > 1 and (bool(said) or next(csv_rows.records(part), None) is not None)
        if kind_of(part.head) or "\x1b" in (head := head_of(part)) or head.lstrip()[:1] == "<":
            return False  # a log of a terminal, or a page
        is_called_so = part.name.lower().endswith((".csv", ".tsv"))
        is_told = _tell(row, columns) or (is_called_so and _tell(row, seen(part)))
        return is_told and (is_row or any(map(is_web, said)))

    return Format(
        name="csv",
        title="a table",
        suffix=".csv",
        recognises=recognises,
        rows=rows,
        collected=csv_rows.collected,
        columns=lambda part: fields_of(first(part), seen(part)),
        dates=lambda part: _dates_left(first(part), seen(part)),
    )


def any_objects(columns: ColumnNames) -> Format:
    """Any objects of JSON whose fields are known, or are named here, wherever they are."""

    def rows(part: Part, _: Sequence[Part]) -> Iterator[Row]:
        items = [*islice(first(part), _TELLING)]
        made = _maker(_with_address(columns, items), part, items)
        if _is_lines(part):
            return json_items.rows_of_lines(part, made)
        return _rows_of_objects(part, columns, made)

    def collected(part: Part, raws: Sequence[str]) -> str:
        if _is_lines(part):
            return "".join(f"{raw}\n" for raw in raws)
        return json_items.collected(raws)

    def first(part: Part) -> Iterator[Item]:
        if _is_lines(part):
            lines = islice(head_of(part).lstrip().split("\n"), _FIRST_ROWS)
            objects = (json_items.fields_of_line(line) for line in lines)
            return (fields for fields in objects if _tell(fields, columns))
        fields = json_items.first_fields(part)
        if _is_single(fields, columns):
            return iter((fields,))
        told = _objects_in(part, columns)
        return (item for _, _, items in islice(told, _FIRST_OBJECTS) for item in items)

    def taken(part: Part) -> Mapping[str, str]:
        found: dict[str, str] = {}
        named = _with_address(columns, islice(first(part), _TELLING))
        for item in islice(first(part), _FIRST_ROWS):
            found |= {k: v for k, v in fields_of(item, named).items() if not found.get(k)}
        return found

    return Format(
        name="json",
        title="a list of objects",
        suffix=".json",
        recognises=lambda part: (
            head_of(part).lstrip("\ufeff \t\r\n\0").startswith(("[", "{"))
            and not is_feed(head_of(part))
            and any(first(part))
        ),
        rows=rows,
        collected=collected,
        columns=taken,
        dates=lambda part: (
            name for item in islice(first(part), 1) for name in _dates_left(item, columns)
        ),
    )


_FIRST_OBJECTS = 1000
"""Elements among which one that is known shows that a part is a list of objects."""
_ALONE = frozenset(("url", "text", "note", "highlight"))
"""What a folder has not: of an object that has it, all is its own."""

_Told = tuple[str, json_items.Item | json_items.ItemError, list[Item]]
"""The field that an element is in, the element, and the objects that it is or holds."""


def _rows_of_objects(part: Part, columns: ColumnNames, made: MakesDraft) -> Iterator[Row]:
    """A row for each object; a list of which nothing is known is one row at fault."""
    known, unknown = set[str](), dict[str, list[Row]]()
    for within, item, objects in _objects_in(part, columns):
        name = ", ".join(filter(None, (part.name, within)))
        place = f"{name}, item {item.number}" if item.number else name
        if isinstance(item, json_items.ItemError):
            yield Row(place=place, draft=DraftRejected(place, item.reason), raw=item.raw)
        elif objects:
            known.add(within)
            yield from unknown.pop(within, ())
            for each in objects:
                raw = item.raw if each is item.value else json.dumps(each, ensure_ascii=False)
                yield row_of(place, raw, made, each)
        elif item.number:
            row = row_of(place, item.raw, json_items.drafted, item, made)
            if within in known:
                yield row
            else:
                unknown.setdefault(within, []).append(row)
    for within, rows in unknown.items():
        if not known or not within:
            yield from rows
            continue
        place = f"{part.name}, {within}"
        reason = (
            f"nothing in it has an address or a title that is known, or a text ({len(rows)})"
        )
        yield Row(place=place, draft=NothingToMend(place, reason))


def _objects_in(part: Part, columns: ColumnNames) -> Iterator[_Told]:
    """The elements of a part with the objects in each of which something is known."""
    top = json_items.first_fields(part)
    if _is_single(top, columns) and not json_items.are_joined(part):
        value = json_items.document(part)
        if isinstance(value, dict):
            yield "", json_items.Item(1, json.dumps(value, ensure_ascii=False), value), [value]
        return
    is_map = _is_map({name: value for name, value in top.items() if value is not None})
    for within, item in json_items.elements(part):
        objects: list[Item] = []
        if isinstance(item, json_items.Item):
            value = _named(within, item.value)
            objects = [*_told(value, columns, is_item=is_map or item.number > 0)]
        yield within, item, objects


def _is_single(top: Item, columns: ColumnNames) -> bool:
    """Whether an object is an item by itself: it has a title with an address or a text.

    One that holds a list of objects with addresses is not; they are the items.
    """
    fields = set(fields_of(top, columns).values())
    is_item = "title" in fields and bool(fields & {"url", "text"})
    lists = (value for value in top.values() if isinstance(value, list))
    return is_item and not any(
        "url" in fields_of(each, columns).values()
        for value in lists
        for each in value
        if isinstance(each, dict)
    )


def _told(
    value: object, columns: ColumnNames, folder: str = "", *, is_item: bool = True
) -> Iterator[Item]:
    """The objects in a value of which something is known, in lists, maps and folders.

    What has children and no address or text is a folder, and its title one of their tags.
    """
    if isinstance(value, list):
        addresses = [each for each in value if isinstance(each, str) and is_web(each.strip())]
        if len(addresses) == 1 and all(isinstance(each, str) for each in value):
            words = (each for each in value if each not in addresses)
            value = [{"url": addresses[0], "title": " ".join(words)}]
        for each in value:
            yield from _told(each, columns, folder)
    elif isinstance(value, str) and is_item and is_web(value.strip()):
        yield {"url": value.strip()}
    elif isinstance(value, dict):
        fields = fields_of(value, columns)
        said = {field for name, field in fields.items() if value[name]}
        is_alone = is_item and bool(said & _ALONE)
        titles = (
            values.line(value[name]) for name, is_in in fields.items() if is_in == "title"
        )
        path = folder if is_alone else "/".join(filter(None, (folder, next(titles, ""))))
        are_items = is_alone or _is_map(value)
        inner = [
            item
            for name, each in value.items()
            if isinstance(each, list | dict)
            and (plain_name(name) == "children" or not (is_alone or fields[name] in _OWN))
            for item in _told(_named(name, each), columns, path, is_item=are_items)
        ]
        if is_item and (is_alone or not inner) and _tell(value, columns):
            is_filed = not folder or "folder" in said
            yield value if is_filed else value | {"folder": folder}
        yield from inner


_OWN = frozenset(("tags", "authors", "note", "highlight"))
"""Fields whose objects are no items."""


def _named(name: str, value: object) -> object:
    """An entry of a map as an object: its name is the address where that is one."""
    is_address = isinstance(value, dict) and is_web(name)
    return {"url": name} | value if is_address and isinstance(value, dict) else value


def _is_map(value: Item) -> bool:
    return bool(value) and all(isinstance(each, dict) for each in value.values())


@lru_cache(maxsize=4)
def _is_lines(part: Part) -> bool:
    """Whether a part has an object a line."""
    lines = json_items.lines(part)
    try:
        _, first = next(lines, (1, ""))
        return next(lines, None) is not None and bool(json_items.object_in(first))
    except DraftRejected:
        return False


_LONGEST = 20_000
"""Characters of a line."""
_BULLET = r"(?:(?:[-*+•]|\d{1,4}[.)])\s+)?"
_SCHEME = "(?:https?://|(?:chrome|about|file|moz-extension):)"
_LISTED = lazy_pattern(
    rf"\s*{_BULLET}(?:\[[^\[\]]*\]\(<?{_SCHEME}\S+?>?\)\s*|<?{_SCHEME}\S+(?:\s.*)?)"
)
"""A link of Markdown with words behind it is one of a note."""
_LONE = lazy_pattern(r"\s*\S+\s*(?:\|.*)?")
"""A line that would be the only one, and might as well begin a text."""
_LINE = lazy_pattern(
    rf"\s*{_BULLET}(?:\[(?P<label>[^\[\]]*)\]\(<?(?P<target>\S+?)>?\)\s*"
    r"|(?:<(?P<angled>\S+)>|(?P<bare>\S+))(?:\s+(?:[|:–—-]\s)?(?P<title>.*))?)",
    re.DOTALL,
)
_ITEM = lazy_pattern(rf"^.{{0,{_LONGEST}}}", re.MULTILINE)


def _recognises(part: Part) -> bool:
    """Whether all but a few of the first lines are addresses, with or without a title."""
    if part.name.lower().endswith(".csv") and len(csv_rows.header_of(part).columns) > 1:
        return False
    lines = [line for line in islice(head_of(part).splitlines(), 200) if line.strip()]
    listed = [line[:_LONGEST] for line in lines if _LISTED.fullmatch(line[:_LONGEST])]
    is_list = len(lines) > 1 or any(map(_LONE.fullmatch, listed))
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
