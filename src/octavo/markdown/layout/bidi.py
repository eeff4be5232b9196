"""Right-to-left text as it is seen: in visual order, brackets mirrored, Arabic letters joined.

The order is that of the Unicode bidirectional algorithm (https://www.unicode.org/reports/tr9/),
which python-bidi carries out, and the forms of letters are those of arabic-reshaper. Either
is imported when the first such text is met. All of it is left alone where the terminal does
the same by itself.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper

_RTL = lazy_pattern(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks whose characters are of the classes R, AL and AN, and the right-to-left mark."""
_ARABIC = lazy_pattern("[\u0600-\u06ff\u0750-\u077f]")
_JOINER = "\u200d"

_FIRST, _MIDDLE, _LAST = 0xE0020, 0xE0030, 0xE0070
"""Where the digits of `_number` begin: 16, 64 and 16 of the tag characters."""
_MOST = 1 << 20
_NUMBER = lazy_pattern(
    "([\U000e0020-\U000e002f][\U000e0030-\U000e006f]{2}[\U000e0070-\U000e007f])"
    "|[\U000e0070-\U000e007f][\U000e0030-\U000e006f]{2}[\U000e0020-\U000e002f]"
)
_ENDS = "\u200e\u200f"
"""A mark that runs as the paragraph does: without it rule L1 takes the last number away."""
_LINE_SEPARATOR = "\u2028"
_SAME_CLASS = dict.fromkeys((0x0A, 0x1C, 0x1D, 0x1E, 0x85, 0x2029), _LINE_SEPARATOR) | (
    dict.fromkeys(range(0xE0020, 0xE0080), "\u200b")
)
"""What stands for breaks of a paragraph, so that it stays one, and for its tag characters."""

AS_GIVEN, REORDERED = "\x1b[8l", "\x1b[8h"
"""Ask a terminal to draw characters in the order in which they come, or to see to that itself
(ECMA-48, BDSM; https://terminal-wg.pages.freedesktop.org/bidi/)."""

_terminal_reorders: ContextVar[bool] = ContextVar("_terminal_reorders", default=False)

_Style = TypeVar("_Style")


class Glyph(NamedTuple):
    """What is read as one character of a text, as it is drawn."""

    text: str
    """Mirrored and joined; as long as what it shows."""
    start: int
    """Offset of what it shows."""
    end: int


def leave_to_terminal(*, leave: bool) -> None:
    """Whether the terminal that is drawn to puts text in order by itself.

    Holds for the context of now and the tasks and threads begun in it (`contextvars`).
    """
    _terminal_reorders.set(leave)


def is_needed(text: str) -> bool:
    """Whether a text is drawn in another order than it is read in, or could be."""
    if text.isascii() or _terminal_reorders.get():
        return False
    return _RTL.search(text) is not None


def is_rtl(text: str) -> bool:
    """Whether a paragraph runs from the right: its first strong character does (P2, P3)."""
    return is_needed(text) and bool(_base_level(text.translate(_SAME_CLASS)))


def glyphs(text: str, *, is_rtl: bool | None = None) -> Sequence[Glyph]:
    """The characters of a paragraph in the order in which one line would show them.

    That of a shorter line is what this one leaves of it: by rule L2, which of two characters
    stands left of the other depends on nothing outside of what is between them. `is_rtl` tells
    how the paragraph runs, where its first strong character is not to.
    """
    from bidi import get_display
    from bidi.mirror import MIRRORED

    from octavo.markdown.layout.line_breaks import cluster_starts

    clusters = list(pairwise((*cluster_starts(text), len(text))))
    if len(clusters) > _MOST:
        return [Glyph(text[start:end], start, end) for start, end in clusters]
    plain, shaped = text.translate(_SAME_CLASS), joined(text)
    numbered = (
        # At once behind its first character: a mark of direction that it ends in runs its way.
        f"{plain[start]}{_number(index)}{plain[start + 1 : end]}"
        for index, (start, end) in enumerate(clusters)
    )
    runs = _base_level(plain) if is_rtl is None else int(is_rtl)
    ended = f"{''.join(numbered)}{_ENDS[runs]}"
    seen: list[Glyph] = []
    for number in _NUMBER.finditer(get_display(ended, base_dir="LR"[runs])):
        start, end = clusters[_index(number[0] if number[1] else number[0][::-1])]
        drawn = shaped[start:end]
        seen.append(Glyph(drawn if number[1] else _mirrored(drawn, MIRRORED), start, end))
    return seen


def joined(text: str) -> str:
    """A text with each Arabic letter in the form that its neighbours ask for.

    Character for character as long as the text: no ligatures.
    """
    if not _ARABIC.search(text):
        return text
    shaped = _reshaper().reshape(text)
    if len(shaped) + text.count(_JOINER) == len(text):
        forms = iter(shaped)
        shaped = "".join(each if each == _JOINER else next(forms) for each in text)
    # Marks may have moved where a joiner stands before them; then the text stays as it is.
    is_same = len(shaped) == len(text) and all(
        form == each or each.isalpha() for form, each in zip(shaped, text, strict=True)
    )
    return shaped if is_same else text


def seen(text: str, *, is_rtl: bool | None = None) -> str:
    """A line of a text as it is drawn, from the left."""
    if not is_needed(text):
        return text
    return "".join(glyph.text for glyph in glyphs(text, is_rtl=is_rtl))


def seen_parts(parts: Sequence[tuple[str, _Style]]) -> Sequence[tuple[str, _Style]]:
    """The parts of a line, each in a style of its own, as they are drawn from the left."""
    text = parts[0][0] if len(parts) == 1 else "".join([part for part, _ in parts])
    if not is_needed(text):
        return parts
    styles = [index for index, (part, _) in enumerate(parts) for _ in part]
    drawn = ((styles[glyph.start], glyph.text) for glyph in glyphs(text))
    return [
        ("".join(text for _, text in run), parts[index][1])
        for index, run in groupby(drawn, key=itemgetter(0))
    ]


def _base_level(text: str) -> int:
    """0 or 1; without any strong character it is 0."""
    from bidi import get_base_level

    return int(get_base_level(f"{text}{_ENDS[0]}"))


def _number(index: int) -> str:
    """A number in characters that the algorithm passes over (X9), so that it stays where it is.

    They come out in the order of what they stand behind, from which follows how that runs.
    """
    digits = index >> 16, index >> 10 & 63, index >> 4 & 63, index & 15
    places = _FIRST, _MIDDLE, _MIDDLE, _LAST
    return "".join(chr(place + digit) for place, digit in zip(places, digits, strict=True))


def _index(number: str) -> int:
    first, second, third, last = map(ord, number)
    tens = (second - _MIDDLE) << 10 | (third - _MIDDLE) << 4
    return (first - _FIRST) << 16 | tens | last - _LAST


def _mirrored(text: str, mirrored: Mapping[str, str]) -> str:
    """A bracket or the like as it is drawn from right to left (L4)."""
    return mirrored.get(text[:1], text[:1]) + text[1:]


@cache
def _reshaper() -> "ArabicReshaper":
    from arabic_reshaper import ArabicReshaper

    kept = {"delete_harakat": False, "delete_tatweel": False, "support_ligatures": False}
    return ArabicReshaper(configuration={"language": "Arabic", "support_zwj": True, **kept})
