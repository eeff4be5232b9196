"""From what the command line names to articles in the library, a batch at a time."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from octavo.cli.shapes import AddedShape
from octavo.model.article import State
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag

if TYPE_CHECKING:
    from octavo.library.library import Library

STDIN = "-"

AT_ONCE = 5_000
"""Drafts that go in as one operation, unless their texts are long."""

CHARACTERS_AT_ONCE = 50_000_000

NOT_FETCHED = "octavo does not fetch from the web yet; save the page, and add the file"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|www\.")

Read = tuple[str, Draft | DraftRejected]
"""What an input is called, and what was read from it."""


class Dress(Struct, frozen=True):
    """What the options say of every article that comes in."""

    tags: frozenset[Tag] = frozenset()
    read: bool = False
    archived: bool = False
    starred: bool = False

    def on(self, draft: Draft) -> Draft:
        """A draft with all of that."""
        return replace(
            draft,
            tags=draft.tags | self.tags,
            state=State.READ if self.read else draft.state,
            archived=draft.archived or self.archived,
            starred=draft.starred or self.starred,
        )


def read(inputs: Sequence[str], title: str) -> Iterator[Read]:
    """What is in some files, in all files of some folders, or in standard input."""
    from octavo.importers.files import LARGEST, draft_of_stdin, drafts_of

    for input in inputs:
        if input == STDIN:
            yield STDIN, draft_of_stdin(sys.stdin.buffer.read(LARGEST + 1), title)
        elif _ADDRESS.match(input) and not Path(input).exists():
            yield input, DraftRejected(input, NOT_FETCHED)
        else:
            yield from drafts_of([Path(input)])


def batches(pieces: Iterable[Read]) -> Iterator[list[Read]]:
    """Some pieces in as few batches as memory allows; each becomes one operation."""
    batch: list[Read] = []
    characters = 0
    for piece in pieces:
        batch.append(piece)
        characters += len(piece[1].text) if isinstance(piece[1], Draft) else 0
        if len(batch) >= AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def take_in(library: "Library", batch: Sequence[Read]) -> Iterator[AddedShape]:
    """Add a batch as one operation, and say what became of each input."""
    drafts = [draft for _, draft in batch if isinstance(draft, Draft)]
    ledger = iter(library.add(drafts) if drafts else [])
    for input, draft in batch:
        if isinstance(draft, DraftRejected):
            yield AddedShape(input=input, result=Result.REJECTED, reason=draft.reason)
        else:
            yield _shape(input, next(ledger))


def _shape(input: str, entry: LedgerEntry) -> AddedShape:
    result = Result.ADDED if entry.result is Result.ADDED else Result.UNCHANGED
    return AddedShape(input=input, result=result, id=entry.id, reason=entry.reason)
