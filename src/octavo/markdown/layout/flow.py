"""Flows: running text as it is read, before it is broken into lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.layout import bidi
from octavo.markdown.layout.bidi import Glyph
from octavo.markdown.layout.line_breaks import wrap
from octavo.markdown.lines import Drawn, Link, Mark, Piece, Role, in_order, look
from octavo.text import visible

_URL = re.compile(r"(?<![\w/.@])(?:https?://|www\.)[!-~]+")
_ENCLOSING = re.compile('[<>"]')
_PUNCTUATION = "?!.,:;*_~'"
_UNSEEN = "\u200b\xad\ufeff"
"""Characters that are for the line breaker alone."""


_SEEN = re.compile(f"[^{_UNSEEN}]+")


class Run(NamedTuple):
    """A range of a flow that has the same marks and comes from one stretch of the text."""

    start: int
    end: int
    marks: int
    origin: int
    """Offset in the text of what it shows."""
    origin_end: int
    link: Link | None


class FlowLine(NamedTuple):
    """A line of a flow."""

    pieces: Sequence[Piece]
    joint: str = ""
    """What follows it."""
    order: Sequence[Drawn] | None = None
    """Its pieces from the left, where that is not the order in which they are read."""
    is_rtl: bool = False
    """Whether the paragraph is read from the right."""


class Flow(NamedTuple):
    """Running text; a line feed in it is a break that the author wants."""

    text: str
    runs: Sequence[Run]
    is_rtl: bool | None = None
    """How the paragraph runs that it is only a part of."""

    def lines(self, width: int, role: Role) -> Iterator[FlowLine]:
        """The flow broken into lines, each piece of a role."""
        first = 0
        ranges = wrap(self.text, width)
        following = [start for start, _ in ranges[1:]] + [len(self.text)]
        is_rtl = bidi.is_rtl(self.text) if self.is_rtl is None else self.is_rtl
        is_needed = is_rtl or bidi.is_needed(self.text)
        orders = _glyphs_of_lines(self.text, ranges, is_rtl=is_rtl) if is_needed else None
        for number, ((start, end), after) in enumerate(zip(ranges, following, strict=True)):
            while first < len(self.runs) and self.runs[first].end <= start:
                first += 1
            joint = self.text[end:after].translate(_DROPPED)
            placed = list(self._pieces(first, start, end, role))
            pieces = [piece for _, piece in placed]
            order = list(_drawn(placed, orders[number])) if orders else None
            yield FlowLine(pieces, joint, order, is_rtl)

    def _pieces(
        self, first: int, start: int, end: int, role: Role
    ) -> Iterator[tuple[int, Piece]]:
        """The pieces of a range, each with where in the flow it begins."""
        for index in range(first, len(self.runs)):
            run = self.runs[index]
            if run.start >= end:
                break
            for a, b in _seen(self.text, max(start, run.start), min(end, run.end)):
                shown = look(role, run.marks)
                yield a, Piece(self.text[a:b], shown, *_origin(run, a, b), run.link)

    def with_links(self) -> "Flow":
        """The flow with the addresses in it as links, where they are not already."""
        if "://" not in self.text and "www." not in self.text:
            return self
        rest, runs = [*reversed(self.runs)], list[Run]()
        for match in _URL.finditer(self.text):
            url = _address(match[0])
            start, end = match.start(), match.start() + len(url)
            while rest and rest[-1].end <= start:
                runs.append(rest.pop())
            touched: list[Run] = []
            while rest and rest[-1].start < end:
                touched.append(rest.pop())
            linked = list(_linked(touched, url, start, end))
            rest += reversed([run for run in linked if run.start >= end])
            runs += [run for run in linked if run.start < end]
        return self._replace(runs=[*runs, *reversed(rest)])


_DROPPED = dict.fromkeys(map(ord, _UNSEEN))


def _seen(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A range of a text without what is for the line breaker alone."""
    if text.isascii():
        if start < end:
            yield start, end
        return
    yield from (found.span() for found in _SEEN.finditer(text, start, end))


def _glyphs_of_lines(
    text: str, ranges: Sequence[tuple[int, int]], *, is_rtl: bool
) -> list[list[Glyph]]:
    """The glyphs of each of some lines of a text, from the left."""
    starts = [start for start, _ in ranges]
    lines: list[list[Glyph]] = [[] for _ in ranges]
    for glyph in bidi.glyphs(text, is_rtl=is_rtl):
        number = bisect_right(starts, glyph.start) - 1
        if glyph.start < ranges[number][1]:
            lines[number].append(glyph)
    return lines


def _drawn(placed: Sequence[tuple[int, Piece]], glyphs: Iterable[Glyph]) -> Iterator[Drawn]:
    """Pieces of a line, which begin at places of their flow, as its glyphs show them.

    What is read from the left stays together; of the rest, each glyph is drawn by itself.
    """
    starts = [start for start, _ in placed]
    pieces = in_order(piece for _, piece in placed)
    number, begin, text = -1, 0, ""
    for glyph in glyphs:
        first = max(0, bisect_right(starts, glyph.start) - 1)
        for index in range(first, bisect_left(starts, glyph.end)):
            start, end = starts[index], starts[index] + len(pieces[index].piece.text)
            a, b = max(glyph.start, start), min(glyph.end, end)
            if a >= b:  # what is for the line breaker alone
                continue
            shown = glyph.text[a - glyph.start : b - glyph.start]
            if (number, begin + len(text)) == (index, a - start):
                text += shown
                continue
            if text:
                yield _part(pieces[number], begin, text)
            number, begin, text = index, a - start, shown
    if text:
        yield _part(pieces[number], begin, text)


def _part(drawn: Drawn, begin: int, text: str) -> Drawn:
    return Drawn(drawn.piece.cut(begin, text), drawn.at + begin)


def _origin(run: Run, start: int, end: int) -> tuple[int, int]:
    """The stretch of the text that a range within a run comes from."""
    if run.origin_end - run.origin != run.end - run.start:
        return run.origin, run.origin_end
    shift = run.origin - run.start
    return max(start, run.start) + shift, min(end, run.end) + shift


def _address(match: str) -> str:
    """What is an address of what looks like one: no punctuation or odd bracket at its end."""
    url = _ENCLOSING.split(match, maxsplit=1)[0]
    odd, end = url.count(")") - url.count("("), len(url)
    while end and (url[end - 1] in _PUNCTUATION or (odd > 0 and url[end - 1] == ")")):
        odd -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _linked(touched: Sequence[Run], url: str, start: int, end: int) -> Iterator[Run]:
    """The runs that a range touches with it as a link, unless it is one, or code."""
    if not touched or any(run.link or run.marks & Mark.CODE for run in touched):
        yield from touched
        return
    target = url if "://" in url else f"http://{url}"
    link = Link(target, _origin(touched[0], start, end)[0])
    for run in touched:
        cuts = (cut for cut in (start, end) if run.start < cut < run.end)
        for a, b in pairwise((run.start, *cuts, run.end)):
            inside = start <= a < end
            marks = run.marks | Mark.LINK if inside else run.marks
            yield Run(a, b, marks, *_origin(run, a, b), link if inside else run.link)


class FlowWriter:
    """Writes a flow, piece by piece."""

    def __init__(self, places: SourceMap) -> None:
        self.places = places
        self.marks = 0
        self.link: Link | None = None
        self._texts: list[str] = []
        self._runs: list[Run] = []
        self._length = 0

    @property
    def last(self) -> str:
        """The last character so far, or nothing."""
        return self._texts[-1][-1:] if self._texts else ""

    def write(self, text: str, start: int, end: int) -> None:
        """Add what a range of the content says."""
        if end - start != len(text) or len(self.places.starts) == 1:
            self._add(text, start, end)
            return
        for a, b in self.places.lines(start, end):
            self._add(text[a - start : b - start], a, b)

    def break_line(self, start: int, end: int) -> None:
        """Begin a new line."""
        self._add("\n", start, end)

    def flow(self) -> Flow:
        """What has been written."""
        return Flow("".join(self._texts), self._runs).with_links()

    def _add(self, text: str, start: int, end: int) -> None:
        if not text:
            return
        shown = text if text == "\n" else visible(text)
        origin = self.places.of(start)
        origin_end = self.places.of(end - 1) + 1 if end > start else origin
        run = Run(
            self._length, self._length + len(shown), self.marks, origin, origin_end, self.link
        )
        self._length = run.end
        self._texts.append(shown)
        if self._runs and _goes_on(self._runs[-1], run):
            run = self._runs.pop()._replace(end=run.end, origin_end=run.origin_end)
        self._runs.append(run)


def _goes_on(run: Run, following: Run) -> bool:
    """Whether a run is one with the next: alike, and character for character as in the text."""
    return (
        run.origin_end == following.origin
        and run.marks == following.marks
        and run.link == following.link
        and run.origin_end - run.origin == run.end - run.start
        and following.origin_end - following.origin == following.end - following.start
    )
