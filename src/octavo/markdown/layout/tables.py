"""Tables: columns as wide as their contents need and the measure allows."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from octavo.markdown.layout import bidi
from octavo.markdown.layout.flow import Flow, FlowLine
from octavo.markdown.layout.typesetter import Margin, Typesetter, extent, places_above
from octavo.markdown.lines import Drawn, Piece, Role, in_order, look, moved

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

    @property
    def is_rtl(self) -> bool:
        """Whether it is read from the right, as what its cells say is; so is what it heads."""
        return bidi.is_rtl(" ".join(self.texts))


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


class ColumnWidths(NamedTuple):
    """How the columns of a table are set."""

    widths: Sequence[int]
    """In cells; empty if they do not fit side by side."""
    alignments: Sequence[str]
    """`left`, `right`, `center` or empty."""

    @property
    def width(self) -> int:
        """Cells of all of them, with those between."""
        return sum(self.widths) + _BETWEEN * (len(self.widths) - 1)


def columns(
    rows: Iterable[Sequence[str]], alignments: Sequence[str], room: int
) -> ColumnWidths:
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
        return ColumnWidths(natural, alignments)
    if sum(least) > room:
        least = [min(width, _LEAST) for width in natural]
    if sum(least) > room:
        return ColumnWidths((), alignments)
    return ColumnWidths(_shared(least, natural, room), alignments)


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


def render_header(typesetter: Typesetter, header: Row, columns: ColumnWidths) -> None:
    """Set the header of a table, with a rule below it."""
    if not columns.widths:
        return
    is_rtl, first = header.is_rtl, len(typesetter.lines)
    _render_row(typesetter, header, columns, Role.TABLE_HEADER, is_rtl=is_rtl)
    offset = max((line.end for line in typesetter.lines[first:]), default=header.offset)
    rule = Piece("─" * columns.width, look(Role.TABLE_RULE), offset, offset)
    typesetter.put([rule], offset, offset, is_rtl=is_rtl)


def render_rows(
    typesetter: Typesetter,
    rows: Sequence[Row],
    header: Row,
    columns: ColumnWidths,
    *,
    first: bool,
) -> None:
    """Set rows of a table; `first` tells whether they are its first ones."""
    is_rtl = header.is_rtl
    for index, row in enumerate(rows):
        if columns.widths:
            _render_row(typesetter, row, columns, typesetter.role, is_rtl=is_rtl)
        else:
            if index or not first:
                typesetter.gap(1, row.offset)
            _render_as_list(typesetter, row, header, first=first and not index)


def render_table(typesetter: Typesetter, rows: Sequence[Row], *, headed: bool) -> None:
    """Set a whole table whose columns are not aligned in any way of their own."""
    texts = [row.texts for row in rows]
    fitting = columns(texts, [""] * len(rows[0].cells), typesetter.widest)
    header, body = (rows[0], rows[1:]) if headed else (Row((), rows[0].offset), rows)
    with typesetter.widened(fitting.width):
        if headed:
            render_header(typesetter, header, fitting)
        render_rows(typesetter, body, header, fitting, first=True)


def _render_row(
    typesetter: Typesetter, row: Row, columns: ColumnWidths, role: Role, *, is_rtl: bool
) -> None:
    cells = [
        [
            _aligned(line, width, alignment, row.offset, is_rtl=is_rtl)
            for line in flow.lines(width, role)
        ]
        for flow, width, alignment in zip(row.cells, *columns, strict=False)
    ]
    for lines in zip_longest(*cells):
        parts: list[FlowLine] = []
        for index, width in enumerate(columns.widths):
            line = lines[index] if index < len(lines) else None
            parts += (line or _space(width, row.offset), _space(_BETWEEN, row.offset))
        line = _side_by_side(parts, is_rtl=is_rtl)
        pieces = list(line.pieces)
        while not is_rtl and pieces and not pieces[-1].text.strip(" "):
            pieces.pop()
        start, end = extent(pieces, row.offset)
        length = sum(len(piece.text) for piece in pieces)
        order = line.order and [drawn for drawn in line.order if drawn.at < length]
        typesetter.put(pieces, start, end, order=order, is_rtl=is_rtl)


def _text(line: FlowLine) -> str:
    return "".join(piece.text for piece in line.pieces)


def _aligned(
    line: FlowLine, width: int, alignment: str, offset: int, *, is_rtl: bool
) -> FlowLine:
    """A line of a cell with spaces around it, as wide as its column."""
    spare = width - cell_len(_text(line))
    begin = spare if is_rtl or line.is_rtl else 0
    left = {"right": spare, "center": spare // 2, "": begin}.get(alignment, 0)
    return _side_by_side((_space(left, offset), line, _space(spare - left, offset)))


def _side_by_side(lines: Sequence[FlowLine], *, is_rtl: bool = False) -> FlowLine:
    """Lines as one, with the first at the left, or at the right."""
    pieces = [piece for line in lines for piece in line.pieces]
    if not is_rtl and all(line.order is None for line in lines):
        return FlowLine(pieces)
    groups: list[Sequence[Drawn]] = []
    at = 0
    for line in lines:
        order = in_order(line.pieces) if line.order is None else line.order
        groups.append(moved(order, at))
        at += len(_text(line))
    order = list(chain.from_iterable(reversed(groups) if is_rtl else groups))
    return FlowLine(pieces, order=order, is_rtl=is_rtl)


def _render_as_list(typesetter: Typesetter, row: Row, header: Row, *, first: bool) -> None:
    """Set a row as lines that each say what column they are of.

    Below the `first` row that is only said again, and stands for nothing in the text.
    """
    for cell, name in zip_longest(row.cells, header.cells):
        if not cell or not cell.text:
            continue
        begun = len(typesetter.lines)
        if name and name.text:
            with typesetter.running(Role.TABLE_HEADER):
                typesetter.paragraph(name, row.offset)
        named = len(typesetter.lines)
        with typesetter.margin(Margin(("  ", Role.TEXT))):
            typesetter.paragraph(cell, row.offset)
        if not first:
            places = places_above(typesetter.lines[named].start, named - begun)
            for index, place in enumerate(places, begun):
                typesetter.lines[index] = typesetter.lines[index]._replace(
                    start=place, end=place
                )


def _space(width: int, offset: int) -> FlowLine:
    blank = Piece(" " * width, look(Role.TEXT), offset, offset)
    return FlowLine([blank] if width > 0 else [])
