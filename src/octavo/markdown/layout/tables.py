"""Tables: columns as wide as their contents need and the measure allows."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.typesetter import Margin, Typesetter, extent
from octavo.markdown.lines import Part, Piece, look

_SAMPLE = 400
"""How many rows of a long table tell how wide its columns are."""
_ENCLOSED = {"(": r"(?<=\])\([^)]*+(?:\)|(?P<target>))", "<": r"<[^>]*+(?:>|(?P<tag>))"}
_SINGLE = r"(?<=\])\[[^\]]*\]|[*_`~\[\]]|\\(?!\|)"
_MARKS = {
    signs: re.compile("|".join((*(_ENCLOSED[sign] for sign in signs), _SINGLE)))
    for signs in ("(<", "(", "<", "")
}
_BARS = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"[:-]+")
_BETWEEN = 2
"""Cells between two columns."""
_LEAST = 6
"""How narrow a column may be; if the columns do not fit so, each row is set as a list."""
_LONG_WORD = 16
"""Words up to this width widen their column rather than be torn."""


class Row(NamedTuple):
    """A row of a table."""

    cells: Sequence[Flow]
    offset: int
    """Where in the text it begins."""

    @property
    def texts(self) -> Sequence[str]:
        """What its cells say."""
        return [cell.text for cell in self.cells]


def sample_rows(text: str, start: int, end: int, count: int) -> list[Sequence[str]]:
    """The cells of a table, or of some rows all through it, without their marks."""
    step = max(1, (end - start) // _SAMPLE)
    rows: list[Sequence[str]] = []
    position = start
    while position < end:
        stop = text.index("\n", position)
        row = _unmarked(text[position:stop]).strip().strip("|")
        rows.append([cell.strip() for cell in _BARS.split(row)[:count]])
        position = max(stop + 1, text.find("\n", min(stop + step, end - 2), end) + 1)
    return [row for row in rows if not _DELIMITERS.fullmatch("".join(row))]


def _unmarked(row: str, signs: str = "(<") -> str:
    """A row without its marks, where some signs may enclose what does not show.

    Behind one that is never closed another is not looked for.
    """

    def shown(mark: re.Match[str]) -> str:
        if not mark.lastgroup:
            return ""
        sign, rest = mark[0][0], mark[0][1:]
        return sign + _unmarked(rest, signs.replace(sign, ""))

    return _MARKS[signs].sub(shown, row)


class Columns(NamedTuple):
    """How the columns of a table are set."""

    widths: Sequence[int]
    """In cells; empty if they do not fit side by side."""
    alignments: Sequence[str]
    """`left`, `right`, `center` or empty."""


def columns(rows: Iterable[Sequence[str]], alignments: Sequence[str], room: int) -> Columns:
    """How wide to set each column so that some rows fit the room best."""
    natural = [1] * len(alignments)
    least = [1] * len(alignments)
    for row in rows:
        for index, cell in enumerate(row):
            for line in cell.split("\n"):
                natural[index] = max(natural[index], cell_len(line))
                longest = max((cell_len(word) for word in line.split(" ")), default=1)
                least[index] = max(least[index], min(longest, _LONG_WORD))
    room -= _BETWEEN * (len(alignments) - 1)
    if sum(natural) <= room:
        return Columns(natural, alignments)
    if sum(least) > room:
        least = [min(width, _LEAST) for width in natural]
    if sum(least) > room:
        return Columns((), alignments)
    return Columns(_shared(least, natural, room), alignments)


def _shared(least: Sequence[int], natural: Sequence[int], room: int) -> list[int]:
    """Widths between the least and the natural ones; the narrowest columns get theirs first."""
    widths = list(least)
    spare = room - sum(widths)
    wanting = sorted(range(len(widths)), key=lambda index: natural[index] - widths[index])
    for place, index in enumerate(wanting):
        grant = min(natural[index] - widths[index], spare // (len(wanting) - place))
        widths[index] += grant
        spare -= grant
    return widths


def set_header(setter: Typesetter, header: Row, columns: Columns) -> None:
    """Set the header of a table, with a rule below it."""
    if not columns.widths:
        return
    _set_row(setter, header, columns, Part.TABLE_HEADER)
    set_table_rule(setter, columns, header.offset)


def set_table_rule(setter: Typesetter, columns: Columns, offset: int) -> None:
    """Set a rule as wide as a table."""
    width = sum(columns.widths) + _BETWEEN * (len(columns.widths) - 1)
    setter.put([Piece("─" * width, look(Part.TABLE_RULE), offset, offset)], offset, offset)


def set_rows(
    setter: Typesetter, rows: Sequence[Row], header: Row, columns: Columns, *, first: bool
) -> None:
    """Set rows of a table; `first` tells whether they are its first ones."""
    for index, row in enumerate(rows):
        if columns.widths:
            _set_row(setter, row, columns, setter.part)
        else:
            if index or not first:
                setter.gap(1, row.offset)
            _set_as_list(setter, row, header)


def set_table(setter: Typesetter, rows: Sequence[Row], *, headed: bool) -> None:
    """Set a whole table whose columns are not aligned in any way of their own."""
    texts = [row.texts for row in rows]
    fitting = columns(texts, [""] * len(rows[0].cells), setter.room)
    header, body = (rows[0], rows[1:]) if headed else (Row((), rows[0].offset), rows)
    if headed:
        set_header(setter, header, fitting)
    set_rows(setter, body, header, fitting, first=True)


def _set_row(setter: Typesetter, row: Row, columns: Columns, part: Part) -> None:
    cells = [
        [
            _aligned(pieces, width, alignment, row.offset)
            for pieces, _ in flow.lines(width, part)
        ]
        for flow, width, alignment in zip(row.cells, *columns, strict=False)
    ]
    for lines in zip_longest(*cells):
        pieces: list[Piece] = []
        for index, width in enumerate(columns.widths):
            line = lines[index] if index < len(lines) else None
            pieces += line or [_space(width, row.offset)]
            pieces.append(_space(_BETWEEN, row.offset))
        while pieces and not pieces[-1].text.strip(" "):
            pieces.pop()
        start, end = extent(pieces, row.offset)
        setter.put(pieces, start, end)


def _aligned(pieces: list[Piece], width: int, alignment: str, offset: int) -> list[Piece]:
    """A line of a cell with spaces around it, as wide as its column."""
    spare = width - sum(cell_len(piece.text) for piece in pieces)
    left = {"right": spare, "center": spare // 2}.get(alignment, 0)
    spaced = (_space(left, offset), *pieces, _space(spare - left, offset))
    return [piece for piece in spaced if piece.text]


def _set_as_list(setter: Typesetter, row: Row, header: Row) -> None:
    """Set a row as lines that each say what column they are of."""
    for cell, name in zip_longest(row.cells, header.cells):
        if not cell or not cell.text:
            continue
        if name and name.text:
            with setter.running(Part.TABLE_HEADER):
                setter.paragraph(name, row.offset)
        with setter.margin(Margin(("  ", Part.TEXT))):
            setter.paragraph(cell, row.offset)


def _space(width: int, offset: int) -> Piece:
    return Piece(" " * width, look(Part.TEXT), offset, offset)
