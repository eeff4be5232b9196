"""Where lines may break, and how wide characters are.

A text is turned into a string of classes, one letter for each of its characters; where lines
may break is then a matter of regular expressions over that string. The classes are those of
UAX 14 (https://www.unicode.org/reports/tr14/) as far as a terminal reader needs them.

    s S   spaces of one and two cells       a d   letters and digits
    H     Hangul, kept in words             W     ideographs, kana, wide emoji
    p o   openers of one and two cells      e c   closers and what must not begin a line
    - +   hyphen and dashes                 T E   Thai or Lao, and their leading vowels
    0     combining, of no width            m     combining, of one cell
    b z   break or no break, of no width    g     no-break spaces
    r     regional indicators
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size, split_graphemes

_WIDTHS = dict.fromkeys("0zb", 0) | dict.fromkeys("SHWoc", 2)
_SPACES = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f"
_NO_BREAK_SPACES = "\xa0\u2007\u202f"
_NO_BREAK = "\u200d\u2060\ufeff"
_NOT_FIRST = frozenset(
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ー々〻ゝゞヽヾ〜゠・"
)
_NARROW_CLOSERS = frozenset(",.:;!?…%’”»›‼⁇⁈⁉、。｡､･")
_FULL_WIDTH_WORDS = frozenset("＃＠＆＊")


class _Classes(dict[int, str]):
    """The class of each character by its code; what was asked once is known."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _class_of(chr(code))
        return found


def _class_of(character: str) -> str:
    width = get_character_cell_size(character)
    if width == 0:
        return "b" if character == "\u200b" else "z" if character in _NO_BREAK else "0"
    category = unicodedata.category(character)
    if width == 2:
        return _wide_class(character, category)
    code = ord(character)
    if category == "Mc" or code in (0x0E33, 0x0EB3):
        return "m"
    if 0x0E00 <= code <= 0x0EFF and category[0] == "L":
        return "E" if code & 0x7F in range(0x40, 0x45) else "T"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "r"
    if character in _SPACES or character in _NO_BREAK_SPACES:
        return "s" if character in _SPACES else "g"
    if character in "-‐":
        return "-"
    if category == "Pd":
        return "+"
    if category in ("Ps", "Pi"):
        return "p"
    if category in ("Pe", "Pf") or character in _NARROW_CLOSERS:
        return "e"
    return "d" if category == "Nd" else "a"


def _wide_class(character: str, category: str) -> str:
    if character == "\u3000":
        return "S"
    if "HANGUL" in unicodedata.name(character, ""):
        return "H"
    if category in ("Ps", "Pi"):
        return "o"
    if category in ("Pe", "Pf") or character in _NOT_FIRST:
        return "c"
    return "c" if category == "Po" and character not in _FULL_WIDTH_WORDS else "W"


_CLASSES = _Classes()


def classes(text: str) -> str:
    """The classes of the characters of a text, a letter for each."""
    return text.translate(_CLASSES)


def offsets_in_cells(text: str, text_classes: str) -> Sequence[int]:
    """How many cells come before each character, and at last how many there are in all.

    Measured as Rich and Textual measure, so that columns line up.
    """
    if text.isascii():
        return range(len(text) + 1)
    if "\u200d" not in text and "\ufe0f" not in text:
        widths = [_WIDTHS.get(letter, 1) for letter in text_classes]
    else:
        widths = [0] * len(text)
        for start, end, _ in split_graphemes(text)[0]:
            widths[start] = cell_len(text[start:end])
    return list(accumulate(widths, initial=0))


def breaks_cluster(text_classes: str, offset: int) -> bool:
    """Whether a break at an offset would tear what is read as one character."""
    before, after = text_classes[offset - 1], text_classes[offset : offset + 1]
    if after in ("0", "z", "m") or before in ("z", "E"):
        return True
    if before == after == "r":
        indicators = len(text_classes[:offset]) - len(text_classes[:offset].rstrip("r0"))
        return indicators % 2 == 1
    return False


def cluster_starts(text: str) -> Sequence[int]:
    """Where what is read as one character begins: a letter with its marks, a joined emoji."""
    if text.isascii():
        return range(len(text))
    text_classes = classes(text)
    # A leading vowel stays with its letter in a line, yet is read as a character of its own.
    return [
        start
        for start, _, _ in split_graphemes(text)[0]
        if not start
        or text_classes[start - 1] == "E"
        or not breaks_cluster(text_classes, start)
    ]


def is_wide(character: str) -> bool:
    """Whether a character is set without spaces around it, as Chinese and Japanese are."""
    return classes(character)[:1] in ("W", "o", "c")


_ASCII_HYPHEN = re.compile(r"(?<=[A-Za-z])-(?=[A-Za-z])")
_BREAKS = re.compile(
    r"[sS]+|b"
    r"|[Wc][0m]*(?=[WoapdTE])"
    r"|a[0m]*-(?=[aH])"
    r"|[adem][0m]*(?=[Wo])"
    r"|(?<!\+)\++(?=[adWopHTE])"
    r"|[Td][0m]*(?=E)"
    r"|(?P<none>m[0m]*+)"
)
"""What comes before a place where a line may break; spaces are left out at the end of one.

What has no width breaks nowhere if it does not where it begins.
"""

_SEAMS = re.compile(r"[/?&=_.,;:)\]-]")
"""Where a word that is longer than a line is best torn."""


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """The lines of a text as ranges of it, none wider than `width` cells.

    A line feed ends a line. A single character that is wider than a line overflows it.
    """
    if len(text) <= width and text.isascii() and "\n" not in text:
        return [(0, len(text))]
    lines: list[tuple[int, int]] = []
    start = 0
    lines_of = _ascii_lines if text.isascii() else _lines
    for paragraph in text.split("\n"):
        lines += ((start + a, start + b) for a, b in lines_of(paragraph, max(1, width)))
        start += len(paragraph) + 1
    return lines


def _ascii_lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The lines of a text of one cell a character, which is looked at only where they end."""
    start = 0
    while len(text) - start > width:
        furthest = start + width
        blank = text.rfind(" ", start, furthest + 1)
        end = start + len(text[start:blank].rstrip(" ")) if blank >= 0 else start
        for hyphen in _ASCII_HYPHEN.finditer(text, end, furthest + 1):
            end = hyphen.end() if hyphen.end() <= furthest else end
        if end == start:
            end = _torn(text, text, start, furthest)
            yield start, end
            start = end
            continue
        yield start, end
        start = end
        while text[start : start + 1] == " ":
            start += 1
    if start < len(text) or not text:
        yield start, start + len(text[start:].rstrip(" "))


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    text_classes = classes(text)
    cells = offsets_in_cells(text, text_classes)
    ends, starts = _breaks(text_classes)
    start = 0
    while cells[-1] - cells[start] > width:
        furthest = bisect_right(cells, cells[start] + width, start) - 1
        chosen = bisect_right(ends, furthest) - 1
        if chosen >= 0 and ends[chosen] > start:
            yield start, ends[chosen]
            start = starts[chosen]
        else:
            end = _torn(text, text_classes, start, furthest)
            yield start, end
            start = end
    if start < len(text) or not text:
        yield start, start + len(text[start:].rstrip(" "))


def _breaks(text_classes: str) -> tuple[Sequence[int], Sequence[int]]:
    """Where lines may end, and where the line after each of these begins."""
    ends: list[int] = []
    starts: list[int] = []
    for match in _BREAKS.finditer(text_classes):
        if match.lastgroup:
            continue
        ends.append(match.start() if match[0][0] in "sSb" else match.end())
        starts.append(match.end())
    return ends, starts


def _torn(text: str, text_classes: str, start: int, furthest: int) -> int:
    """Where to tear a word that does not fit a line, at least one character after `start`."""
    seams = list(_SEAMS.finditer(text, start + (furthest - start) * 2 // 3, furthest))
    end = seams[-1].end() if seams else furthest
    if text.isascii():
        return max(end, start + 1)
    while end > start and breaks_cluster(text_classes, end):
        end -= 1
    if end > start:
        return end
    end = start + 1
    while end < len(text) and breaks_cluster(text_classes, end):
        end += 1
    return end
