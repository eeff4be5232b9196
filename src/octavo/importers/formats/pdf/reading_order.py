"""The lines of a PDF in reading order, without what stands at the edge of every page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from octavo.importers.formats.pdf.pages import Line, Pages
from octavo.importers.formats.pdf.tables import is_beside

_EDGE = 0.12
"""The share of a page's height, at the top and at the bottom, where running lines stand."""

_NEAR = 3
"""Lines from either end of a page that may be running ones."""

_GAP = 0.6
"""Heights of a line, at least, between a running line and the text."""

_LONGEST = 160
_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|seite|p\.|pág\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_LEAST_ROWS = 8
_LEAST_LETTERS = 22
"""Of the lines of a column, on the average; cells of tables have fewer."""


def ordered(pages: Pages) -> list[Line]:
    """All lines that are read, page by page and column by column."""
    running = _running(pages)
    lines: list[Line] = []
    for page, height in zip(pages.lines, pages.heights, strict=True):
        edges = set(map(id, _at_edges(page, height)))
        kept = [
            line
            for line in page
            if not (id(line) in edges and (_sign(line) in running or _is_number(line, pages)))
        ]
        lines += _by_columns(kept)
    return lines


def _at_edges(page: Sequence[Line], height: float) -> Iterator[Line]:
    """The lines of a page where running heads, feet and page numbers stand, with a gap."""
    by_height = sorted(page, key=lambda line: -line.top)
    top = (line for line in by_height if line.bottom > height * (1 - _EDGE))
    foot = (line for line in reversed(by_height) if line.top < height * _EDGE)
    yield from _before_gap(list(top), by_height)
    yield from _before_gap(list(foot), by_height[::-1])


def _before_gap(edge: Sequence[Line], page: Sequence[Line]) -> Iterator[Line]:
    """The outermost lines of a page, up to the last one that a gap parts from the others."""
    last = 0
    for place, line in enumerate(edge[:_NEAR], 1):
        inner = page[place] if place < len(page) else None
        gap = max(line.bottom - inner.top, inner.bottom - line.top) if inner else line.size
        if gap > _GAP * line.size:
            last = place
    return iter(edge[:last])


def _running(pages: Pages) -> set[str]:
    """What stands at the edge of several pages, whatever its numbers."""
    found: Counter[str] = Counter()
    for page, height in zip(pages.lines, pages.heights, strict=True):
        found.update({_sign(line) for line in _at_edges(page, height)})
    least = 2 if len(pages.lines) < 6 else 3
    return {sign for sign, times in found.items() if times >= least and len(sign) < _LONGEST}


def _sign(line: Line) -> str:
    """What a line says, its numbers left open, and how large: a title is no running head."""
    return f"{line.size:.0f} " + re.sub(r"\d+|\b[ivxlc]{1,7}\b", "#", line.text.casefold())


def _is_number(line: Line, pages: Pages) -> bool:
    return len(pages.lines) > 1 and _NUMBER.fullmatch(line.text) is not None


def _by_columns(page: list[Line]) -> list[Line]:
    """The lines with the left column before the right one, where they were written in rows."""
    rights = {id(line) for before, line in pairwise(page) if is_beside(before, line)}
    beside = [line for line in page if id(line) in rights]
    if len(beside) < _LEAST_ROWS or not _is_column(beside):
        return page
    gutter = min(line.left for line in beside)
    first = next(i for i, line in enumerate(page[1:]) if id(line) in rights)
    last = max(i for i, line in enumerate(page) if id(line) in rights)
    rows = page[first : last + 1]
    left = [line for line in rows if line.left < gutter - 1]
    if not _is_column(left) or any(line.right > gutter for line in left):
        return page
    return [*page[:first], *left, *(r for r in rows if r.left >= gutter - 1), *page[last + 1 :]]


def _is_column(lines: Sequence[Line]) -> bool:
    return sum(len(line.text) for line in lines) >= _LEAST_LETTERS * len(lines) > 0
