"""The lines of a PDF with their place, size and face, as PDFium finds them.

PDFium reads in the order in which a page was written, twenty times as fast as the readers
in Python, and marks the words that are parted at the end of a line. It is not made for
threads, so that only one PDF is read at a time.

Large because words and cells are told by the room between the letters, here alone.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from math import pi
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_MOST_PAGES = 5_000
_MOST_CHARACTERS = 30_000_000
_PARTED = (0x2, 0xFFFE)
"""What PDFium puts where a word is parted at the end of a line."""

_WIDE = 1.5
"""Heights of a letter, from which on a gap parts two columns or cells."""

_GAP = 0.5
"""Heights of a letter; a wider gap may part two cells, where those of other rows stand so."""

_LEAST_ROOM = 0.1
"""Heights between two words; in the files of ten makers they have .148 and more, and letters
of one word up to .032."""

_LAST_SPACED = "\u2e7f"
"""After it come letters of scripts that have no spaces."""

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)

_FIXED_PITCH, _FORCE_BOLD = 1, 1 << 18
"""Flags in the description of a face (ISO 32000-1, table 123)."""

_MONO = lazy_pattern(r"mon[ol]|courier|consol|typewr|menlo|cmtt|sftt|lmtt|ectt|code", re.I)
_BOLD = lazy_pattern(r"bold|black|heavy|semibold|cmbx|cmb\d|sfbx|ecbx|lmbx|-bd\b|demi", re.I)

_BULLET = lazy_pattern(r"([•●○◦▪■□▸‣⁃∙·➢✓]|[-–—*\x80-\x9f\ue000-\uf8ff\ufffd](?=\s|$))\s*")
"""The marks of items; in faces of symbols they have no character, or a private one."""
_NUMBERED = lazy_pattern(r"(\(?(?:\d{1,3}|[a-z])[.)])(?:\s+|$)")

_HYPHEN = lazy_pattern(r"[-\u2010\xad]$")

_UNMAPPED = (
    "it does not say which characters its letters are, so that they can be seen and not read;"
    " run it through a program that recognises text (OCR), and add what comes out"
)

_MARK = 0.6
"""Of the height of the face beside it; a mark of an item that is drawn is no larger."""

_FARTHEST_MARK = 2
"""Heights of the face between a mark and its line."""

_MOST_DRAWN = 20_000
_MOST_MARKS = 300
"""On a page; a drawing of more things or of more squares has no marks of items."""

_alone = Lock()


class Line(Struct, frozen=True, kw_only=True):
    """A run of text on one line, in points from the lower left corner of its page."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    base: float
    """The height of what its letters stand on."""
    size: float
    """Height of the face."""
    bold: bool = False
    mono: bool = False
    parted: bool = False
    """Whether its last word goes on in the next line."""
    unmapped: bool = False
    """Whether the PDF does not say which characters its letters are."""
    gaps: tuple[tuple[int, float, float], ...] = ()
    """Wide spaces: how many words stand before each, and where it begins and ends."""
    turned: int = 0
    """By how many quarters it is turned against the page, as stamps on a margin are."""
    place: int = 0
    """How many lines of the page were drawn before it."""

    def is_beside(self, other: "Line") -> bool:
        """Whether it stands to the right of another, on the same height."""
        overlap = min(other.top, self.top) - max(other.bottom, self.bottom)
        height = min(other.top - other.bottom, self.top - self.bottom)
        near = self.left > other.right and other.page == self.page
        return near and overlap > 0.5 * height


def parted_at(line: Line, cuts: Sequence[float]) -> list[Line]:
    """A line as the pieces that cuts through its gaps part; its other gaps stay."""
    words, pieces, start, left = line.text.split(" "), [], 0, line.left
    parting = [gap for gap in line.gaps if any(gap[1] < cut < gap[2] for cut in cuts)]
    for end, right, further in (*parting, (len(words), line.right, 0.0)):
        text = " ".join(words[start:end])
        gaps = tuple((gap[0] - start, *gap[1:]) for gap in line.gaps if start < gap[0] < end)
        pieces.append(replace(line, text=text, left=left, right=right, gaps=gaps, parted=False))
        start, left = end, further
    pieces[-1] = replace(pieces[-1], parted=line.parted)
    return pieces


def first_word(line: Line) -> float:
    """How much of the width of a line its first word takes."""
    return (line.right - line.left) * len(line.text.split(" ", 1)[0]) / len(line.text)


def together(row: Sequence[Line]) -> Line:
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
        gaps=(),
    )


def run_on(cell: Line, line: Line) -> Line:
    """A cell with its next line; a word that was divided is whole."""
    divided = cell.parted or cell.text.endswith("\u2010")
    said = _HYPHEN.sub("", cell.text) if divided else f"{cell.text} "
    return replace(
        line,
        text=f"{said}{line.text}".strip(),
        top=cell.top,
        left=min(cell.left, line.left),
        right=max(cell.right, line.right),
        gaps=(),
    )


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


class Pages(Struct, frozen=True, kw_only=True):
    """A PDF: what it says of itself, and the lines of its pages."""

    about: dict[str, str]
    """`Title`, `Author`, `CreationDate` and others, as far as they are filled in."""
    lines: list[list[Line]]
    heights: list[float]


def pages_of(data: bytes, name: str) -> Pages:
    """The lines of all pages.

    Raises:
        DraftRejected: If it is locked, damaged, longer than any book, or does not say which
            characters most of its letters are (ISO 32000-1, section 9.10).
    """
    with _alone:
        document = _document(data, name)
        try:
            return _read(document, name)
        finally:
            document.close()


def _document(data: bytes, name: str) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        count = len(document)
    except PdfiumError as error:
        locked = re.search(r"password|security", str(error), re.IGNORECASE)
        reason = "it is locked with a password" if locked else "it is a damaged PDF"
        raise DraftRejected(name, reason) from None
    if count > _MOST_PAGES:
        document.close()
        raise DraftRejected(name, f"it has more than {_MOST_PAGES} pages")
    return document


def _read(document: "PdfDocument", name: str) -> Pages:
    from pypdfium2 import PdfiumError

    pages: list[list[Line]] = []
    heights: list[float] = []
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            page.set_rotation(0)  # else the lines of one that is shown turned come last first
            text = page.get_textpage()
        except PdfiumError:
            continue
        lines = list(_upright(list(_lines(text, number))))
        lines += _drawn_marks(page.raw, lines)
        heights.append(float(page.get_height()))
        text.close()
        page.close()
        pages.append(lines)
        characters += sum(len(line.text) for line in lines)
        if characters > _MOST_CHARACTERS:
            raise DraftRejected(name, "it holds more text than any book")
    if not pages:
        raise DraftRejected(name, "it is a damaged PDF: none of its pages can be read")
    sizes = Counter[bool]()
    for line in (line for page in pages for line in page):
        sizes[line.unmapped] += len(line.text)
    if sizes[True] > sizes[False]:
        raise DraftRejected(name, _UNMAPPED)
    return Pages(about=dict(document.get_metadata_dict()), lines=pages, heights=heights)


def _drawn_marks(page: object, lines: Sequence[Line]) -> list[Line]:
    """The marks of items that are drawn, as browsers do: round or square, before a line."""
    size = max((line.size for line in lines), default=0.0)
    boxes = list(islice(_squares(page, size), _MOST_MARKS + 1))
    return [
        replace(line, text="\u2022", left=left, bottom=bottom, right=right, top=top, gaps=())
        for left, bottom, right, top in (boxes if len(boxes) <= _MOST_MARKS else ())
        for line in lines
        if line.bottom < bottom < top < line.bottom + line.size
        and 0 < line.left - right < _FARTHEST_MARK * line.size
    ]


def _squares(page: object, size: float) -> Iterator[tuple[float, float, float, float]]:
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    edges = [ctypes.c_float() for _ in range(4)]
    for place in range(count if count <= _MOST_DRAWN else 0):
        drawn = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, edges))
            left, bottom, right, top = (edge.value for edge in edges)
            sides = sorted((right - left, top - bottom))
            if 0 < sides[1] < 1.2 * sides[0] and sides[1] < _MARK * size:
                yield left, bottom, right, top


class _Run:
    """The letters of a line while they are gathered."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.places: list[int] = []
        self.height = 4.0
        self.unsaid: list[int] = []
        """The letters, by their boxes, before which is room for a space that is not written."""

    def add(self, letter: str, box: tuple[float, float, float, float], place: int) -> None:
        self.letters.append(letter)
        if not letter.isspace():
            self.boxes.append(box)
            self.places.append(place)
            self.height = max(self.height, box[3] - box[2])

    def judge(self, room: float) -> None:
        """Believe in a space by the room that is left before the next letter, in heights."""
        if self.letters[-1].isspace():
            while abs(room) < _LEAST_ROOM / 2 and self.letters[-1].isspace():
                del self.letters[-1]
        elif room > _LEAST_ROOM:
            self.unsaid.append(len(self.boxes))

    def words(self) -> tuple[str, tuple[tuple[int, float, float], ...]]:
        """The words, and the wide gaps between them; letters that are all set apart are one."""
        missing = frozenset(self.unsaid if len(self.unsaid) * 4 < len(self.boxes) else ())
        words: list[list[str]] = []
        gaps, place, ended = [], 0, True
        for letter in self.letters:
            if letter.isspace():
                ended = True
                continue
            if ended or place in missing:
                right, left = self.boxes[place - 1][1], self.boxes[place][0]
                if words and left - right > _GAP * self.height:
                    gaps.append((len(words), right, left))
                words.append([])
            words[-1].append(letter.translate(_LIGATURES))
            place, ended = place + 1, False
        return " ".join(map("".join, words)), tuple(gaps)

    def is_far_from(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a letter stands too far to the right to belong to the same run."""
        if not self.boxes:
            return False
        last = self.boxes[-1]
        height = max(self.height, box[3] - box[2])
        return box[0] - last[1] > _WIDE * height or box[1] < last[0] - 20 * height


def _lines(page: "PdfTextPage", number: int) -> Iterator[Line]:
    """The lines of a page in the order in which they were written."""
    from pypdfium2 import raw

    box = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
    references = [ctypes.byref(each) for each in box]
    run = _Run()
    for place in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, place)
        if code in (10, 13, *_PARTED):
            yield from _line(run, page, number, parted=code in _PARTED)
            run = _Run()
            continue
        raw.FPDFText_GetCharBox(page, place, *references)
        corners = (box[0].value, box[1].value, box[2].value, box[3].value)
        letter = chr(code) if 31 < code < 0x110000 else " "
        if not letter.isspace() and run.is_far_from(corners):
            yield from _line(run, page, number)
            run = _Run()
        if run.places and not letter.isspace():
            is_near = corners[0] - run.boxes[-1][1] < _LEAST_ROOM * run.height
            if run.letters[-1].isspace() or not is_near:
                run.judge(_room(page, run.places[-1], place, letter))
        run.add(letter, corners, place)
    yield from _line(run, page, number)


def _room(page: "PdfTextPage", last: int, place: int, letter: str) -> float:
    """The room between two letters beyond their own widths, in heights of the face."""
    from pypdfium2 import raw

    if letter > _LAST_SPACED:
        return _LEAST_ROOM
    boxes = raw.FS_RECTF(), raw.FS_RECTF()
    for box, which in zip(boxes, (last, place), strict=True):
        raw.FPDFText_GetLooseCharBox(page, which, ctypes.byref(box))
    height = abs(float(boxes[1].top) - float(boxes[1].bottom)) or 1.0
    return (float(boxes[1].left) - float(boxes[0].right)) / height


def _line(run: _Run, page: "PdfTextPage", number: int, parted: bool = False) -> Iterator[Line]:
    """The line of some letters, unless nothing shows."""
    from pypdfium2 import raw

    text, gaps = run.words()
    if not text:
        return
    samples = {run.places[0], run.places[len(run.places) // 2], run.places[-1]}
    faces = [_face(page, place) for place in samples]
    sizes = sorted(_size(page, place) for place in samples)
    yield Line(
        text=text,
        page=number,
        left=min(box[0] for box in run.boxes),
        right=max(box[1] for box in run.boxes),
        top=max(box[3] for box in run.boxes),
        bottom=min(box[2] for box in run.boxes),
        size=round(sizes[len(sizes) // 2], 1),
        bold=all(_BOLD.search(face) for face in faces),
        mono=all(_MONO.search(face) for face in faces),
        parted=parted,
        gaps=gaps,
        unmapped=all(raw.FPDFText_HasUnicodeMapError(page, place) == 1 for place in samples),
        turned=_turned(page, run.places[0]),
        base=_base(page, run.places[0]),
    )


def _upright(lines: list[Line]) -> Iterator[Line]:
    """The lines that stand as most of their page does."""
    turns = Counter(line.turned for line in lines)
    usual = turns.most_common(1)[0][0] if turns else 0
    return (line for line in lines if line.turned == usual)


def _turned(page: "PdfTextPage", place: int) -> int:
    from pypdfium2 import raw

    angle = float(raw.FPDFText_GetCharAngle(page, place))
    return round(angle / (pi / 2)) % 4 if angle >= 0 else 0


def _base(page: "PdfTextPage", place: int) -> float:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, place, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _size(page: "PdfTextPage", place: int) -> float:
    """The height of the face of a letter, whatever the letter."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(page, place, ctypes.byref(box)):
        return 10.0
    return abs(float(box.top) - float(box.bottom))


def _face(page: "PdfTextPage", place: int) -> str:
    """The name of the face of a letter, with what its description says beside the name."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, place, name, 128, ctypes.byref(flags))
    heavy = raw.FPDFText_GetFontWeight(page, place) >= 600 or flags.value & _FORCE_BOLD
    fixed = flags.value & _FIXED_PITCH
    said = name.value.decode("utf-8", "replace")
    return said + (" bold" if heavy else "") + (" mono" if fixed else "")
