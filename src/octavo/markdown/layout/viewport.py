"""A viewport: a text on a screen of some size, as its reader moves through it.

Long because it is one class, which says below why it is large.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import wraps
from itertools import chain, count, islice, takewhile
from time import perf_counter
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar
from urllib.parse import unquote

from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.document import Document, Heading, footnote_words, outline, slug
from octavo.markdown.layout.layout import Layout
from octavo.markdown.layout.typesetter import FAULTS
from octavo.markdown.lines import NO_PICTURES, Line, Link, PictureSizes

_LINES = 1 << 20
"""More lines than any chunk has."""

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class TextLink(NamedTuple):
    """A link of a text."""

    url: str
    text: str
    """What it says."""
    offset: int
    """Where it begins in the text."""


class VisibleLine(NamedTuple):
    """A line with a key that tells it from all others and grows from line to line.

    Keys hold as long as the width does.
    """

    key: int
    line: Line


def _safe(
    act: "Callable[Concatenate[Viewport, _Given], _Answer]",
) -> "Callable[Concatenate[Viewport, _Given], _Answer]":
    """An act on a viewport that, where it fails, is done again with the text as it stands.

    Any act may be the first that asks for the part of the text that cannot be laid out.
    """

    @wraps(act)
    def safely(viewport: "Viewport", /, *args: _Given.args, **named: _Given.kwargs) -> _Answer:
        try:
            return act(viewport, *args, **named)
        except FAULTS:
            if viewport.is_plain:
                raise
        viewport.show_plain()
        return act(viewport, *args, **named)

    return safely


class Viewport:
    """Some lines of a text, from one on that stays on top whatever becomes known above it.

    All places are offsets in characters of the text. The same place stays on top when the
    viewport gets another size. A text that cannot be laid out, as far as it is asked for, is
    shown as it stands, below a line that says so.

    Large because it is all that the app knows of a layout: where it is, how to go elsewhere,
    and what can be asked of a text before all of it has been laid out.
    """

    def __init__(
        self,
        text: str,
        width: int,
        rows: int,
        highlighter: Highlighter,
        beside: int = 0,
        pictures: PictureSizes = NO_PICTURES,
        place: int = 0,
    ) -> None:
        """Show a text in lines of a width, with a place of it on top.

        Tables and code may take the cells `beside` the lines.
        """
        self.rows = rows
        """How many lines are to be seen at most."""
        self.lines: Sequence[VisibleLine] = ()
        """What is to be seen."""
        self.at_end = True
        """Whether the last line is to be seen."""
        self._highlighter = highlighter
        self._document = Document(text)
        self._pictures = pictures
        self._layout = Layout(self._document, width, highlighter, beside, pictures)
        self._index = 0
        self._within = 0
        """The line on top: how far down in which chunk."""
        self._anchor = 0
        self._headings: list[Heading] = []
        self._further = self._outline()
        self._measured = 0
        self.go_to_place(place)

    @property
    def width(self) -> int:
        """How wide the lines are at most, in cells."""
        return self._layout.width

    @property
    def size(self) -> tuple[int, int, int]:
        """The width of the lines, how many there are, and the cells beside them."""
        return self.width, self.rows, self._layout.renderer.beside

    @property
    def is_plain(self) -> bool:
        """Whether the text could not be laid out and is shown as it stands."""
        return self._document.is_plain

    @property
    def height(self) -> int:
        """How many lines the text has, as far as is known."""
        top = self.top
        return max(self._layout.height, top + self.rows + (not self.at_end) if top else 0)

    @property
    def top(self) -> int:
        """How many lines are above the first one that is to be seen, as far as is known."""
        return self._layout.top(self._index) + self._within

    @property
    def laid_out(self) -> Collection[int]:
        """The numbers of the chunks whose lines are kept."""
        return self._layout.kept

    @property
    def position(self) -> int:
        """The place in the text that is on top."""
        return self.lines[0].line.start if self.lines else 0

    @property
    def progress(self) -> float:
        """How much of the text is above or on the screen, from 0 to 1."""
        if self.at_end:
            return 1.0
        if self._document.is_note(self._index):
            return min(0.99, (self.top + self.rows) / self.height)
        seen = max((shown.line.end for shown in self.lines), default=0)
        return min(0.99, seen / len(self._document.text))

    @_safe
    def resize(self, width: int, rows: int, beside: int = 0) -> None:
        """Lay the text out for another size."""
        self.rows = rows
        if (width, rows, beside) != self.size:
            self._lay_out(width, beside)
        elif self.position == self._anchor:
            self._settle()
            return
        self._show_place(self._anchor)

    @_safe
    def renew(self) -> None:
        """Lay the text out anew, with other pictures in it; what is on top stays there."""
        top = self.lines[0].line.picture if self.lines else None
        self._lay_out(self.width, self._layout.renderer.beside)
        self._show_place(self._anchor)
        if top and self.lines and self.lines[0].line.picture:
            self._within += top.row
            self._settle()

    def show_plain(self) -> None:
        """Show the text as it stands."""
        self._document = Document(self._document.text, plain=True)
        self._headings, self._further = [], self._outline()
        self._lay_out(self.width, 0)
        self._show_place(self._anchor)

    @_safe
    def go_to(self, y: int) -> None:
        """Put a line on top, or as near to the top as the end of the text lets it."""
        self._index, self._within = self._layout.at(max(0, y))
        self._settle()
        self._anchor = self.position

    @_safe
    def go_by(self, lines: int) -> None:
        """Move down by some lines, or up if there are fewer than none."""
        self._within += lines
        self._settle()
        self._anchor = self.position

    @_safe
    def go_to_place(self, offset: int, above: int = 0) -> None:
        """Put the line that shows a place on top, or below so many others.

        Place 0 is the top, whatever the text begins with: a footnote stands last.
        """
        self._show_place(offset, above)
        self._anchor = self.position if above else offset

    @_safe
    def go_to_end(self) -> None:
        """Put the last line at the bottom."""
        self._index = self._last
        self._within = _LINES
        self._settle()
        self._anchor = self.position

    def shows(self, offset: int) -> bool:
        """Whether the character at a place is on the screen."""
        return any(shown.line.shows(offset) for shown in self.lines)

    def reveal(self, offset: int) -> None:
        """Bring a place on the screen: where it is not, a third of the way down."""
        if not self.shows(offset):
            self.go_to_place(offset, above=self.rows // 3)

    @_safe
    def show_line(self, key: int) -> None:
        """Bring the line with a key on the screen, and move no further than that takes."""
        index, within = divmod(key, _LINES)
        if not self.lines or key < self.lines[0].key:
            self._index, self._within = index, within
        elif key > self.lines[-1].key:
            self._index, self._within = index, within - self.rows + 1
        else:
            return
        self._settle()
        self._anchor = self.position

    @_safe
    def place_of(self, anchor: str) -> int | None:
        """Where the heading or footnote is that `#name` or `#fn:label` leads to."""
        if anchor.startswith("#fn:"):
            return self._document.note_offset(anchor.removeprefix("#fn:"))
        wanted = unquote(anchor.removeprefix("#")).lower()
        headings = (h.offset for h in self.headings() if slug(h.text) == wanted)
        return next(headings, None)

    @_safe
    def footnote(self, label: str) -> str:
        """The Markdown of a footnote, without its label; empty if there is none."""
        chunk = self._document.note(label)
        return footnote_words(self._document.text[chunk.start : chunk.end]) if chunk else ""

    def headings(self) -> Iterator[Heading]:
        """The headings of the text, found as they are asked for.

        Where the text cannot be laid out, there are no more.
        """
        for index in count():
            if index == len(self._headings):
                with suppress(*FAULTS):
                    self._headings.extend(islice(self._further, 1))
            if index == len(self._headings):
                return
            yield self._headings[index]

    def _outline(self) -> Iterator[Heading]:
        return outline(self._document, self._layout.renderer.flow)

    def links(self) -> Iterator[TextLink]:
        """The links of the text in the order of the viewport, found as they are asked for.

        Where the text cannot be laid out, there are no more.
        """
        with suppress(*FAULTS):
            for index in takewhile(self._layout.exists, count()):
                yield from _links_in(self._layout.linked(index))

    @_safe
    def between(self, first: int | None, last: int | None) -> Sequence[VisibleLine]:
        """The lines from one with a key to another; None is the first or last of all."""
        lines: list[VisibleLine] = []
        for shown in self._below(*divmod(first or 0, _LINES)):
            if last is not None and shown.key > last:
                break
            lines.append(shown)
        return lines

    @_safe
    def line_after(self, key: int | None) -> VisibleLine | None:
        """The line below the one with a key; without a key, the first one."""
        index, within = (0, -1) if key is None else divmod(key, _LINES)
        return next(self._below(index, within + 1), None)

    @_safe
    def line_before(self, key: int | None) -> VisibleLine | None:
        """The line above the one with a key; without a key, the last one."""
        index, within = divmod(key, _LINES) if key is not None else (self._last, _LINES)
        while index >= 0:
            lines = self._layout.lines(index) if self._layout.exists(index) else ()
            if number := min(within, len(lines)):
                return VisibleLine(index * _LINES + number - 1, lines[number - 1])
            index, within = index - 1, _LINES
        return None

    @_safe
    def line_showing(self, offset: int) -> VisibleLine | None:
        """The line that shows a place, or else what is next to it."""
        return next(self._below(*self._place_of(offset)), None)

    @_safe
    def recolour(self) -> None:
        """Set code anew, whose colours may be known by now."""
        self._layout.forget()
        self._settle()

    @_safe
    def work(self, seconds: float) -> bool:
        """Learn for some time how tall the rest is, what is near the screen first.

        Returns whether there is more to learn.
        """
        end = perf_counter() + seconds
        for index in self._near():
            if index not in self._layout.kept:
                self._layout.lines(index)
                if perf_counter() > end:
                    return True
        while self._layout.exists(self._measured):
            self._layout.measure(self._measured)
            self._measured += 1
            if perf_counter() > end:
                return True
        return False

    @property
    def _last(self) -> int:
        """The number of the last chunk."""
        return max(0, len(self._document.all_chunks()) - 1)

    def _lay_out(self, width: int, beside: int) -> None:
        self._layout = Layout(self._document, width, self._highlighter, beside, self._pictures)
        self._measured = 0

    def _show_place(self, offset: int, above: int = 0) -> None:
        self._index, self._within = self._place_of(offset) if offset > 0 else (0, 0)
        self._within -= above
        self._settle()

    def _place_of(self, offset: int) -> tuple[int, int]:
        """The line that shows a place or has it for its own, or else the next.

        As its chunk and its number in that.
        """
        index = self._layout.index_of(offset)
        for at in takewhile(self._layout.exists, count(index)):
            lines = self._layout.lines(at)
            exact = (number for number, line in enumerate(lines) if line.shows(offset))
            own = (number for number, line in enumerate(lines) if line.start == offset)
            after = (number for number, line in enumerate(lines) if line.end > offset)
            if (number := next(chain(exact, own, after), None)) is not None:
                return at, number
            if lines and at > index:
                break
        exists = self._layout.exists(index)
        return index, max(0, len(self._layout.lines(index)) - 1) if exists else 0

    def _near(self) -> Iterator[int]:
        """The chunks on the screen, one screen below it, and those above it."""
        index, rows = self._index, 2 * self.rows + self._within
        while rows > 0 and self._layout.exists(index):
            yield index
            rows -= max(1, len(self._layout.lines(index)))
            index += 1
        index, rows = self._index - 1, self.rows
        while rows > 0 and index >= 0:
            yield index
            rows -= max(1, len(self._layout.lines(index)))
            index -= 1

    def _settle(self) -> None:
        """Lay out what is to be seen, and go no further than the beginning or the end."""
        layout = self._layout
        if not layout.exists(self._index):
            self._index = self._within = 0
            self.lines, self.at_end = (), True
            return
        self._rise()
        while layout.exists(self._index + 1):
            height = len(layout.lines(self._index))
            if self._within < height:
                break
            self._within -= height
            self._index += 1
        self._see()
        if len(self.lines) < self.rows and (self._index or self._within):
            self._within = min(self._within, len(layout.lines(self._index)))
            self._within -= self.rows - len(self.lines)
            self._rise()
            self._see()

    def _rise(self) -> None:
        """Go up to the chunk that has the line on top, but not above the beginning."""
        while self._within < 0 and self._index > 0:
            self._index -= 1
            self._within += len(self._layout.lines(self._index))
        self._within = max(0, self._within)

    def _see(self) -> None:
        below = list(islice(self._below(self._index, self._within), self.rows + 1))
        self.at_end = len(below) <= self.rows
        self.lines = below[: self.rows]

    def _below(self, index: int, within: int) -> Iterator[VisibleLine]:
        """The lines from one to the end of the text."""
        while self._layout.exists(index):
            lines = self._layout.lines(index)
            for number in range(max(0, within), len(lines)):
                yield VisibleLine(index * _LINES + number, lines[number])
            index += 1
            within = 0


def _links_in(texts: Iterable[tuple[Link, str]]) -> Iterator[TextLink]:
    """The links that some texts are of, one after the other, each put together."""
    said: dict[Link, list[str]] = {}
    for link, text in texts:
        said.setdefault(link._replace(picture=""), []).append(text)
    for link, parts in said.items():
        yield TextLink(link.url, " ".join("".join(parts).split()), link.offset)
