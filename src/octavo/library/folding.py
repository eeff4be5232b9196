"""Folding: `library.json` plus the operations since it was written make the next one.

It works on the files' JSON alone, so that fields that this octavo does not know, written
by a newer one or by somebody's script, are kept.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Raw

from octavo.library.backups import Backups
from octavo.library.journal import Header, Journal, Line
from octavo.library.storage import Head, Slices
from octavo.model.operation import Change, Fields, Operation

JOURNAL_BYTES = 64_000_000
"""How long the journal may grow before its oldest operations are forgotten."""

TABLES = ("articles", "notes", "queries", "feeds", "meta")

_fields = msgspec.json.Decoder(Fields).decode


def folded(slices: Slices, operations: Iterable[Operation], head: Head) -> Slices:
    """All tables after some operations, with a new head."""
    tables = {name: dict(slices.get(name, {})) for name in [*TABLES, *slices]}
    for operation in operations:
        for change in operation.changes:
            _fold_change(tables[change.table], change)
    tables["meta"][1] = Raw(msgspec.json.encode(head))
    return tables


def _fold_change(documents: dict[int, Raw], change: Change) -> None:
    if change.after is None:
        documents.pop(change.id, None)
        return
    known: Fields = _fields(documents[change.id]) if change.id in documents else {}
    documents[change.id] = Raw(msgspec.json.encode({**known, **change.after}))


def trimmed(journal: Journal, backups: Backups) -> None:
    """Forget the oldest operations of a journal that has grown too long.

    The second half of the allowed bytes stays, and whatever the backups need.
    """
    if journal.size <= JOURNAL_BYTES:
        return
    needed = backups.oldest_sequence()
    journal.keep([line for line in journal.lines() if _is_kept(line, journal.size, needed)])


def _is_kept(line: Line, size: int, needed_after: int | None) -> bool:
    if line.body is None or line.start > size - JOURNAL_BYTES // 2:
        return True
    sequence = msgspec.json.decode(line.body, type=Header).sequence
    return needed_after is not None and sequence > needed_after
