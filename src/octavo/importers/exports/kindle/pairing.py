"""Which Kindle clippings belong together: notes to highlights, copies to what they are of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from octavo.importers.exports.kindle.blocks import Block
from octavo.importers.exports.kindle.metadata import Kind

_NEIGHBOURS = 30
"""Clippings at places near by that one is compared with."""


class Joined(Struct, frozen=True):
    """What became of some clippings, each named by where it stands among them."""

    copies: set[int]
    """Those whose words stand in another one, at the same place."""
    notes: dict[int, int]
    """Notes, and the highlights that they were written on."""


def join(blocks: Sequence[Block]) -> Joined:
    """Find the copies among some clippings, and the highlights of the notes."""
    books: dict[str, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.kind in (Kind.HIGHLIGHT, Kind.NOTE) and block.text:
            books[block.book].append(at)
    joined = Joined(set(), {})
    for inside in books.values():
        for kind in (Kind.HIGHLIGHT, Kind.NOTE):
            of_kind = [at for at in inside if blocks[at].kind is kind]
            joined.copies.update(_copies(blocks, of_kind))
        kept = [at for at in inside if at not in joined.copies]
        joined.notes.update(_notes(blocks, kept))
    return joined


def _copies(blocks: Sequence[Block], ats: Iterable[int]) -> set[int]:
    """Those whose words are in another one that lies at the same place."""
    ordered = sorted(ats, key=lambda at: _span(blocks[at]))
    folded = {at: blocks[at].folded for at in ordered}
    copies: set[int] = set()
    for index, at in enumerate(ordered):
        for other in ordered[index + 1 : index + 1 + _NEIGHBOURS]:
            if at in copies or _span(blocks[other])[0] > _span(blocks[at])[1]:
                break
            if other in copies:
                continue
            shorter, longer = sorted((at, other), key=lambda at: (len(folded[at]), at))
            if folded[shorter] in folded[longer]:
                copies.add(shorter)
    return copies


def _notes(blocks: Sequence[Block], ats: Sequence[int]) -> dict[int, int]:
    """The highlight that each note stands at the end of, or in, or right after."""
    ordered = sorted(ats, key=lambda at: (_span(blocks[at])[1], at))
    found: dict[int, int] = {}
    for index, at in enumerate(ordered):
        if blocks[at].kind is not Kind.NOTE:
            continue
        near = ordered[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
        fitting = [
            other
            for other in near
            if blocks[other].kind is Kind.HIGHLIGHT and _is_at(blocks, at, other)
        ]
        if fitting:
            found[at] = min(fitting, key=lambda other: _distance(blocks, at, other))
    return found


def _is_at(blocks: Sequence[Block], note: int, highlight: int) -> bool:
    """Whether a note lies on a highlight; without places, whether it is its neighbour."""
    if blocks[note].place is None or blocks[highlight].place is None:
        return blocks[note].place == blocks[highlight].place and abs(note - highlight) == 1
    (start, end), (first, last) = _span(blocks[highlight]), _span(blocks[note])
    return first <= end and start <= last


def _distance(blocks: Sequence[Block], note: int, highlight: int) -> tuple[bool, int, bool]:
    """How far a highlight is from being the one of a note; one that stands before wins."""
    ends = _span(blocks[highlight])[1] == _span(blocks[note])[1]
    return not ends, abs(note - highlight), highlight > note


def _span(block: Block) -> tuple[int, int]:
    return block.place or (0, 0)
