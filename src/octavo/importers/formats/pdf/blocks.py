"""From the lines of a PDF to the blocks that they were set from, tables among them.

Large because what is a table, and what only looks like one, is told here, too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.formats.pdf.pages import (
    Line,
    as_cell,
    is_mark,
    mark_of,
    parted_at,
    run_on,
    together,
)
from octavo.importers.formats.plain.lines import ends_sentence, is_heading
from octavo.patterns import lazy_pattern

LARGER = 1.12
"""A heading is so much larger than the text."""

_LONGEST_HEADING = 200
_SECTION = lazy_pattern(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[IVX]{1,5}\.)\s+\S")
_LEADER = lazy_pattern(
    r"(?<![.·…])(?<![.·…]\s)(?>(?:[.·…]\s?+){5,})\s*+(?:\d{1,4}|[ivxlc]{1,7})?$"
)
"""The dots that lead to a page number in a table of contents."""

_ENDED = lazy_pattern(r"[.!?:;。！？…][\"'”’»)\]]*$")
_BEGINS = lazy_pattern(r"[\W_]{0,3}[A-ZÀ-Þ\d]")
_OPENS = lazy_pattern(r"[^\W\d_]*[A-ZÀ-Þ\"“«(]")


_LEAST_ROWS_OF_TABLE = 2
_LEAST_CELLS = 3
"""Of a row by which others are parted; two lines of a narrow column may have a gap each."""

_MOST_LETTERS = 60
"""Of a cell on the average; columns of text have more."""

_MOST_PIECES = 12
"""Lines in which a row of a table may have been drawn."""

_SLACK = 6
"""Letters."""

_ALIGNED = 6.0
"""Points by which the edges of the cells of a column may differ."""


_SECTION_NUMBER = lazy_pattern(r"\d{1,3}(?:\.\d{1,3}){0,5}\.?")


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
    is_set: bool = False
    """Whether its lines are not wrapped, but end where they do, as in an address."""


class Measure(Struct, frozen=True):
    """How the text of a document is set."""

    size: float
    leading: float
    """From one line to the next, in points."""
    pages: dict[int, list[Line]]
    usual: dict[int, float]
    """The size of the text of a page; that of all, but in slides."""


_LEAST_PROSE = 40
"""Letters of a line of prose; those of verse and addresses have fewer."""


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The headings, paragraphs, items and pieces of code that some lines are."""
    if not lines:
        return []
    measure = _measure(lines)
    blocks: list[Block] = []
    for group in _groups(set_apart(lines), measure):
        if isinstance(group, Table):
            cells = [cell for row in group.rows for cell in row if cell.text]
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
    larger = sum(count for each, count in sizes.items() if each >= LARGER * size)
    are_slides = 2 * larger > sizes.total()
    size = _middle(lines) if are_slides else size
    steps = [
        before.bottom - line.bottom
        for before, line in pairwise(lines)
        if before.page == line.page and before.size == line.size == size
    ]
    near = sorted(step for step in steps if 0.8 * size < step < 3 * size)
    pages: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    usual = dict.fromkeys(pages, size)
    for number, page in pages.items() if are_slides else ():
        title = max(page, key=lambda line: line.size)
        usual[number] = max(size, _middle(line for line in page if line is not title))
    return Measure(size, near[len(near) // 4] if near else 1.2 * size, pages, usual)


def _middle(lines: Iterable[Line]) -> float:
    """The size that as many letters have more of as less; 0 of none."""
    sizes = sorted(line.size for line in lines for _ in line.text)
    return sizes[len(sizes) // 2] if sizes else 0.0


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
    elif _is_set(group, measure):
        yield Block(kind=Kind.PARAGRAPH, lines=group, is_set=True)
    elif _is_headed(group):
        yield Block(kind=Kind.HEADING, lines=group[:1])
        yield from _paragraphs(group[1:])
    else:
        yield from _paragraphs(group)


def _is_set(group: Sequence[Line], measure: Measure) -> bool:
    """Whether lines are an address or a verse: set to the right, or the next word had room."""
    if len(group) < 2 or any(map(is_parted, group)):
        return False
    if any(mark_of(x.text) or not _BEGINS.match(x.text) for x in group):
        return False
    lefts, rights = [line.left for line in group], [line.right for line in group]
    size = group[0].size
    if max(rights) - min(rights) < 1 and max(lefts) - min(lefts) > size:
        return True
    page = measure.pages[group[0].page]
    column = [line.right for line in page if abs(line.left - min(lefts)) < size]
    if len(column) == len(group):  # it stands alone
        column = [
            line.right for line in page if line.left < max(rights) and line.right > lefts[0]
        ]
    right = max(column)
    return all(x.right + size + _width_of_word(y) < right for x, y in pairwise(group))


def is_parted(line: Line) -> bool:
    """Whether a line ends within a word."""
    return line.parted or line.text.rstrip().endswith(("-", "\u2010", "\u00ad"))


def _width_of_word(line: Line) -> float:
    """How much of a line its first word takes."""
    return (line.right - line.left) * len(line.text.split(" ", 1)[0]) / len(line.text)


def _is_headed(group: Sequence[Line]) -> bool:
    """Whether the first line of a run reads as a heading, and below it full lines of prose."""
    first, *below = group
    if len(below) < 2 or mark_of(below[0].text) or not is_heading(first.text):
        return False
    left, right = min(line.left for line in group), max(line.right for line in group)
    is_short = first.right < right - 0.3 * (right - left)
    is_full = below[0].right > right - 0.2 * (right - left)
    text = " ".join(line.text for line in below)
    prose = len(below[0].text) > _LEAST_PROSE and ends_sentence(text)
    return is_short and is_full and prose and bool(_OPENS.match(below[0].text))


def _is_heading(group: Sequence[Line], measure: Measure) -> bool:
    """Whether a run is larger than the text, or bold and short and no sentence."""
    text = " ".join(line.text for line in group)
    if len(text) > _LONGEST_HEADING or not any(char.isalnum() for char in text):
        return False
    usual = measure.usual[group[0].page]
    if group[0].size >= LARGER * usual:
        return any(char.isalpha() for char in text)
    bold = all(line.bold for line in group) and len(group) <= 3
    sized = group[0].size >= 0.94 * usual
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


def set_apart(lines: Sequence[Line]) -> Iterator[Line | Table]:
    """The lines with the tables among them; other lines in one row become one line.

    A table is two rows or more whose cells stand below each other, and what fits in its columns
    above and below: a centred heading, cells that run together, further lines of a cell.
    """
    rows = _in_cells(list(_rows(lines)))
    done = 0
    for start, end in _runs(rows):
        start = max(start, done)
        is_sure = end - start >= _LEAST_ROWS_OF_TABLE
        if start == end or not (is_sure or len(rows[start]) >= _LEAST_CELLS):
            continue
        columns = _Columns(rows[start:end])
        while taken := columns.take_above(rows[max(done, start - _MOST_PIECES) : start]):
            start -= taken
        while taken := columns.take_below(rows[end : end + _MOST_PIECES]):
            end += taken
        if columns.is_table() and (is_sure or len(columns.rows) > _LEAST_ROWS_OF_TABLE):
            yield from map(together, rows[done:start])
            yield Table(columns.rows)
            done = end
    yield from map(together, rows[done:])


def _runs(rows: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """Where rows of as many cells begin and end that stand below each other."""
    start = 0
    for index in range(1, len(rows) + 1):
        row = rows[index] if index < len(rows) else []
        if not (len(row) > 1 and _is_in_columns(rows[start:index], row)):
            if len(rows[start]) > 1:
                yield start, index
            start = index


class _Columns:
    """The columns of a table as it grows."""

    def __init__(self, rows: list[list[Line]]) -> None:
        self.rows = rows
        columns = list(zip(*rows, strict=True))
        self._lefts = [min(cell.left for cell in column) for column in columns]
        self._rights = [max(cell.right for cell in column) for column in columns]

    def is_table(self) -> bool:
        """Whether its cells are short, and neither code nor headings behind their numbers."""
        if all(_SECTION_NUMBER.fullmatch(row[0].text) and row[0].bold for row in self.rows):
            return False
        cells = [cell for row in self.rows for cell in row if cell.text]
        letters = sum(len(cell.text) for cell in cells)
        return letters <= _MOST_LETTERS * len(cells) and not all(cell.mono for cell in cells)

    def take_above(self, rows: Sequence[list[Line]]) -> int:
        """Add a row of the table that some rows above it end with; how many of these it is."""
        if found := self._row_of_cells(rows[::-1], self.rows[0]):
            cells, taken = found
            self.rows.insert(0, self._filled(cells, cells[min(cells)]))
            return taken
        return int(bool(rows) and self._takes_above(rows[-1]))

    def take_below(self, rows: Sequence[list[Line]]) -> int:
        """Add a row of the table that some rows below it begin with, or what goes on in it."""
        if found := self._row_of_cells(rows, self.rows[-1]):
            cells, taken = found
            self.rows.append(self._filled(cells, cells[min(cells)]))
            return taken
        return int(bool(rows) and self._takes_below(rows[0]))

    def _row_of_cells(
        self, rows: Sequence[Sequence[Line]], beside: Sequence[Line]
    ) -> tuple[dict[int, Line], int] | None:
        """A row whose cells have several lines, drawn cell by cell, and how many rows it takes.

        The rows come from the table outwards, so that their columns go only one way.
        """
        stacks: dict[int, list[Line]] = {}
        taken, last = 0, None
        for each in rows:
            row = [piece for line in each for piece in self._parted(line)]
            places = [self._column(line) for line in row]
            is_down = row[0].bottom < beside[0].bottom
            places, lines = (places, list(row)) if is_down else (places[::-1], list(row)[::-1])
            columns = places if last is None else [last, *places]
            goes_on = all((a <= b) if is_down else (a >= b) for a, b in pairwise(columns))
            fits = min(places) >= 0 and abs(row[0].size - beside[0].size) < 0.2 * row[0].size
            if not (
                goes_on
                and fits
                and all(_is_stacked(stacks, *each) for each in zip(places, lines, strict=True))
            ):
                break
            for place, line in zip(places, lines, strict=True):
                stacks.setdefault(place, []).append(line)
            taken, last = taken + 1, places[-1]
        tall = any(len(stack) > 1 for stack in stacks.values())
        whole = len(stacks) == len(self._lefts) and _is_level(stacks.values())
        if not (tall and whole):
            return None
        return {place: as_cell(stack) for place, stack in stacks.items()}, taken

    def _takes_above(self, row: list[Line]) -> bool:
        """Add the row above the first one, if it is one with words in all columns but one."""
        cells = self._cells(row, self.rows[0], is_head=len(row) == len(self._lefts))
        if len(cells) < max(2, len(self._lefts) - 1) or not _is_near(row, self.rows[0]):
            return False
        self.rows.insert(0, self._filled(cells, row[0]))
        return True

    def _takes_below(self, row: list[Line]) -> bool:
        """Add a row below the last one, or what goes on in the cells of that."""
        last = self.rows[-1]
        cells = self._cells(row, last)
        is_next = _is_near(last, row) or row[0].page == last[0].page + 1
        if not cells or not is_next:
            return False
        if 0 not in cells and self._is_close(row):
            self.rows[-1] = [
                run_on(cell, cells[index]) if index in cells else cell
                for index, cell in enumerate(last)
            ]
            return True
        ends = {0, len(self._lefts) - 1} <= cells.keys()  # a sum, its name far to the left
        is_row = ends and _is_below(last[-1], cells[len(last) - 1])
        if not is_row and (0 not in cells or len(cells) < max(2, len(self._lefts) - 1)):
            return False
        if [cell.text for cell in self.rows[0]] != [cell.text for cell in row]:
            self.rows.append(self._filled(cells, row[0]))
        return True

    def _is_close(self, row: Sequence[Line]) -> bool:
        """Whether a row stands nearer to the last than rows stand to each other."""
        bottoms = [min(cell.bottom for cell in each) for each in self.rows]
        steps = [above - below for above, below in pairwise(bottoms) if above > below]
        step = bottoms[-1] - row[0].bottom
        return row[0].page == self.rows[-1][-1].page and step < 0.9 * min(steps, default=0)

    def _cells(
        self, row: Sequence[Line], beside: Sequence[Line], *, is_head: bool = False
    ) -> dict[int, Line]:
        """The cells of a row by their columns; none if it does not fit in these.

        A heading may stand beside what is below it; a line that is parted says no more in
        each column than those above it.
        """
        found: dict[int, list[Line]] = {}
        pieces = [each for line in row for each in self._parted(line)]
        for piece in pieces:
            column = self._column(piece, is_head=is_head)
            if column < 0 or abs(piece.size - beside[0].size) > 0.2 * piece.size:
                return {}
            found.setdefault(column, []).append(piece)
        cells = {column: together(pieces) for column, pieces in found.items()}
        is_parted = len(pieces) > len(row)
        return {} if is_parted and any(map(self._is_long, cells, cells.values())) else cells

    def _is_long(self, column: int, cell: Line) -> bool:
        longest = max(len(row[column].text) for row in self.rows)
        return len(cell.text) > 2 * longest + _SLACK

    def _parted(self, line: Line) -> list[Line]:
        """A line, in pieces where a gap in it parts two columns."""
        if self._column(line) >= 0:
            return [line]
        between = list(zip(self._rights, self._lefts[1:], strict=False))
        gaps = {
            gap: any(gap[1] < left + 1 and gap[2] > right - 1 for right, left in between)
            for gap in line.gaps
        }
        others = max(
            (right - left for (_, left, right), parts in gaps.items() if not parts), default=0
        )
        kept = [gap for gap, parts in gaps.items() if parts and gap[2] - gap[1] > 1.2 * others]
        return parted_at(replace(line, gaps=tuple(kept)))

    def _column(self, piece: Line, *, is_head: bool = False) -> int:
        """The column in which a piece stands, clear of those beside it; -1 if in none."""
        for index in range(len(self._lefts)):
            after = self._lefts[index + 1] if index + 1 < len(self._lefts) else float("inf")
            before = self._rights[index - 1] if index else float("-inf")
            over = piece.right > self._lefts[index] and piece.left < self._rights[index]
            is_between = after < float("inf") and before > float("-inf")
            fits = over or is_between or is_head
            if before < piece.left and piece.right < after and fits:
                return index
        return -1

    def _filled(self, cells: dict[int, Line], like: Line) -> list[Line]:
        """A row with a cell in each column; its columns are as wide from now on."""
        for index, cell in cells.items():
            self._lefts[index] = min(self._lefts[index], cell.left)
            self._rights[index] = max(self._rights[index], cell.right)
        empty = replace(like, text="", gaps=(), parted=False)
        return [cells.get(index, empty) for index in range(len(self._lefts))]


def _is_near(above: Sequence[Line], row: Sequence[Line]) -> bool:
    """Whether a row stands below another with no more room than between rows of a table."""
    return (
        above[-1].page == row[0].page
        and -row[0].size < above[0].bottom - row[0].top < 3 * row[0].size
    )


def _is_stacked(stacks: dict[int, list[Line]], place: int, line: Line) -> bool:
    """Whether a line is the first in its cell, or next to the one that was found before it."""
    if place not in stacks:
        return True
    last = stacks[place][-1]
    above, below = (last, line) if line.bottom < last.bottom else (line, last)
    return line.page == last.page and above.bottom - below.top < line.size


def _is_level(stacks: Iterable[Sequence[Line]]) -> bool:
    """Whether cells stand side by side: the middle of each is within all others, or near."""
    spans = [
        (min(line.bottom for line in stack), max(line.top for line in stack))
        for stack in stacks
    ]
    middles = [(bottom + top) / 2 for bottom, top in spans]
    return all(bottom <= middle <= top for bottom, top in spans for middle in middles) or max(
        middles
    ) - min(middles) < max(top - bottom for bottom, top in spans)


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
