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
from itertools import chain, islice
from math import hypot, pi
from threading import Lock
from typing import NamedTuple
from unicodedata import bidirectional, combining, normalize

from bidi import get_display
from msgspec import Struct
from msgspec.structs import replace
from pypdfium2 import PdfDocument, PdfiumError, PdfTextPage, raw

from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

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

_FORMS = lazy_pattern("[\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]")
"""Ligatures, and Arabic letters in the form that they have beside others."""

_ACCENTS = {
    **{"`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304"},
    **{"˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "˝": "\u030b"},
    **{"ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328"},
}
"""Accents that are set as letters of their own, as TeX does, with those that join letters."""
_BELOW = "¸˛"
_UNDOTTED = str.maketrans("ıȷ", "ij")
_FARTHEST_ACCENT = 150
"""Characters between a letter and its accent, which may come after the whole line."""

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789", RAISED)
_RAISE, _RAISED_SIZE = 0.2, 0.9
"""Heights of the face: a digit that stands so much higher and is smaller than that is raised.
TeX's stand at .36 and measure .7 or .8, those of browsers .33 and .83."""

_HEIGHT = 1.15
"""Of a letter in sizes of its face; of Arabic, PDFium often tells that of the ink alone."""

_TURNED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_BRACKETS = lazy_pattern("([(\\[{<«])|[)\\]}>»]")

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


def is_raised(number: Line, line: Line) -> bool:
    """Whether a number stands higher than a line and is set smaller, as the mark of a note."""
    is_small = number.size < _RAISED_SIZE * line.size
    return number.text.isdigit() and is_small and number.base > line.base + _RAISE * line.size


def raised(mark: Line) -> Line:
    """A number as one that is raised, and all else as it is."""
    return replace(mark, text=mark.text.translate(_RAISED)) if mark.text.isdigit() else mark


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


def _document(data: bytes, name: str) -> PdfDocument:
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


def _read(document: PdfDocument, name: str) -> Pages:
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


class _Letter(NamedTuple):
    """A letter, or several that are drawn as one."""

    text: str
    box: tuple[float, float, float, float]
    """Left, right, bottom, and top."""
    place: int
    """Of the characters of its page."""

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[1]) / 2

    @property
    def is_rtl(self) -> bool:
        """Whether it is of a script that runs from the right; few show the height of a face."""
        return self.text > "\u0590" and bidirectional(self.text[0]) in ("R", "AL")

    def with_accent(self, other: "_Letter") -> "_Letter | None":
        """With another that stands over or under it as its accent, if one does."""
        left, right, bottom, top = self.box
        middle = (bottom + top) / 2
        room = bottom - other.box[3] if other.text in _BELOW else other.box[2] - top
        is_beyond = other.box[3] < middle if other.text in _BELOW else other.box[2] > middle
        is_letter = self.text.isalpha() and self.text not in _ACCENTS
        is_there = is_beyond and 2 * room < top - bottom and left < other.middle < right
        if not is_letter or not is_there:
            return None
        whole = self.text.translate(_UNDOTTED) + _ACCENTS[other.text]
        return self._replace(text=normalize("NFC", whole))


class _Run:
    """The letters of a line while they are gathered."""

    def __init__(self) -> None:
        self.letters: list[_Letter] = []
        """Without the spaces."""
        self.spaced: set[int] = set()
        """Before which of them a space is written."""
        self.unsaid: set[int] = set()
        """Before which is room for one that is not written."""
        self.height = 4.0

    def add(self, letter: _Letter) -> None:
        self.height = max(self.height, letter.box[3] - letter.box[2])
        self.letters.append(letter)

    def judge(self, room: float) -> None:
        """Believe in a space by the room that is left before the next letter, in heights."""
        place = len(self.letters)
        if place not in self.spaced and room > _LEAST_ROOM:
            self.unsaid.add(place)
        elif abs(room) < _LEAST_ROOM / 2:
            self.spaced.discard(place)

    def words(self) -> list[list[_Letter]]:
        """The words as they are written; letters that are all set apart are one."""
        starts = self.spaced
        if len(self.unsaid) * 4 < len(self.letters) and not self.is_rtl:
            starts = starts | self.unsaid
        words: list[list[_Letter]] = []
        for place, letter in enumerate(self.letters):
            if place in starts or not words:
                words.append([])
            words[-1].append(letter)
        return words

    @property
    def is_rtl(self) -> bool:
        """Whether any of it runs from the right."""
        return any(letter.is_rtl for letter in self.letters)

    def is_far_from(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a letter stands too far to the right to belong to the same run."""
        if not self.letters:
            return False
        last = self.letters[-1].box
        height = max(self.height, box[3] - box[2])
        return box[0] - last[1] > _WIDE * height or box[1] < last[0] - 20 * height


def _lines(page: PdfTextPage, number: int) -> Iterator[Line]:
    """The lines of a page in the order in which they were written."""
    run = _Run()
    for character in _characters(page):
        letter, box, place = character
        if letter in "\r\n\ufffe":
            yield from _lines_of(run, page, number, parted=letter == "\ufffe")
            run = _Run()
        elif letter.isspace():
            run.spaced.add(len(run.letters))
        else:
            if run.is_far_from(box):
                yield from _lines_of(run, page, number)
                run = _Run()
            if run.letters:
                is_near = box[0] - run.letters[-1].box[1] < _LEAST_ROOM * run.height
                if len(run.letters) in run.spaced or not is_near:
                    run.judge(_room(page, run.letters[-1].place, place, letter))
            run.add(character)
    yield from _lines_of(run, page, number)


def _characters(page: PdfTextPage) -> list[_Letter]:
    """All characters of a page, each letter with the accents that are drawn over it."""
    box = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
    references = [ctypes.byref(each) for each in box]
    letters, accents = list[_Letter](), list[int]()
    for place in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, place)
        raw.FPDFText_GetCharBox(page, place, *references)
        letter = chr(code) if code in (10, 13) or 31 < code < 0x110000 else " "
        letter = "\ufffe" if code in _PARTED else letter
        corners = (box[0].value, box[1].value, box[2].value, box[3].value)
        letters.append(_Letter(letter, corners, place))
        if letter in _ACCENTS:
            accents.append(place)
    for place in accents:
        for near in range(place + 1, max(-1, place - _FARTHEST_ACCENT), -1):
            if near < len(letters) and (whole := letters[near].with_accent(letters[place])):
                letters[near], letters[place] = whole, letters[place]._replace(text="")
                break
    return [letter for letter in letters if letter.text]


def _room(page: PdfTextPage, last: int, place: int, letter: str) -> float:
    """The room between two letters beyond their own widths, in heights of the face."""
    if letter > _LAST_SPACED:
        return _LEAST_ROOM
    boxes = raw.FS_RECTF(), raw.FS_RECTF()
    for box, which in zip(boxes, (last, place), strict=True):
        raw.FPDFText_GetLooseCharBox(page, which, ctypes.byref(box))
    height = abs(float(boxes[1].top) - float(boxes[1].bottom)) or 1.0
    return (float(boxes[1].left) - float(boxes[0].right)) / height


def _lines_of(
    run: _Run, page: PdfTextPage, number: int, parted: bool = False
) -> Iterator[Line]:
    """The line of some letters, unless nothing shows; one from the right in its wide parts."""
    words = run.words()
    if not run.is_rtl:
        gaps = tuple(_gaps(words, _GAP * run.height))
        if words:
            said = " ".join(map(_text, _with_raised(words, page)))
            yield _line(said, words, page, number, parted, gaps)
        return
    words = sorted(map(_as_seen, words), key=lambda word: word[0].middle)
    parts = [place for place, _, _ in _gaps(words, _WIDE * run.height)]
    for start, end in zip([0, *parts], [*parts, len(words)], strict=True):
        yield _line(_from_the_right(words[start:end]), words[start:end], page, number, parted)


def _gaps(
    words: Sequence[Sequence[_Letter]], least: float
) -> Iterator[tuple[int, float, float]]:
    """How many words stand before each wide gap, and where it begins and ends."""
    for place in range(1, len(words)):
        right, left = words[place - 1][-1].box[1], words[place][0].box[0]
        if left - right > least:
            yield place, right, left


def _text(word: Sequence[_Letter]) -> str:
    said = "".join(letter.text for letter in word)
    return _FORMS.sub(lambda form: normalize("NFKC", form[0]), said)


def _with_raised(
    words: Sequence[Sequence[_Letter]], page: PdfTextPage
) -> Iterator[Sequence[_Letter]]:
    """Words with the digits that are small and stand higher, such as the marks of notes."""
    usual = next((each for each in chain(*words) if each.text.isalpha()), words[0][0])
    base, size = _base(page, usual.place), _size(page, usual.place)
    least, most = base + _RAISE * size, _RAISED_SIZE * size
    for word in words:
        yield [
            letter._replace(text=letter.text.translate(_RAISED))
            if letter.text.isdigit()
            and _base(page, letter.place) > least
            and _size(page, letter.place) < most
            and word[-1].text not in "/\u2044"
            else letter
            for letter in word
        ]


def _as_seen(word: Sequence[_Letter]) -> list[_Letter]:
    """The letters of a word from the left, each behind the marks that it bears."""
    bases = [each for each in word if not combining(each.text[0])] or word

    def place(letter: _Letter) -> tuple[float, bool]:
        base = min(bases, key=lambda base: abs(base.middle - letter.middle))
        return base.middle, not combining(letter.text[0])

    return sorted(word, key=place)


def _from_the_right(words: Sequence[Sequence[_Letter]]) -> str:
    """Words that are seen from the left in the order in which they are read.

    The rule that shows a line (Unicode Standard Annex 9, L2) turns back what it has turned.
    Brackets come as they look or as they are meant, by the maker of the file.
    """
    letters = list(chain(*words))
    from_right = sum(letter.is_rtl for letter in letters)
    direction = "R" if 2 * from_right > sum(each.text.isalpha() for each in letters) else "L"
    seen = (
        "".join(_text([each])[:: -1 if each.is_rtl else 1] for each in word) for word in words
    )
    text = str(get_display(" ".join(seen), base_dir=direction))
    turned = text.translate(_TURNED)
    first, opened = _BRACKETS.search(text), {bool(each[1]) for each in _BRACKETS.finditer(text)}
    is_paired = len(opened) > 1 and first is not None and bool(first[1])
    return text if direction == "L" or is_paired else turned


def _line(
    text: str,
    words: Sequence[Sequence[_Letter]],
    page: PdfTextPage,
    number: int,
    parted: bool,
    gaps: tuple[tuple[int, float, float], ...] = (),
) -> Line:
    letters = list(chain(*words))
    samples = {letters[place].place for place in (0, len(letters) // 2, -1)}
    faces = [_face(page, place) for place in samples]
    from_right = next((letter.place for letter in letters if letter.is_rtl), None)
    sizes = sorted(_size(page, place) for place in samples)
    if from_right is not None:
        sizes = [_HEIGHT * _size_of_face(page, from_right)]
    return Line(
        text=text,
        page=number,
        left=min(letter.box[0] for letter in letters),
        right=max(letter.box[1] for letter in letters),
        top=max(letter.box[3] for letter in letters),
        bottom=min(letter.box[2] for letter in letters),
        size=round(sizes[len(sizes) // 2], 1),
        bold=all(_BOLD.search(face) for face in faces),
        mono=all(_MONO.search(face) for face in faces),
        parted=parted,
        gaps=gaps,
        unmapped=all(raw.FPDFText_HasUnicodeMapError(page, place) == 1 for place in samples),
        turned=_turned(page, letters[0].place),
        base=_base(page, letters[0].place),
    )


def _upright(lines: list[Line]) -> Iterator[Line]:
    """The lines that stand as most of their page does."""
    turns = Counter(line.turned for line in lines)
    usual = turns.most_common(1)[0][0] if turns else 0
    return (line for line in lines if line.turned == usual)


def _turned(page: PdfTextPage, place: int) -> int:
    angle = float(raw.FPDFText_GetCharAngle(page, place))
    return round(angle / (pi / 2)) % 4 if angle >= 0 else 0


def _base(page: PdfTextPage, place: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, place, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _size(page: PdfTextPage, place: int) -> float:
    """The height of the face of a letter, whatever the letter."""
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(page, place, ctypes.byref(box)):
        return 10.0
    return abs(float(box.top) - float(box.bottom))


def _size_of_face(page: PdfTextPage, place: int) -> float:
    """The size of the face of a letter, as it is shown."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, place, ctypes.byref(matrix))
    return float(raw.FPDFText_GetFontSize(page, place)) * hypot(matrix.c, matrix.d)


def _face(page: PdfTextPage, place: int) -> str:
    """The name of the face of a letter, with what its description says beside the name."""
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, place, name, 128, ctypes.byref(flags))
    heavy = raw.FPDFText_GetFontWeight(page, place) >= 600 or flags.value & _FORCE_BOLD
    fixed = flags.value & _FIXED_PITCH
    said = name.value.decode("utf-8", "replace")
    return said + (" bold" if heavy else "") + (" mono" if fixed else "")
