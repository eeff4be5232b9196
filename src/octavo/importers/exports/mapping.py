"""From the fields of an item, whatever it is read from, to a draft.

`Fields` says which of them means what. What a name alone does not say, a function of the
item does; one that finds nothing to keep raises a `DraftRejected` without its place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from octavo.importers.exports import values
from octavo.importers.exports.format import Part
from octavo.importers.text.language import language_tag
from octavo.model.article import excerpt_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
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
    authors: Pick = ()
    """One name, or a list of names."""
    site: Pick = ()
    published: Pick = ()
    language: Pick = ()
    excerpt: Pick = ()
    tags: Pick = ()
    """A line of names, a list of them, or a set of tags."""
    separator: str = ","
    """Of the names in a line of tags."""
    folder: Pick = ()
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
    """What is archived has been read."""
    starred: Pick = ()
    progress: Pick = ()
    whole: float = 100
    """What the progress counts to."""
    key: Pick = ()
    """The id that the other reader gave it."""


_PICKED = tuple(
    name
    for name in Fields.__struct_fields__
    if name not in ("kind", "needs_url", "separator", "notes", "whole")
)


MakesDraft = Callable[[Item], Draft]


class DraftMaker:
    """Makes drafts of the items of a part."""

    def __init__(self, fields: Fields, part: Part) -> None:
        self._fields = fields
        self._part = part
        self._source = values.source(fields.kind, part)
        self._pickers = {
            name: _picker(pick) for name in _PICKED if (pick := getattr(fields, name))
        }

    def __call__(self, item: Item) -> Draft:
        """The draft of an item.

        Raises:
            DraftRejected: If it has no address that can be kept, or names nothing.
        """
        fields = self._fields
        said = {name: pick(item) for name, pick in self._pickers.items()}.get
        url = said("url")
        address = values.address(url) if url or fields.needs_url else ""
        title = values.title(said("title"), address)
        if not title:
            raise DraftRejected("", "it has neither a title nor an address")
        notes = (*_plain_notes(said("note")), *fields.notes(item))
        archived = values.flag(said("archived"))
        finished = archived or values.flag(said("read"))
        progress = values.fraction(said("progress"), fields.whole)
        key = said("key")
        return Draft(
            title=title,
            text=text_of_html(said("html"), address) or values.text(said("text")),
            url=address,
            authors=_authors(said("authors")),
            site=values.line(said("site"))[:200],
            published=values.time(said("published")),
            language=_language(said("language")),
            excerpt=_excerpt(said("excerpt")),
            tags=_tags(said("tags"), said("folder"), fields.separator),
            notes=notes,
            added=values.time(said("added")) or _first_time(notes),
            state=values.state(progress, finished=finished),
            archived=archived,
            starred=values.flag(said("starred")),
            progress=progress,
            source=values.source(fields.kind, self._part, key) if key else self._source,
        )


def is_one_of(field: str, *said: str) -> Callable[[Item], bool]:
    """Whether a field says one of some words, in any case."""
    return lambda item: values.line(item.get(field)).strip().lower() in said


def marks_in(
    field: str, *, quote: str = "quote", text: str = "text", added: str = "created_at"
) -> Callable[[Item], Iterator[DraftNote]]:
    """The highlights in a list of objects, each with what was written on it."""

    def found(item: Item) -> Iterator[DraftNote]:
        listed = item.get(field)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                yield from mark(each.get(quote), each.get(text), each.get(added))

    return found


def mark(
    quote: object, text: object = "", added: object = None, tags: object = ""
) -> Iterator[DraftNote]:
    """A highlight and what was written on it, if there is either."""
    exact, said = values.text(quote), values.text(text)
    if exact or said:
        yield DraftNote(
            text=said,
            highlight=Highlight(exact=exact) if exact else None,
            tags=values.tags(tags),
            added=values.time(added),
        )


def text_of_html(html: object, url: str) -> str:
    """A text in HTML as Markdown; empty for what is none, or is larger than any article."""
    if not isinstance(html, str) or not html.strip() or len(html) > values.LONGEST_TEXT:
        return ""
    from octavo.importers.formats.html.fragment import markdown_of_fragment

    return markdown_of_fragment(html, url)


def _picker(pick: Pick) -> Callable[[Item], object]:
    match pick:
        case str():
            return lambda item: item.get(pick)
        case tuple():
            return lambda item: next((said for name in pick if (said := item.get(name))), None)
        case _:
            return pick


def _authors(said: object) -> tuple[str, ...]:
    if not said:
        return ()
    names = said if isinstance(said, list) else [said]
    return tuple(
        dict.fromkeys(name for each in names[:200] if (name := values.line(each)[:200]))
    )


def _tags(said: object, folder: object, separator: str) -> frozenset[Tag]:
    tags = said if isinstance(said, frozenset) else values.tags(said, separator)
    return tags | values.tags_named([folder]) if folder and isinstance(folder, str) else tags


def _first_time(notes: Sequence[DraftNote]) -> datetime | None:
    return min((note.added for note in notes if note.added), default=None)


def _language(said: object) -> str:
    return language_tag(values.line(said)[:40]) if said else ""


def _excerpt(said: object) -> str:
    return excerpt_of([values.line(said)]) if said else ""


def _plain_notes(said: object) -> tuple[DraftNote, ...]:
    if not said:
        return ()
    texts = map(values.text, said if isinstance(said, list) else [said])
    return tuple(DraftNote(text=text) for text in texts if text)
