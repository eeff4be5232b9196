"""How long a Markdown text is and how it begins, told without laying it out."""

import re
from collections.abc import Iterator
from io import StringIO

from octavo.markdown.plain_text import plain_text

_UNSPACED = re.compile(
    "[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17dd"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that are written without spaces between words."""

LETTERS_A_WORD = 2
"""Characters of such a script that read as long as one English word."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_LONGEST = 4_000
"""Characters of a paragraph that are looked at: enough for any opening."""
_RULE_OR_TABLE = re.compile(r"^ {0,3}(?:[-=*_|: ]{3,}|\|.*)$")


def word_count(text: str) -> int:
    """How many words a Markdown text has.

    In scripts without spaces, so many characters as read as long as a word count as one.
    """
    unspaced = len(_UNSPACED.findall(text)) if not text.isascii() else 0
    spaced = _UNSPACED.sub(" ", text) if unspaced else text
    return sum(1 for _ in _WORD.finditer(spaced)) + -(-unspaced // LETTERS_A_WORD)


def plain_paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a Markdown text as plain text: no code, tables, rules or marks.

    A long one is cut. The text is read no further than paragraphs are asked for.
    """
    for block in _blocks(text):
        lines = [line for line in block if not _RULE_OR_TABLE.match(line)]
        opening = " \n".join(lines)[:_LONGEST]
        if not block[0].startswith(("    ", "#", "\t")) and (plain := plain_text(opening)):
            yield plain


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines between blank ones, without code between fences."""
    block: list[str] = []
    fence = ""
    for line in StringIO(text):
        opened = None if fence else _FENCE.match(line)
        if line.strip() and not opened and not fence:
            block.append(line.rstrip("\n"))
            continue
        if block:
            yield block
            block = []
        if opened:
            fence = opened[1]
        elif fence and _closes(line.strip(), fence):
            fence = ""
    if block:
        yield block


def _closes(line: str, fence: str) -> bool:
    """Whether a line ends the code that a fence began."""
    return len(line) >= len(fence) and not line.strip(fence[0])
