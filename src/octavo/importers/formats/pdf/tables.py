"""Rows of cells in a PDF: tables stay tables, and words that only stand apart come together."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.formats.pdf.bullets import is_mark
from octavo.importers.formats.pdf.pages import Line

_LEAST_ROWS = 2
_MOST_LETTERS = 60
"""Of a cell on the average; columns of text have more."""

_ALIGNED = 6.0
"""Points by which the edges of the cells of a column may differ."""


class Table(Struct, frozen=True):
    """Some rows with the same columns; the first one is the heading."""

    rows: list[list[Line]]


def set_apart(lines: Sequence[Line]) -> Iterator[Line | Table]:
    """The lines with the tables among them; other lines in one row become one line."""
    rows: list[list[Line]] = []
    for row in _rows(lines):
        if rows and not (len(row) > 1 and _is_in_columns(rows, row)):
            yield from _as_table(rows)
            rows = []
        rows.append(row)
    yield from _as_table(rows)


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in lines:
        if row and not is_beside(row[-1], line):
            yield row
            row = []
        if row and is_mark(row[-1].text):
            line = _together([row.pop(), line])
        row.append(line)
    if row:
        yield row


def is_beside(before: Line, line: Line) -> bool:
    """Whether a line stands to the right of another, on the same height."""
    overlap = min(before.top, line.top) - max(before.bottom, line.bottom)
    height = min(before.top - before.bottom, line.top - line.bottom)
    return line.left > before.right and overlap > 0.5 * height and before.page == line.page


def _is_in_columns(rows: Sequence[Sequence[Line]], row: Sequence[Line]) -> bool:
    """Whether the cells of a row stand below those of the rows above it."""
    above = rows[-1]
    near = above[0].bottom - row[0].top < 3 * row[0].size and above[0].page == row[0].page
    return near and len(above) == len(row) and all(map(_is_below, above, row))


def _is_below(above: Line, cell: Line) -> bool:
    middle = abs(above.left + above.right - cell.left - cell.right) / 2
    edges = (abs(above.left - cell.left), abs(above.right - cell.right), middle)
    return min(edges) <= _ALIGNED


def _as_table(rows: list[list[Line]]) -> Iterator[Line | Table]:
    cells = [cell for row in rows for cell in row]
    letters = sum(len(cell.text) for cell in cells)
    short = letters <= _MOST_LETTERS * len(cells) and not all(cell.mono for cell in cells)
    if len(rows) >= _LEAST_ROWS and len(rows[0]) > 1 and short:
        yield Table(rows)
        return
    for row in rows:
        yield _together(row)


def _together(row: Sequence[Line]) -> Line:
    """The pieces of one line as one; its face is that of its longest piece."""
    longest = max(row, key=lambda line: len(line.text))
    return replace(
        longest,
        text=" ".join(line.text for line in row),
        left=row[0].left,
        right=row[-1].right,
        top=max(line.top for line in row),
        bottom=min(line.bottom for line in row),
        parted=row[-1].parted,
    )
