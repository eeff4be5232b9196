"""Folding: `library.json` plus the operations since it was written make the next one.

It works on the files' JSON alone, so that fields that this octavo does not know, written
by a newer one or by somebody's script, are kept.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Raw

from octavo.model.operation import Fields, Operation
from octavo.storage.codec import fields_of
from octavo.storage.journal.reader import Past
from octavo.storage.journal.records import Line, lines_of
from octavo.storage.journal.writer import Journal
from octavo.storage.memory.state import State, is_gapless
from octavo.storage.snapshot.backups import Backups
from octavo.storage.snapshot.raw_tables import TABLES, Slices, empty, head_of

_fields = msgspec.json.Decoder(Fields).decode


def folded(slices: Slices, operations: Iterable[Operation]) -> Slices:
    """All tables after some operations; the head stays as it was."""
    tables = {name: dict(slices.get(name, {})) for name in [*TABLES, *slices]}
    for (table, id), fields in _sums(operations).items():
        documents = tables[table]
        if fields is None:
            documents.pop(id, None)
        elif isinstance(fields, Raw) and id not in documents:
            documents[id] = fields
        else:
            documents[id] = _merged(documents.get(id), _opened(fields))
    return tables


def remembered(slices: Slices, state: State) -> Slices:
    """All tables as they are in memory, for when the journal has lost its operations."""
    tables = {**slices, "articles": {}, "notes": {}}
    for name, shelf in (("articles", state.articles), ("notes", state.notes)):
        known = slices.get(name, {})
        tables[name] = {
            id: _merged(known.get(id), fields_of(document)) for id, document in shelf.items()
        }
    for (name, id), fields in state.others.items():
        tables[name] = {**tables.get(name, {}), id: Raw(msgspec.json.encode(fields))}
    return tables


def rebuilt(backups: Backups, past: Past, through: int) -> Slices | None:
    """The tables as they were after an operation, from a backup and the journal.

    None if no backup is good and old enough with the journal going on from there.
    """
    for _, slices in backups.good():
        sequence = head_of(slices).sequence
        operations = [op for op in past.since(sequence) if op.sequence <= through]
        if sequence <= through and is_gapless(operations, sequence, through):
            return folded(slices, operations)
    operations = [op for op in past.since(0) if op.sequence <= through]
    return folded(empty(), operations) if is_gapless(operations, 0, through) else None


def trimmed(journal: Journal, backups: Backups, limit: int) -> None:
    """Forget the oldest operations of a journal that has grown beyond a limit in bytes.

    The second half of the allowed bytes stays, with the rest of the steps in it where that
    is allowed too, and whatever the backups need.
    """
    if journal.size <= limit:
        return
    needed = backups.oldest_sequence()
    lines = list(journal.sound(lines_of(journal.content())))
    kept = (
        place
        for place, line in enumerate(lines)
        if line.start > journal.size - limit // 2
        or (needed is not None and line.sequence > needed)
    )
    half = next(kept, 0)
    headers = (journal.told(line, Line.header) for line in lines[half:])
    oldest = min((header.part_of or header.sequence for header in headers), default=0)
    starts = (line.start for line in lines[:half] if line.sequence == oldest)
    cut = lines[half].start if lines else 0
    whole = next(starts, cut)
    journal.cut(whole if journal.size - whole <= limit else cut)


def _sums(operations: Iterable[Operation]) -> dict[tuple[str, int], Fields | Raw | None]:
    """What some operations set in each document, all taken together; None takes it out.

    A document that came in, and was left alone then, is JSON again: that takes a fifth of the
    memory, and there may be tens of thousands.
    """
    sums: dict[tuple[str, int], Fields | Raw | None] = {}
    for operation in operations:
        for change in operation.changes:
            place = (change.table, change.id)
            known = sums.get(place)
            if change.after is None:
                sums[place] = None
            elif known is None and change.before is None:
                sums[place] = Raw(msgspec.json.encode(change.after))
            else:
                sums[place] = {**_opened(known), **change.after}
    return sums


def _opened(fields: Fields | Raw | None) -> Fields:
    return _fields(fields) if isinstance(fields, Raw) else fields or {}


def _merged(known: Raw | None, fields: Fields) -> Raw:
    return Raw(msgspec.json.encode({**(_fields(known) if known else {}), **fields}))
