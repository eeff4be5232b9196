"""Headings in plain text: short lines without a full stop, before a paragraph."""

import re
from collections.abc import Sequence

from octavo.importers.formats.plain.lines import breaks_off, ends_sentence, width

_WIDEST = 80
_MOST_WORDS = 14

_DIVISION = re.compile(
    r"""
    (?: (?P<part> part | book | volume | act | teil | buch | partie | livre | parte | libro
                | том | часть )
      | chapter | canto | scene | section | appendix | letter | kapitel | chapitre | cap[ií]tulo
      | capitolo | hoofdstuk | глава
    ) \s+ (?: [ivxlcdm]+ | \d+ | [a-z] | one | two | three | four | five | six | seven | eight
      | nine | ten | eleven | twelve | \w+teen | twenty[\w-]* | the\s\w+ ) \b
      (?! [,;] | \s+ (?-i:[a-z]{2}) ) .*
  | 第 \s* [一二三四五六七八九十百千零〇两兩\d]+ \s* [章回节節卷部篇集幕话話] .*
  | 제 \s* \d+ \s* [장부편절화] .*
  | (?-i: [IVXLCDM]{1,7} ) [.]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(
    r"""
    (?: preface | prologue | epilogue | introduction | foreword | afterword | conclusion
      | contents | acknowledg\w+ | bibliography | index | postscript | summary
    ) [.:]? (?: \s* \(.*\) \.? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S")
_UNDERLINE = re.compile(r"\s*([=\-~^*_#+‾—–])\1{2,}\s*$")
_RULE = re.compile(r"\s*(?:[-=_*~•·—–#+]\s*){3,}$|\s*(?:[⁂❧§]|--)\s*$")
_NO_HEADING = re.compile(
    r"(?:photo|image|figure|fig\.|credit|caption|via|advertisement)\b|https?:|www\."
    r"|[-–—“\"‘'(\[{*•>|<©]",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[.,;:…。，；：、]['\"”’)\]]*$|[。，；]")
_SPEAKER = re.compile(r"(?:[A-Z]|[A-Z][A-Z.'’ ]*[A-Z]\.?)\s?: \S")
_SENTENCES = re.compile(r"[!?;] |[^\W\d_]{4,}\. +[A-Z]|^\S+[!?]$|,.*[!?]$|://|\S@\S")


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a rule or a row of marks between two scenes."""
    return _RULE.match(line) is not None


def is_underline(line: str, title: str) -> bool:
    """Whether a line of marks stands below a title to underline it."""
    below, above = width(line.strip()), width(title.strip())
    return _UNDERLINE.match(line) is not None and above <= 2 * below <= 4 * above + 20


def is_chapter(line: str) -> bool:
    """Whether a line numbers a chapter or another part of a book."""
    line = line.strip()
    return width(line) <= 120 and _DIVISION.fullmatch(line) is not None


def is_division(line: str) -> bool:
    """Whether a line names a chapter, a preface or the like."""
    return is_chapter(line) or _NAMED.fullmatch(line.strip(), 0, 120) is not None


def is_heading(line: str) -> bool:
    """Whether a line by itself may be a heading; what stands around it decides."""
    line = line.strip()
    if is_division(line) or _is_shouted(line):
        return True
    return (
        0 < width(line) <= _WIDEST
        and len(line.split()) <= _MOST_WORDS
        and not _FULL_STOP.search(line)
        and not _NO_HEADING.match(line)
        and not _SENTENCES.search(line)
        and not _SPEAKER.match(line)
        and not breaks_off(line)
        and not line[0].islower()
        and any(char.isalpha() for char in line)
    )


def level_of(line: str, chapters: Sequence[str]) -> int:
    """How deep a heading is, 2 being the highest below the title.

    `chapters` is what the text has of them: other headings stand below.
    """
    parts = any(map(_is_part, chapters))
    if found := _NUMBER.match(line.strip()):
        return min(2 + found[1].count("."), 6)
    if is_division(line):
        return 3 if parts and not _is_part(line) else 2
    return 2 + bool(chapters) + parts


def is_paragraph(lines: Sequence[str]) -> bool:
    """Whether a block is running text, so that a line before it may be its heading."""
    [line, *others] = lines
    return bool(others) or len(line.split()) > 4 or width(line) > 40 or ends_sentence(line)


def _is_part(line: str) -> bool:
    found = _DIVISION.fullmatch(line.strip())
    return bool(found and found["part"])


def _is_shouted(line: str) -> bool:
    """Whether a line is in capitals, as old books and mails have their headings."""
    letters = [char for char in line if char.isalpha()]
    return (
        len(letters) >= 3
        and width(line) <= 70
        and all(char.isupper() for char in letters)
        and not line.endswith((",", ":"))
        and not _NO_HEADING.match(line)
    )
