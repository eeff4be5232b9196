"""Flows: running text as it is read, before it is broken into lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from octavo.markdown.blocks.blocks import SourceMap
from octavo.markdown.layout.line_breaks import wrap
from octavo.markdown.lines import Link, Mark, Part, Piece, look
from octavo.text import visible

_URL = re.compile(r"(?<![\w/.@])(?:https?://|www\.)[!-~]+")
_URL_END = re.compile(r"(?<![?!.,:;*_~'\"])[?!.,:;*_~'\"]+\Z|[<>\"].*\Z")
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


class Flow(NamedTuple):
    """Running text; a line feed in it is a break that the author wants."""

    text: str
    runs: Sequence[Run]

    def lines(self, width: int, part: Part) -> Iterator[tuple[list[Piece], str]]:
        """The flow broken into lines of a part of the page, each with what follows it."""
        first = 0
        ranges = wrap(self.text, width)
        following = [start for start, _ in ranges[1:]] + [len(self.text)]
        for (start, end), after in zip(ranges, following, strict=True):
            while first < len(self.runs) and self.runs[first].end <= start:
                first += 1
            joint = self.text[end:after].translate(_DROPPED)
            yield list(self._pieces(first, start, end, part)), joint

    def _pieces(self, first: int, start: int, end: int, part: Part) -> Iterator[Piece]:
        for index in range(first, len(self.runs)):
            run = self.runs[index]
            if run.start >= end:
                break
            for a, b in _seen(self.text, max(start, run.start), min(end, run.end)):
                yield Piece(
                    self.text[a:b], look(part, run.marks), *_origin(run, a, b), run.link
                )

    def with_links(self) -> "Flow":
        """The flow with the addresses in it as links, where they are not already."""
        if "://" not in self.text and "www." not in self.text:
            return self
        runs: Sequence[Run] = self.runs
        for match in _URL.finditer(self.text):
            url = _address(match[0])
            runs = list(_linked(runs, url, match.start(), match.start() + len(url)))
        return Flow(self.text, runs)


_DROPPED = dict.fromkeys(map(ord, _UNSEEN))


def _seen(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A range of a text without what is for the line breaker alone."""
    if text.isascii():
        if start < end:
            yield start, end
        return
    yield from (found.span() for found in _SEEN.finditer(text, start, end))


def _origin(run: Run, start: int, end: int) -> tuple[int, int]:
    """The stretch of the text that a range within a run comes from."""
    if run.origin_end - run.origin != run.end - run.start:
        return run.origin, run.origin_end
    shift = run.origin - run.start
    return max(start, run.start) + shift, min(end, run.end) + shift


def _address(match: str) -> str:
    """What is an address of what looks like one: no punctuation or odd bracket at its end."""
    while True:
        url = _URL_END.sub("", match)
        if url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        if url == match:
            return url
        match = url


def _linked(runs: Sequence[Run], url: str, start: int, end: int) -> Iterator[Run]:
    """Some runs with a range of them as a link, unless it is one, or code."""
    touched = [run for run in runs if run.start < end and start < run.end]
    if not touched or any(run.link or run.marks & Mark.CODE for run in touched):
        yield from runs
        return
    target = url if "://" in url else f"http://{url}"
    link = Link(target, _origin(touched[0], start, end)[0])
    for run in runs:
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
