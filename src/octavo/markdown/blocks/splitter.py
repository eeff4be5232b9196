"""Splitting a text into its blocks, without parsing it."""

import re
from collections.abc import Iterator

from markdown_it.rules_block.html_block import HTML_SEQUENCES

from octavo.markdown.blocks.blocks import Block, Items, Kind
from octavo.markdown.blocks.containers import footnote_end, list_extent, quote_end, trimmed
from octavo.markdown.blocks.parser import outermost
from octavo.markdown.blocks.patterns import (
    AFTER_PARAGRAPH,
    AFTER_ROW,
    BLANK_LINES,
    CODE_LINES,
    DEFINED_TERM,
    DELIMITER_ROW,
    FENCE,
    MARKER,
    OPENING,
    SIMPLE_DEFINITIONS,
    closing_fence,
)

_END_OF_HTML = re.compile(r"\n[ \t]*(?:\n|\Z)")
_LABEL = re.compile(r"[ ]{0,3}\[(?:[^\[\]\\]|\\.)+\]:", re.DOTALL)
LARGE = 6000
"""From how many characters on a block is divided, and an item is a block by itself."""
_GROUP = 1200
"""How many characters of items make a block."""


def split(text: str) -> Iterator[Block]:
    """The blocks of a text whose last line ends with a line feed, one after the other."""
    position = _skip_blank(text, 0)
    bars = "|" in text
    while position < len(text):
        if bars and is_table(text, position):
            kind, end = Kind.TABLE, table_end(text, position)
        else:
            kind, end = _extent(text, position)
        if kind is Kind.PARAGRAPH and DEFINED_TERM.match(text, position):
            kind, end = _terms(text, position) or (kind, end)
        if kind is Kind.ITEMS:
            items = _list(text, position)
            yield from items
            end = items[-1].end
        else:
            yield Block(kind, position, end)
        position = _skip_blank(text, end)


def _extent(text: str, start: int) -> tuple[Kind, int]:
    """What a block is that is no table, and where it ends; of a list, only what it is."""
    opening = OPENING.match(text, start)
    match opening and opening.lastgroup:
        case None:
            return _paragraph(text, start)
        case "heading":
            return Kind.HEADING, text.index("\n", start) + 1
        case "items":
            return Kind.ITEMS, start
        case "quote":
            return Kind.QUOTE, quote_end(text, start)
        case "fence":
            return Kind.FENCE, _fence_end(text, start)
        case "rule":
            return Kind.RULE, text.index("\n", start) + 1
        case "code":
            return Kind.CODE, _code_end(text, start)
        case "html":
            return _html(text, start)
        case "footnote":
            return Kind.FOOTNOTE, footnote_end(text, start)
        case _:
            return _definitions(text, start)


def is_table(text: str, start: int) -> bool:
    """Whether a table begins with a line."""
    end = text.index("\n", start) + 1
    if text.find("|", start, end) < 0:
        return False
    row = DELIMITER_ROW.match(text, end)
    return row is not None and outermost(text[start : row.end()])[0].type == "table_open"


def table_end(text: str, start: int) -> int:
    """Where a table ends."""
    delimiters = text.index("\n", start) + 1
    after = AFTER_ROW.search(text, text.index("\n", delimiters))
    return after.start() + 1 if after else len(text)


def _paragraph(text: str, start: int) -> tuple[Kind, int]:
    """A paragraph or a heading with a line below it."""
    position = start
    while event := AFTER_PARAGRAPH.search(text, position):
        line = event.start() + 1
        if event.lastgroup in ("blank", "stop"):
            return Kind.PARAGRAPH, line
        before = text.rfind("\n", 0, line - 1) + 1
        if before > start and is_table(text, before):
            return Kind.PARAGRAPH, before
        if event.lastgroup == "underline":
            return Kind.UNDERLINED, text.index("\n", line) + 1
        position = line
    return Kind.PARAGRAPH, len(text)


def _fence_end(text: str, start: int) -> int:
    opening = FENCE.match(text, start)
    if not opening:
        return len(text)
    closing = closing_fence(opening[2]).search(text, opening.end() - 1)
    return closing.end() + 1 if closing else len(text)


def _code_end(text: str, start: int) -> int:
    lines = CODE_LINES.match(text, start)
    return trimmed(text, lines.end() if lines else start)


def _html(text: str, start: int) -> tuple[Kind, int]:
    """A block of HTML, or the paragraph that only looks like one."""
    tag = text.index("<", start)
    line = text[tag : text.index("\n", tag)]
    for opening, closing, _ in HTML_SEQUENCES:
        if not opening.search(line):
            continue
        if closing.search(""):
            blank = _END_OF_HTML.search(text, tag)
            return Kind.HTML, blank.start() + 1 if blank else len(text)
        close = closing.search(text, tag)
        return Kind.HTML, text.index("\n", close.end()) + 1 if close else len(text)
    return _paragraph(text, start)


def _definitions(text: str, start: int) -> tuple[Kind, int]:
    """Link reference definitions, or the paragraph that only begins like one."""
    if simple := SIMPLE_DEFINITIONS.match(text, start):
        return Kind.DEFINITIONS, simple.end()
    if not _LABEL.match(text, start):
        return _paragraph(text, start)
    lines = 8
    while True:
        end = _lines_end(text, start, lines)
        block = outermost(text[start:end])[0]
        defined = block.map[1] if block.map and block.type == "definition" else 0
        if defined < lines and (defined or text.count("\n", start, end) < lines):
            break
        lines *= 2
    if defined:
        return Kind.DEFINITIONS, _lines_end(text, start, defined)
    return _paragraph(text, start)


def _terms(text: str, start: int) -> tuple[Kind, int] | None:
    """A list of terms that begins on a line, if the parser finds one there."""
    length = LARGE
    while True:
        stop = text.find("\n", start + length) + 1 or len(text)
        lines = outermost(text[start:stop])[0]
        if lines.type != "dl_open" or not lines.map:
            return None
        end = _after_lines(text, start, lines.map[1])
        if stop == len(text) or text.count("\n", end, stop) >= _TELLING:
            return Kind.TERMS, trimmed(text, end)
        length *= 4


_TELLING = 4
"""Lines behind a list of terms that tell that no further term follows."""


def _after_lines(text: str, start: int, count: int) -> int:
    """Where so many lines end."""
    for _ in range(count):
        start = text.find("\n", start) + 1 or len(text)
    return start


def _lines_end(text: str, start: int, count: int) -> int:
    """Where so many lines end, or the paragraph if it is shorter."""
    end = start
    for _ in range(count):
        if end == len(text) or _END_OF_HTML.match(text, end - 1):
            break
        end = text.index("\n", end) + 1
    return end


def _list(text: str, start: int) -> list[Block]:
    """The items of a list in groups, each of which can be laid out by itself."""
    starts, end, loose = list_extent(text, start)
    marker = MARKER.match(text, start)
    number = int(marker[3]) if marker and marker[3] else None
    last = 0 if number is None else number + len(starts) - 1
    blocks: list[Block] = []
    first = 0
    bounds = [*starts[1:], end, end + LARGE]
    for index, bound in enumerate(bounds[:-1]):
        next_is_large = bounds[index + 1] - bound > LARGE
        if bound - starts[first] >= _GROUP or bound == end or next_is_large:
            own = 0 if number is None else number + first
            items = Items(index + 1 - first, first == 0, own, last, loose)
            blocks.append(Block(Kind.ITEMS, starts[first], trimmed(text, bound), items))
            first = index + 1
    return blocks


def _skip_blank(text: str, position: int) -> int:
    blank = BLANK_LINES.match(text, position)
    return blank.end() if blank else position
