"""From the lines of a PDF to the blocks that they were set from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from unicodedata import bidirectional

from msgspec import Struct

from octavo.importers.formats.pdf.pages import RAISED, Line, first_word, mark_of
from octavo.importers.formats.pdf.reading_order import Piece, Table
from octavo.importers.formats.plain.lines import ends_sentence, is_heading
from octavo.patterns import lazy_pattern

LARGER = 1.12
"""A heading is so much larger than the text."""

_NOTE = 0.94
"""Notes are set smaller than that, in sizes of the text."""
_BETWEEN = 4
"""Notes and tables, at most, between two parts of a paragraph."""

_LONGEST_HEADING = 200
_SECTION = lazy_pattern(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[IVX]{1,5}\.)\s+\S")
_ENDED = lazy_pattern(r"[.!?:;。！？…][\"'”’»)\]]*$")
_BEGINS = lazy_pattern(r"[\W_]{0,3}[A-ZÀ-Þ\d]")
_OPENS = lazy_pattern(r"[^\W\d_]*[A-ZÀ-Þ\"“«(]")


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    CODE = auto()
    TABLE = auto()


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


def blocks_of(pieces: Sequence[Piece]) -> list[Block]:
    """The headings, paragraphs, items and pieces of code that some lines are."""
    lines = list(lines_of(pieces))
    if not lines:
        return []
    measure = _measure(lines)
    blocks: list[Block] = []
    for group in _groups(pieces, measure):
        if isinstance(group, Table):
            blocks.append(Block(kind=Kind.TABLE, lines=[*lines_of([group])], table=group))
        else:
            blocks += _parts(group, measure)
    _rank(blocks)
    return _joined(blocks)


def lines_of(pieces: Iterable[Piece]) -> Iterator[Line]:
    """The lines of a text and of the cells of its tables."""
    for piece in pieces:
        if isinstance(piece, Line):
            yield piece
        else:
            yield from (cell for row in piece.rows for cell in row if cell.text)


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
        before.base - line.base
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


def _groups(pieces: Iterable[Piece], measure: Measure) -> Iterator[list[Line] | Table]:
    """The tables, and runs of lines of one size and face that follow each other closely."""
    group: list[Line] = []
    for piece in pieces:
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
    step = before.base - line.base
    leading = max(measure.leading, 1.1 * before.size)
    same = abs(before.size - line.size) <= 0.06 * measure.size and before.mono == line.mono
    bold = before.bold == line.bold or not (before.bold and _is_short(before, line))
    near = 0.2 * line.size < step < 1.25 * leading and before.page == line.page
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
    return all(x.right + size + first_word(y) < right for x, y in pairwise(group))


def is_parted(line: Line) -> bool:
    """Whether a line ends within a word."""
    return line.parted or line.text.rstrip().endswith(("-", "\u2010", "\u00ad"))


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
        is_note = line.text[0] in RAISED
        if block is None or mark or is_note or (starts and not hangs):
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
    ends = [(before.left, before.right), (line.left, line.right), (left, right)]
    if bidirectional(line.text[0]) in ("R", "AL"):
        ends = [(-end, -start) for start, end in ends]
    (above, ended), (begun, _), (first, last) = ends
    indented = begun > first + 0.7 * line.size and above < begun - 0.5 * line.size
    early = ended < last - 0.15 * (last - first) and _ENDED.search(before.text)
    opens = _OPENS.match(line.text) or line.text[0].upper() == line.text[0].lower()
    return not before.parted and bool(
        (indented and _ENDED.search(before.text)) or (early and opens)
    )


def _rank(blocks: Sequence[Block]) -> None:
    """Number the levels of the headings by their sizes, and the bold ones below these."""
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    sizes = sorted({round(block.lines[0].size) for block in headings}, reverse=True)
    for block in headings:
        block.level = min(sizes.index(round(block.lines[0].size)) + 1, 5)


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, with paragraphs that go on in the next column or page joined."""
    joined: list[Block] = []
    for block in blocks:
        if (begun := _begun(joined[-_BETWEEN:], block)) is not None:
            begun.lines += block.lines
        else:
            joined.append(block)
    return joined


def _begun(before: Sequence[Block], block: Block) -> Block | None:
    """The block that another goes on: the last, or the one before tables and notes."""
    for each in reversed(before):
        if _goes_on(each, block):
            is_sure = each is before[-1] or is_parted(each.lines[-1])
            return each if is_sure or block.lines[0].text[:1].islower() else None
        if each.kind is not Kind.TABLE and each.lines[0].size > _NOTE * block.lines[0].size:
            return None
    return None


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
