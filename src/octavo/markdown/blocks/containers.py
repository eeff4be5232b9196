"""Where lists, quotes and footnotes end.

Their plain cases show in the lines alone; where it is in doubt whether a line goes on a
paragraph inside them, the parser is asked about the few lines concerned.
"""

import re
from typing import NamedTuple

from octavo.markdown.blocks.parser import block_tokens, outermost
from octavo.markdown.blocks.patterns import (
    AFTER_QUOTE,
    INSIDE_OUT,
    MARKER,
    QUOTED_LINES,
    RULE,
    outside,
)

CODE_INDENT = 4
"""How many columns make code of a line, and how many are at most left after a marker."""


def content_column(marker: re.Match[str]) -> int:
    """How far the content of an item is indented."""
    column = len(marker[1]) + len(marker[2])
    spaces = len((" " * column + marker[4]).expandtabs(4)) - column
    return column + (spaces if spaces <= CODE_INDENT else 1)


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


class ListExtent(NamedTuple):
    """A list as its lines show it."""

    starts: list[int]
    """Where its items begin."""
    end: int
    """Offset after its last line."""
    loose: bool
    """Whether blank lines keep its items apart."""


def list_extent(text: str, start: int) -> ListExtent:
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
        if not loose and _BLANK_LINE.search(text, starts[-1], trimmed(text, following)):
            gaps.append(len(starts) - 1)
        marker = MARKER.match(text, following)
    end = trimmed(text, following)
    return ListExtent(starts, end, loose or _any_loose(text, [*starts, end], gaps))


def footnote_end(text: str, start: int) -> int:
    """Where the definition of a footnote ends."""
    return trimmed(text, _contained_end(text, start, _FOOTNOTE_INDENT, prefix=""))


def quote_end(text: str, start: int) -> int:
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
        width = content_column(marker)
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
        and (before == start or _indent(text, before) < width + CODE_INDENT)
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


def trimmed(text: str, end: int) -> int:
    """The same end without the blank lines before it."""
    while end and text[end - 1] in " \t\n":
        end -= 1
    return min(len(text), text.find("\n", end) + 1)
