"""The order in which the lines of a page are read: in columns and tables, told by white gaps.

A recursive XY cut (Nagy and Seth, *Hierarchical representation of optically scanned
documents*, 1984): lines at one height are a band, and bands below each other an area, as long
as all of them leave some white free between their lines (the whitespace of Breuel, *Two
geometric algorithms for layout analysis*, 2002). An area is cut there, and what lies between
two cuts is read in the same way.

Whether that is columns or a table is told by what would be cells: in columns, sentences go on
in the next line of the same column. What was drawn column by column stays as it was drawn.

Large because each limit stands with its reason.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, pairwise
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.formats.pdf.pages import (
    Line,
    first_word,
    mark_of,
    parted_at,
    run_on,
    together,
)
from octavo.importers.formats.plain.lines import ends_sentence, is_rest, width
from octavo.patterns import lazy_pattern

_WIDE = 1.5
"""Heights of the type; white so wide parts columns or cells in a single band."""

_NARROW = 0.5
"""Heights, where several bands have it: the gutter of papers has less than one."""

_SEVERAL = 4
"""Bands; in fewer lines, spaces stand below each other by chance."""

_EVEN = 1.2
"""How much wider than its other spaces a gap in a line is; those of justified lines are not."""

_FAR = 3
"""Heights of white between two bands of one area."""

_NEAR = 1.5
"""Heights of white above or below what stands in one column only."""

_MOST_COLUMNS = 30
"""Cuts that are looked at as those between columns of text; each is compared with all lines."""

_FULL = 22
"""Columns of letters, on the average, that lines of text have, and cells have not."""

_MOST_LETTERS = 60
"""Of half of the cells; columns of text have more on the average."""

_MOST_LOOKS = 50
"""For each band of a page on the average; what stands on longer pages is read as drawn."""

_ALIGNED = 6.0
"""Points by which the edges of the cells of a column may differ."""

_LEADING = 1.2
"""How much farther than the lines of a cell two rows are apart, where they are."""

_SECTION_NUMBER = lazy_pattern(r"\d{1,3}(?:\.\d{1,3}){0,5}\.?")


class Table(Struct, frozen=True):
    """Some rows with the same columns; the first one is the heading."""

    rows: list[list[Line]]


Piece = Line | Table

_White = list[tuple[float, float]]


class _Band(Struct, frozen=True):
    """Lines at one height, or at heights that others join."""

    lines: list[Line]
    white: _White
    """What they leave free of the width, from left to right."""
    size: float
    top: float
    bottom: float


class _Row(Struct):
    """A row, as far as its area is a table."""

    cells: dict[int, list[Line]]
    """The lines of each by its column."""
    bands: int = 1
    """How many it takes."""


def in_reading_order(lines: Sequence[Line], above: Sequence[Piece] = ()) -> list[Piece]:
    """The lines of a page in the order in which they are read, with its tables among them.

    They are given in the order in which they were drawn. If the page before ends with a
    table, this is lengthened by the rows that go on with it.
    """
    if lines and above and isinstance(table := above[-1], Table):
        pieces = in_reading_order([*_once_more(table.rows[-1], lines), *lines])
        if isinstance(pieces[0], Table) and _lengthen(table, pieces[0].rows):
            return pieces[1:]
    pieces, is_well_drawn = _read([replace(x, place=place) for place, x in enumerate(lines)])
    return list(_in_rows(sorted(pieces, key=_place) if is_well_drawn else pieces))


def _once_more(row: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    """A row of the page before as if it stood right above the first of some lines."""
    first = max(lines, key=lambda line: line.top)
    rise = first.base + 2 * first.size - row[0].base
    return [
        replace(
            cell,
            page=first.page,
            base=cell.base + rise,
            bottom=cell.base + rise,
            top=cell.base + rise + cell.size / 2,
        )
        for cell in row
        if cell.text
    ]


def _lengthen(table: Table, rows: Sequence[Sequence[Line]]) -> bool:
    """Add the rows below the last one of a table, which comes first; whether there are any."""
    head, last, first = (
        [cell.text for cell in row] for row in (table.rows[0], table.rows[-1], rows[0])
    )
    if first != last or len(rows) < 2:
        return False
    is_again = [cell.text for cell in rows[1]] == head
    table.rows.extend(list(row) for row in rows[1 + is_again :])
    return True


def _place(piece: Piece) -> int:
    if isinstance(piece, Line):
        return piece.place
    return min(cell.place for row in piece.rows for cell in row)


def _in_rows(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with lines that follow each other in one row, and were not cut, as one."""
    row: list[Line] = []
    for piece in pieces:
        if row and not (isinstance(piece, Line) and piece.is_beside(row[-1])):
            yield together(row)
            row = []
        if isinstance(piece, Line):
            row.append(piece)
        else:
            yield piece
    if row:
        yield together(row)


def _read(lines: Sequence[Line]) -> tuple[list[Piece], bool]:
    """The pieces of a page or a column in order, and whether they were drawn in that."""
    pieces: list[Piece] = []
    is_well_drawn = True
    bands = _bands(lines)
    done = 0
    for start, end in _areas(bands):
        area = bands[start:end]
        cuts = _cuts(area)
        drawn = sorted((line for band in area for line in band.lines), key=_place)
        in_turn = [cut for cut in cuts[:_MOST_COLUMNS] if _is_in_turn(drawn, cut)]
        cuts = in_turn or cuts
        columns = _columns(drawn, cuts)
        if _are_columns(columns, _rows(area, cuts), is_in_turn=bool(in_turn)):
            pieces += _as_drawn(bands[done:start])
            is_well_drawn = is_well_drawn and bool(in_turn)
            for column in columns:
                read, is_well = _read(column)
                pieces += read
                is_well_drawn = is_well_drawn and is_well and _goes_down(column)
            done = end
            continue
        first, last, table = _table(area)
        if table:
            pieces += [*_as_drawn(bands[done : start + first]), table]
            done = start + last
    return [*pieces, *_as_drawn(bands[done:])], is_well_drawn


def _as_drawn(bands: Iterable[_Band]) -> list[Line]:
    """Lines in the order in which they were drawn, unless that leads up again."""
    lines = [line for band in bands for line in band.lines]
    drawn = sorted(lines, key=_place)
    return drawn if _goes_down(drawn) else lines


def _goes_down(lines: Iterable[Line]) -> bool:
    return all(below.bottom < line.top for line, below in pairwise(lines))


def _bands(lines: Iterable[Line]) -> list[_Band]:
    """The lines by their heights, from the top of the page."""
    groups: list[list[Line]] = []
    bottom = inf
    for line in sorted(lines, key=lambda line: -line.top):
        slack = line.size / 10
        if line.top - slack < bottom:
            groups.append([])
            bottom = inf
        groups[-1].append(line)
        bottom = min(bottom, line.bottom + slack)
    return list(map(_band, groups))


def _band(lines: Iterable[Line]) -> _Band:
    lines = sorted(lines, key=lambda line: (-line.base, line.left))
    white: _White = []
    right = -inf
    for left, end in sorted(chain.from_iterable(map(_inked, lines))):
        if left > right:
            white.append((right, left))
        right = max(right, end)
    return _Band(
        lines,
        [*white, (right, inf)],
        sorted(line.size for line in lines)[len(lines) // 2],
        max(line.top for line in lines),
        min(line.bottom for line in lines),
    )


def _inked(line: Line) -> Iterator[tuple[float, float]]:
    """From where to where a line covers its page, without what is wider than a space in it."""
    left = line.left
    for _, right, further in line.gaps:
        if further - right > _NARROW * line.size:
            yield left, right
            left = further
    yield left, line.right


def _common(white: _White, other: _White) -> _White:
    """What both leave free."""
    both: _White = []
    one = another = 0
    while one < len(white) and another < len(other):
        (left, right), (start, end) = white[one], other[another]
        if left < end and start < right:
            both.append((max(left, start), min(right, end)))
        one, another = (one + 1, another) if right < end else (one, another + 1)
    return both


def _left_free(white: _White, band: _Band, size: float = inf) -> _White:
    """What a band leaves free of some white, where it is wider than a space."""
    least = _NARROW * min(band.size, size)
    return [gap for gap in _common(white, band.white) if gap[1] - gap[0] > least]


def _areas(bands: Sequence[_Band]) -> Iterator[tuple[int, int]]:
    """Where bands begin and end that can be cut together: at white that the first one has."""
    done = 0
    looks = _MOST_LOOKS * len(bands)
    for seed, band in enumerate(bands):
        if seed < done or looks < 0:
            continue
        start, end, white = seed, seed + 1, band.white[1:-1]
        while end < len(bands) and (shared := _shared(white, bands[end], bands[end - 1])):
            white, end = shared, end + 1
        while start > done and (shared := _shared(white, bands[start - 1], bands[start])):
            white, start = shared, start - 1
        looks -= end - start
        if _cuts(bands[start:end]):
            yield start, end
            done = end


def _shared(white: _White, band: _Band, beside: _Band) -> _White:
    """What a band leaves free of the white of an area that ends with another band.

    Nothing if it stands too far away; what is in one column only has to be near, and to leave
    the widest of them.
    """
    size = min(band.size, beside.size)
    shared = _left_free(white, band, size)
    room = max(beside.bottom - band.top, band.bottom - beside.top)
    is_across = any(_has_both_sides(band, gap) for gap in shared)
    widest = max(white, key=lambda gap: gap[1] - gap[0], default=(inf, inf))
    is_near = room < _NEAR * size and bool(_common([widest], shared))
    return shared if is_near or (is_across and room < _FAR * size) else []


def _has_both_sides(band: _Band, gap: tuple[float, float]) -> bool:
    return band.white[0][1] <= gap[0] and gap[1] <= band.white[-1][0]


def _cuts(bands: Sequence[_Band]) -> list[float]:
    """Where an area can be cut: in the middle of white that is wide, or that several share.

    Each cut has something on both sides in one band at least.
    """
    size = min(band.size for band in bands)
    common = reduce(_common, (band.white for band in bands))[1:-1]
    gaps = [gap for gap in common if gap[1] - gap[0] > _NARROW * size]
    others = [_widest_of_others(band, gaps) for band in bands]
    cuts: list[float] = []
    for left, right in gaps:
        parted = [
            (end - start, end - start > min(_EVEN * other, 2 * _WIDE * size))
            for band, other in zip(bands, others, strict=True)
            if _has_both_sides(band, (left, right))
            for start, end in [band.white[bisect(band.white, (left, inf)) - 1]]
        ]
        is_plain = sum(plain for _, plain in parted) * 2 > len(parted)
        is_wide = max(parted, default=(0.0, False))[0] > _WIDE * size
        if is_plain and (is_wide or len(parted) >= _SEVERAL):
            cuts.append((left + right) / 2)
    filled: list[set[int]] = [set() for _ in range(len(cuts) + 1)]
    for number, band in enumerate(bands):
        for _, left in band.white[:-1]:
            filled[bisect(cuts, left)].add(number)
    kept: list[float] = []
    column = filled[0]
    for cut, following in zip(cuts, filled[1:], strict=True):
        kept += [cut] if column & following else []
        column = following if column & following else column | following
    return kept


def _widest_of_others(band: _Band, gaps: _White) -> float:
    """The widest space within a band that is none of some gaps, as justified lines have."""
    inside = ((gap, bisect(gaps, (gap[1], -inf)) - 1) for gap in band.white[1:-1])
    others = (
        right - left
        for (left, right), last in inside
        if last < 0 or gaps[last][1] <= left  # of what begins before it ends, the last ended
    )
    return max(others, default=0.0)


def _columns(lines: Iterable[Line], cuts: Sequence[float]) -> list[list[Line]]:
    """The lines of each column, in the order of the lines."""
    columns: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for piece in chain.from_iterable(parted_at(line, cuts) for line in lines):
        columns[bisect(cuts, piece.left)].append(piece)
    return columns


def _is_in_turn(lines: Sequence[Line], cut: float) -> bool:
    """Whether what stands left of a cut was drawn before what stands right of it, mostly."""
    rights = [line.left > cut for line in lines]
    crossings = sum(line.left < cut < line.right for line in lines)
    switches = sum(before != side for before, side in pairwise(rights)) + 2 * crossings
    right = sum(rights)
    left = len(lines) - right
    places = sum(place if side else 0 for place, side in enumerate(rights))
    is_left_first = 2 * places > right * len(lines)
    return is_left_first and 2 * switches <= min(left, right)


def _rows(bands: Sequence[_Band], cuts: Sequence[float]) -> list[_Row]:
    """The rows that bands would be in a table, whose cells may have several lines.

    They stand farther apart than the lines of a cell, or begin in the first column.
    """
    groups: list[list[_Row]] = []
    steps = [_step(above, below) for above, below in pairwise(bands)]
    leading = max(min(steps, default=0.0), bands[0].size / 2)
    for band, step in zip(bands, [inf, *steps], strict=True):
        if step > _LEADING * leading:
            groups.append([])
        cells = enumerate(_columns(band.lines, cuts))
        groups[-1].append(_Row({column: lines for column, lines in cells if lines}))
    return list(chain.from_iterable(map(_rows_of_group, groups)))


def _step(above: _Band, below: _Band) -> float:
    """How far the first line of a band stands below the last one of another."""
    return min(line.base for line in above.lines) - max(line.base for line in below.lines)


def _rows_of_group(group: Sequence[_Row]) -> list[_Row]:
    is_row = sum(0 in row.cells and len(row.cells) > 1 for row in group) < 2
    rows: list[_Row] = []
    for row in group:
        is_lone = len(row.cells) == 1 and (0 not in row.cells or is_rest(row.cells[0][0].text))
        if rows and (is_row or is_lone):
            for column, lines in row.cells.items():
                rows[-1].cells.setdefault(column, []).extend(lines)
            rows[-1].bands += 1
        else:
            rows.append(row)
    return rows


def _are_columns(
    columns: Sequence[Sequence[Line]], rows: Sequence[_Row], *, is_in_turn: bool
) -> bool:
    """Whether columns of several lines are read one after the other, and not row by row."""
    if sum(len(column) > 1 for column in columns) < 2:
        return False
    is_level = sum(map(_is_level, rows)) * 2 > len(rows)
    if (
        is_in_turn
        or not is_level
        or any(_runs_down(place, column, rows) for place, column in enumerate(columns))
    ):
        return True
    letters = [sum(width(line.text) for line in column) for column in columns]
    is_full = all(n > _FULL * len(x) for n, x in zip(letters, columns, strict=True))
    return is_full and sum(letters) > _MOST_LETTERS * sum(len(row.cells) for row in rows)


def _is_level(row: _Row) -> bool:
    """Whether the cells of a row begin at one height, or have their middles there."""
    bases = [[line.base for line in lines] for lines in row.cells.values()]
    slack = next(iter(row.cells.values()))[0].size / 10
    tops, middles = [max(x) for x in bases], [(max(x) + min(x)) / 2 for x in bases]
    return min(max(each) - min(each) for each in (tops, middles)) <= slack


def _runs_down(place: int, column: Sequence[Line], rows: Sequence[_Row]) -> bool:
    """Whether the sentences of a column go on from row to row, but for where one ends."""
    cells = [row.cells[place] for row in rows if place in row.cells]
    pairs = [(above[-1], below[0]) for above, below in pairwise(cells)]
    if len(rows) < 2:
        pairs = list(pairwise(sorted(column, key=lambda line: -line.base)))
    right = max(line.right for line in column)
    within = [pair for pair in pairs if pair[0].parted or not ends_sentence(pair[0].text)]
    on = sum(_runs_on(*pair, right) for pair in within)
    return on > 1 and on * 4 >= len(within) * 3


def _runs_on(above: Line, line: Line, right: float) -> bool:
    """Whether a line goes on with a sentence of the one above, which had no room for it."""
    if above.parted:
        return True
    spaces = above.text.count(" ")
    is_text = spaces > 1 or (spaces == 1 and is_rest(line.text))
    is_text = is_text or width(above.text) > max(_FULL, len(above.text))  # of wide letters
    is_full = above.right + line.size / 2 + first_word(line) > right
    return is_text and is_full and not (line.mono or mark_of(line.text))


def _table(bands: Sequence[_Band]) -> tuple[int, int, Table | None]:
    """The table among some bands, and where it begins and ends.

    It is grown from the two that have most cells.
    """
    counts = [len(_cuts(bands[i : i + 2])) for i in range(max(len(bands) - 1, 1))]
    count = max(counts)
    start = counts.index(count)
    end = min(start + 2, len(bands))
    common = reduce(_common, (band.white for band in bands[start:end]))
    pair = _cuts(bands[start:end])
    white = [gap for gap in common if any(gap[0] < cut < gap[1] for cut in pair)]
    while end < len(bands) and len(shared := _left_by_row(white, bands[end])) >= count:
        white, end = shared, end + 1
    while start and len(shared := _left_by_row(white, bands[start - 1])) >= count:
        white, start = shared, start - 1
    cuts = _cuts(bands[start:end])
    rows = _rows(bands[start:end], cuts) if count else []
    while rows and not _is_parted(rows[0]):
        start += rows.pop(0).bands
    while rows and not (_is_parted(rows[-1]) or _is_set_like(rows[-1], rows[:-1])):
        end -= rows.pop().bands
    filled = [_filled(row, len(cuts) + 1) for row in rows]
    return start, end, Table(filled) if len(rows) > 1 and _is_table(filled) else None


def _left_by_row(white: _White, band: _Band) -> _White:
    """What a band leaves free of the white of a table; nothing if it is a loosely set line.

    Such a line leaves several of its spaces in the white between two cells.
    """
    shared = _left_free(white, band)
    within = Counter(bisect(white, (left, inf)) for left, _ in shared)
    return shared if max(within.values(), default=0) < 3 else []


def _is_parted(row: _Row) -> bool:
    """Whether a row has several cells, and two of them not by the chance of one space."""
    cells = [lines[0] for _, lines in sorted(row.cells.items())]
    gaps = [line.left - before.right for before, line in pairwise(cells)]
    return len(cells) > 2 or any(gap > _WIDE * cells[0].size for gap in gaps)


def _is_set_like(row: _Row, above: Sequence[_Row]) -> bool:
    """Whether all cells of a row begin where those of the same columns above them do."""
    lefts = {column: cell[0].left for each in above for column, cell in each.cells.items()}
    return len(row.cells) > 1 and all(
        column in lefts and abs(cell[0].left - lefts[column]) < 1
        for column, cell in row.cells.items()
    )


def _filled(row: _Row, columns: int) -> list[Line]:
    """A row with one line in each column, which is empty where it has no cell."""
    cells = {column: reduce(run_on, lines) for column, lines in row.cells.items()}
    empty = replace(cells[min(cells)], text="", gaps=(), parted=False)
    return [cells.get(column, empty) for column in range(columns)]


def _is_table(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether cells are short and below each other, and no code or headings with numbers."""
    cells = [cell for row in rows for cell in row if cell.text]
    pairs = [
        _is_below(above, cell)
        for column in zip(*rows[len(rows) > 2 :], strict=True)  # headings may be centred
        for above, cell in pairwise(cell for cell in column if cell.text)
    ]
    is_headings = all(_SECTION_NUMBER.fullmatch(row[0].text) and row[0].bold for row in rows)
    letters = sorted(len(cell.text) for cell in cells)
    is_code = all(cell.mono for cell in cells)
    return (
        letters[len(letters) // 2] <= _MOST_LETTERS
        and sum(pairs) * 3 >= len(pairs) * 2
        and not (is_headings or is_code)
    )


def _is_below(above: Line, cell: Line) -> bool:
    middle = abs(above.left + above.right - cell.left - cell.right) / 2
    edges = (abs(above.left - cell.left), abs(above.right - cell.right), middle)
    return min(edges) <= _ALIGNED
