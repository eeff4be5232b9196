"""How a plain text is set: where its lines were wrapped, and how far they are set in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from octavo.importers.formats.plain.lines import Wrapping, indent, width

Block = tuple[str, ...]
"""Lines that no blank line parts."""

_NARROW = 48
_LONGEST_BLOCK = 400
"""Lines; where a text has no blank line for longer, it is read in pieces."""

_SMALL_WORD = re.compile(r"(?<![^\W_])[^\W\d_A-Z][^\W\d_A-Z]+(?![^\W_])")
_FIRST_WORD = re.compile(r"\W*([^\W\d_]+)")
_STARTERS = """
    a after all also although an and another any are as at because before but by can despite
    each even every few first for from he her here his how however i if in instead is it its
    last many more most my new no nobody not now of on once one only or our over people she
    since so some such that the their then there these they this those though to today two
    under until we what when where whether which while who why with yet you your
"""


class Layout(NamedTuple):
    """How a text as a whole is set."""

    wrapping: Wrapping
    base: int
    """How far its lines are set in, most of them."""
    common: frozenset[str]
    """Its words that are written small somewhere, and so are no names."""
    is_narrow: bool = False
    """Whether hardly a line is long enough to be part of a wrapped paragraph."""

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> "Layout":
        """Judge by all lines."""
        lines = [line for block in blocks for line in block]
        margins = sorted(map(indent, lines[:10_000]))
        common = frozenset(word for line in lines for word in _SMALL_WORD.findall(line))
        wrapping = Wrapping.of(blocks)
        narrow = sum(width(line.strip()) <= _NARROW for line in lines)
        return cls(
            wrapping,
            margins[len(margins) // 4] if margins else 0,
            common.union(_STARTERS.split()),
            not wrapping.column and len(lines) > 4 and narrow * 5 >= len(lines) * 4,
        )

    def may_begin_sentence(self, line: str) -> bool:
        """Whether the first word of a line is a capital for the sentence's sake, not a name."""
        word = _FIRST_WORD.match(line)
        return not word or not word[1][0].isupper() or word[1].lower() in self.common


def blocks_of(lines: Iterable[str]) -> Iterator[tuple[int, Block]]:
    """The runs of lines that are not blank, each with how many blank lines stand before."""
    run: list[str] = []
    gap = blank = 0
    for line in lines:
        if run and (not line.strip() or len(run) == _LONGEST_BLOCK):
            yield gap, tuple(run)
            run = []
        if not line.strip():
            blank += 1
            continue
        if not run:
            gap, blank = blank, 0
        run.append(line.rstrip())
    if run:
        yield gap, tuple(run)
