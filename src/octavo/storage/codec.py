"""Between JSON documents and the nouns: the one place where dicts are born and die."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple

from octavo.model.article import Article
from octavo.model.errors import InvalidTag
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Table
from octavo.model.tag import Tag
from octavo.storage.timestamps import dated, timed, utc

Item = Article | Note
"""What an id names."""

Document = TypeVar("Document", bound=Item)

_key = attrgetter("key")


@lru_cache(maxsize=65_536)
def tag_of(name: str) -> Tag:
    """One object for each spelling: a library has far fewer tags than taggings."""
    return Tag(name)


def decoded(kind: type, value: object) -> object:
    """What msgspec asks for a type that it does not know: a tag."""
    if kind is not Tag or not isinstance(value, str):
        raise NotImplementedError(kind)
    try:
        return tag_of(value)
    except InvalidTag as error:
        raise ValueError(str(error)) from error


def encoded(value: object) -> str:
    """What msgspec asks for a value that it does not know: a tag, as it is spelt."""
    if isinstance(value, Tag):
        return str.__str__(value)
    raise NotImplementedError(type(value))


def fields_of(document: Item) -> Fields:
    """All fields as JSON has them, so that a script need not know the defaults."""
    fields: Fields = msgspec.to_builtins(document, enc_hook=encoded)
    fields["tags"] = _names(document.tags)
    if isinstance(document, Article):
        fields["authors"] = list(document.authors)
    return fields


def feed_of(fields: Fields) -> Feed:
    """The feed that some JSON fields describe, its times in UTC.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    return timed(msgspec.convert(dated(fields), Feed, dec_hook=decoded))


def fields_of_feed(feed: Feed) -> Fields:
    """All fields of a feed as JSON has them."""
    fields: Fields = msgspec.to_builtins(feed, enc_hook=encoded)
    fields["tags"] = _names(feed.tags)
    return fields


def some_fields_of(document: Item, names: Iterable[str]) -> Fields:
    """Some fields as JSON has them; names that are none are passed over."""
    known = type(document).__struct_fields__
    return {name: _plain(getattr(document, name)) for name in names if name in known}


def difference(old: Item, new: Item) -> tuple[Fields, Fields]:
    """The fields in which two states of a document differ, before and after."""
    before: Fields = {}
    after: Fields = {}
    for name, was, now in zip(new.__struct_fields__, astuple(old), astuple(new), strict=True):
        if was is not now and _differ(was, now):
            before[name], after[name] = _plain(was), _plain(now)
    return before, after


def changed(old: Item, new: Item) -> Change | None:
    """The change from one state of a document to another; None if they are the same."""
    before, after = difference(old, new)
    return Change(table_of(old), old.id, before, after) if after else None


def inserted(new: Item) -> Change:
    """The change that brings a document in."""
    return Change(table_of(new), new.id, None, fields_of(new))


def removed(old: Item) -> Change:
    """The change that takes a document out for good."""
    return Change(table_of(old), old.id, fields_of(old), None)


def table_of(document: Item) -> Table:
    """The table that a document belongs to."""
    return "articles" if isinstance(document, Article) else "notes"


def build(kind: type[Document], fields: Fields) -> Document:
    """The document that some JSON fields describe.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    return msgspec.convert(fields, kind, dec_hook=decoded)


def patch(document: Document, fields: Fields) -> Document:
    """The document with some JSON fields set; those that it does not have are passed over.

    Raises:
        msgspec.ValidationError: If they do not fit, with the path of the field.
    """
    kind: type[Struct] = type(document)
    values = msgspec.convert(fields, _some_of(kind), dec_hook=decoded)
    known = ((name, getattr(values, name, UNSET)) for name in fields)
    return msgspec.structs.replace(
        document, **{name: value for name, value in known if value is not UNSET}
    )


def stamp(time: datetime) -> str:
    """A time as `library.json` has it: the order of the text is the order of time."""
    text = msgspec.to_builtins(utc(time))
    return str(text)


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
    if isinstance(value, tuple):
        return list(value)
    return msgspec.to_builtins(value)


def _names(tags: Iterable[Tag]) -> list[str]:
    return list(map(str.__str__, sorted(tags, key=_key)))
