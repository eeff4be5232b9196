"""A page: a text on a screen of some size, as its reader moves through it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from time import perf_counter
from typing import TypeVar
from urllib.parse import unquote

from octavo.markdown.layout.document import Document, Heading, outline, slug
from octavo.markdown.layout.layout import Layout
from octavo.markdown.layout.plain import FAULTS
from octavo.markdown.layout.syntax import Highlighter
from octavo.markdown.layout.viewport import Shown, Viewport

Known = TypeVar("Known")


class Page:
    """Some lines of a text, of which one is on top.

    All places are offsets in characters of the text. The same place stays on top when the
    page gets another size. A text that cannot be laid out, as far as it is asked for, is
    shown as it stands, below a line that says so.

    Large because it is all that the app knows of a layout: what is a property here hands on to
    the viewport or the layout, which are made anew with every width, and every act goes through
    the net.
    """

    def __init__(self, text: str, width: int, rows: int, highlighter: Highlighter) -> None:
        self._highlighter = highlighter
        self._document = Document(text)
        self._layout = Layout(self._document, width, highlighter)
        self._window = Viewport(self._layout, rows)
        self._anchor = 0
        self._measured = 0
        self._safely(lambda window: window.go_to(0))

    @property
    def width(self) -> int:
        """How wide the lines are at most, in cells."""
        return self._layout.width

    @property
    def rows(self) -> int:
        """How many lines are to be seen at most."""
        return self._window.rows

    @property
    def is_plain(self) -> bool:
        """Whether the text could not be laid out and is shown as it stands."""
        return self._document.is_plain

    @property
    def height(self) -> int:
        """How many lines the text has, as far as is known."""
        least = self._window.top + self._window.rows + (not self.at_end)
        return max(self._layout.height, least if self._window.top else 0)

    @property
    def top(self) -> int:
        """How many lines are above the first one that is to be seen, as far as is known."""
        return self._window.top

    @property
    def lines(self) -> Sequence[Shown]:
        """What is to be seen."""
        return self._window.shown

    @property
    def laid_out(self) -> Collection[int]:
        """The numbers of the chunks whose lines are kept."""
        return self._layout.kept

    @property
    def position(self) -> int:
        """The place in the text that is on top."""
        return self._window.offset

    @property
    def at_end(self) -> bool:
        """Whether the last line is to be seen."""
        return self._window.at_end

    @property
    def progress(self) -> float:
        """How much of the text is above or on the screen, from 0 to 1."""
        if self.at_end:
            return 1.0
        if self._window.in_notes:
            return min(0.99, (self.top + self._window.rows) / self.height)
        seen = max((shown.line.end for shown in self.lines), default=0)
        return min(0.99, seen / len(self._document.text))

    def resize(self, width: int, rows: int) -> None:
        """Lay the text out for another size."""
        if width != self._layout.width:
            self._layout = Layout(self._document, width, self._highlighter)
            self._measured = 0
        self._window = Viewport(self._layout, rows)
        self._safely(lambda window: window.go_to_offset(self._anchor))

    def go_to(self, y: int) -> None:
        """Put a line on top."""
        self._safely(lambda window: window.go_to(y))
        self._anchor = self._window.offset

    def go_by(self, lines: int) -> None:
        """Move down by some lines, or up if there are fewer than none."""
        self._safely(lambda window: window.go_by(lines))
        self._anchor = self._window.offset

    def go_to_place(self, offset: int, above: int = 0) -> None:
        """Put the line that shows a place on top, or below so many others."""
        self._safely(lambda window: window.go_to_offset(offset, above))
        self._anchor = self._window.offset if above else offset

    def shows(self, offset: int) -> bool:
        """Whether a place is on the screen."""
        return any(shown.line.start <= offset < shown.line.end for shown in self.lines)

    def reveal(self, offset: int) -> None:
        """Bring a place on the screen: where it is not, a third of the way down."""
        if not self.shows(offset):
            self.go_to_place(offset, above=self.rows // 3)

    def go_to_end(self) -> None:
        """Put the last line at the bottom."""
        self._safely(Viewport.go_to_end)
        self._anchor = self._window.offset

    def place_of(self, anchor: str) -> int | None:
        """Where the heading or footnote is that `#name` or `#fn:label` leads to."""
        if anchor.startswith("#fn:"):
            label = anchor.removeprefix("#fn:")
            return self._safely(lambda window: window.layout.document.note_offset(label))
        wanted = unquote(anchor.removeprefix("#")).lower()
        headings = (h.offset for h in self.outline() if slug(h.text) == wanted)
        return next(headings, None)

    def outline(self) -> Sequence[Heading]:
        """The headings of the text."""
        return self._safely(
            lambda window: list(outline(window.layout.document, window.layout.setter.flow))
        )

    def between(self, first: int | None, last: int | None) -> Iterator[Shown]:
        """The lines from one with a key to another; None is the first or last of all."""
        return iter(self._safely(lambda window: list(window.between(first, last))))

    def recolour(self) -> None:
        """Set code anew, whose colours may be known by now."""
        self._layout.forget()
        self._safely(Viewport.settle)

    def work(self, seconds: float) -> bool:
        """Learn for some time how tall the rest is, what is near the screen first.

        Returns whether there is more to learn.
        """
        return self._safely(lambda _: self._work(perf_counter() + seconds))

    def _work(self, end: float) -> bool:
        for index in self._window.near():
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

    def _safely(self, act: Callable[[Viewport], Known]) -> Known:
        """What comes of an act; where it fails, of the same with the text as it stands.

        Any act may be the first that asks for the part of the text that cannot be laid out.
        """
        try:
            return act(self._window)
        except FAULTS:
            if self._document.is_plain:
                raise
        self._document = Document(self._document.text, plain=True)
        self._layout = Layout(self._document, self.width, self._highlighter)
        self._window = Viewport(self._layout, self.rows)
        self._measured = 0
        self._window.go_to_offset(self._anchor)
        return act(self._window)
