"""Between JSON documents and the nouns: the one place where dicts are born and die."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from octavo.model.article import Article
from octavo.model.errors import InvalidTag
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Table
from octavo.model.tag import Tag

Document = TypeVar("Document", Article, Note)


class Brief(Struct, frozen=True, gc=False):
    """The few fields of an article that listing and counting all of them need."""

    added: str
    """ISO 8601 in UTC, so that the order of the text is the order of time."""
    archived: bool = False
    deleted: str | None = None
    tags: tuple[str, ...] = ()


_tags: dict[str, Tag] = {}


def _tag(name: str) -> Tag:
    """One object for each spelling: a library has far fewer tags than taggings."""
    if (tag := _tags.get(name)) is None:
        tag = _tags[name] = Tag(name)
    return tag


def _decoded(kind: type, value: object) -> object:
    if kind is not Tag or not isinstance(value, str):
        raise NotImplementedError(kind)
    try:
        return _tag(value)
    except InvalidTag as error:
        raise ValueError(str(error)) from error


def _encoded(value: object) -> object:
    if isinstance(value, Tag):
        return str.__str__(value)
    raise NotImplementedError(type(value))


def fields_of(document: Article | Note) -> Fields:
    """All fields as JSON has them, so that a script need not know the defaults."""
    return {name: _plain(getattr(document, name)) for name in document.__struct_fields__}


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(map(str.__str__, value), key=str.casefold)
    return msgspec.to_builtins(value, enc_hook=_encoded)


@cache
def _types(kind: type[Struct]) -> dict[str, object]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def difference(old: Article | Note, new: Article | Note) -> tuple[Fields, Fields]:
    """The fields in which two states of a document differ, before and after."""
    names = [n for n in old.__struct_fields__ if _differ(getattr(old, n), getattr(new, n))]
    return (
        {name: _plain(getattr(old, name)) for name in names},
        {name: _plain(getattr(new, name)) for name in names},
    )


def _differ(old: object, new: object) -> bool:
    """Whether two values are written differently; tags may be equal and yet spelt anew."""
    if isinstance(old, frozenset) and isinstance(new, frozenset):
        return set(map(str.__str__, old)) != set(map(str.__str__, new))
    return old != new


def changed(old: Article | Note, new: Article | Note) -> Change | None:
    """The change from one state of a document to another; None if they are the same."""
    before, after = difference(old, new)
    return Change(table_of(old), old.id, before, after) if after else None


def inserted(new: Article | Note) -> Change:
    """The change that brings a document in."""
    return Change(table_of(new), new.id, None, fields_of(new))


def removed(old: Article | Note) -> Change:
    """The change that takes a document out for good."""
    return Change(table_of(old), old.id, fields_of(old), None)


def table_of(document: Article | Note) -> Table:
    """The table that a document belongs to."""
    return "articles" if isinstance(document, Article) else "notes"


def build(kind: type[Document], fields: Fields) -> Document:
    """The document that some JSON fields describe.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    return msgspec.convert(fields, kind, dec_hook=_decoded)


def patch(document: Document, fields: Fields) -> Document:
    """The document with some JSON fields set."""
    types = _types(type(document))
    return msgspec.structs.replace(
        document,
        **{
            name: msgspec.convert(value, types[name], dec_hook=_decoded)
            for name, value in fields.items()
            if name in types
        },
    )


class Shelf(Mapping[int, Document], Generic[Document]):
    """The documents of one table by id, each decoded when it is first asked for.

    Until then a document stays the slice of `library.json` that it was read as.
    """

    def __init__(self, kind: type[Document], raw: dict[int, Raw]) -> None:
        self.kind: type[Document] = kind
        self._items: dict[int, Raw | Document] = {**raw}
        self._decode: Callable[[Raw], Document] = msgspec.json.Decoder(
            kind, dec_hook=_decoded
        ).decode

    def __getitem__(self, id: int) -> Document:
        item = self._items[id]
        if isinstance(item, Raw):
            item = self._items[id] = self._decode(item)
        return item

    def __contains__(self, id: object) -> bool:
        return id in self._items

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def put(self, id: int, document: Document | None) -> None:
        """Shelve a new state of a document; None takes it away."""
        if document is None:
            self._items.pop(id, None)
        else:
            self._items[id] = document

    def apply(self, change: Change) -> None:
        """Shelve what a change leaves of its document.

        Raises:
            msgspec.ValidationError: If the change does not fit the document.
        """
        if change.after is None:
            self.put(change.id, None)
        elif change.before is None or change.id not in self:
            self.put(change.id, build(self.kind, change.after))
        else:
            self.put(change.id, patch(self[change.id], change.after))

    def decode(self, ids: Iterable[int]) -> None:
        """Decode some documents now, so that asking for them later is quick."""
        for id in ids:
            if id in self._items:
                self[id]

    def briefs(self) -> Iterator[tuple[int, Brief]]:
        """The brief of every document, without decoding the rest of it."""
        decode = msgspec.json.Decoder(Brief).decode
        for id, item in list(self._items.items()):
            yield id, decode(item) if isinstance(item, Raw) else _brief(item)


def _brief(document: Article | Note) -> Brief:
    return Brief(
        added=_stamp(document.added),
        archived=isinstance(document, Article) and document.archived,
        deleted=_stamp(document.deleted) if document.deleted else None,
        tags=tuple(document.tags),
    )


def _stamp(time: datetime) -> str:
    """A time as `library.json` has it."""
    stamp = msgspec.to_builtins(time.astimezone(UTC))
    return str(stamp)
