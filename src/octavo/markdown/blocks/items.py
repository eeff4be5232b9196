"""Items of lists whose lines are plain: where they begin and end needs no parser."""

import re
from functools import lru_cache

from octavo.markdown.blocks.patterns import BLANK_LINES

CODE_INDENT = 4
"""How many columns make code of a line, and how many are at most left after a marker."""

_NOTHING = re.compile(r"(?!)")


def plain_items(text: str, marker: re.Match[str]) -> list[int]:
    """Where some items begin of which it is plain that they end where the next one begins.

    The last of these offsets is where the first item begins of which it is not.
    """
    begins = [marker.start()]
    match = _plain_patterns(marker)[0].match
    while item := match(text, begins[-1]):
        begins.append(item.end())
    return begins


def plain_end(text: str, marker: re.Match[str]) -> int | None:
    """The first line after an item, if it is plain that the item ends with a blank line."""
    item = _plain_patterns(marker)[1].match(text, marker.start())
    blank = BLANK_LINES.match(text, item.end()) if item else None
    if not item or not blank or blank.end() == item.end():
        return None
    return blank.end() if blank.end() == len(text) or text[blank.end()] > " " else None


def _plain_patterns(marker: re.Match[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _plain_item(len(marker[1]), len(marker[3] or ""), marker[2][-1], marker[4])


@lru_cache(maxsize=64)
def _plain_item(
    indent: int, digits: int, sign: str, spaces: str
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An item of one line and maybe lines that are indented, with an item after it or not."""
    if not spaces or len(spaces) > CODE_INDENT or "\t" in spaces:
        return _NOTHING, _NOTHING
    sign = re.escape(sign)
    number = rf"\d{{{digits}}}" if digits else ""
    next_number = r"\d{1,9}" if digits else ""
    width = indent + digits + 1 + len(spaces)
    content = r"(?=[^\s+*_-])"
    item = (
        rf" {{{indent}}}{number}{sign}{spaces}{content}[^\n]*\n"
        rf"(?: {{{width}}} *\S[^\n]*\n)*"
    )
    following = rf"\n?(?= {{{indent}}}{next_number}{sign} {content})"
    return re.compile(item + following), re.compile(item)


def content_column(marker: re.Match[str]) -> int:
    """How far the content of an item is indented."""
    column = len(marker[1]) + len(marker[2])
    spaces = len((" " * column + marker[4]).expandtabs(4)) - column
    return column + (spaces if spaces <= CODE_INDENT else 1)
