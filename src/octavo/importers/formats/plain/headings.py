"""Headings and rules in plain text."""

import re
from collections.abc import Iterable

from octavo.importers.formats.plain.lines import breaks_off, starts_speech, width
from octavo.importers.text.dates import date_of_line
from octavo.importers.text.names import byline, is_byline_label

_WIDEST = 100
_MOST_WORDS = 14
"""Headings F1 of articles with one block a line is .868 with 10, .873 with 14, .872 with 18."""

_MOST_WORDS_BEFORE_COLON = 6

_DIVISION = re.compile(
    r"""
    (?: part | book | volume | act | chapter | canto | scene | section | appendix | letter
      | teil | buch | kapitel | partie | livre | chapitre | parte | libro | cap[ií]tulo
      | capitolo | hoofdstuk | том | часть | глава
    ) \s+ (?: [ivxlcdm]+ | \d+ | [a-z] | one | two | three | four | five | six | seven | eight
      | nine | ten | eleven | twelve | \w+teen | twenty[\w-]* | the\s\w+ ) \b
      (?! [,;] | \s+ (?-i:[a-z]{2}) ) .*
  | 第 \s* [一二三四五六七八九十百千零〇两兩\d]+ \s* [章回节節卷部篇集幕话話] .*
  | 제 \s* \d+ \s* [장부편절화] .*
  | (?-i: [IVXLCDM]{1,7} ) [.]?
  | (?: preface | prologue | epilogue | introduction | foreword | afterword | conclusion
      | contents | acknowledg\w+ | bibliography | index | postscript | summary ) [.:]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_UNDERLINE = re.compile(r"\s*([=\-~^*_#+‾—–])\1{2,}\s*$")
_RULE = re.compile(r"\s*(?:[-=_*~•·—–#+]\s*){3,}$|\s*(?:[⁂❧§]|--)\s*$")
_NO_HEADING = re.compile(
    r"(?:photo|image|figure|fig\.|credit|caption|via|advertisement|read more)\b|https?:|www\."
    r"|[-–—(\[{*•>|<©$€£]|“[^”]*”$|\"[^\"]*\"$|‘[^’]*’$|'[^']*'$",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[.,;…。，；、]['\"”’)\]]{0,4}$|[\U0001f300-\U0001faff]$")
_SENTENCES = re.compile(r"[!?;] |[^\W\d_]{4,}\. +[A-Z]|^\S+!$|,.*[!?]$|://|\S@\S")


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a rule or a row of marks between two scenes."""
    return _RULE.match(line) is not None


def is_underline(line: str, title: str) -> bool:
    """Whether a line of marks stands below a title to underline it."""
    below, above = width(line.strip()), width(title.strip())
    return _UNDERLINE.match(line) is not None and above <= 2 * below <= 4 * above + 20


def is_division(line: str) -> bool:
    """Whether a line names a chapter, a preface or the like."""
    line = line.strip()
    return width(line) <= 120 and _DIVISION.fullmatch(line) is not None


def is_heading(line: str) -> bool:
    """Whether a line by itself may be a heading; what stands around it decides."""
    line = line.strip()
    if _is_said_of_the_piece(line):
        return False
    if is_division(line) or _is_shouted(line):
        return True
    most = _MOST_WORDS_BEFORE_COLON if line.endswith((":", "：")) else _MOST_WORDS
    return (
        0 < width(line) <= _WIDEST
        and len(line.split()) <= most
        and not _FULL_STOP.search(line)
        and not _NO_HEADING.match(line)
        and not _SENTENCES.search(line)
        and not starts_speech(line)
        and not breaks_off(line)
        and not line[0].islower()
        and any(char.isalpha() for char in line)
    )


def level_of(line: str, headings: Iterable[str]) -> int:
    """How deep one of the headings of a text is, 2 being the highest below the title."""
    if found := _NUMBER.match(line.strip()):
        return min(2 + found[1].count("."), 6)
    return 2 if is_division(line) or not any(map(is_division, headings)) else 3


def _is_said_of_the_piece(line: str) -> bool:
    """Whether a line is a credit or a date."""
    return bool(byline(line) or is_byline_label(line) or date_of_line(line))


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
