"""What scripts leave out when they write a document, and octavo puts in."""

from datetime import datetime

import msgspec
from msgspec import Raw

from octavo.model.article import Article
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.operation import Fields
from octavo.storage.codec import (
    TABLES_OF,
    TIMES,
    are_in_utc,
    build,
    dated,
    fields_of,
    some_fields_of,
    stamp,
    timed,
)
from octavo.storage.errors import UNDECODABLE
from octavo.storage.snapshot.raw_tables import Slices, head_of

_fields = msgspec.json.Decoder(Fields).decode


def completed(slices: Slices, now: datetime) -> Slices:
    """Tables in which every noun has all its fields, and all times are in UTC.

    TinyDB numbers each table by itself and does not write the number into the document. A
    note that has come to share its id with an article gets another. A time without a zone
    is taken for UTC, and a day for its midnight. What cannot be completed stays as it is.
    """
    tables: Slices = {
        name: {id: _complete(kind, id, raw, now) for id, raw in slices.get(name, {}).items()}
        for kind, name in TABLES_OF.items()
    }
    articles, notes = tables["articles"], tables["notes"]
    next_id = max([head_of(slices).next_id - 1, *articles, *notes]) + 1
    for id in sorted(notes.keys() & articles.keys()):
        notes[next_id] = _complete(Note, next_id, notes.pop(id), now)
        next_id += 1
    return {**slices, **tables}


def _complete(kind: type[Article | Note | Feed], id: int, raw: Raw, now: datetime) -> Raw:
    try:
        fields = _fields(raw)
        if _is_complete(kind, id, fields):
            return raw
        fields = dated({"added": stamp(now), **fields, "id": id})
        document = timed(build(kind, fields))
        whole = {**fields_of(document), **fields, **some_fields_of(document, TIMES)}
    except UNDECODABLE:
        return raw
    return Raw(msgspec.json.encode(whole))


def _is_complete(kind: type[Article | Note | Feed], id: int, fields: Fields) -> bool:
    """Whether nothing is left to put in."""
    if fields.get("id") != id or not fields.keys() >= set(kind.__struct_fields__):
        return False
    return are_in_utc(fields)
