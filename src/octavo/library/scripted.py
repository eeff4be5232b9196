"""What scripts leave out when they write a document, and octavo puts in."""

from datetime import datetime

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octavo.library.documents import Document, build, fields_of, some_fields_of, stamp
from octavo.library.meeting import in_utc
from octavo.library.slices import Slices, head_of
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Fields

_fields = msgspec.json.Decoder(Fields).decode

_TIMES = ("added", "published", "read", "deleted")


def completed(slices: Slices, now: datetime) -> Slices:
    """Tables in which every article and note has all its fields, and its times in UTC.

    TinyDB numbers each table by itself and does not write the number into the document. A
    note that has come to share its id with an article gets another. A time without a zone
    is taken for UTC. What cannot be completed stays as it is.
    """
    articles = {
        id: _complete(Article, id, raw, now) for id, raw in slices.get("articles", {}).items()
    }
    notes = {id: _complete(Note, id, raw, now) for id, raw in slices.get("notes", {}).items()}
    next_id = max([head_of(slices).next_id - 1, *articles, *notes]) + 1
    for id in sorted(notes.keys() & articles.keys()):
        notes[next_id] = _complete(Note, next_id, notes.pop(id), now)
        next_id += 1
    return {**slices, "articles": articles, "notes": notes}


def timed(document: Document) -> Document:
    """A document with its times in UTC; one without a zone is taken for that."""
    times = {name: getattr(document, name) for name in _TIMES if hasattr(document, name)}
    return replace(document, **{name: in_utc(time) for name, time in times.items()})


def _complete(kind: type[Article] | type[Note], id: int, raw: Raw, now: datetime) -> Raw:
    try:
        fields = _fields(raw)
        if _is_complete(kind, id, fields):
            return raw
        fields = {"added": stamp(now), **fields, "id": id}
        document = timed(build(kind, fields))
        whole = {**fields_of(document), **fields, **some_fields_of(document, _TIMES)}
    except msgspec.DecodeError:
        return raw
    return Raw(msgspec.json.encode(whole))


def _is_complete(kind: type[Article] | type[Note], id: int, fields: Fields) -> bool:
    """Whether nothing is left to put in."""
    if fields.get("id") != id or not fields.keys() >= set(kind.__struct_fields__):
        return False
    return all(_is_in_utc(fields[name]) for name in _TIMES if name in fields)


def _is_in_utc(time: object) -> bool:
    return time is None or (isinstance(time, str) and time.endswith("Z"))
