"""Breaking text into lines."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from octavo.markdown.layout.characters import breaks_cluster, classes, offsets_in_cells

_ASCII_BREAKS = re.compile(r" +|(?<=[A-Za-z])-(?=[A-Za-z])")
_BREAKS = re.compile(
    r"[sS]+|b"
    r"|[Wc][0m]*(?=[WoapdTE])"
    r"|a[0m]*-(?=[aH])"
    r"|[adem][0m]*(?=[Wo])"
    r"|\++(?=[adWopHTE])"
    r"|[Td][0m]*(?=E)"
)
"""What comes before a place where a line may break; spaces are left out at the end of one."""

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
    for paragraph in text.split("\n"):
        lines += ((start + a, start + b) for a, b in _lines(paragraph, max(1, width)))
        start += len(paragraph) + 1
    return lines


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    text_classes = text if text.isascii() else classes(text)
    cells = offsets_in_cells(text, text_classes)
    pattern = _ASCII_BREAKS if text.isascii() else _BREAKS
    ends, starts = _breaks(pattern, text_classes, " " if text.isascii() else "sSb")
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


def _breaks(
    pattern: re.Pattern[str], text_classes: str, spaces: str
) -> tuple[Sequence[int], Sequence[int]]:
    """Where lines may end, and where the line after each of these begins."""
    ends: list[int] = []
    starts: list[int] = []
    for match in pattern.finditer(text_classes):
        ends.append(match.start() if match[0][0] in spaces else match.end())
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
