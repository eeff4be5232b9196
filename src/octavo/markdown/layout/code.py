"""Code blocks: every line as it is written, torn where it is too wide, and its colours."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from octavo.markdown.layout.line_breaks import breaks_cluster, classes, offsets_in_cells
from octavo.markdown.layout.typesetter import FAULTS, Typesetter, extent
from octavo.markdown.lines import TAB, Piece, Role, look
from octavo.text import visible

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_LONGEST_LINE = 2000
"""Lines longer than this are generated, and not worth the time that colours take."""

_PARTS: Mapping[str, Role] = {
    "Token.Keyword": Role.KEYWORD,
    "Token.Operator.Word": Role.KEYWORD,
    "Token.Name.Tag": Role.KEYWORD,
    "Token.Generic.Deleted": Role.KEYWORD,
    "Token.Literal.String": Role.STRING,
    "Token.Generic.Inserted": Role.STRING,
    "Token.Comment": Role.COMMENT,
    "Token.Generic.Prompt": Role.COMMENT,
    "Token.Literal.Number": Role.NUMBER,
    "Token.Keyword.Constant": Role.NUMBER,
    "Token.Name.Function": Role.NAME,
    "Token.Name.Class": Role.NAME,
    "Token.Name.Decorator": Role.NAME,
    "Token.Name.Attribute": Role.NAME,
    "Token.Generic.Heading": Role.NAME,
    "Token.Generic.Subheading": Role.NAME,
}


class Colours:
    """The colours of some code, found as far as they are asked for."""

    def __init__(self, tokens: Iterator[tuple[int, int, Role]]) -> None:
        self._tokens = tokens
        self._found: list[tuple[int, int, Role]] = []
        self._ends: list[int] = []

    def between(self, start: int, end: int) -> list[tuple[int, int, Role]]:
        """The ranges of a stretch of the code that have a colour, in order."""
        while not self._ends or self._ends[-1] < end:
            try:
                token = next(self._tokens, None)
            except FAULTS:
                # A lexer that stumbles over the code leaves the rest of it without colours.
                token = None
            if token is None:
                break
            self._found.append(token)
            self._ends.append(token[1])
        first = bisect_right(self._ends, start)
        return list(takewhile(lambda token: token[0] < end, islice(self._found, first, None)))


class Highlighter:
    """Knows the lexers of the languages that were met so far.

    A lexer takes some 10 to 50 ms to import, so code is first set without colours; whoever
    owns the highlighter loads what is `wanted` in its own time. An eager one loads it at once.
    """

    def __init__(self, *, eager: bool = False) -> None:
        self._eager = eager
        self._lexers: dict[str, Lexer | None] = {}
        self._parts: dict[str, Role] = {}
        self.wanted: set[str] = set()
        """Languages that have been asked for and are not loaded."""

    def load(self) -> None:
        """Import the lexers that are wanted. May be called from another thread."""
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound

        for language in list(self.wanted):
            try:
                lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
            except ClassNotFound:
                lexer = None
            self._lexers[language] = lexer
            self.wanted.discard(language)

    def colours(self, code: str, info: str) -> Colours:
        """The colours of some code, whose fence opens with a line that may say its language.

        None if that is not known, or not loaded yet.
        """
        language = _language_of(info)
        if not language or any(len(line) > _LONGEST_LINE for line in code.split("\n")):
            return Colours(iter(()))
        if language not in self._lexers:
            self.wanted.add(language)
            if self._eager:
                self.load()
        lexer = self._lexers.get(language)
        return Colours(self._tokens(lexer, code) if lexer else iter(()))

    def _tokens(self, lexer: "Lexer", code: str) -> Iterator[tuple[int, int, Role]]:
        for start, kind, text in lexer.get_tokens_unprocessed(code):
            yield start, start + len(text), self._part(str(kind))

    def _part(self, kind: str) -> Role:
        """The role of a kind of token, or else of the kind it belongs to."""
        if kind not in self._parts:
            above = kind.rpartition(".")[0]
            found = _PARTS.get(kind)
            self._parts[kind] = found or (self._part(above) if above else Role.CODE)
        return self._parts[kind]


def _language_of(info: str) -> str:
    """The language that the opening line of a fence names."""
    words = info.replace("{", " ").replace("}", " ").replace(",", " ").split()
    return words[0].lstrip(".").lower() if words else ""


_NARROW = 10
"""Up to so many cells, code has neither ground nor signs around it."""
_CONTINUED = "↪ "
"""Stands before what is left of a line that was too wide."""


class CodeLine(NamedTuple):
    """A line of code and where it comes from."""

    text: str
    offset: int
    """Where in the whole text it begins."""
    place: int
    """Where in the code it begins whose colours are known."""


def code_lines(text: str, origins: Sequence[int]) -> list[CodeLine]:
    """The lines of some code that come from places of the text."""
    lines: list[CodeLine] = []
    place = 0
    for line, origin in zip(text.split("\n"), origins, strict=True):
        lines.append(CodeLine(line, origin, place))
        place += len(line) + 1
    return lines


def render_code(
    typesetter: Typesetter, lines: Sequence[CodeLine], colours: Colours, widest: int
) -> None:
    """Set some lines of code on a ground of its own, which is to hold a `widest` one."""
    ground = 1 if typesetter.room > _NARROW else 0
    with typesetter.widened(widest + 2 * ground):
        _render_lines(typesetter, lines, colours, ground)


def _render_lines(
    typesetter: Typesetter, lines: Sequence[CodeLine], colours: Colours, ground: int
) -> None:
    sign = _CONTINUED if ground else ""
    room = typesetter.room - 2 * ground
    for line in lines:
        for number, row in enumerate(_torn(_pieces(line, colours), room, cell_len(sign))):
            width = sum(cell_len(piece.text) for piece in row)
            width += cell_len(sign) if number else 0
            start, end = extent(row, line.offset)
            padded = (
                _ground(" " * ground, start),
                _ground(sign if number else "", start, Role.COMMENT),
                *row,
                _ground(" " * (room + ground - width), start),
            )
            typesetter.put((piece for piece in padded if piece.text), start, end)


def _ground(text: str, offset: int, role: Role = Role.CODE) -> Piece:
    return Piece(text, look(role), offset, offset)


def _pieces(line: CodeLine, colours: Colours) -> Iterator[Piece]:
    """The pieces of a line, each in its colour."""
    at, length = 0, len(line.text)
    for start, end, role in colours.between(line.place, line.place + length):
        start, end = max(at, start - line.place), min(length, end - line.place)
        yield from _plain(line, at, start, Role.CODE)
        yield from _plain(line, start, end, role)
        at = max(at, end)
    yield from _plain(line, at, length, Role.CODE)


def _plain(line: CodeLine, start: int, end: int, role: Role) -> Iterator[Piece]:
    """A range of a line in one colour; each tab is a piece of its own."""
    for index, text in enumerate(line.text[start:end].split("\t")):
        if index:
            tab = line.offset + start
            yield Piece("\t", look(role), tab, tab + 1)
            start += 1
        if text:
            offset = line.offset + start
            yield Piece(visible(text), look(role), offset, offset + len(text))
            start += len(text)


def _torn(pieces: Iterable[Piece], room: int, indent: int) -> Iterator[list[Piece]]:
    """Pieces in rows of as many cells as there is room for, tabs made spaces.

    All rows but the first are narrower by an indent.
    """
    row: list[Piece] = []
    column = 0
    taken = 0
    for piece in pieces:
        if piece.text == "\t":
            piece = piece._replace(text=" " * (TAB - column % TAB))
        column += cell_len(piece.text)
        while piece.text:
            fitting = _fitting(piece.text, room - taken, at_start=not row)
            if fitting:
                head, piece = _split(piece, fitting)
                row.append(head)
                taken += cell_len(head.text)
            if piece.text:
                whole, rest = _at_break(row, piece.text, room - indent)
                yield whole
                row, taken = rest, indent + sum(cell_len(each.text) for each in rest)
    yield row


def _at_break(row: list[Piece], after: str, room: int) -> tuple[list[Piece], list[Piece]]:
    """A full row up to where it is best broken, and what goes to the next row with `after`.

    That is behind its last blank within words, else behind its last sign. All of it is kept
    where no word is torn, or one is that has no row to itself.
    """
    text = "".join(piece.text for piece in row)
    if after[:1].isspace():
        return row, []
    for break_after in (_BLANK, _SIGN):
        cut = max((found.end() for found in break_after.finditer(text)), default=0)
        if text[:cut].strip() and cell_len(text[cut:]) < room:
            return _cut(row, cut)
    return row, []


_BLANK, _SIGN = re.compile(r"\s"), re.compile(r"[^\w\s]")


def _cut(row: Iterable[Piece], at: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces of a row up to one of its characters, and from there on."""
    kept: list[Piece] = []
    moved: list[Piece] = []
    for piece in row:
        if 0 < at < len(piece.text):
            head, piece = _split(piece, at)
            kept.append(head)
            at = 0
        (kept if at else moved).append(piece)
        at = max(0, at - len(piece.text))
    return kept, moved


def _fitting(text: str, cells: int, *, at_start: bool) -> int:
    """How many characters of a text fit some cells; at the start of a row, one at least."""
    if text.isascii():
        return min(len(text), max(cells, int(at_start)))
    kinds = classes(text)
    widths = offsets_in_cells(text, kinds)
    count = next((i for i, width in enumerate(widths) if width > cells), len(widths)) - 1
    while 0 < count < len(text) and breaks_cluster(kinds, count):
        count -= 1
    if count <= 0 and at_start:
        count = 1
        while count < len(text) and breaks_cluster(kinds, count):
            count += 1
    return max(0, count)


def _split(piece: Piece, count: int) -> tuple[Piece, Piece]:
    """The first characters of a piece, and the rest."""
    if piece.end - piece.start != len(piece.text):
        return piece._replace(text=piece.text[:count]), piece._replace(text=piece.text[count:])
    middle = piece.start + count
    return (
        piece._replace(text=piece.text[:count], end=middle),
        piece._replace(text=piece.text[count:], start=middle),
    )
