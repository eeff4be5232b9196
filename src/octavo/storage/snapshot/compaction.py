"""`library.json` and the operations since it was written make the next one.

It works on the files' JSON alone, so that fields that this octavo does not know, written
by a newer one or by somebody's script, are kept.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain

import msgspec
from msgspec import Raw

from octavo.model.operation import Fields, Operation
from octavo.storage.errors import JournalBroken
from octavo.storage.journal.records import is_gapless
from octavo.storage.snapshot.backups import Backups
from octavo.storage.snapshot.raw_tables import (
    TABLES,
    WHOLE,
    Head,
    Slices,
    divergence,
    empty,
    head_of,
)

_fields = msgspec.json.Decoder(Fields).decode


def compacted(slices: Slices, operations: Iterable[Operation]) -> Slices:
    """All tables after some operations; the head stays as it was."""
    tables = {name: dict(slices.get(name, {})) for name in [*TABLES, *slices]}
    for (table, id), fields in _sums(operations).items():
        documents = tables[table]
        if fields is None:
            documents.pop(id, None)
        elif isinstance(fields, Raw) and (table in WHOLE or id not in documents):
            documents[id] = fields
        else:
            documents[id] = merged(documents.get(id), _opened(fields))
    return tables


def rebuilt(
    backups: Backups, since: Callable[[int], Iterable[Operation]], head: Head
) -> Slices | None:
    """The tables as they were with this head, from a backup and the operations since.

    None if no backup of this copy is good and old enough with the operations going on from it.
    """
    through = head.sequence
    for slices in chain((slices for _, slices in backups.good()), [empty()]):
        sequence = head_of(slices).sequence
        if divergence(head_of(slices).checksums, head.checksums) is not None:
            continue
        with suppress(JournalBroken):
            operations = [op for op in since(sequence) if op.sequence <= through]
            if sequence <= through and is_gapless(operations, sequence, through):
                return compacted(slices, operations)
    return None


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
            elif change.table in WHOLE or (known is None and change.before is None):
                sums[place] = Raw(msgspec.json.encode(change.after))
            else:
                sums[place] = {**_opened(known), **change.after}
    return sums


def _opened(fields: Fields | Raw | None) -> Fields:
    return _fields(fields) if isinstance(fields, Raw) else fields or {}


def merged(known: Raw | None, fields: Fields) -> Raw:
    """A document with some fields set; those that octavo does not know stay."""
    return Raw(msgspec.json.encode({**(_fields(known) if known else {}), **fields}))
