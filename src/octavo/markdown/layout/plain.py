"""Texts as they stand: what is left to show of one that cannot be laid out."""

from collections.abc import Iterator
from itertools import accumulate

from rich.cells import cell_len, chop_cells

from octavo.markdown.lines import Line, Part, Piece, look
from octavo.text import visible

NOTICE = "This text could not be laid out; it is shown as it stands."

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a fault in laying out raises, ours or that of a parser or lexer of others.

A text comes from anywhere, and the one that none of us thought of must not keep the app from
starting. `RuntimeError` has `RecursionError` and the parser's own complaints in it. What is
no fault of the text is not caught: missing memory or files, being cancelled, being told to
exit."""

_CHARACTERS = 4000
"""How much of a line is set in one go, so that the longest one does not let anybody wait:
5 ms for this much, measured at 40 cells."""


def plain_parts(text: str) -> Iterator[tuple[int, int]]:
    """A text in parts that are set by themselves: its lines, long ones in several parts."""
    start = 0
    for line in text.split("\n")[:-1]:
        end = start + len(line) + 1
        while end - start > _CHARACTERS:
            yield start, start + _CHARACTERS
            start += _CHARACTERS
        yield start, end
        start = end


def plain_lines(text: str, start: int, width: int) -> Iterator[Line]:
    """A line of a text that begins at an offset, in as many lines as it takes.

    Made without what lays out other texts, in which the fault may be.
    """
    rows = plain_rows(text, width)
    ends = accumulate(map(len, rows), initial=start)
    for row, begin in zip(rows, ends, strict=False):
        end = begin + len(row)
        pieces = (Piece(row, look(Part.TEXT), begin, end),) if row else ()
        yield Line(pieces, begin, end)


def plain_rows(text: str, width: int) -> list[str]:
    """A line torn where it is too wide, after a space if there is one; one row at least."""
    text = visible(text)
    rows: list[str] = []
    while cell_len(text) > width:
        row = chop_cells(text[: width + 1], width)[0] or text[0]
        length = row.rfind(" ") + 1 or len(row)
        rows.append(text[:length])
        text = text[length:]
    return [*rows, text]
