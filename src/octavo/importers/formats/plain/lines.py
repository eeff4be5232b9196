"""Lines of plain text: how wide they are, where they were wrapped, how they go together."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

_FIRST_WIDE = "\u2e80"
"""Hardly a letter before it takes two columns."""

_WIDEST_WRAP = 130
"""Beyond this a line is a whole paragraph, not a wrapped line."""

_NARROW = 50
"""Below this most texts are lists, verse or addresses, and few were wrapped."""

_LONGEST_WORD = 20
"""A longer one is an address, which says nothing of where the line above had to end."""

SENTENCE_END = re.compile(r"[.!?…。！？．؟।]['\"”’»›)\]）」』】*_]*(?:\[\d+\])*$|[”’»」』】]$")
_OPEN_WORD = re.compile(
    r"(?:^|\s)(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|as|is|are|was|were|be|been"
    r"|that|which|who|whose|than|into|over|under|between|about|after|before|said|says|its|their"
    r"|his|her|our|this|these|those|has|have|had|will|would|could|can|may|not|no|if|when|while"
    r"|because|called|named|led|via|per|against|during|through|including|der|die|das|und|von|mit"
    r"|für|le|la|les|et|de|du|des|el|los|y|con|il|che|een|het|van)$|[はがをにとのもへ的和与與在]$",
    re.IGNORECASE,
)
_OPEN_MARK = re.compile(r"[,;(\[“‘«「（–—、，-]$")
_CONTINUATION = re.compile(r"[a-zß-öø-ÿа-яё]|[,.;:!?)\]’”»、。，．！？）」』】%]")
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good (?:morning|evening|day))\b.{0,40},", re.I)
_CLOSING = re.compile(r"[,;:!?.)\]»、。，](?:\s|$)|['’]s\b")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})[-‐]$")
_NO_SPACE = re.compile(r"[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FIRST_HALVES = """
    well self long short high low open full half part all ever over under cross co non anti pro
    post pre ex semi quasi vice so old new one two three four five six seven eight nine ten
    first second third late early mid multi inter e re vis face year day state
"""
_COMPOUND = frozenset(_FIRST_HALVES.split())


def width(text: str) -> int:
    """How many columns a text takes, near enough to tell wrapped lines by."""
    if text.isascii() or max(text) < _FIRST_WIDE:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def indent(line: str) -> int:
    """How far a line is set in, in columns."""
    return width(line[: len(line) - len(line.lstrip())])


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return SENTENCE_END.search(line.rstrip()) is not None


def breaks_off(line: str) -> bool:
    """Whether a line ends where no sentence can: after a comma, an article, a preposition."""
    return wants_more(line) or _OPEN_MARK.search(line.rstrip()) is not None


def wants_more(line: str) -> bool:
    """Whether the last word of a line needs another: an article, a preposition, a particle."""
    return _OPEN_WORD.search(line.rstrip()) is not None


def continues(line: str) -> bool:
    """Whether a line begins as the rest of a sentence does."""
    return _CONTINUATION.match(line.lstrip()) is not None


def is_greeting(line: str) -> bool:
    """Whether a line is the greeting of a letter, such as `Dear Ann,`."""
    return _GREETING.fullmatch(line.strip()) is not None


class Wrapping(NamedTuple):
    """How a text was wrapped."""

    column: int
    """The column that no line goes beyond; 0 if each paragraph is one line."""

    @classmethod
    def of(cls, blocks: Iterable[Sequence[str]]) -> "Wrapping":
        """Judge by the lines that another one follows.

        Wrapped ones are nearly full, and most of them end in the middle of a sentence.
        """
        followed = [pair for block in blocks for pair in pairwise(block)]
        lines = sorted((line for line, _ in followed), key=width)
        if not lines:
            return cls(0)
        longest = lines[min(len(lines) - 1, len(lines) * 98 // 100)]
        column = width(longest)
        narrowest = 20 if column > 1.5 * len(longest) else 30
        if not narrowest <= column <= _WIDEST_WRAP:
            return cls(0)
        wrapping = cls(column)
        long = [pair for pair in followed if width(pair[0]) * 5 >= column * 3]
        forced = [line for line, after in long if wrapping.forced(line, after)]
        ended = sum(map(ends_sentence, forced))
        full = len(forced) * 2 >= len(long) and ended * 2 <= len(forced)
        narrow = column < _NARROW and narrowest == 30
        return (
            wrapping if full and not (narrow and len(forced) * 5 < len(lines) * 4) else cls(0)
        )

    def forced(self, line: str, after: str) -> bool:
        """Whether the line had to end where it does, its next word being too long for it."""
        if not self.column:
            return False
        text = after.strip()
        word = text[:1] if width(text[:1]) > 1 else text.split(maxsplit=1)[0] if text else ""
        return (
            width(line) + 1 + min(width(word), _LONGEST_WORD) > self.column - self.column // 8
        )


def join(lines: Iterable[str], vocabulary: frozenset[str] = frozenset()) -> str:
    """Wrapped lines as one, with spaces where the language has them.

    A word divided by a hyphen is mended, unless its first part is a word of its own as in
    `well-known`; `vocabulary` is the words that the text uses.
    """
    joined = ""
    for line in lines:
        line = " ".join(line.split())
        if not joined or not line:
            joined += line
        elif divided := _divided(joined, line, vocabulary):
            joined = divided + line
        else:
            joined += _space(joined[-1], line) + line
    return joined


def _divided(before: str, after: str, vocabulary: frozenset[str]) -> str:
    """What stands before the break if it is inside a word, with or without its hyphen."""
    found = _HYPHENATED.search(before[-40:])
    if not found or not after[0].isalpha():
        return ""
    rest = re.match(r"[^\W\d_]+", after)
    first, last = found[1].lower(), rest[0].lower() if rest else ""
    whole = first + last in vocabulary
    compound = first in _COMPOUND or first in vocabulary or not after[0].islower()
    return before if compound and not whole else before[:-1]


def _space(last: str, line: str) -> str:
    """The space between two lines, as CSS Text has it: none between East Asian letters."""
    first = line[0]
    unspaced = _NO_SPACE.match(last) and _NO_SPACE.match(first)
    east_asian = _is_east_asian(last) and _is_east_asian(first)
    return "" if unspaced or east_asian or _CLOSING.match(line) else " "


def _is_east_asian(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"
