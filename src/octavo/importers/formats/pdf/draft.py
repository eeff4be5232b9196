"""PDF: the text of its pages in reading order, with paragraphs and headings joined again.

Large because what is told by the place of lines on a page is told here: heads, columns, fronts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise
from unicodedata import normalize

from msgspec.structs import replace

from octavo.importers.formats.html.bylines import authors_of
from octavo.importers.formats.html.provenance import declared_by_metadata
from octavo.importers.formats.pdf.blocks import (
    LARGER,
    Block,
    Kind,
    blocks_of,
    is_parted,
    lines_of,
)
from octavo.importers.formats.pdf.pages import (
    RAISED,
    Line,
    Pages,
    is_mark,
    is_raised,
    pages_of,
    raised,
    together,
    without_mark,
)
from octavo.importers.formats.pdf.reading_order import Piece, Table, in_reading_order
from octavo.importers.formats.plain.lines import is_heading, join, vocabulary_of
from octavo.importers.text.clean import (
    clean,
    clean_line,
    code_block,
    escape_heading,
    escape_line,
)
from octavo.importers.text.dates import date_of_line, moment
from octavo.importers.text.names import byline, names_of
from octavo.importers.text.titles import is_same_title, shortened, title_of_name, title_of_text
from octavo.importers.text.xml import tree_of_xml
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.provenance import Declaration, Provenance
from octavo.model.url import canonical, is_web
from octavo.patterns import lazy_pattern

_NO_TITLE = lazy_pattern(
    r"""
      untitled.* | microsoft\ (?:word|powerpoint).* | slide\ \d+ | \(?anonymous\)? | .{0,3}
    | \S*\.(?:docx?|pptx?|dvi|tex|indd|rtf|pdf|odt|qxd|ai|html?) | [\W\d_]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_AUTHOR = lazy_pattern(r"\(?(?:anonymous|unspecified|unknown|user|owner|root)\)?\d*", re.I)
_DATE = lazy_pattern(
    r"(?:D:|(?=\d{14}))(\d{4}(?:\d{2}){0,5})"
    r"(?:Z(?:00'?(?:00'?)?)?|\s?([+-]\d{1,2})'?(\d{2})?'*)?\s*"
)
_NAME = lazy_pattern(r"[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:[a-z]{1,3}\s+)?[A-ZÀ-Þ][\w.'’-]*){1,4}")
_LONGEST_XMP = 200_000
"""Bytes of a packet of XMP; a longer one is not read."""
_TAIL = 50_000_000
"""Bytes at the end of a file that are searched for it."""
_MANIFEST = b"/C2PA_Manifest"
"""The relationship of an embedded manifest (https://spec.c2pa.org, Embedding into PDF)."""
_HYPHENS = "-\u2010\u00ad"
_EDGE = 0.12
"""The share of a page's height, at the top and at the bottom, where running lines stand, or
beyond it what is printed first and last of all pages."""

_NEAR = 3
"""Lines from either end of a page that may be running ones."""

_GAP = 0.6
"""Heights of a line, at least, between a running line and the text."""

_LONGEST = 160
_PAGE_NUMBER = lazy_pattern(
    r"[-–—|\s]*(?:(?:page|seite|p\.|pág\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_ADDRESS = lazy_pattern(r"(?:https?|file)://\S+")
_NUMBERED = lazy_pattern(r"(?:Page )?\d{1,4} ?(?:/|of) ?\d{1,4}")
_BESIDE = 4
"""Heights of a letter, within which the text of an item stands beside its mark; what browsers
print has it within two."""
_INITIAL = 1.6
"""How much larger than its text a letter is that begins it and is set in two lines or more."""

_MOST_MARKS = 300
"""On one page; each is looked for among all lines."""

_LEADER = lazy_pattern(
    r"(?<![.·…])(?<![.·…]\s)(?>(?:[.·…]\s?+){5,})\s*+(?:\d{1,4}|[ivxlc]{1,7})?$"
)
"""The dots that lead to a page number in a table of contents."""

_OF_CONTENTS = lazy_pattern(r"(?:[A-Z]|\d{1,4}|[ivxlc]{1,7})(?:\.\d{1,3}){0,4}\.?")
"""What stands before or behind such a line: the number of a part, or a page."""

_FARTHEST_NOTE = 2_000
"""Paragraphs between a note and its mark, which may be those of a long chapter."""

_NOTE = lazy_pattern(rf"([{RAISED}]{{1,3}})\s*(?=\S)")

_MAIL = lazy_pattern(r"[^\s@]@[^\s@]{1,80}\.\w")
_NEAR_TITLE = 6
"""Blocks after the title, among which authors and date stand."""


def draft_of_pdf(data: bytes, source: Source) -> Draft:
    """The draft in a PDF.

    Raises:
        DraftRejected: If it is locked or damaged, or its pages are pictures.
    """
    pages = pages_of(data, source.name)
    pieces = ordered(pages)
    lines = list(lines_of(pieces))
    first = _at_edges(pages.lines[0], pages.heights[0], next(_frames(pages)))
    printed = [line.text for line in _printed_around(first)]
    blocks = blocks_of(pieces)
    if sum(len(line.text) for line in lines) < 3 * len(pages.lines):
        raise DraftRejected(source.name, "its pages are pictures, and there is no text in it")
    words = vocabulary_of(_hyphened(lines))
    named = _title_said(pages, blocks, words, printed)
    shown = _title_shown(blocks)
    title = named or (_line(shown, words) if shown else "")
    front = _front(blocks, title, words)
    authors = _authors(pages, front)
    place = next((i for i, block in enumerate(blocks) if _is_title(block, title, words)), -1)
    if place >= 0:
        authors = _settle_authors(blocks[place + 1 :]) or authors
    kept = [block for block in blocks if not _is_title(block, title, words)]
    text = _markdown(kept, words)
    return Draft(
        title=shortened(
            title or title_of_name(source.name) or title_of_text(text, is_markdown=True)
        ),
        text=text or escape_line(title),
        url=next((canonical(line) for line in printed if is_web(line)), ""),
        authors=authors,
        published=next(filter(None, map(date_of_line, front)), None)
        or _date_said(pages.about.get("CreationDate", "")),
        language=language_of(text),
        source=source,
        provenance=_declared(data, pages),
    )


def _last_packet(data: bytes) -> bytes:
    """The packet of XMP that counts in a file that was changed: the last one, or nothing."""
    end = data.rfind(b"</x:xmpmeta")
    start = data.rfind(b"<x:xmpmeta", 0, max(end, 0))
    packet = data[start : data.find(b">", end) + 1]
    return packet if 0 <= start < end and len(packet) <= _LONGEST_XMP else b""


def _declared(data: bytes, pages: Pages) -> Provenance:
    """What the file declares of who or what made it, in XMP as far as that stands unpacked."""
    packet = _last_packet(data[-_TAIL:])
    root = tree_of_xml(packet.decode(errors="replace")) if packet else None
    known = Provenance(looked_at=True) if root is None else declared_by_metadata(root, "XMP")
    made = {clean_line(pages.about.get(name, "")): name for name in ("Creator", "Producer")}
    told = {each.value for each in known.declared}
    others = [
        Declaration("generator", value, name)
        for value, name in made.items()
        if value and value not in told
    ]
    if _MANIFEST in data:
        others.append(Declaration("c2pa-manifest", "in the file", "PDF"))
    return replace(known, declared=(*known.declared, *others))


def _title_said(
    pages: Pages, blocks: Sequence[Block], words: frozenset[str], printed: Sequence[str]
) -> str:
    """The title that the document says it has, if people could have meant it."""
    said = clean_line(pages.about.get("Title", ""))
    if _NO_TITLE.fullmatch(said):
        return ""
    first = " ".join([*printed, *(_line(block, words) for block in blocks[:20])])
    shown = _title_shown(blocks)
    is_there = said.casefold() in first.casefold()
    return said if is_there or shown is None or " " in said else ""


def _title_shown(blocks: Sequence[Block]) -> Block | None:
    """The first of the largest headings of the first page; else a line that opens it."""
    headings = [b for b in blocks if b.kind is Kind.HEADING and b.lines[0].page == 0]
    first = blocks[0]
    is_line = first.kind is Kind.PARAGRAPH and len(first.lines) == 1 < len(blocks)
    larger = (each.lines[0].size > 1.06 * first.lines[0].size for each in headings)
    if is_line and first.lines[0].page == 0 and is_heading(first.lines[0].text):
        return first if not any(larger) else min(headings, key=lambda block: block.level)
    return min(headings, key=lambda block: block.level, default=None)


def _is_title(block: Block, title: str, words: frozenset[str]) -> bool:
    return block.lines[0].page == 0 and is_same_title(_line(block, words), title)


def _front(blocks: Sequence[Block], title: str, words: frozenset[str]) -> list[str]:
    """The short lines that stand around the title, above the text."""
    place = next((i for i, b in enumerate(blocks) if _is_title(b, title, words)), -1)
    around = [*blocks[max(0, place - 2) : place], *blocks[place + 1 : place + 1 + _NEAR_TITLE]]
    near = around if place >= 0 else blocks[:4]
    lines = [line for block in near for line in block.lines if line.page == 0]
    return [clean_line(line.text) for line in lines if len(line.text) < 120][:12]


def _authors(pages: Pages, front: Iterable[str]) -> tuple[str, ...]:
    """Those that the document names, or else those that stand below the title."""
    said = re.sub(r"(?:(?<!\s)\s+)?;\s*", ", ", clean_line(pages.about.get("Author", "")))
    shown = [name for line in front for name in _names(line)]
    return authors_of([[] if _NO_AUTHOR.fullmatch(said) else [said], shown], "")


def _settle_authors(below: Sequence[Block]) -> tuple[str, ...]:
    """Have what stands between a title and its text be lines, if it has authors or a date.

    Each author, whose name is found, has an address of mail below it, as in papers.
    """
    text = next((i for i, b in enumerate(below) if b.kind is Kind.PARAGRAPH and _is_text(b)), 0)
    lines = [(i, line) for i, b in enumerate(below[:text]) for line in b.lines]
    mails = [(i, line) for i, line in lines if _MAIL.search(line.text)]
    dated = [i for i, line in lines if date_of_line(clean_line(line.text))]
    front = below[: max([*dated, *(i for i, _ in mails)], default=-1) + 1]
    columns: list[list[Line]] = []
    names: list[str] = []
    for _, line in lines:
        column = next((c for c in columns if _is_over(c[-1], line)), None)
        if column is None:
            columns.append(column := [])
        elif _MAIL.search(line.text) and _NAME.fullmatch(name := clean_line(column[0].text)):
            names.append(name)
        column[:] = [] if _MAIL.search(line.text) else [*column[:1], line]
        columns = list(filter(None, columns))
    for block in front if names or dated else ():
        if block.kind is not Kind.TABLE:
            is_set = not any(map(is_parted, block.lines))
            block.kind, block.is_set = Kind.PARAGRAPH, is_set
    return tuple(dict.fromkeys(names)) if len(names) == len(mails) else ()


def _is_over(above: Line, line: Line) -> bool:
    """Whether two lines share some of their width."""
    return above.left < line.right and line.left < above.right


def _is_text(block: Block) -> bool:
    lines = [line for line in block.lines if not _MAIL.search(line.text)]
    goes_on = any(is_parted(x) or (" " in x.text and x.text[:1].islower()) for x in block.lines)
    is_address = block.is_set or (len(lines) < len(block.lines) and not goes_on)
    return len(block.lines) > 1 and not is_address


def _names(line: str) -> tuple[str, ...]:
    """The names in a credit, or in a line that is nothing but several names."""
    line = re.sub(r"[\d*†‡§¹²³⁴⁵]+", " ", line)
    names = names_of(line)
    listed = len(names) > 1 and all(map(_NAME.fullmatch, names))
    return names if listed else byline(line)


def _date_said(text: str) -> datetime | None:
    """A date as PDF writes it (ISO 32000-1, section 7.9.4), or in another way."""
    found = _DATE.fullmatch(text)
    if not found:
        return moment(text)
    digits, hours, minutes = found.groups()
    digits += "0101000000"[len(digits) - 4 :]
    month, day = (digits[at : at + 2].replace("00", "01") for at in (4, 6))
    zone = f"{hours.zfill(3)}{minutes or '00'}" if hours else ""
    return moment(f"{digits[:4]}{month}{day}T{digits[8:]}{zone}")


def _markdown(blocks: Sequence[Block], words: frozenset[str]) -> str:
    written: list[str] = []
    depths: list[tuple[float, int]] = []
    highest = min((b.level for b in blocks if b.kind is Kind.HEADING), default=1)
    for before, block in zip([None, *blocks], blocks, strict=False):
        text = _written(block, words, highest)
        is_list = before and before.kind is block.kind is Kind.ITEM and written
        line = block.lines[0]
        if not (before and is_list and _is_above(before.lines[-1], line)):
            depths = []
        while depths and line.left < depths[-1][0] - line.size / 2:
            depths.pop()
        if not depths or line.left > depths[-1][0] + line.size / 2:
            depths.append((line.left, depths[-1][1] + len(block.mark) + 1 if depths else 0))
        if is_list and text:
            written[-1] += f"\n{' ' * depths[-1][1]}{text}"
        elif text:
            written.append(text)
    return "\n\n".join(_with_notes(written))


def _with_notes(written: list[str]) -> list[str]:
    """Paragraphs that begin with a raised number as notes, where the text has that number.

    That of a note stands behind a word or a sign; `m²` is none.
    """
    known: set[str] = set()
    for place, text in enumerate(written):
        note = _NOTE.match(text)
        if note is None or (number := normalize("NFKC", note[1])) in known:
            continue
        mark = re.compile(rf"([^\W\d_]{{3}}|[^\w\s]){note[1]}(?![{RAISED}])")
        for before in range(place - 1, max(-1, place - _FARTHEST_NOTE), -1):
            if note[1] not in written[before]:
                continue
            marked, count = mark.subn(rf"\1[^{number}]", written[before], count=1)
            if count:
                written[before], written[place] = marked, f"[^{number}]: {text[note.end() :]}"
                known.add(number)
                break
    return written


def _is_above(before: Line, line: Line) -> bool:
    return before.page == line.page and before.bottom > line.bottom


def _written(block: Block, words: frozenset[str], highest: int) -> str:
    match block.kind:
        case Kind.CODE:
            return code_block(_code(block.lines))
        case Kind.HEADING:
            level = min(block.level - highest + 2, 6)
            return f"{'#' * level} {escape_heading(_line(block, words))}"
        case Kind.TABLE if block.table:
            return _table(block.table)
        case Kind.ITEM:
            text = without_mark(_line(block, words), block.mark)
            return f"{block.mark} {escape_line(text)}" if text else ""
    if block.is_set:
        return "\\\n".join(escape_line(clean_line(line.text)) for line in block.lines)
    return escape_line(_line(block, words))


def _table(table: Table) -> str:
    head, *rows = [[_cell(cell.text) for cell in row] for row in table.rows]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return escape_line(clean_line(text)).replace("|", "\\|")


def _code(lines: Sequence[Line]) -> list[str]:
    """Lines of code, set in as far as they were."""
    left = min(line.left for line in lines)
    widths = [(line.right - line.left) / len(line.text) for line in lines if line.text]
    width = max(sorted(widths)[len(widths) // 2], 1.0)
    return [" " * round((line.left - left) / width) + clean(line.text) for line in lines]


def _line(block: Block, words: frozenset[str]) -> str:
    """The text of a block on one line, its parted words whole again."""
    return join(_hyphened(block.lines), words).strip()


def _hyphened(lines: Iterable[Line]) -> Iterator[str]:
    """The texts of some lines, each with a hyphen where its last word goes on."""
    for line in lines:
        text = clean_line(line.text)
        parted = line.parted or text.endswith(("\u2010", "\u00ad"))
        yield f"{text.rstrip(_HYPHENS)}-" if parted else text


def ordered(pages: Pages) -> list[Piece]:
    """All lines and tables that are read, page by page and column by column."""
    edged = list(map(_at_edges, pages.lines, pages.heights, _frames(pages)))
    running = _running(pages, edged)
    sizes = sorted(line.size for page in pages.lines for line in page for _ in line.text)
    usual, said = sizes[len(sizes) // 2] if sizes else 0.0, _said(pages)
    pieces: list[Piece] = []
    for page, height, edge in zip(pages.lines, pages.heights, edged, strict=True):
        edges = set(map(id, edge))
        heads = [line for line in edge if _sign(line, height) in running]
        heads = [line for line in heads if line.size < LARGER * usual]  # no titles of slides
        out = set(map(id, [*heads, *_printed_around(edge)]))
        text = [line for line in page if id(line) not in out]
        kept = [
            line
            for line in text
            if not (id(line) in edges and _is_number(line, pages) and _is_alone(line, text))
        ]
        pieces += in_reading_order(
            _with_marks(_with_initials(_without_contents(kept, said))), pieces
        )
    return pieces


def _said(pages: Pages) -> set[str]:
    """The letters of all lines, and of each two that follow one another."""
    said: set[str] = set()
    for page in pages.lines:
        letters = [_letters(line.text) for line in page if not _LEADER.search(line.text)]
        said.update(letters, map("".join, pairwise(letters)))
    return said


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, _LEADER.sub("", text).casefold()))


def _without_contents(page: list[Line], said: Container[str]) -> list[Line]:
    """The lines without those of a table of contents, with the numbers at their ends.

    Most of what dots lead on from is said again elsewhere in one; not in a menu or an index.
    """
    led = [line for line in page if _LEADER.search(line.text)]
    leading = [line for line in led if (letters := _letters(line.text)) and letters in said]
    if 2 * len(leading) <= len(led):
        return page
    numbers = [line for line in page if leading and _OF_CONTENTS.fullmatch(line.text)]
    out = {id(x) for x in numbers for y in leading if x.is_beside(y) or y.is_beside(x)}
    out.update(map(id, leading))
    return [line for line in page if id(line) not in out]


def _with_marks(page: list[Line]) -> list[Line]:
    """The lines with the marks of items and notes before them, which may be drawn last."""
    lone = [line for line in page if is_mark(line.text) or line.text.isdigit()]
    in_words = {id(line) for before, line in pairwise(page) if before.parted}
    marks: dict[int, Line] = {}
    for mark in lone[:_MOST_MARKS]:
        near = (line for line in page if _is_before(mark, line) and id(line) not in in_words)
        if item := min(near, key=lambda line: line.left, default=None):
            marks.setdefault(id(item), mark)
    placed = set(map(id, marks.values()))
    lines: list[Line] = []
    for line in page:
        if id(line) not in placed:
            before = marks.get(id(line))
            lines.append(together([raised(before), line]) if before else line)
    return lines


def _with_initials(page: list[Line]) -> list[Line]:
    """The lines with the large letter that the first word of a text begins with."""
    lines = list(page)
    alone = (line for line in page if len(line.text) == 1 and line.text.isalpha())
    for initial in islice(alone, _MOST_MARKS):
        beside = [
            line
            for line in lines
            if initial.size > _INITIAL * line.size
            and 0 <= line.left - initial.right < line.size
            and initial.bottom - line.size / 2
            < line.bottom
            < line.top
            < initial.top + line.size
        ]
        first = max(beside, key=lambda line: line.top, default=None)
        if first and first.text[0].islower():
            others = {word for line in lines if line is not first for word in line.text.split()}
            word = first.text.split()[0]
            is_word = word in others and f"{initial.text}{word}".lower() not in others
            blank = " " if is_word else ""
            lines[lines.index(first)] = replace(first, text=initial.text + blank + first.text)
            lines.remove(initial)
    return lines


def _is_before(mark: Line, line: Line) -> bool:
    """Whether a mark stands before a line: that of an item, or the raised one of a note."""
    is_near = 0 < line.left - mark.right < _BESIDE * mark.size
    if is_near and is_mark(mark.text):
        return line.is_beside(mark)
    return is_near and is_raised(mark, line) and mark.base < line.top


def _printed_around(edge: Sequence[Line]) -> list[Line]:
    """What a browser prints around a page: its address and number, when it was, its title.

    It is one row above all else and one below, each with two things.
    """
    address = next((line for line in edge if _ADDRESS.fullmatch(line.text)), None)
    number = next((line for line in edge if _NUMBERED.fullmatch(line.text)), None)
    if not address or not number:
        return []
    ends = max(edge, key=lambda line: line.top), min(edge, key=lambda line: line.bottom)
    rows = [[x for x in edge if x is end or x.is_beside(end)] for end in ends]
    found = [x for row in rows if len(row) > 1 for x in row if x.size == address.size]
    return found if address in found and number in found else []


def _frames(pages: Pages) -> Iterator[tuple[float, float]]:
    """Between which heights each page is printed, of all pages as high as it."""
    printed: defaultdict[float, list[Line]] = defaultdict(list)
    for page, height in zip(pages.lines, pages.heights, strict=True):
        printed[height] += page
    for height in pages.heights:
        lines = printed[height]
        yield (
            min((line.bottom for line in lines), default=0.0),
            max((line.top for line in lines), default=height),
        )


def _at_edges(page: Sequence[Line], height: float, frame: tuple[float, float]) -> list[Line]:
    """The lines of a page where running heads, feet and page numbers stand, with a gap."""
    low, high = frame
    upper, lower = height * (1 - _EDGE), height * _EDGE
    by_height = sorted(page, key=lambda line: -line.top)
    top = (line for line in by_height if line.bottom > min(upper, high - 2 * line.size))
    foot = (line for line in by_height[::-1] if line.top < max(lower, low + 2 * line.size))
    return [
        *_before_gap(list(top), by_height),
        *_before_gap(list(foot), by_height[::-1]),
    ]


def _before_gap(edge: Sequence[Line], page: Sequence[Line]) -> Iterator[Line]:
    """The outermost lines of a page, up to the last one that a gap parts from the others."""
    last = 0
    for place, line in enumerate(edge[:_NEAR], 1):
        inner = page[place] if place < len(page) else None
        gap = max(line.bottom - inner.top, inner.bottom - line.top) if inner else line.size
        if gap > _GAP * line.size:
            last = place
    return iter(edge[:last])


def _running(pages: Pages, edged: Sequence[Sequence[Line]]) -> set[str]:
    """What stands at the edge of several pages, whatever its numbers."""
    found: Counter[str] = Counter()
    for edge, height in zip(edged, pages.heights, strict=True):
        found.update({_sign(line, height) for line in edge})
    least = 2 if len(pages.lines) < 6 else 3
    return {sign for sign, times in found.items() if times >= least and len(sign) < _LONGEST}


def _sign(line: Line, height: float) -> str:
    """What a line says, its numbers left open, at which edge, and how large.

    A title is no running head, and the last row of a table not the same as the next one.
    """
    edge = "head" if line.bottom * 2 > height else "foot"
    return f"{edge} {line.size:.0f} " + re.sub(
        r"\d+|\b[ivxlc]{1,7}\b", "#", line.text.casefold()
    )


def _is_number(line: Line, pages: Pages) -> bool:
    return (len(pages.lines) > 1 or line.text == "1") and _PAGE_NUMBER.fullmatch(
        line.text
    ) is not None


def _is_alone(line: Line, page: Iterable[Line]) -> bool:
    """Whether nothing stands beside a line, as the other cells of a row do."""
    return not any(line.is_beside(other) or other.is_beside(line) for other in page)
