"""What scripts leave out when they write a document, and octavo puts in."""

from datetime import datetime

import msgspec
from msgspec import Raw

from octavo.library.documents import build, fields_of, stamp
from octavo.library.slices import Slices, head_of
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Fields

_fields = msgspec.json.Decoder(Fields).decode


def completed(slices: Slices, now: datetime) -> Slices:
    """Tables in which every article and note has all its fields.

    TinyDB numbers each table by itself and does not write the number into the document. A
    note that has come to share its id with an article gets another. What cannot be
    completed stays as it is.
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


def _complete(kind: type[Article] | type[Note], id: int, raw: Raw, now: datetime) -> Raw:
    try:
        fields = _fields(raw)
        if fields.get("id") == id and fields.keys() >= set(kind.__struct_fields__):
            return raw
        fields = {"added": stamp(now), **fields, "id": id}
        whole = {**fields_of(build(kind, fields)), **fields}
    except msgspec.DecodeError:
        return raw
    return Raw(msgspec.json.encode(whole))
