"""What a laid-out text is made of: lines, and pieces that know where they come from."""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum, IntFlag
from typing import NamedTuple

from rich.cells import cell_len

Look = int
"""How a piece looks: its role and its marks, packed by `look`."""

_MARKS_SHIFT = 6
"""Bits that the role takes; the marks stand above them."""


def normalized(text: str) -> str:
    """A text as it is laid out: its lines end with a line feed alone, and no NUL is in it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


TAB = 4
"""Cells from one tab stop to the next, as CommonMark has it (section 2.2)."""


def widest_line(code: str) -> int:
    """Cells of the widest line of some code."""
    lines = code.expandtabs(TAB).split("\n")
    return max(map(len if code.isascii() else cell_len, lines))


class Role(IntEnum):
    """What a piece of a text is, which has a style of its own."""

    TEXT = 0
    HEADING_1 = 1
    HEADING_2 = 2
    HEADING_3 = 3
    HEADING_4 = 4
    HEADING_5 = 5
    HEADING_6 = 6
    QUOTE = 7
    QUOTE_BAR = 8
    MARKER = 9
    """The sign or number of an item."""
    RULE = 10
    CODE = 11
    KEYWORD = 12
    STRING = 13
    COMMENT = 14
    NUMBER = 15
    NAME = 16
    """What code defines."""
    TABLE_HEADER = 17
    TABLE_RULE = 18
    FOOTNOTE = 19
    TERM = 20
    """What a definition below it is of."""
    PICTURE = 21
    """Cells that a picture is drawn in."""


class Mark(IntFlag):
    """What sets a piece off from its surroundings."""

    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    UNDERLINE = 32
    HIGHLIGHT = 64
    IMAGE = 128
    REFERENCE = 256
    """The mark of a footnote."""
    CALLOUT = 512
    """What a quote is that is set apart, such as a note; one that warns is a `WARNING`."""
    WARNING = 1024


def look(role: Role, marks: int = 0) -> Look:
    """How a piece of a role with some marks looks."""
    return role | marks << _MARKS_SHIFT


def role_of(look: Look) -> Role:
    """The role in a look: its low bits, below those of the marks."""
    return Role(look & (1 << _MARKS_SHIFT) - 1)


def marks_of(look: Look) -> Mark:
    """The marks in a look, which may be several."""
    return Mark(look >> _MARKS_SHIFT)


class Link(NamedTuple):
    """Where a piece of text leads to."""

    url: str
    """As the text has it; one that begins with `#` leads to a place in the same text."""
    offset: int
    """Where the link begins in the text, which tells it from all others."""
    picture: str = ""
    """The address of the picture that the piece stands for, if it does."""


class Piece(NamedTuple):
    """Some characters of one line that look alike and come from one stretch of the text."""

    text: str
    look: Look
    start: int
    """Offset of what it shows. If the stretch is as long as the text, character stands for
    character; otherwise (an entity, a tab, a picture) all of it stands for all of it."""
    end: int
    """Offset after what it shows; equal to `start` for what is not in the text: signs, gaps."""
    link: Link | None = None

    @property
    def role(self) -> Role:
        """What it is in the text."""
        return role_of(self.look)

    @property
    def marks(self) -> Mark:
        """What sets it off from its surroundings."""
        return marks_of(self.look)

    def cut(self, at: int, text: str) -> "Piece":
        """The part of it from a character on that a text, as long as this part, shows."""
        if self.end - self.start != len(self.text):
            return self._replace(text=text)
        start = self.start + at
        return self._replace(text=text, start=start, end=start + len(text))

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters of the piece that show some of a range of the text."""
        if self.end <= start or end <= self.start or self.start == self.end:
            return None
        if self.end - self.start != len(self.text):
            return 0, len(self.text)
        return max(0, start - self.start), min(len(self.text), end - self.start)


class Drawn(NamedTuple):
    """A piece, or a part of one, as it is drawn."""

    piece: Piece
    """Its text may have another form than that of the line, but is as long."""
    at: int
    """Characters of the line before it."""


class PictureRow(NamedTuple):
    """A row of the cells that a picture is drawn in."""

    url: str
    """As the text has it."""
    row: int
    columns: int
    rows: int


class Line(NamedTuple):
    """A line of the page."""

    pieces: tuple[Piece, ...]
    """What it says, in the order in which it is read."""
    start: int
    """Offset of the first character that it shows; one that shows none has a place of its own
    between what is shown above and below, where the text has room for it."""
    end: int
    joint: str = "\n"
    """What stands between it and the next line in the running text that both are of."""
    order: tuple[Drawn, ...] | None = None
    """What stands in its cells, from the left, where that is not how it is read."""
    is_rtl: bool = False
    """Whether it is read from its right end, with which it ends where all lines do."""
    outdent: int = 0
    """How many cells left of other lines it begins: one of a wide table or of wide code."""
    picture: PictureRow | None = None
    """What its piece of that role shows."""

    @property
    def drawn(self) -> Sequence[Drawn]:
        """Its pieces as they are drawn, from the left."""
        return in_order(self.pieces) if self.order is None else self.order

    @property
    def text(self) -> str:
        """What it says, with the signs and gaps."""
        return "".join(piece.text for piece in self.pieces)

    def shows(self, offset: int) -> bool:
        """Whether it shows the character at an offset; the lines of a table's row overlap."""
        return any(piece.start <= offset < piece.end for piece in self.pieces)


def in_order(pieces: Iterable[Piece]) -> Sequence[Drawn]:
    """Pieces that are drawn as they are read."""
    drawn: list[Drawn] = []
    at = 0
    for piece in pieces:
        drawn.append(Drawn(piece, at))
        at += len(piece.text)
    return drawn


def moved(drawn: Iterable[Drawn], by: int) -> Sequence[Drawn]:
    """What is drawn, with so many more characters before it."""
    return [each._replace(at=each.at + by) for each in drawn]


def cells_of(line: Line, start: int, end: int) -> tuple[int, int]:
    """The leftmost cell that shows any of some characters of a line, and behind the last."""
    shown: list[tuple[int, int]] = []
    x = 0
    for piece, at in line.drawn:
        a, b = max(start, at) - at, min(end, at + len(piece.text)) - at
        if a < b:
            left = x + cell_len(piece.text[:a])
            shown.append((left, left + cell_len(piece.text[a:b])))
        x += cell_len(piece.text)
    return min((left for left, _ in shown), default=0), max(
        (end for _, end in shown), default=0
    )


def read_between(line: Line, start: int, end: int) -> tuple[int, int]:
    """The stretch of a line in which all is that is drawn between two places."""
    found: list[tuple[int, int]] = []
    place = 0
    for piece, at in line.drawn:
        a, b = max(0, start - place), min(len(piece.text), end - place)
        if a < b and at < len(line.text):
            found.append((at + a, at + b))
        place += len(piece.text)
    return min((a for a, _ in found), default=0), max((b for _, b in found), default=0)


def read_before(line: Line, place: int) -> int:
    """How much of a line is read before a place that is so many drawn characters from its left.

    What is drawn alone is read from the right, or is a single character within what is.
    """
    length = len(line.text)
    passed = 0
    for piece, at in line.drawn:
        inside = place - passed
        if inside < len(piece.text) + line.is_rtl:
            is_turned = len(piece.text) == 1 and line.order is not None
            return min(length, at + (1 - inside if is_turned else inside))
        passed += len(piece.text)
    return 0 if line.is_rtl else length


PictureSizes = Callable[[str], tuple[int, int] | None]
"""Gives how wide and tall the picture at an address is, in pixels, if it is to be shown."""


NO_PICTURES: PictureSizes = lambda _url: None  # noqa: E731
"""Shows none, only what is said of them."""

_PIXELS = 9
"""How wide a cell is at least that a picture has a right to; half as wide as it is tall."""
_TALLEST = 20
"""Lines that a picture takes at most, so that there is some text beside it on most screens."""
_SMALLEST = 24
"""Pixels of a picture that is no mere sign in the text."""


def cells_for(width: int, height: int, room: int) -> tuple[int, int]:
    """How many columns and rows a picture of some pixels takes, where there is some room."""
    if max(width, height) <= _SMALLEST:
        return 0, 0
    columns = min(room, max(1, round(width / _PIXELS)))
    rows = max(1, round(columns * height / width / 2))
    if rows > _TALLEST:
        columns, rows = max(1, round(2 * _TALLEST * width / height)), _TALLEST
    return min(columns, room), rows


Sign = tuple[str, Role]
"""A few characters that are not in the text, and how they look."""

QUOTE_BAR: Sign = ("▎ ", Role.QUOTE_BAR)
_BULLETS = "•◦▪"


def item_sign(number: int | None, last: int | None, depth: int) -> Sign:
    """What stands before an item: its number, as wide as the last one, or a bullet."""
    if number is None:
        return f"{_BULLETS[max(0, depth) % len(_BULLETS)]} ", Role.MARKER
    return f"{number}. ".rjust(len(f"{last}. ")), Role.MARKER
