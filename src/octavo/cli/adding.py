"""From what the command line names to articles in the library."""

import re
import sys
from collections import deque
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


def take_in(library: "Library", pieces: Iterable[Read]) -> Iterator[AddedShape]:
    """Add what was read, and say what became of each input as soon as it is in."""
    names: deque[str] = deque()

    def named() -> Iterator[Draft | DraftRejected]:
        for input, piece in pieces:
            names.append(input)
            yield piece

    for entry in library.intake.take_in(named()):
        yield _shape(names.popleft(), entry)


def _shape(input: str, entry: LedgerEntry) -> AddedShape:
    stays = entry.result in (Result.ADDED, Result.REJECTED)
    result = entry.result if stays else Result.UNCHANGED
    return AddedShape(input=input, result=result, id=entry.id, reason=entry.reason)
