"""How the lines of a PDF stand on its pages: reading order, rows of tables, marks of items."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.formats.pdf.pages import Line, Pages

_EDGE = 0.12
"""The share of a page's height, at the top and at the bottom, where running lines stand."""

_NEAR = 3
"""Lines from either end of a page that may be running ones."""

_GAP = 0.6
"""Heights of a line, at least, between a running line and the text."""

_LONGEST = 160
_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|seite|p\.|pág\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_LEAST_ROWS = 8
_LEAST_LETTERS = 22
"""Of the lines of a column, on the average; cells of tables have fewer."""

_BULLET = re.compile(r"([•●○◦▪■□▸‣⁃∙·➢✓]|[-–—*](?=\s|$))\s*")
_NUMBERED = re.compile(r"(\(?(?:\d{1,3}|[a-z])[.)])(?:\s+|$)")

_LEAST_ROWS_OF_TABLE = 2
_MOST_LETTERS = 60
"""Of a cell on the average; columns of text have more."""

_ALIGNED = 6.0
"""Points by which the edges of the cells of a column may differ."""


def ordered(pages: Pages) -> list[Line]:
    """All lines that are read, page by page and column by column."""
    running = _running(pages)
    lines: list[Line] = []
    for page, height in zip(pages.lines, pages.heights, strict=True):
        edges = set(map(id, _at_edges(page, height)))
        kept = [
            line
            for line in page
            if not (id(line) in edges and (_sign(line) in running or _is_number(line, pages)))
        ]
        lines += _by_columns(kept)
    return lines


def _at_edges(page: Sequence[Line], height: float) -> Iterator[Line]:
    """The lines of a page where running heads, feet and page numbers stand, with a gap."""
    by_height = sorted(page, key=lambda line: -line.top)
    top = (line for line in by_height if line.bottom > height * (1 - _EDGE))
    foot = (line for line in reversed(by_height) if line.top < height * _EDGE)
    yield from _before_gap(list(top), by_height)
    yield from _before_gap(list(foot), by_height[::-1])


def _before_gap(edge: Sequence[Line], page: Sequence[Line]) -> Iterator[Line]:
    """The outermost lines of a page, up to the last one that a gap parts from the others."""
    last = 0
    for place, line in enumerate(edge[:_NEAR], 1):
        inner = page[place] if place < len(page) else None
        gap = max(line.bottom - inner.top, inner.bottom - line.top) if inner else line.size
        if gap > _GAP * line.size:
            last = place
    return iter(edge[:last])


def _running(pages: Pages) -> set[str]:
    """What stands at the edge of several pages, whatever its numbers."""
    found: Counter[str] = Counter()
    for page, height in zip(pages.lines, pages.heights, strict=True):
        found.update({_sign(line) for line in _at_edges(page, height)})
    least = 2 if len(pages.lines) < 6 else 3
    return {sign for sign, times in found.items() if times >= least and len(sign) < _LONGEST}


def _sign(line: Line) -> str:
    """What a line says, its numbers left open, and how large: a title is no running head."""
    return f"{line.size:.0f} " + re.sub(r"\d+|\b[ivxlc]{1,7}\b", "#", line.text.casefold())


def _is_number(line: Line, pages: Pages) -> bool:
    return len(pages.lines) > 1 and _NUMBER.fullmatch(line.text) is not None


def _by_columns(page: list[Line]) -> list[Line]:
    """The lines with the left column before the right one, where they were written in rows."""
    rights = {id(line) for before, line in pairwise(page) if is_beside(before, line)}
    beside = [line for line in page if id(line) in rights]
    if len(beside) < _LEAST_ROWS or not _is_column(beside):
        return page
    gutter = min(line.left for line in beside)
    first = next(i for i, line in enumerate(page[1:]) if id(line) in rights)
    last = max(i for i, line in enumerate(page) if id(line) in rights)
    rows = page[first : last + 1]
    left = [line for line in rows if line.left < gutter - 1]
    if not _is_column(left) or any(line.right > gutter for line in left):
        return page
    return [*page[:first], *left, *(r for r in rows if r.left >= gutter - 1), *page[last + 1 :]]


def _is_column(lines: Sequence[Line]) -> bool:
    return sum(len(line.text) for line in lines) >= _LEAST_LETTERS * len(lines) > 0


def mark_of(text: str) -> str:
    """The mark of an item in Markdown, `-` or `3.`; empty if a line starts none."""
    if _BULLET.match(text):
        return "-"
    numbered = _NUMBERED.match(text)
    digits = re.search(r"\d+", numbered[1]) if numbered else None
    return f"{digits[0]}." if digits else ""


def is_mark(text: str) -> bool:
    """Whether a piece of text is nothing but the mark of an item."""
    return bool(_BULLET.fullmatch(text) or _NUMBERED.fullmatch(text))


def without_mark(text: str, mark: str) -> str:
    """The text of an item without the mark that it was set with."""
    return (_BULLET if mark == "-" else _NUMBERED).sub("", text, count=1)


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
    if len(rows) >= _LEAST_ROWS_OF_TABLE and len(rows[0]) > 1 and short:
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
