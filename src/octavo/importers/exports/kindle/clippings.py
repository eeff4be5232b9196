"""Kindle's `My Clippings.txt`: a block for each highlight and note, of all books together.

A book is an article without an address; each block brings one note to it, unless another
block says the same, and more.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from octavo.importers.exports import values
from octavo.importers.exports.files.decoding import head_of
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.kindle.blocks import Block, blocks_in, book_of
from octavo.importers.exports.kindle.metadata import Kind, mark_of
from octavo.importers.exports.kindle.pairing import Joined, join
from octavo.importers.text.titles import title_of_text
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight

_AT_ONCE = 5_000
"""Clippings that are joined with one another; hardly any file has more."""
_LIMIT = "<You have reached the clipping limit"


def _recognises(part: Part) -> bool:
    """Whether the first block is a title, a line of place and date, and the mark of its end."""
    lines = [line.strip("\ufeff \t") for line in head_of(part).splitlines()[:2_000]]
    told = [line for line in lines if line]
    ended = any(len(line) >= 8 and not line.strip("=") for line in told)
    marks = (mark_of(line) for line in told[:2])
    return ended and any(mark and (mark.added or mark.kind) for mark in marks)


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The blocks, each as the book with one note or highlight."""
    del parts
    return _read(part)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some blocks as a file of their own."""
    del part
    return "".join(f"{raw}\n==========\n" for raw in raws)


def _read(part: Part) -> Iterator[Row]:
    found = blocks_in(part)
    while blocks := list(islice(found, _AT_ONCE)):
        joined = join(blocks)
        written: dict[int, list[str]] = {}
        for note, highlight in joined.notes.items():
            written.setdefault(highlight, []).append(blocks[note].text)
        for at, block in enumerate(blocks):
            place = f"{part.name}, line {block.line}"
            made = _made(part, blocks, at, joined, written.get(at, []), place)
            yield Row(place=place, draft=made, raw=block.raw)


def _made(
    part: Part, blocks: list[Block], at: int, joined: Joined, written: list[str], place: str
) -> Draft | DraftRejected:
    """The book with what one block says of it, or why there is nothing to keep."""
    block = blocks[at]
    if reason := block.problem or _nothing(block):
        return DraftRejected(place, reason)
    if at in joined.copies or at in joined.notes:
        return _book(part, block, ())
    if block.kind is Kind.NOTE:
        return _book(part, block, (DraftNote(text=block.text, added=block.added),))
    note = DraftNote(
        text="\n\n".join(written), highlight=Highlight(block.text), added=block.added
    )
    return _book(part, block, (note,))


def _nothing(block: Block) -> str:
    """Why a block has nothing to keep; empty if it has."""
    if block.kind is Kind.BOOKMARK:
        return "it is a bookmark: it marks a page and has no text"
    if not block.text:
        return "it has no text"
    if block.text.startswith(_LIMIT):
        return "the publisher's limit was reached: the Kindle kept no text"
    return ""


def _book(part: Part, block: Block, notes: tuple[DraftNote, ...]) -> Draft:
    title, authors = book_of(block.book)
    return Draft(
        title=values.title(title) or title_of_text(block.text),
        authors=authors,
        notes=notes,
        added=block.added,
        source=values.source("kindle", part, block.book or title_of_text(block.text)),
    )


KINDLE = Format(
    name="kindle",
    title="Kindle, My Clippings",
    suffix=".txt",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
