"""Setting text in lines: margins with their signs, gaps, paragraphs, headings and rules.

Of a text that cannot be laid out, the lines as they stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

from rich.cells import cell_len, chop_cells

from octavo.markdown.layout import bidi
from octavo.markdown.layout.flow import Flow
from octavo.markdown.lines import (
    NO_PICTURES,
    Drawn,
    Line,
    Link,
    PictureRow,
    PictureSizes,
    Piece,
    Role,
    Sign,
    cells_for,
    in_order,
    look,
    moved,
)
from octavo.text import visible

_NARROWEST = 12
"""How many cells margins leave for the text, at the least."""


class Margin:
    """What stands to the left of some lines: a sign on the first, another on the others."""

    def __init__(self, first: Sign, rest: Sign | None = None, *, used: bool = False) -> None:
        self.first = first
        self.rest = rest or (" " * cell_len(first[0]), Role.TEXT)
        self.width = cell_len(first[0])
        self.used = used
        """Whether its first line is set already."""

    def take(self) -> Sign:
        """The sign for the next line."""
        sign = self.rest if self.used else self.first
        self.used = True
        return sign


class Typesetter:
    """Sets what it is told one below the other, no line wider than `width` cells.

    What is `widened` may be as many cells wider on either side as there are `beside` it.
    """

    def __init__(self, width: int, margins: Sequence[Margin] = (), beside: int = 0) -> None:
        self.width = width
        self.pictures: PictureSizes = NO_PICTURES
        self._beside = beside
        self._outdent = 0
        self.lines: list[Line] = []
        self.role = Role.TEXT
        """That of running text."""
        self.margins = list(margins)
        """What the next line stands beside, the innermost margin last."""

    @property
    def room(self) -> int:
        """How wide a line can be beside the margins."""
        taken = sum(margin.width for margin in self._shown)
        return max(1, self.width - taken)

    @property
    def _shown(self) -> Sequence[Margin]:
        """The margins that leave enough room: the innermost ones."""
        room = self.width - min(_NARROWEST, self.width)
        shown: list[Margin] = []
        for margin in reversed(self.margins):
            room -= margin.width
            if room < 0:
                break
            shown.insert(0, margin)
        return shown

    @contextmanager
    def margin(self, margin: Margin) -> Iterator[None]:
        """Set what is inside beside a margin."""
        self.margins.append(margin)
        yield
        self.margins.pop()

    @contextmanager
    def widened(self, cells: int) -> Iterator[None]:
        """Set what is inside in lines of so many cells, or of as many as there is room for.

        They go on to the right first; to the left of other lines only what has no signs.
        """
        more = max(0, min(cells, self.widest) - self.room)
        self.width += more
        self._outdent = max(0, more - self._beside)
        yield
        self.width -= more
        self._outdent = 0

    @property
    def widest(self) -> int:
        """How wide a line can be that is widened."""
        return self.room + (self._beside if self.margins else 2 * self._beside)

    @contextmanager
    def running(self, role: Role) -> Iterator[None]:
        """Set running text in a role."""
        outer, self.role = self.role, role
        yield
        self.role = outer

    def put(
        self,
        pieces: Iterable[Piece],
        start: int,
        end: int,
        joint: str = "\n",
        order: Sequence[Drawn] | None = None,
        *,
        is_rtl: bool = False,
    ) -> None:
        """Set a line that shows a range of the text; `joint` is what comes before the next.

        The `order` is that in which its pieces are drawn, if not as they are read; what is
        read from the right has its signs there, too.
        """
        shown = self._shown
        signs = [(margin, margin.take()) for margin in self.margins]
        beside = [_piece(sign, start) for margin, sign in signs if margin in shown and sign[0]]
        pieces = tuple(pieces)
        line = Line((*beside, *pieces), start, end, joint, outdent=self._outdent)
        if is_rtl:
            self._turn_gaps()
            line = self._turned(line, beside, in_order(pieces) if order is None else order)
        elif order is not None:
            drawn = (*in_order(beside), *moved(order, _length(beside)))
            line = line._replace(order=drawn)
        self.lines.append(line)

    def _turned(self, line: Line, beside: Sequence[Piece], order: Sequence[Drawn]) -> Line:
        """A line with its signs at the right, where it ends as all such lines do."""
        signs = [
            Drawn(sign.piece._replace(text=glyph.text), sign.at + glyph.start)
            for sign in reversed(in_order(beside))
            for glyph in bidi.glyphs(sign.piece.text, is_rtl=True)
        ]
        drawn = (*moved(order, _length(beside)), *signs)
        blank = self.width - sum(cell_len(each.piece.text) for each in drawn)
        before = _piece((" " * blank, Role.TEXT), line.start)
        return line._replace(
            order=(*((Drawn(before, len(line.text)),) if blank > 0 else ()), *drawn),
            is_rtl=True,
        )

    def _turn_gaps(self) -> None:
        """Set the signs of the gap above at the right."""
        for index in range(len(self.lines) - 1, -1, -1):
            line = self.lines[index]
            if line.start < line.end or line.is_rtl or not line.pieces:
                break
            self.lines[index] = self._turned(line, line.pieces, ())

    def gap(self, lines: int, offset: int) -> None:
        """Leave lines empty above an offset, but for the signs of the margins around."""
        signs = [margin.rest for margin in self._shown if margin.used]
        for place in places_above(offset, lines):
            pieces = tuple(_piece(sign, place) for sign in signs if not sign[0].isspace())
            self.lines.append(Line(pieces, place, place))

    def paragraph(self, flow: Flow, offset: int) -> None:
        """Set running text; `offset` is where it stands if it shows nothing of the text."""
        if not flow.text:
            return
        for line in flow.lines(self.room, self.role):
            start, end = extent(line.pieces, offset)
            self.put(line.pieces, start, end, line.joint, line.order, is_rtl=line.is_rtl)
            offset = end
        self.lines[-1] = self.lines[-1]._replace(joint="\n")
        for link in dict.fromkeys(run.link for run in flow.runs if run.link):
            if link.picture and (size := self.pictures(link.picture)):
                self._picture(link, *cells_for(*size, self.room))

    def _picture(self, link: Link, columns: int, rows: int) -> None:
        """Set a picture below what is said of it."""
        last = self.lines[-1]
        blank = " " * columns
        for row in range(rows):
            piece = Piece(blank, look(Role.PICTURE), last.end, last.end, link)
            self.put([piece], last.end, last.end, is_rtl=last.is_rtl)
            shown = PictureRow(link.picture, row, columns, rows)
            self.lines[-1] = self.lines[-1]._replace(picture=shown)

    def heading(self, level: int, flow: Flow, offset: int) -> None:
        """Set a heading of a level from 1 to 6."""
        first = len(self.lines)
        with self.running(Role(Role.HEADING_1 + level - 1)):
            self.paragraph(flow, offset)
        if level == 1 and len(self.lines) > first:
            width = max(cell_len(line.text) for line in self.lines[first:])
            end = self.lines[-1].end
            width -= sum(margin.width for margin in self._shown)
            rule = _piece(("─" * width, Role.RULE), end)
            self.put([rule], end, end, is_rtl=self.lines[-1].is_rtl)

    def rule(self, offset: int) -> None:
        """Set a rule in the middle of the line."""
        length = max(1, self.room // 3)
        indent = " " * ((self.room - length) // 2)
        signs = ((indent, Role.TEXT), ("─" * length, Role.RULE))
        self.put((_piece(sign, offset) for sign in signs if sign[0]), offset, offset)


def extent(pieces: Iterable[Piece], offset: int) -> tuple[int, int]:
    """The range of the text that some pieces show; where they show none of it, an offset."""
    shown = [piece for piece in pieces if piece.end > piece.start]
    if not shown:
        return offset, offset
    return min(piece.start for piece in shown), max(piece.end for piece in shown)


def places_above(offset: int, lines: int) -> Iterable[int]:
    """An offset for each of some lines that show nothing above that which begins at another."""
    return (max(0, place) for place in range(offset - lines, offset))


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _piece(sign: Sign, offset: int) -> Piece:
    return Piece(sign[0], look(sign[1]), offset, offset)


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
        pieces = (Piece(row, look(Role.TEXT), begin, end),) if row else ()
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
