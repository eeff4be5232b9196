"""Splitting a text into its blocks, without parsing it.

Where lists, quotes and footnotes end shows in their lines; where it is in doubt whether a line
goes on a paragraph inside them, the parser is asked about the few lines concerned.

Long because all of it is what ends a block.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_block.html_block import HTML_SEQUENCES

from octavo.markdown.blocks.blocks import Block, Items, Kind
from octavo.markdown.blocks.parser import block_tokens, outermost
from octavo.markdown.blocks.patterns import (
    AFTER_PARAGRAPH,
    AFTER_QUOTE,
    AFTER_ROW,
    BLANK_LINES,
    CODE_LINES,
    DEFINED_TERM,
    DELIMITER_ROW,
    FENCE,
    INSIDE_OUT,
    MARKER,
    OPENING,
    QUOTED_LINES,
    RULE,
    SIMPLE_DEFINITIONS,
    closing_fence,
    outside,
)

_END_OF_HTML = re.compile(r"\n[ \t]*(?:\n|\Z)")
_LABEL = re.compile(r"[ ]{0,3}\[(?:[^\[\]\\]|\\.)+\]:", re.DOTALL)
LARGE = 6000
"""From how many characters on a block is divided, and an item is a block by itself."""
_GROUP = 1200
"""How many characters of items make a block."""


class Heading(NamedTuple):
    """A heading, and where it stands in its text."""

    level: int
    words: str
    """In Markdown, without the marks around them."""
    start: int
    end: int


def headings(text: str) -> Iterator[Heading]:
    """The headings of a text that stand in nothing else, in either of the two notations."""
    for block in split(f"{text}\n"):
        said = text[block.start : block.end].strip()
        if block.kind is Kind.HEADING:
            words = said.lstrip("#")
            level, inner = len(said) - len(words), words.rstrip("#")
            words = inner if inner[-1:] in ("", " ", "\t") else words  # signs may close it
            yield Heading(level, words.strip(), block.start, block.end)
        elif block.kind is Kind.UNDERLINED:
            words, _, line = said.rpartition("\n")
            yield Heading(1 if "=" in line else 2, words, block.start, block.end)


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
            return Kind.QUOTE, _quote_end(text, start)
        case "fence":
            return Kind.FENCE, _fence_end(text, start)
        case "rule":
            return Kind.RULE, text.index("\n", start) + 1
        case "code":
            return Kind.CODE, _code_end(text, start)
        case "html":
            return _html(text, start)
        case "footnote":
            return Kind.FOOTNOTE, _footnote_end(text, start)
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
    return _trimmed(text, lines.end() if lines else start)


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
            return Kind.TERMS, _trimmed(text, end)
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
    starts, end, loose = _list_extent(text, start)
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
            blocks.append(Block(Kind.ITEMS, starts[first], _trimmed(text, bound), items))
            first = index + 1
    return blocks


def _skip_blank(text: str, position: int) -> int:
    blank = BLANK_LINES.match(text, position)
    return blank.end() if blank else position


_CODE_INDENT = 4
"""How many columns make code of a line, and how many are at most left after a marker."""


def _content_column(marker: re.Match[str]) -> int:
    """How far the content of an item is indented."""
    column = len(marker[1]) + len(marker[2])
    spaces = len((" " * column + marker[4]).expandtabs(4)) - column
    return column + (spaces if spaces <= _CODE_INDENT else 1)


_FOOTNOTE_INDENT = 4
"""Columns that set in what belongs to a footnote."""

_MOST_PROBED = 50_000
"""How many characters of a list are parsed at most to learn whether it is loose.

The parser takes 30 ms for so many of a deep list, and each level that is opened asks anew.
"""

_INDENT = re.compile(r"[ \t]*")
_PLAIN = r"(?!\d{1,9}[.)]\s)[^\s#>`~<\-+*_=|:\[]"
_PLAIN_LINE = re.compile(rf"[ \t]*{_PLAIN}")
_PLAIN_CONTENT = re.compile(
    rf" *(?>(?:(?:[-+*]|\d{{1,9}}[.)]|\[\^[^\] \n]+\]:) {{1,4}})*){_PLAIN}"
)
_PLAIN_QUOTE = re.compile(rf"(?>(?: {{0,3}}> ?)*) {{0,3}}{_PLAIN}")
_EMPTY_QUOTE = re.compile(r"[ \t]*>[ \t]*\n")
_DOUBTFUL = re.compile(r"[`~<|]|\]:")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class _ListExtent(NamedTuple):
    """A list as its lines show it."""

    starts: list[int]
    """Where its items begin."""
    end: int
    """Offset after its last line."""
    loose: bool
    """Whether blank lines keep its items apart."""


def _list_extent(text: str, start: int) -> _ListExtent:
    """The list that begins on a line with a marker."""
    starts: list[int] = []
    gaps: list[int] = []
    loose = False
    following = start
    marker = MARKER.match(text, start)
    kind = marker[2][-1] if marker else ""
    while marker and marker[2][-1] == kind and not RULE.match(text, following):
        loose = loose or (bool(starts) and _follows_blank(text, following))
        starts.append(following)
        following = _item_end(text, marker)
        if not loose and _BLANK_LINE.search(text, starts[-1], _trimmed(text, following)):
            gaps.append(len(starts) - 1)
        marker = MARKER.match(text, following)
    end = _trimmed(text, following)
    return _ListExtent(starts, end, loose or _any_loose(text, [*starts, end], gaps))


def _footnote_end(text: str, start: int) -> int:
    """Where the definition of a footnote ends."""
    return _trimmed(text, _contained_end(text, start, _FOOTNOTE_INDENT, prefix=""))


def _quote_end(text: str, start: int) -> int:
    """Where a quote ends, with the lines that go on its last paragraph without a mark."""
    end = start
    while quoted := QUOTED_LINES.match(text, end):
        end = quoted.end()
        if end == len(text) or AFTER_QUOTE.match(text, end):
            break
        last = text.rfind("\n", 0, end - 1) + 1
        if _EMPTY_QUOTE.match(text, last):
            break
        while not _ends_quote(text, start, end):
            end = text.index("\n", end) + 1
    return end


def _item_end(text: str, marker: re.Match[str]) -> int:
    """The first line after an item that is not blank; the end of the text if there is none."""
    after = text.index("\n", marker.start())
    if marker.end() == after:
        width = len(marker[1]) + len(marker[2]) + 1
        if second := _BLANK_LINE.match(text, after):
            # An empty item ends with one blank line, and a list with two.
            return second.end()
    else:
        width = _content_column(marker)
    prefix = f"{marker[1]}{marker[2]} x\n"
    return _contained_end(text, marker.start(), width, prefix)


def _contained_end(text: str, start: int, width: int, prefix: str) -> int:
    """The first line that what is indented by `width` does not contain."""
    position = text.index("\n", start)
    while outer := outside(width).search(text, position):
        line = outer.end()
        position = text.index("\n", line)
        if _indent(text, line) >= width:
            continue
        if _follows_blank(text, line) or INSIDE_OUT.match(text, line):
            return line
        if not _goes_on(text, start, line, width, prefix):
            return line
    return len(text)


def _goes_on(text: str, start: int, line: int, width: int, prefix: str) -> bool:
    """Whether a line that is not indented goes on the last paragraph before it."""
    before = text.rfind("\n", 0, line - 1) + 1
    if (
        _PLAIN_LINE.match(text, line)
        and _PLAIN_CONTENT.match(text, before)
        and (before == start or _indent(text, before) < width + _CODE_INDENT)
        and not _DOUBTFUL.search(text, start, text.index("\n", line))
    ):
        return True
    return _holds(prefix + text[start:line], text, line)


def _ends_quote(text: str, start: int, line: int) -> bool:
    """Whether a line without a mark does not go on the paragraph that a quote ends with."""
    if line == len(text) or AFTER_QUOTE.match(text, line) or QUOTED_LINES.match(text, line):
        return True
    before = text.rfind("\n", 0, line - 1) + 1
    if (
        _PLAIN_LINE.match(text, line)
        and _PLAIN_QUOTE.match(text, before)
        and not _DOUBTFUL.search(text, start, text.index("\n", line))
    ):
        return False
    return not _holds(text[start:line], text, line)


def _holds(before: str, text: str, line: int) -> bool:
    """Whether the block that begins with some lines holds the next line as well.

    The line after that is looked at, too, since it can make a table of the next one.
    """
    after = text.index("\n", line) + 1
    end = text.find("\n", after) + 1 or after
    lines = outermost(before + text[line:end])[0].map
    return lines is not None and lines[1] > before.count("\n")


def _any_loose(text: str, starts: list[int], gaps: list[int]) -> bool:
    """Whether a blank line inside one of some items parts two of its blocks."""
    probed = 0
    for index in gaps:
        stop = min(starts[index + 1], starts[index] + _MOST_PROBED)
        item = text[starts[index] : stop].rstrip(" \t\n") + "\n"
        marker = MARKER.match(item)
        sibling = f"{marker[1]}{marker[2]} x\n" if marker else ""
        paragraphs = [
            token
            for token in block_tokens(sibling + item + sibling)
            if token.type == "paragraph_open"
        ]
        probed += len(item)
        if not paragraphs[-1].hidden:
            return True
        if probed > _MOST_PROBED:
            return False
    return False


def _indent(text: str, line: int) -> int:
    """How many columns a line is indented."""
    spaces = _INDENT.match(text, line)
    return len(spaces[0].expandtabs(4)) if spaces else 0


def _follows_blank(text: str, line: int) -> bool:
    """Whether the line before is blank."""
    return not text[text.rfind("\n", 0, line - 1) + 1 : line].strip(" \t\n")


def _trimmed(text: str, end: int) -> int:
    """The same end without the blank lines before it."""
    while end and text[end - 1] in " \t\n":
        end -= 1
    return min(len(text), text.find("\n", end) + 1)
