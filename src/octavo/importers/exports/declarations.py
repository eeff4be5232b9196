"""Formats by declaration: which columns or fields of an item a draft is made of.

A format of tables or of JSON is one `Fields` beside the signs by which it is told:

    PINBOARD = array(
        "pinboard",
        "Pinboard, JSON",
        told_by=Signs("href description", some="extended toread shared hash meta"),
        fields=Fields(kind="pinboard", url="href", title="description", note="extended"),
    )

What a name alone does not say, a function of the item does; one that finds nothing to keep
raises a `DraftRejected` without its place.

Large because the fields of a draft, and the three shapes that formats have, stand together.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct

from octavo.importers.child_process import bounded
from octavo.importers.exports import values
from octavo.importers.exports.files import csv_rows, json_items
from octavo.importers.exports.files.json_items import first_item
from octavo.importers.exports.format import Format, Made, Part, Row, row_of
from octavo.importers.exports.format import Signs as Signs
from octavo.importers.text.dates import ISSUED, SAVED, doubt
from octavo.model.article import excerpt_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.language import language_tag
from octavo.model.note import Highlight
from octavo.model.tag import Tag

Item = Mapping[str, object]
"""An object of JSON, a row by its columns in lower case, or a bookmark by its attributes."""

Pick = str | tuple[str, ...] | Callable[[Item], object]
"""A field of an item, the first of some that says anything, or what a function finds there."""


class Fields(Struct, frozen=True, kw_only=True):
    """What a draft is made of; what is not declared, the items of a format do not have."""

    kind: str
    """Of the source of the articles: the service or the program."""
    url: Pick = "url"
    needs_url: bool = True
    """Whether an item without an address is rejected."""
    title: Pick = "title"
    html: Pick = ()
    """The text as HTML; its relative links start at the address."""
    text: Pick = ()
    """The text as it is, in Markdown."""
    authors: Pick = ("authors", "author")
    """One name, or a list of names."""
    site: Pick = ()
    published: Pick = ()
    language: Pick = ()
    excerpt: Pick = "excerpt"
    tags: Pick = "tags"
    """A line of names, a list of them, or a set of tags."""
    separator: str = ","
    """Of the names in a line of tags."""
    folder: Pick = "folder"
    """The path of one more tag: `house/kitchen`."""
    note: Pick = ()
    """What the reader wrote on the whole, or a list of that."""
    notes: Callable[[Item], Iterable[DraftNote]] = lambda _: ()
    """Highlights, and notes that have a time or tags of their own."""
    added: Pick = ()
    """Where it is not said, the time of the first of the notes."""
    read: Pick = ()
    """Whether it has been read; a flag, as all below."""
    archived: Pick = ()
    """What is archived has been read, unless it says that it has not."""
    unread: Pick = ()
    starred: Pick = ()
    progress: Pick = ()
    whole: float = 100
    """What the progress counts to."""
    key: Pick = ()
    """The id that the other reader gave it."""


_LONGEST = values.LONGEST_TEXT

_MENDED = "items of"
"""The field that names the format of rejected items that were written as JSON."""

MakesDraft = Callable[[Item], Draft]
MakesPiece = Callable[[Item], Made]


def draft_maker(fields: Fields, part: Part) -> MakesDraft:
    """Makes drafts of the items of a part.

    It raises a `DraftRejected` for an item that has no address that can be kept, or names
    nothing.
    """

    def draft(item: Item) -> Draft:
        if not any(map(_says, item.values())):
            raise NothingToMend("", "it is empty")
        said = partial(_picked, item)
        url = said(fields.url)
        address = values.address(url) if url or fields.needs_url else ""
        whole = values.name(values.name(said(fields.title), _LONGEST), _LONGEST)
        title = values.title(whole, address)
        if not title:
            raise DraftRejected("", "it has neither a title nor an address")
        cut = [whole] if len(title) < len(whole) else []
        plain = map(values.note, cut + all_said(said(fields.note)))
        notes = (*(DraftNote(text=text) for text in plain if text), *fields.notes(item))
        noted = min((note.added for note in notes if note.added), default=None)
        archived = values.flag(said(fields.archived))
        kept_open = values.flag(said(fields.unread))
        finished = values.flag(said(fields.read)) or (archived and not kept_open)
        progress = values.fraction(said(fields.progress), fields.whole)
        text = text_of_html(said(fields.html), address) or values.text(said(fields.text))
        saved, issued = said(fields.added), said(fields.published)
        read, published = values.time(saved), values.time(issued)
        added = read or noted
        names = map(values.name, all_said(said(fields.authors))[:200])
        authors = tuple(dict.fromkeys(filter(None, names)))
        # What has neither is known again by its title, whose it is, and its times.
        facts = (title, *authors, *filter(None, (published,)), added or "")
        own = said(fields.key) or ("" if address or text else " ".join(map(str, facts)))
        return Draft(
            title=title,
            text=text,
            url=address,
            authors=authors,
            site=values.name(said(fields.site)),
            published=published,
            language=language_tag(values.line(said(fields.language))[:40]),
            excerpt=excerpt_of([values.name(said(fields.excerpt), _LONGEST)]),
            tags=_tags(said(fields.tags), said(fields.folder), fields.separator),
            notes=notes,
            added=added,
            state=values.state(progress, finished=finished),
            archived=archived,
            starred=values.flag(said(fields.starred)),
            progress=progress,
            source=values.source(fields.kind, part, own),
            doubt=doubt(
                (SAVED, saved, read),
                (ISSUED, issued, published),
                *(("the time of a note on it", note.undated, None) for note in notes),
            ),
        )

    return draft


def _says(value: object) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def is_one_of(field: str, *said: str) -> Callable[[Item], bool]:
    """Whether a field says one of some words, in any case."""
    return lambda item: values.line(item.get(field)).strip().lower() in said


def marks_in(
    field: str, *, quote: str = "quote", text: str = "text", added: str = "created_at"
) -> Callable[[Item], Iterator[DraftNote]]:
    """The highlights in a list of objects, each with what was written on it."""

    def found(item: Item) -> Iterator[DraftNote]:
        for each in values.objects_in(item.get(field)):
            yield from mark(each.get(quote), each.get(text), each.get(added))

    return found


def mark(
    quote: object, text: object = "", added: object = None, tags: object = ""
) -> Iterator[DraftNote]:
    """A highlight and what was written on it, if there is either."""
    exact, said = values.note(quote), values.note(text)
    if exact or said:
        yield DraftNote(
            text=said,
            highlight=Highlight(exact=exact) if exact else None,
            tags=values.tags(tags),
            added=(when := values.time(added)),
            undated="" if when else values.line(added),
        )


@bounded
def text_of_html(html: object, url: str) -> str:
    """A text in HTML as Markdown; empty for what is none, or is larger than any article."""
    if not isinstance(html, str) or not html.strip() or len(html) > values.LONGEST_TEXT:
        return ""
    from octavo.importers.formats.html.draft import markdown_of_fragment

    return markdown_of_fragment(html, url)


def _picked(item: Item, pick: Pick) -> object:
    match pick:
        case str():
            return item.get(pick)
        case tuple():
            return next((said for name in pick if (said := item.get(name))), None)
        case _:
            return pick(item)


def all_said(said: object) -> list[object]:
    """What a field says, as a list, also where it says one thing or nothing."""
    return said if isinstance(said, list) else [said] if said else []


def _tags(said: object, folder: object, separator: str) -> frozenset[Tag]:
    tags = said if isinstance(said, frozenset) else values.tags(said, separator)
    return tags | values.tags_named([folder]) if folder and isinstance(folder, str) else tags


Declared = Fields | Callable[[Part, Sequence[Part]], Fields | MakesPiece]
"""The fields, or those for a part where they depend on what is in it or beside it."""


def table(name: str, title: str, *, told_by: Signs, fields: Declared) -> Format:
    """A format of tables as CSV, told by the columns that its first line names."""

    def rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
        return csv_rows.rows_in(part, _maker(fields, part, parts))

    return Format(
        name=name,
        title=title,
        suffix=".csv",
        recognises=lambda part: told_by.fit(csv_rows.header_of(part).columns),
        rows=rows,
        collected=csv_rows.collected,
    )


def array(
    name: str, title: str, *, told_by: Signs, fields: Declared, within: Sequence[str] = ("",)
) -> Format:
    """A format of objects in an array of JSON, told by the fields of the first.

    `within` are the fields that the array may be in; empty where a part is the array.
    """

    def found_in(part: Part) -> Iterator[str]:
        return (each for each in within if told_by.fit(first_item(part, each)))

    def list_in(part: Part) -> str:
        return next(found_in(part), within[-1])

    def rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
        return json_items.rows_in(part, _maker(fields, part, parts), list_in(part))

    return Format(
        name=name,
        title=title,
        suffix=".json",
        recognises=lambda part: next(found_in(part), None) is not None,
        rows=rows,
        collected=lambda part, raws: json_items.collected(raws, list_in(part)),
    )


def collection(
    name: str,
    title: str,
    *,
    recognises: Callable[[Part], bool],
    items: Callable[[Part, Sequence[Part]], Iterable[Item]],
    fields: Declared,
    beside: re.Pattern[str] | None = None,
) -> Format:
    """A format whose items a function finds in a part: a database, a tree, a file of XML.

    Rejected ones are written as JSON that says which format they are of, and are read again
    from that.
    """

    def is_mended(part: Part) -> bool:
        return json_items.first_fields(part).get(_MENDED) == name

    def rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
        made = _maker(fields, part, parts)
        if is_mended(part):
            yield from json_items.rows_in(part, made, "items")
            return
        for number, item in enumerate(items(part, parts), 1):
            raw = json.dumps(item, ensure_ascii=False, default=str)
            yield row_of(f"{part.name}, item {number}", raw, made, item)

    def collected(_: Part, raws: Sequence[str]) -> str:
        items = ",\n".join(raws)
        return f'{{"{_MENDED}": "{name}", "items": [\n{items}\n]}}\n'

    return Format(
        name=name,
        title=title,
        suffix=".json",
        recognises=lambda part: is_mended(part) or recognises(part),
        rows=rows,
        collected=collected,
        beside=beside,
    )


def _maker(declared: Declared, part: Part, parts: Sequence[Part]) -> MakesPiece:
    fields = declared if isinstance(declared, Fields) else declared(part, parts)
    return draft_maker(fields, part) if isinstance(fields, Fields) else fields
