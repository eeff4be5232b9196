"""Tables that an older octavo or a script has written become what the present one writes.

Older formats are brought up when a library is opened, after a backup; what scripts leave out
of a document is put in wherever tables are read.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw
from msgspec.structs import replace

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
from octavo.storage.errors import UNDECODABLE, writing
from octavo.storage.journal.reader import JournalReader
from octavo.storage.lock import Lock, OpenMarker
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.raw_tables import (
    HEAD,
    Head,
    Slices,
    compacted,
    fields_in,
    head_of,
    is_old,
)

Step = Callable[[Slices], Slices]
"""Turns the tables of one format into those of the next."""

STEPS: dict[int, Step] = {}
"""The step that leads on from each older format; there is none yet."""


def migrate(
    storage: LibraryStorage,
    presence: OpenMarker,
    compacting: Lock,
    writer: Lock,
    steps: Mapping[int, Step] = STEPS,
) -> None:
    """Bring a library of an older format up to the present one.

    The old `library.json` and the old journal are kept among the backups.

    Raises:
        LibraryOpen: If another process has it open.
        LibraryBroken: If there never was such a format.
        LibraryError: If it cannot be read or written.
    """
    folder = storage.path.parent
    with presence.alone(), compacting.held(), writer.held(), writing(folder):
        slices, _ = storage.split()
        slices = _whole(slices, JournalReader(folder / "journal.jsonl"))
        storage.backups.keep(storage.path, always=True)
        while is_old(slices):
            if (step := steps.get(found := head_of(slices).format)) is None:
                raise storage.broken(f"there never was a format {found}")
            slices = _stamped(step(slices))
        storage.write_slices(slices, head_of(slices))
        _put_away(folder / "journal.jsonl", storage.backups.folder)


def _whole(slices: Slices, journal: JournalReader) -> Slices:
    """Tables with all that the journal has to add, so that no old operation is left."""
    head = head_of(slices)
    operations = journal.since(head.sequence)
    if not operations:
        return slices
    next_id = max([head.next_id, *(id + 1 for op in operations for id in op.ids)])
    whole = compacted(slices, operations)
    return _with_head(whole, replace(head, sequence=operations[-1].sequence, next_id=next_id))


def _stamped(slices: Slices) -> Slices:
    head = head_of(slices)
    return _with_head(slices, replace(head, format=head.format + 1, lineage=""))


def _with_head(slices: Slices, head: Head) -> Slices:
    return {**slices, "meta": {**slices["meta"], HEAD: Raw(msgspec.json.encode(head))}}


def _put_away(journal: Path, folder: Path) -> None:
    if journal.exists():
        journal.rename(folder / f"journal-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl")


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
        fields = fields_in(raw)
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
