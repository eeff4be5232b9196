"""From the lines of a PDF to the blocks that they were set from, tables among them.

Large because what is a table, and what only looks like one, is told here, too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from msgspec import Struct

from octavo.importers.formats.pdf.pages import Line, parted_at, together
from octavo.patterns import lazy_pattern

_LARGER = 1.12
"""A heading is so much larger than the text."""

_LONGEST_HEADING = 200
_SECTION = lazy_pattern(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[IVX]{1,5}\.)\s+\S")
_LEADER = lazy_pattern(
    r"(?<![.·…])(?<![.·…]\s)(?:[.·…]\s?+){5,}+\s*+(?:\d{1,4}|[ivxlc]{1,7})?$"
)
"""The dots that lead to a page number in a table of contents."""

_ENDED = lazy_pattern(r"[.!?:;。！？…][\"'”’»)\]]*$")
_OPENS = lazy_pattern(r"[^\W\d_]*[A-ZÀ-Þ\"“«(]")


_BULLET = lazy_pattern(r"([•●○◦▪■□▸‣⁃∙·➢✓]|[-–—*\x80-\x9f\ue000-\uf8ff\ufffd](?=\s|$))\s*")
"""The marks of items; in faces of symbols they have no character, or a private one."""
_NUMBERED = lazy_pattern(r"(\(?(?:\d{1,3}|[a-z])[.)])(?:\s+|$)")

_LEAST_ROWS_OF_TABLE = 2
_LEAST_CELLS = 3
"""Of a row by which others are parted; two lines of a narrow column may have a gap each."""

_MOST_LETTERS = 60
"""Of a cell on the average; columns of text have more."""

_ALIGNED = 6.0
"""Points by which the edges of the cells of a column may differ."""


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    CODE = auto()
    TABLE = auto()


class Table(Struct, frozen=True):
    """Some rows with the same columns; the first one is the heading."""

    rows: list[list[Line]]


class Block(Struct, kw_only=True):
    """Lines that belong together."""

    kind: Kind
    lines: list[Line]
    level: int = 0
    """Of a heading, from 1."""
    mark: str = ""
    """Of an item: `-` or `3.`."""
    table: Table | None = None


class Measure(Struct, frozen=True):
    """How the text of a document is set."""

    size: float
    leading: float
    """From one line to the next, in points."""


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The headings, paragraphs, items and pieces of code that some lines are."""
    if not lines:
        return []
    measure = _measure(lines)
    blocks: list[Block] = []
    for group in _groups(set_apart(lines), measure):
        if isinstance(group, Table):
            cells = [cell for row in group.rows for cell in row]
            blocks.append(Block(kind=Kind.TABLE, lines=cells, table=group))
        else:
            blocks += _parts(group, measure)
    _rank(blocks)
    return list(_joined(blocks))


def _measure(lines: Sequence[Line]) -> Measure:
    """The size that most letters have, and how far the lines in it are apart."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] or 10.0
    steps = [
        before.bottom - line.bottom
        for before, line in pairwise(lines)
        if before.page == line.page and before.size == line.size == size
    ]
    near = [step for step in steps if 0.5 * size < step < 3 * size]
    return Measure(size, median(near) if near else 1.2 * size)


def _groups(pieces: Iterable[Line | Table], measure: Measure) -> Iterator[list[Line] | Table]:
    """The tables, and runs of lines of one size and face that follow each other closely."""
    group: list[Line] = []
    for piece in pieces:
        if isinstance(piece, Line) and _LEADER.search(piece.text):
            continue
        if group and (isinstance(piece, Table) or not _follows(group[-1], piece, measure)):
            yield group
            group = []
        if isinstance(piece, Table):
            yield piece
        else:
            group.append(piece)
    if group:
        yield group


def _follows(before: Line, line: Line, measure: Measure) -> bool:
    """Whether a line is set right below another, in the same type."""
    step = before.bottom - line.bottom
    leading = max(measure.leading, 1.1 * before.size)
    same = abs(before.size - line.size) <= 0.06 * measure.size and before.mono == line.mono
    bold = before.bold == line.bold or not (before.bold and _is_short(before, line))
    near = 0.2 * line.size < step < 1.35 * leading and before.page == line.page
    apart = line.left > before.right + line.size or line.right < before.left
    return same and bold and near and not apart


def _is_short(line: Line, below: Line) -> bool:
    return line.right < below.right - 3 * line.size or not _ENDED.search(line.text)


def _parts(group: list[Line], measure: Measure) -> Iterator[Block]:
    """The blocks in a run of lines."""
    if all(line.mono for line in group):
        yield Block(kind=Kind.CODE, lines=group)
    elif _is_heading(group, measure):
        yield Block(kind=Kind.HEADING, lines=group)
    else:
        yield from _paragraphs(group)


def _is_heading(group: Sequence[Line], measure: Measure) -> bool:
    """Whether a run is larger than the text, or bold and short and no sentence."""
    text = " ".join(line.text for line in group)
    if len(text) > _LONGEST_HEADING or not any(char.isalnum() for char in text):
        return False
    if group[0].size >= _LARGER * measure.size:
        return any(char.isalpha() for char in text)
    bold = all(line.bold for line in group) and len(group) <= 3
    sized = group[0].size >= 0.94 * measure.size
    return bold and sized and (bool(_SECTION.match(text)) or not _ENDED.search(text))


def _paragraphs(group: Sequence[Line]) -> Iterator[Block]:
    """The paragraphs and items in a run of lines without gaps."""
    left = min(line.left for line in group)
    right = max(line.right for line in group)
    block: Block | None = None
    for before, line in zip([None, *group], group, strict=False):
        mark = mark_of(line.text)
        starts = before is None or _starts(before, line, left, right)
        hangs = (
            block is not None
            and block.kind is Kind.ITEM
            and line.left > block.lines[0].left + 2
        )
        if block is None or mark or (starts and not hangs):
            if block:
                yield block
            kind = Kind.ITEM if mark else Kind.PARAGRAPH
            block = Block(kind=kind, lines=[line], mark=mark)
        else:
            block.lines.append(line)
    if block:
        yield block


def _starts(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a paragraph starts with this line: set in, or after a line that ends early."""
    indented = line.left > left + 0.7 * line.size and before.left < line.left - 0.5 * line.size
    early = before.right < right - 0.15 * (right - left) and _ENDED.search(before.text)
    return not before.parted and (
        (indented and bool(_ENDED.search(before.text)))
        or bool(early and _OPENS.match(line.text))
    )


def _rank(blocks: Sequence[Block]) -> None:
    """Number the levels of the headings by their sizes, and the bold ones below these."""
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    sizes = sorted({round(block.lines[0].size) for block in headings}, reverse=True)
    for block in headings:
        block.level = min(sizes.index(round(block.lines[0].size)) + 1, 5)


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with paragraphs that go on in the next column or page joined."""
    held: Block | None = None
    for block in blocks:
        if held and _goes_on(held, block):
            held.lines += block.lines
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _goes_on(before: Block, block: Block) -> bool:
    last, first = before.lines[-1], block.lines[0]
    if before.kind is Kind.CODE and block.kind is Kind.CODE:
        return last.page == first.page and last.bottom - first.bottom < 3 * first.size
    if block.kind is not Kind.PARAGRAPH or before.kind not in (Kind.PARAGRAPH, Kind.ITEM):
        return False
    moved = first.page != last.page or first.bottom > last.top
    same = abs(first.size - last.size) <= 0.06 * last.size
    open_end = not _ENDED.search(last.text) or first.text[:1].islower()
    return moved and same and (last.parted or open_end)


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


def set_apart(lines: Sequence[Line]) -> Iterator[Line | Table]:
    """The lines with the tables among them; other lines in one row become one line."""
    rows: list[list[Line]] = []
    for row in _in_cells(list(_rows(lines))):
        if rows and not (len(row) > 1 and _is_in_columns(rows, row)):
            yield from _as_table(rows)
            rows = []
        rows.append(row)
    yield from _as_table(rows)


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in lines:
        if row and not line.is_beside(row[-1]):
            yield row
            row = []
        if row and is_mark(row[-1].text):
            line = together([row.pop(), line])
        row.append(line)
    if row:
        yield row


def _in_cells(rows: list[list[Line]]) -> list[list[Line]]:
    """The rows, those too whose cells are so near that only other rows tell them apart."""
    for step in (-1, 1):
        for index in range(len(rows))[::-step]:
            if not 0 <= index + step < len(rows):
                continue
            row, other = rows[index], rows[index + step]
            cells = [cell for piece in row for cell in parted_at(piece)]
            above, below = (other, cells) if step < 0 else (cells, other)
            fits = len(row) < len(cells) == len(other) >= _LEAST_CELLS
            if fits and _is_in_columns([above], below):
                rows[index] = cells
    return rows


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
        yield together(row)
