"""From what the command line names to articles in the library."""

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from octavo.cli.output.json_schema import AddedShape
from octavo.model.article import State
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag

if TYPE_CHECKING:
    from octavo.library.library import Library

STDIN = "-"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?=//|\S*$)|www\.")

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


def read(
    library: "Library", inputs: Sequence[str], title: str, *, chapters: bool = False
) -> Iterator[Read]:
    """What is at some addresses, in files and folders, or in standard input."""
    for is_asked, together in groupby(inputs, _is_address):
        if is_asked:
            yield from _pages(library, map(_whole, together))
        else:
            for input in together:
                yield from _read(library, input, title, chapters=chapters)


def _read(library: "Library", input: str, title: str, *, chapters: bool) -> Iterator[Read]:
    from octavo.importers.files import LARGEST, draft_of_stdin, drafts_of
    from octavo.importers.web.url_list import urls_in

    if input != STDIN:
        yield from drafts_of([Path(input)], chapters=chapters)
        return
    data = sys.stdin.buffer.read(LARGEST + 1)
    if not title and (urls := urls_in(data.decode("utf-8", "replace"))):
        yield from _pages(library, urls)
    else:
        yield STDIN, draft_of_stdin(data, title)


def _pages(library: "Library", urls: Iterable[str]) -> Iterator[Read]:
    from octavo.services.fetch_pages import pages

    return pages(library, list(urls))


def _is_address(input: str) -> bool:
    return bool(_ADDRESS.match(input)) and not Path(input).exists()


def _whole(address: str) -> str:
    return f"https://{address}" if address.lower().startswith("www.") else address


def take_in(library: "Library", pieces: Iterable[Read]) -> Iterator[AddedShape]:
    """Add what was read, and say what became of each input as soon as it is in."""
    waiting: deque[Read] = deque()

    def taken() -> Iterator[Draft | DraftRejected]:
        for input, piece in pieces:
            waiting.append((input, piece))
            yield piece

    for entry in library.intake.take_in(taken()):
        yield _shape(*waiting.popleft(), entry)


def _shape(input: str, piece: Draft | DraftRejected, entry: LedgerEntry) -> AddedShape:
    stays = entry.result in (Result.ADDED, Result.REJECTED)
    result = entry.result if stays else Result.UNCHANGED
    reason = entry.reason
    if isinstance(piece, Draft) and piece.source.error:
        reason = f"kept as a link, because {piece.source.error}"
    return AddedShape(input=input, result=result, id=entry.id, reason=reason)
