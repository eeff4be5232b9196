"""Dividing blocks that are too large to be laid out in one go.

A quote or an item that is long is opened and its contents are split in turn; code, tables,
paragraphs and HTML are cut.

Long because each kind of block is divided in its own way.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, islice

from octavo.markdown.blocks.blocks import (
    NO_FRAME,
    Block,
    Chunk,
    Code,
    Frame,
    Items,
    Kind,
    Passage,
    Rows,
    Source,
)
from octavo.markdown.blocks.parser import DEEPEST
from octavo.markdown.blocks.patterns import FENCE, HEADING, MARKER, closing_fence
from octavo.markdown.blocks.splitter import LARGE, split
from octavo.markdown.lines import QUOTE_BAR, Role, Sign, item_sign, widest_line

_PASSAGE = 4000
"""Characters; a paragraph of more than twice as many is divided, as 4000 take 4 ms to lay out.
Of 84 282 paragraphs of posts and books, 7 are so long."""

_STRETCH = 3000
"""Characters of code that are coloured together: no line waits for more than twice as many."""

_CODE = 800
"""Characters of code that are laid out at once: fewer than of words, as lines are shorter."""

_TRIED = 20
"""Ends of sentences that are tried for a cut. Of 1 460 cuts through 6 MB of posts joined to
one paragraph, 99 of 100 needed two, none more than six."""

_REACH = 600
"""How far around a cut to look for marks that reach over it. Of 79 142 marks in those posts
and books, 28 are longer, and 99.9 of 100 are no longer than 408 characters."""

_OPENED = 8_000_000
"""How much may be split again since it is nested: a block is opened while its characters times
its depth are no more. A million takes 10 to 20 ms at each depth. So 130 000 characters may be
as deep as is told apart, 4 million in two quotes or items; what is deeper is running text."""

_AT_ONCE = 10 * _PASSAGE
"""Characters of a heading, a row, a footnote or what cannot be opened that are laid out at
once; what is longer, and as no heading or row is, is running text."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？][」』”’）]*\s*|\n")
_SPACE = re.compile(r"\s+")
_REACHING = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)"
    r"|\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?|<[^<>]*>"
    r"|(?<!\w)(\*\*?|__?|~~)(?=\S).{1,400}?(?<=\S)\2",
    re.DOTALL,
)
"""Marks that begin and end: code, links and tags, emphasis."""
_CODE_CUT = re.compile(r"\n[ \t]*\n(?=\S)")
_HTML_CUT = re.compile(
    r"\n(?=[ \t]*</?(?:p|div|h[1-6]|tr|li|ul|ol|dl|table|section|article)\b)"
)
_HTML_OPENED = re.compile(r"<(?:(script|style|pre|textarea)\b|!--)", re.IGNORECASE)
_HTML_CLOSED = {
    "": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
        for name in ("script", "style", "pre", "textarea")
    },
}


def passages(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long paragraph in passages that end with a sentence, where no mark reaches over it."""
    while end - start > 2 * _PASSAGE:
        cut = _passage_end(text, start, end)
        yield start, cut
        start = cut
    yield start, end


def _passage_end(text: str, start: int, end: int) -> int:
    target = start + _PASSAGE
    limit = min(end, target + _PASSAGE)
    for match in islice(_SENTENCE_END.finditer(text, target, limit), _TRIED):
        if not _is_crossed(text, match.end(), start, end):
            return match.end()
    space = _SPACE.search(text, target, limit)
    return space.end() if space else target


def _is_crossed(text: str, cut: int, start: int, end: int) -> bool:
    """Whether a link, tag, code or emphasis seems to reach over a place."""
    around = _REACHING.finditer(text, max(start, cut - _REACH), min(end, cut + _REACH))
    return any(mark.start() < cut < mark.end() for mark in around)


def code_stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Much code in stretches, which begin at the margin after a blank line if they can."""
    while end - start > 2 * _STRETCH:
        target, limit = start + _STRETCH, start + 2 * _STRETCH
        blank = _CODE_CUT.search(text, target, limit)
        cut = blank.end() if blank else text.rfind("\n", start, limit) + 1 or limit
        yield start, cut
        start = cut
    yield start, end


def code_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Code in parts that end with a line, if it is not too long."""
    while end - start > 2 * _CODE:
        cut = text.find("\n", start + _CODE, start + _PASSAGE) + 1 or start + _PASSAGE
        if cut >= end:
            break
        yield start, cut
        start = cut
    yield start, end


def html_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Much HTML in parts that begin with a tag on a line of its own."""
    whole = list(_whole(text, start, end))
    whole.reverse()
    for match in _HTML_CUT.finditer(text, start, end):
        cut = match.end()
        while whole and whole[-1][1] <= cut:
            whole.pop()
        if cut - start > _PASSAGE and not (whole and whole[-1][0] < cut):
            yield start, cut
            start = cut
    yield start, end


def _whole(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where HTML is not to be cut: comments, and what holds no tags, if they end."""
    endless: set[str] = set()
    while opened := _HTML_OPENED.search(text, start, end):
        start = opened.end()
        name = (opened[1] or "").lower()
        closed = None if name in endless else _HTML_CLOSED[name].search(text, start, end)
        if closed:
            yield opened.start(), closed.end()
            start = closed.end()
        else:
            endless.add(name)


_ROWS = re.compile(r"(?:[^\n]*\n){1,24}")
_ROW = re.compile(r"[^\n]+\n?|\n")
_QUOTE_MARK = re.compile(r" {0,3}> ?")
_UNSEEN = re.compile(
    r"(?>(?:\s++|<!--.*?-->|</?(?!img|input|hr|br)[a-zA-Z][^<>]*>)*)", re.DOTALL | re.IGNORECASE
)
"""HTML that says nothing."""
_WHOLE = frozenset(
    (Kind.PARAGRAPH, Kind.HEADING, Kind.UNDERLINED, Kind.RULE, Kind.ITEMS, Kind.QUOTE)
)
"""What is not divided unless it is large."""
_HEADINGS = (Kind.HEADING, Kind.UNDERLINED)


def chunks(
    source: Source,
    blocks: Iterable[Block],
    frame: Frame = NO_FRAME,
    gap: int = 0,
    *,
    tight: bool = False,
) -> Iterator[Chunk]:
    """The blocks of a text in chunks, one below the other; `gap` is for the first."""
    before: Block | None = None
    for block in blocks:
        if block.kind is Kind.DEFINITIONS or (
            block.kind is Kind.HTML and _UNSEEN.fullmatch(source.text, block.start, block.end)
        ):
            continue
        if before:
            gap = gap_between(source.text, before, block, tight=tight)
        if block.kind in _WHOLE and block.end - block.start <= LARGE:
            yield Chunk(block.kind, source, block.start, block.end, gap, frame, block.items)
            frame = frame.entered()
        else:
            for chunk in divided(source, block, frame, gap):
                yield chunk
                frame = frame.entered()
        before = block


def gap_between(text: str, before: Block, block: Block, *, tight: bool = False) -> int:
    """How many lines to leave empty between two blocks."""
    if block.items and not block.items.first:
        return int(block.items.loose)
    if tight:
        return 0
    if block.kind in _HEADINGS and before.kind not in _HEADINGS:
        return 2 if heading_level(text, block.kind, block.start, block.end) <= 2 else 1
    return 1


def heading_level(text: str, kind: Kind, start: int, end: int) -> int:
    """The level of a heading."""
    if kind is Kind.UNDERLINED:
        return 1 if text[start:end].rstrip()[-1] == "=" else 2
    marks = HEADING.match(text, start)
    return len(marks[1]) if marks else 1


def divided(source: Source, block: Block, frame: Frame, gap: int) -> Iterator[Chunk]:
    """A block in chunks; `gap` goes before the first of them."""
    text, start, end = source.text, block.start, block.end
    match block.kind:
        case Kind.FENCE | Kind.CODE:
            yield from _code(source, block, frame, gap)
        case Kind.TABLE:
            yield from _table(source, block, frame, gap)
        case Kind.PARAGRAPH:
            yield from _passages(source, start, end, frame, gap)
        case Kind.HTML if end - start > 2 * LARGE:
            yield from _parts(Kind.HTML, source, html_parts(text, start, end), frame, gap)
        case Kind.QUOTE | Kind.ITEMS if (
            len(frame.margins) >= DEEPEST or len(frame.margins) * (end - start) > _OPENED
        ):
            # Whatever is in there is deeper than is told apart, and so is running text.
            yield from _passages(source, start, end, frame, gap)
        case Kind.QUOTE if inside := _quoted(source, block):
            margins = (*frame.margins, (QUOTE_BAR, QUOTE_BAR))
            inner = Frame(margins, frame.used, Role.QUOTE, frame.depth)
            yield from chunks(inside, split(inside.text), inner, gap)
        case Kind.ITEMS if inside := _item(source, block):
            yield from _opened_item(inside, source, block, frame, gap)
        case kind if kind is not Kind.HTML and end - start > _AT_ONCE:
            yield from _passages(source, start, end, frame, gap)
        case kind:
            yield Chunk(kind, source, start, end, gap, frame, block.items)


def _passages(source: Source, start: int, end: int, frame: Frame, gap: int) -> Iterator[Chunk]:
    """Running text as one paragraph, in passages if it is long."""
    parts = passages(source.text, start, end)
    head = next(parts)
    detail = Passage(*head) if head != (start, end) else None
    yield from _parts(Kind.PARAGRAPH, source, chain([head], parts), frame, gap, detail)


def _parts(
    kind: Kind,
    source: Source,
    parts: Iterator[tuple[int, int]],
    frame: Frame,
    gap: int,
    detail: Code | Passage | None = None,
) -> Iterator[Chunk]:
    """Chunks of one block, without gaps between them."""
    for start, end in parts:
        yield Chunk(kind, source, start, end, gap, frame, detail)
        frame, gap = frame.entered(), 0


def _code(source: Source, block: Block, frame: Frame, gap: int) -> Iterator[Chunk]:
    start, end = block.start, block.end
    info, indent = "", 0
    if block.kind is Kind.FENCE and (opening := FENCE.match(source.text, start)):
        info, indent = opening[3], len(opening[1])
        start = opening.end()
        last = source.text.rfind("\n", 0, end - 1)
        if last >= opening.end() - 1 and closing_fence(opening[2]).match(source.text, last):
            end = last + 1
    widest = widest_line(source.text[start:end]) - (4 if block.kind is Kind.CODE else indent)
    for begin, stop in code_stretches(source.text, start, end):
        detail = Code(info, indent, begin, stop, widest)
        parts = code_parts(source.text, begin, stop)
        yield from _parts(block.kind, source, parts, frame, gap, detail)
        frame, gap = frame.entered(), 0


def _table(source: Source, block: Block, frame: Frame, gap: int) -> Iterator[Chunk]:
    text, start, end = source.text, block.start, block.end
    body = text.index("\n", text.index("\n", start) + 1) + 1
    first = True
    for begin, stop in _rows(text, body, end):
        begin = start if first else begin
        if stop - begin > _AT_ONCE:
            yield from _passages(source, begin, stop, frame, gap)
        else:
            detail = Rows(start, end, first)
            yield Chunk(Kind.TABLE, source, begin, stop, gap, frame, detail)
        first, gap, frame = False, 0, frame.entered()
    if first:
        yield Chunk(Kind.TABLE, source, start, end, gap, frame, Rows(start, end, True))


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The rows of a table, a few together or, where they are long, each alone."""
    for rows in _ROWS.finditer(text, start, end):
        if rows.end() - rows.start() <= _AT_ONCE:
            yield rows.span()
        else:
            yield from (row.span() for row in _ROW.finditer(text, *rows.span()))


def _quoted(source: Source, block: Block) -> Source | None:
    """What a long quote holds, if all its lines are marked."""
    text, start, end = source.text, block.start, block.end
    if end - start <= LARGE or text.find("\t", start, end) >= 0:
        return None
    lines = text[start : end - 1].split("\n")
    marks = [mark.end() for mark in map(_QUOTE_MARK.match, lines) if mark]
    if len(marks) < len(lines):
        return None
    return _inner(source, start, lines, marks)


def _item(source: Source, block: Block) -> Source | None:
    """What a long item holds, if all its lines are indented."""
    text, start, end = source.text, block.start, block.end
    marker = MARKER.match(text, start)
    if end - start <= LARGE or not block.items or block.items.count > 1 or not marker:
        return None
    if len(marker[4]) > 4 or text.find("\t", start, end) >= 0:
        return None
    indent = marker.end() - start
    lines = text[start : end - 1].split("\n")
    if any(line[:indent].strip(" ") for line in lines[1:]):
        return None
    return _inner(source, start, lines, [min(indent, len(line)) for line in lines])


def _inner(source: Source, start: int, lines: list[str], cuts: list[int]) -> Source:
    """The lines from an offset on, with so many characters cut off each of them."""
    inner = [line[cut:] for line, cut in zip(lines, cuts, strict=True)]
    begins = accumulate((len(line) + 1 for line in lines), initial=start)
    origins = [begin + cut for begin, cut in zip(begins, cuts, strict=False)]
    if not source.is_whole:
        origins = [source.origin(origin) for origin in origins]
    starts = list(accumulate((len(line) + 1 for line in inner[:-1]), initial=0))
    return Source("\n".join(inner) + "\n", starts, origins)


def _opened_item(
    inside: Source, source: Source, block: Block, frame: Frame, gap: int
) -> Iterator[Chunk]:
    items = block.items or Items(1, True, 0, 0, False)
    marker = MARKER.match(source.text, block.start)
    numbered = bool(marker and marker[3])
    number, last = (items.number, items.last_number) if numbered else (None, None)
    sign = item_sign(number, last, frame.depth)
    margin: tuple[Sign, Sign] = (sign, (" " * len(sign[0]), Role.TEXT))
    inner = Frame((*frame.margins, margin), frame.used, frame.role, frame.depth + 1)
    yield from chunks(inside, split(inside.text), inner, gap, tight=not items.loose)
