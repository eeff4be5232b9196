"""Between JSON documents and the nouns: what a dict of a table is as a frozen value, and back.

Whoever wrote them, the library keeps times in UTC and in whole seconds.

What works on all documents decodes a projection of them: a few fields, which takes a fifth of
the time that the whole document takes, and leaves nothing in memory.

Long because each noun, and each part of one that is read alone, is told here.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Self, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple, replace

from octavo.model.article import Article
from octavo.model.errors import InvalidTag
from octavo.model.feed import Feed
from octavo.model.note import Highlight, Note
from octavo.model.operation import Change, Fields, Table
from octavo.model.tag import Tag

Item = Article | Note
"""What an id names."""

Noun = TypeVar("Noun", bound=Article | Note | Feed)
Shape = TypeVar("Shape", bound=Struct)

AnyDocument = Article | Note | Feed | Fields
"""A noun, or an object as JSON has it."""

Document = TypeVar("Document", bound=AnyDocument)

TIMES = ("added", "published", "read", "later", "deleted", "changed", "checked", "due")
"""The fields of articles, notes and feeds that hold a time."""

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
"""No time is before this, so that it is in the calendar whatever the zone."""

LATEST = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)
"""Nor after this."""

TABLES_OF: dict[type[Article | Note | Feed], Table] = {
    Article: "articles",
    Note: "notes",
    Feed: "feeds",
}

_LISTS = ("authors", "corrected", "other_urls", "provenance", "taken_back", "versions")
"""The fields of an article that hold tuples."""

_key = attrgetter("key")
_day = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


@lru_cache(maxsize=65_536)
def tag_of(name: str) -> Tag:
    """One object for each spelling: a library has far fewer tags than taggings."""
    return Tag(name)


def decoded(kind: type, value: object) -> object:
    """What msgspec asks for a type that it does not know: a tag."""
    if kind is not Tag:
        raise NotImplementedError(kind)
    if not isinstance(value, str):
        raise ValueError("a tag is a string")
    try:
        return tag_of(value)
    except InvalidTag as error:
        raise ValueError(str(error)) from error


def encoded(value: object) -> str:
    """What msgspec asks for a value that it does not know: a tag, as it is spelt."""
    if isinstance(value, Tag):
        return str.__str__(value)
    raise NotImplementedError(type(value))


def fields_of(document: AnyDocument) -> Fields:
    """All fields as JSON has them, so that a script need not know the defaults."""
    fields: Fields = msgspec.to_builtins(document, enc_hook=encoded)
    if not isinstance(document, dict):
        fields["tags"] = _names(document.tags)
    if isinstance(document, Article):
        fields["unwanted"] = _names(document.unwanted)
        for name in _LISTS:
            fields[name] = _listed(fields[name])
    return fields


def some_fields_of(document: AnyDocument, names: Iterable[str]) -> Fields:
    """Some fields as JSON has them; names that are none are passed over."""
    if isinstance(document, dict):
        return {name: document[name] for name in names if name in document}
    known = type(document).__struct_fields__
    return {name: _plain(getattr(document, name)) for name in names if name in known}


def difference(old: Item | Feed, new: Item | Feed) -> tuple[Fields, Fields]:
    """The fields in which two states of a document differ, before and after."""
    before: Fields = {}
    after: Fields = {}
    for name, was, now in zip(new.__struct_fields__, astuple(old), astuple(new), strict=True):
        if was is not now and _differ(was, now):
            before[name], after[name] = _plain(was), _plain(now)
    return before, after


def changed(old: Item | Feed, new: Item | Feed) -> Change | None:
    """The change from one state of a document to another; None if they are the same."""
    before, after = difference(old, new)
    return Change(table_of(old), old.id, before, after) if after else None


def inserted(new: Item | Feed) -> Change:
    """The change that brings a document in."""
    return Change(table_of(new), new.id, None, fields_of(new))


def removed(old: Item | Feed) -> Change:
    """The change that takes a document out for good."""
    return Change(table_of(old), old.id, fields_of(old), None)


def change_between(
    table: Table, id: int, old: AnyDocument | None, new: AnyDocument | None
) -> Change | None:
    """The change from one state of a document, or none, to another, or none."""
    if not (old is None or new is None or isinstance(old, dict) or isinstance(new, dict)):
        before, after = difference(old, new)
        return Change(table, id, before, after) if after else None
    whole = [None if state is None else fields_of(state) for state in (old, new)]
    return Change(table, id, whole[0], whole[1]) if whole[0] != whole[1] else None


def table_of(document: Item | Feed) -> Table:
    """The table that a document belongs to."""
    return TABLES_OF[type(document)]


def build(kind: type[Document], fields: Fields) -> Document:
    """The document that some JSON fields describe.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    return msgspec.convert(fields, kind, dec_hook=decoded)


def patch(document: Document, fields: Fields) -> Document:
    """The document with some JSON fields set; those that it does not have are passed over.

    What is no noun is changed as a whole.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    if isinstance(document, dict):
        return build(type(document), fields)
    kind: type[Struct] = type(document)
    values = msgspec.convert(fields, _some_of(kind), dec_hook=decoded)
    known = {
        name: value for name in fields if (value := getattr(values, name, UNSET)) is not UNSET
    }
    return replace(document, **known)


def require_fitting(kind: type[Struct], fields: Fields) -> None:
    """Require that some JSON fields could be set in a document.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    msgspec.convert(fields, _some_of(kind), dec_hook=decoded)


def utc(time: datetime) -> datetime:
    """A time in UTC; without a zone it is taken for that, and held to the calendar."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return min(max(aware, EARLIEST), LATEST).astimezone(UTC)


def in_utc(time: datetime | None) -> datetime | None:
    """A time as the library keeps it, if there is one."""
    return None if time is None else utc(time).replace(microsecond=0)


def stamp(time: datetime) -> str:
    """A time as `library.json` has it: the order of the text is the order of time."""
    text = msgspec.to_builtins(utc(time))
    return str(text)


def dated(fields: Fields) -> Fields:
    """JSON fields in which a day that stands for a time is its midnight in UTC."""
    days = {name: day for name in TIMES if isinstance(day := fields.get(name), str)}
    return fields | {name: f"{day}T00:00:00Z" for name, day in days.items() if _day(day)}


def timed(document: Noun) -> Noun:
    """A document with its times in UTC; one without a zone is taken for that."""
    times = {name: getattr(document, name) for name in TIMES if hasattr(document, name)}
    return replace(document, **{name: in_utc(time) for name, time in times.items()})


def are_in_utc(fields: Fields) -> bool:
    """Whether all times among JSON fields are written as the library writes them."""
    times = (fields.get(name) for name in TIMES)
    return all(time is None or (isinstance(time, str) and time[-1:] == "Z") for time in times)


@cache
def _some_of(kind: type[Struct]) -> type[Struct]:
    """A type with the same fields, none of them needed."""
    fields = msgspec.structs.fields(kind)
    return msgspec.defstruct(
        f"SomeOf{kind.__name__}", [(f.name, f.type | UnsetType, UNSET) for f in fields]
    )


def _differ(old: object, new: object) -> bool:
    """Whether two values are written differently; tags may be equal and yet spelt anew."""
    if isinstance(old, frozenset) and isinstance(new, frozenset):
        return len(old) != len(new) or _names(old) != _names(new)
    return old != new


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return _names(value)
    return _listed(msgspec.to_builtins(value))


def _listed(value: object) -> object:
    """A value with lists in the place of tuples, as JSON has it."""
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items()}
    return list(map(_listed, value)) if isinstance(value, tuple | list) else value


def _names(tags: Iterable[Tag]) -> list[str]:
    return list(map(str.__str__, sorted(tags, key=_key)))


class Projection(Struct, frozen=True, gc=False):
    """Some fields of a document, as JSON has them."""

    @classmethod
    def of(cls, document: Item) -> Self:
        """The fields of a document that is decoded already."""
        return cls(*(_as_json(getattr(document, name)) for name in cls.__struct_fields__))


class ListingFields(Projection, frozen=True, gc=False):
    """What listing all articles needs."""

    added: str
    """ISO 8601, in UTC unless somebody's script wrote it otherwise."""
    archived: bool = False
    later: str | None = None
    deleted: str | None = None


class TagFields(Projection, frozen=True, gc=False):
    """What counting all tags needs."""

    deleted: str | None = None
    tags: tuple[str, ...] = ()


class SourceKey(Struct, frozen=True, gc=False):
    """What its source calls an article."""

    kind: str = ""
    name: str = ""
    key: str = ""


class ArticleIdentity(Projection, frozen=True, gc=False):
    """What recognising an article needs."""

    title: str = ""
    url: str = ""
    other_urls: tuple[str, ...] = ()
    digest: str = ""
    source: SourceKey = SourceKey()


class NoteIdentity(Projection, frozen=True, gc=False):
    """What recognising a note needs."""

    article: int | None = None
    text: str = ""
    highlight: Highlight | None = None
    added: str = ""
    changed: str | None = None


class NoteFields(Projection, frozen=True, gc=False):
    """What finding the notes of an article needs."""

    article: int | None = None
    deleted: str | None = None
    text: str = ""


def _as_json(value: object) -> object:
    """A value as a projection has it; what has fields of its own stays as it is."""
    if isinstance(value, frozenset):
        return tuple(map(str.__str__, value))
    return stamp(value) if isinstance(value, datetime) else value


def storable(value: Shape) -> Shape:
    r"""A value as the library can keep it: all its times in UTC, all its words in UTF-8.

    Half a surrogate pair, as JSON, mail and the names of files may hold one, becomes
    something like `\udc80`.
    """
    fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
    kept = {name: new for name, old in fields if (new := _storable(old)) is not old}
    return replace(value, **kept) if kept else value


def _storable(value: object) -> object:
    match value:
        case str():
            return _writable(value)
        case datetime():
            return in_utc(value)
        case ():
            return value
        case tuple():
            return tuple(map(_storable, value))
        case Struct():
            return storable(value)
        case _:
            return value


def _writable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text
