"""A caret in a laid-out text: where it can stand, and how it moves.

Long because words, sentences and paragraphs are told here too.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain, islice, pairwise
from typing import NamedTuple
from unicodedata import category

from rich.cells import cell_len

from octavo.markdown.layout.line_breaks import cluster_starts
from octavo.markdown.layout.viewport import Viewport, VisibleLine
from octavo.markdown.lines import Line, Piece, Role

Span = tuple[int, int]
"""A range of the text: offsets in characters of the Markdown, the end not included."""

_HARD_BREAK = re.compile(r"(?: {2}|\\|<br\s*/?>)[ \t]*\n?(?P<signs>[ \t>]*)\Z")
"""What ends a line of verse (https://spec.commonmark.org/0.31.2/#hard-line-breaks)."""
_BREAK = 40
"""Characters before a line that are looked at for it."""

_CODE = range(Role.CODE, Role.NAME + 1)
_HEADINGS = range(Role.HEADING_1, Role.HEADING_6 + 1)
_CLOSERS = "'\"”’»›)\\]⁰¹²³⁴⁵⁶⁷⁸⁹"
_SENTENCE_END = re.compile(
    rf"(?:(?<![\s(][^\W\d_])\.|[!?…‽؟۔])[.!?…؟۔{_CLOSERS}]*+(?:\s+|(?P<inside>))"
    r"|[。！？｡]+[」』”’）】》]*\s*"
)
"""A full stop behind a single letter is that of an initial; marks without a blank behind them
are inside of a sentence."""
_WORD = re.compile(r"[ad](?:[ad]|m(?=[ad])|(?<=d)n(?=d))*|k+|i")
"""Words by the classes of their characters, as the default rules of UAX 29 have them
(https://www.unicode.org/reports/tr29/#Word_Boundaries): what is written without spaces, and
each picture, is a word for itself."""
_SINGLE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, hiragana and ideographs."""
_KATAKANA = re.compile("[\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9d]")


class Stop(NamedTuple):
    """What is read as one character, where the caret can stand."""

    text: str
    start: int
    """Offset of what it shows."""
    end: int
    x: int
    """Cells to the left of it in its line."""
    key: int
    """That of the line."""
    at: int
    """Characters of the line before it."""


class Sentence(NamedTuple):
    """A sentence of a laid-out text, or what stands for itself: a cell, a line of code."""

    text: str
    """As it is read, on one line."""
    start: int
    """Offset of its first character."""
    end: int


def stops(shown: VisibleLine) -> list[Stop]:
    """Where the caret can stand in a line, as it is read; not on signs and in gaps."""
    found: list[Stop] = []
    x = -shown.line.outdent
    for piece, at in shown.line.drawn:
        if piece.end > piece.start:
            found.extend(_stops_in(piece, x, at, shown.key))
        x += cell_len(piece.text)
    return found if shown.line.order is None else sorted(found, key=lambda stop: stop.at)


def _stops_in(piece: Piece, x: int, at: int, key: int) -> Iterator[Stop]:
    text = piece.text
    if piece.end - piece.start != len(text):
        yield Stop(text, piece.start, piece.end, x, key, at)
        return
    for start, end in pairwise((*cluster_starts(text), len(text))):
        place = piece.start + start, piece.start + end
        yield Stop(text[start:end], *place, x, key, at + start)
        x += cell_len(text[start:end])


def _left(stop: Stop) -> int:
    return stop.x


class _Run:
    """Running text: lines that go on in one another, and where the caret can stand in them."""

    def __init__(self, lines: Sequence[VisibleLine]) -> None:
        self.first, self.last = lines[0], lines[-1]
        self.stops: list[Stop] = []
        self._places: list[int] = []
        """Of each stop, where its character is."""
        said: list[str] = []
        after, joint = 0, ""
        for line in lines:
            for number, stop in enumerate(stops(line)):
                is_apart = stop.at > after if number else bool(joint)
                said += " " * bool(self.stops and is_apart)
                self._places.append(len(said))
                said.append(stop.text[0])
                self.stops.append(stop)
                after = stop.at + len(stop.text)
            joint = line.line.joint
        self._text = "".join(said)
        """A character for each stop, and a blank where one stands apart from that before."""

    @property
    def is_code(self) -> bool:
        """Whether it is a line of code."""
        return any(p.role in _CODE for p in self.first.line.pieces if p.end > p.start)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return any(piece.role in _HEADINGS for piece in self.first.line.pieces)

    @cached_property
    def words(self) -> list[Span]:
        """The first and the last stop of each word."""
        found = _WORD.finditer("".join(map(_class_of, self._text)))
        return [(self._stop(word.start()), self._stop(word.end() - 1)) for word in found]

    @cached_property
    def sentences(self) -> list[int]:
        """The first stop of each sentence; none begins with a small letter."""
        marks = _SENTENCE_END.finditer(self._text)
        ends = (mark.end() for mark in marks if mark["inside"] is None)
        begun = (at for at in ends if at < len(self._text) and not self._text[at].islower())
        return [0, *map(self._stop, begun)]

    def sentence(self, index: int) -> Sentence:
        """The sentence that a stop is in."""
        begins = self.sentences
        number = bisect_right(begins, index) - 1
        first = begins[number]
        last = begins[number + 1] if number + 1 < len(begins) else len(self.stops)
        text = ""
        for at in range(first, last):
            is_apart = at > first and self._places[at] > self._places[at - 1] + 1
            text += " " * is_apart + self.stops[at].text
        shown = self.stops[first:last]
        return Sentence(text.strip(), shown[0].start, max(stop.end for stop in shown))

    def edge(self, step: int) -> VisibleLine:
        """Its last line, or the first."""
        return self.last if step > 0 else self.first

    def _stop(self, at: int) -> int:
        return bisect_left(self._places, at)


@cache
def _class_of(character: str) -> str:
    """What a character is to a word: see `_WORD`."""
    if _SINGLE.match(character) or category(character) in ("So", "Sk"):
        return "i"
    if _KATAKANA.match(character):
        return "k"
    if character.isalnum() or character == "_":
        return "d" if character.isdecimal() else "a"
    return "m" if character in "'’.:·‧" else "n" if character in ",;" else " "


class Caret:
    """A character of a laid-out text that is stood on, moved from as a reader sees it.

    Large because it goes eight ways.
    """

    def __init__(self, viewport: Viewport, text: str, stop: Stop) -> None:
        self._viewport = viewport
        self._text = text
        self._goal: int | None = None
        """Cells before the column that it goes up and down in."""
        self.is_before = False
        """Whether it went to where a word, sentence or other stretch begins: what it stands on
        is not gone over then, as with the exclusive motions of vi
        (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/vi.html)."""
        self._run = self._run_of(stop.key)
        self._stand(stop)

    @property
    def at(self) -> Stop:
        """What it stands on."""
        return self._run.stops[self._index]

    @property
    def reach(self) -> int:
        """Where what it has gone over ends, without the blanks before a beginning."""
        if not self.is_before:
            return self.at.end
        before = self._run.stops[: self._index]
        above = (run.stops for run in self._runs(-1))
        for stop in chain(reversed(before), chain.from_iterable(map(reversed, above))):
            if not stop.text.isspace():
                return stop.end
        return self.at.start

    @property
    def paragraph(self) -> Span:
        """The range of the paragraph that it stands in; code reaches to an empty line."""
        every = [stop for run in self._paragraph() for stop in run.stops]
        return min(stop.start for stop in every), max(stop.end for stop in every)

    @property
    def sentence(self) -> Sentence:
        """The sentence that it stands in."""
        return self._run.sentence(self._index)

    def sentence_after(self, sentence: Sentence) -> Sentence | None:
        """Go to the sentence after one; None behind the last."""
        self.to(sentence.start)
        self.by_sentence(1)
        return self.sentence if self.sentence.start != sentence.start else None

    def leave_heading(self) -> None:
        """Go to the paragraph below a heading, if it stands in one and there is any."""
        while self._run.is_heading and (below := next(self._runs(1), None)):
            self._stand(below.stops[0])

    def to(self, offset: int, *, before: bool = False) -> None:
        """Go to the character at an offset, or the first one on the page that is behind it."""
        line = self._viewport.line_showing(offset)
        found = _first_stop(chain([line], self._lines(line.key, 1)), offset) if line else None
        self._stand(found or self._run.stops[-1], before=before and found is not None)

    def by_character(self, step: int) -> None:
        """Go to the character after or before; where lines are read from the right, before."""
        step = -step if self._run.first.line.is_rtl else step
        index = self._index + step
        if 0 <= index < len(self._run.stops):
            self._stand(self._run.stops[index])
        elif run := next(self._runs(step), None):
            self._stand(run.stops[0 if step > 0 else -1])
        else:
            self._stand(self.at)

    def by_line(self, step: int) -> None:
        """Go down by some lines with words, or up, as near to the same column as can be."""
        goal = self.at.x if self._goal is None else self._goal
        lines = filter(None, map(stops, self._lines(self.at.key, step)))
        for line in islice(lines, abs(step)):
            line = sorted(line, key=_left)
            self._stand(line[max(0, bisect_right(line, goal, key=_left) - 1)])
        self._goal = goal

    def by_word(self, step: int) -> None:
        """Go to the beginning of the next word, or of this or else the one before."""
        self._go(lambda run: [first for first, _ in run.words], step, before=True)

    def to_word_end(self) -> None:
        """Go to the end of this word, or else of the next."""
        self._go(lambda run: [last for _, last in run.words], 1)

    def by_sentence(self, step: int) -> None:
        """Go to the beginning of the next sentence, or of this or else the one before."""
        self._go(lambda run: run.sentences, step, before=True)

    def by_paragraph(self, step: int) -> None:
        """Go to the beginning of the next paragraph, or of this or else the one before."""
        runs = self._paragraph()
        if step < 0 and self.at != runs[0].stops[0]:
            self._stand(runs[0].stops[0], before=True)
        elif run := next(self._runs(step, runs[-1 if step > 0 else 0]), None):
            self._stand(run.stops[0])
            self._stand(self._paragraph()[0].stops[0], before=True)
        else:
            self.to_edge(step)

    def to_line_edge(self, step: int) -> None:
        """Go to the first or the last character of the line."""
        line = [stop for stop in self._run.stops if stop.key == self.at.key]
        self._stand(line[0 if step < 0 else -1], before=step < 0)

    def to_edge(self, step: int) -> None:
        """Go to the first or the last character of the page."""
        if line := next(filter(None, map(stops, self._lines(None, -step))), None):
            self._stand(line[0 if step < 0 else -1])

    def _go(
        self, places: Callable[[_Run], Sequence[int]], step: int, *, before: bool = False
    ) -> None:
        """Go to the next of some stops of the running text, or of that after it."""
        found = places(self._run)
        index = (
            bisect_right(found, self._index)
            if step > 0
            else bisect_left(found, self._index) - 1
        )
        if 0 <= index < len(found):
            self._stand(self._run.stops[found[index]], before=before)
            return
        for run in self._runs(step):
            if found := places(run):
                self._stand(run.stops[found[0 if step > 0 else -1]], before=before)
                return
        self.to_edge(step)

    def _stand(self, stop: Stop, *, before: bool = False) -> None:
        if not self._run.first.key <= stop.key <= self._run.last.key:
            self._run = self._run_of(stop.key)
        place = stop.key, stop.at
        self._index = bisect_left(self._run.stops, place, key=lambda each: (each.key, each.at))
        self._goal = None
        self.is_before = before

    def _lines(self, key: int | None, step: int) -> Iterator[VisibleLine]:
        """The lines below one, or above it; without one, all of them."""
        further = self._viewport.line_after if step > 0 else self._viewport.line_before
        while line := further(key):
            yield line
            key = line.key

    def _runs(self, step: int, run: _Run | None = None) -> Iterator[_Run]:
        """The running texts below one, or above it; without one, that of the caret."""
        run = run or self._run
        while line := next(filter(stops, self._lines(run.edge(step).key, step)), None):
            yield (run := self._run_of(line.key))

    def _run_of(self, key: int) -> _Run:
        """The running text that a line is of."""
        [here] = self._viewport.between(key, key)
        above, below = deque([here]), [here]
        for line in self._lines(key, -1):
            if not _goes_on(line.line, above[0].line, self._text):
                break
            above.appendleft(line)
        for line in self._lines(key, 1):
            if not _goes_on(below[-1].line, line.line, self._text):
                break
            below.append(line)
        return _Run([*above, *below[1:]])

    def _paragraph(self) -> list[_Run]:
        """The running text of the caret, in code and in verse that of all lines around it."""
        above, below = deque([self._run]), [self._run]
        for run in self._runs(-1):
            if not _is_line_below(run, above[0], self._text):
                break
            above.appendleft(run)
        for run in self._runs(1):
            if not _is_line_below(below[-1], run, self._text):
                break
            below.append(run)
        return [*above, *below[1:]]


def caret_in(viewport: Viewport, text: str) -> Caret | None:
    """A caret on the first character on the screen, or else the last one above.

    None where nothing of the text shows.
    """
    for shown in viewport.lines:
        if found := stops(shown):
            return Caret(viewport, text, found[0])
    above = viewport.lines[0] if viewport.lines else None
    while above and (above := viewport.line_before(above.key)):
        if found := stops(above):
            return Caret(viewport, text, found[-1])
    return None


def _first_stop(lines: Iterable[VisibleLine], offset: int = 0) -> Stop | None:
    """The first stop in some lines that is at an offset or behind it."""
    found = (stop for line in lines for stop in stops(line) if stop.end > offset)
    return next(found, None)


def _goes_on(above: Line, below: Line, text: str) -> bool:
    """Whether a line goes on in the next: they are of one paragraph, or one row of a table."""
    if above.joint != "\n":
        return True
    if above.start == above.end or below.start == below.end:
        return False
    if below.start >= above.end:
        return "\n" not in text[above.end : below.start]
    return below.end > above.start


def _is_line_below(above: _Run, below: _Run, text: str) -> bool:
    """Whether two running texts are lines of code or verse, the one right below the other."""
    start = below.first.line.start
    if above.is_heading or below.is_heading:
        return False
    if above.is_code and below.is_code:
        return text[above.last.line.end : start].count("\n") == 1
    found = _HARD_BREAK.search(text, max(0, start - _BREAK), start)
    begun = above.first.line.start
    before = text[text.rfind("\n", 0, begun) + 1 : begun]
    return found is not None and found["signs"].count(">") in (0, before.count(">"))
