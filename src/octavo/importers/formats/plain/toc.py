"""The table of contents of a plain text, as a list."""

import re
from collections.abc import Sequence

from octavo.importers.formats.plain.headings import is_heading, is_rule
from octavo.importers.formats.plain.layout import Block
from octavo.importers.formats.plain.lines import continues, ends_sentence, indent, join, width
from octavo.importers.text.titles import folded

_TITLE = re.compile(
    r"""
    (?: (?:table\ of\ )? contents | inhalt (?:sverzeichnis)? | table\ des\ matières | sommaire
      | [íi]ndice | inhoud (?:sopgave)? | содержание | оглавление
      | 目 \s* [录錄次] | 차 \s? 례 | 목 \s? 차
    ) [.:：]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PAGE = re.compile(r"[\s.…·_]*(?:\.\s?){2,}[\s.…]*[\dxvi]*$|\s{3,}[\dxvi]+$")
_WIDEST = 100
_MOST_WORDS = 16
"""In an entry; half of that if it ends as a sentence does."""


def contents_in(blocks: Sequence[tuple[int, Block]], start: int) -> tuple[list[str], int]:
    """The entries of the table of contents that begins at a block, and its blocks; or none.

    It goes on to the line that says its first entry again, to a paragraph, or to a larger gap.
    """
    [title, *entries] = blocks[start][1]
    if not _TITLE.fullmatch(title.strip(" \t#*_")):
        return [], 0
    entries = entries[1:] if entries and is_rule(entries[0]) else entries
    gaps: list[int] = []
    end = start + 1
    for gap, block in blocks[end:]:
        if entries and (_begins_text(block, entries) or gap > max([1, *gaps[1:3]])):
            break
        if not all(map(_is_entry, block)):
            break
        entries += block
        gaps.append(gap)
        end += 1
    whole = _joined(entries) if all(map(_is_entry, entries)) else []
    return (whole, end - start) if len(whole) > 1 else ([], 0)


def _begins_text(block: Block, entries: Sequence[str]) -> bool:
    """Whether the first line of a block says an entry again, or how the first one begins."""
    line = folded(block[0])
    said = [folded(_PAGE.sub("", entry)) for entry in entries]
    return line in said or (len(line) > 3 and said[0].startswith(line))


def _is_entry(line: str) -> bool:
    paged = _PAGE.search(line) is not None
    most = _MOST_WORDS // (1 + ends_sentence(line))
    short = width(line) <= _WIDEST and len(line.split()) <= most
    return paged or short or is_heading(line)


def _joined(lines: Sequence[str]) -> list[str]:
    """The entries with the lines that they were wrapped into put together."""
    entries: list[str] = []
    for line in lines:
        margin = indent(line)
        if entries and (continues(line) or margin >= indent(entries[-1]) + 8):
            entries[-1] = " " * indent(entries[-1]) + join([entries[-1], line])
        else:
            entries.append(line)
    return entries
