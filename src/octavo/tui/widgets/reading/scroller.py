"""The viewport in the reading pane: how wide the text is, and how it is moved and kept up.

Long because it is one class and what that alone needs.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Region, Size
from textual.widget import Widget

from octavo.tui.widgets.base.scroll import END

if TYPE_CHECKING:
    from textual.timer import Timer

    from octavo.markdown.layout.code import Highlighter
    from octavo.markdown.layout.document import Heading
    from octavo.markdown.layout.viewport import TextLink, Viewport, VisibleLine
    from octavo.markdown.lines import PictureSizes

_SLICE = 0.004
"""Seconds of learning how tall the rest of the text is, without letting the reader wait."""
_PAUSE = 0.05
"""Seconds between two slices."""
_REST = 0.3
"""Seconds without a move after which that begins: of a text only passed by, none is learnt."""


_ROOMY = 50
"""From this width on, two cells are left empty at each side."""


def _side(width: int) -> int:
    """Cells that are left empty at each side of a widget of some width."""
    return 2 if width >= _ROOMY else 1


class ReadingPosition(NamedTuple):
    """Where a text has come to."""

    position: int
    """Offset of the first visible line."""
    progress: float
    """How much of the text has been above or on the screen, from 0 to 1."""


class TextScroller:
    """Which lines of a text a widget shows. The viewport, not Textual, knows which is on top.

    `source` gives the text and the place in it to open it at, `measure` how many cells a line
    may take; `redraw` is called when all lines are to be drawn anew, `moved` when others than
    before are on the screen, `refitted` when all have other keys than before, `settled` after
    each move with whether it was a small one; `pictures` gives the sizes of those to be shown.

    Large because it is asked for whatever a viewport can do, by the pane and by those who find
    their way in its text.
    """

    def __init__(
        self,
        widget: Widget,
        source: Callable[[], tuple[str, int]],
        measure: Callable[[], int],
        redraw: Callable[[], None],
        moved: Callable[[], None],
        refitted: Callable[[], None],
        settled: Callable[[bool], None],
        pictures: "PictureSizes",
    ) -> None:
        self.viewport: Viewport | None = None
        """What is shown; nothing while there is no text, or no size to lay it out for."""
        self._next: tuple[str, int, Viewport] | None = None
        """What may be opened next, and at which place."""
        self.shown: Sequence[VisibleLine] = ()
        """The lines on the screen."""
        self._widget = widget
        self._source = source
        self._measure = measure
        self._redraw = redraw
        self._moved = moved
        self._refitted = refitted
        self._settled = settled
        self._pictures = pictures
        self.rested: Callable[[], None] = lambda: None
        """Told that there was no move for a moment."""
        self.stays_put = False
        """Whether lines stay where they are on the screen when next there are more or fewer."""
        self._highlighter: Highlighter | None = None
        self._learning: Timer | None = None
        self._rest: Timer | None = None

    @property
    def line_width(self) -> int:
        """How wide lines can be: the measure, or what the widget has room for."""
        return self.line_width_in(self._widget.size.width)

    def line_width_in(self, width: int) -> int:
        """How wide lines could be if the widget had another width."""
        return max(0, min(self._measure(), width - 1 - 2 * _side(width)))

    @property
    def indent(self) -> int:
        """Cells before the lines, so that they stand in the middle."""
        width = self._widget.size.width
        return max(0, (width - 1 - self.line_width_in(width)) // 2)

    @property
    def _size(self) -> tuple[int, int, int]:
        """How wide lines are, how many there is room for, and the cells beside them."""
        width, rows = self._widget.size
        line_width = self.line_width_in(width)
        beside = max(0, (width - 1 - line_width) // 2) - _side(width)
        return line_width, rows, max(0, beside)

    @property
    def is_fitted(self) -> bool:
        """Whether the viewport is laid out for the size that the widget has."""
        return self.viewport is not None and self.viewport.size == self._size

    def start(self) -> None:
        """Begin to keep the viewport up, once the widget is mounted."""
        self._learning = self._widget.set_interval(_PAUSE, self.learn, pause=True)
        self._rest = self._widget.set_interval(_REST, self._rested, pause=True)

    def open(self, *, assume: bool = False) -> None:
        """Lay the text out at its place; of one without words there is no viewport.

        Where the widget has no size yet, only if one is to be `assumed`.
        """
        width, rows, beside = self._size
        if assume:
            width, rows = width or self._measure(), rows or 1
        if not width or not rows:
            return
        text, position = self._source()
        if text and not text.isspace():
            size = width, rows, beside
            ahead, self._next = self._next, None
            is_ready = ahead and ahead[:2] == (text, position) and ahead[2].size == size
            self.viewport = ahead[2] if ahead and is_ready else self._laid(text, position, size)
        self._redraw()
        self.settle()

    def prepare(self, text: str, position: int) -> "Viewport | None":
        """Lay out a text that may be opened next, for the size of the one that is shown."""
        self._next = None
        if self.viewport and self.is_fitted and text and not text.isspace():
            self._next = text, position, self._laid(text, position, self._size)
        return self._next and self._next[2]

    def _laid(self, text: str, position: int, size: tuple[int, int, int]) -> "Viewport":
        from octavo.markdown.layout.code import Highlighter
        from octavo.markdown.layout.viewport import Viewport

        width, rows, beside = size
        self._highlighter = highlighter = self._highlighter or Highlighter()
        return Viewport(text, width, rows, highlighter, beside, self._pictures, position)

    def needed(self) -> "Viewport | None":
        """The viewport, also before the widget has a size: keys may come in that soon."""
        if self.viewport is None:
            self.open(assume=True)
        return self.viewport

    def close(self) -> None:
        """Have no viewport until another text is opened."""
        self._forget_selection()
        self.viewport = None

    def fit(self) -> bool:
        """Lay the viewport out for another size than it has; False if it has that already."""
        size = width, rows, _ = self._size
        if not self.viewport or not width or not rows or self.is_fitted:
            return False
        self._forget_selection()
        same_place = self.viewport.top + self.viewport.rows - rows
        self.viewport.resize(*size)
        if self.stays_put:
            self.viewport.go_by(same_place - self.viewport.top)
            self.stays_put = False
        self._follow()
        self._moved()
        self._refitted()
        return True

    def renew(self) -> None:
        """Lay the text out anew, with other pictures in it."""
        if self.viewport:
            self._forget_selection()
            self.viewport.renew()
            self._refitted()
            self._redraw()
            self.settle()

    def move(self, by: int) -> None:
        """Scroll by some lines, as far as there are any."""
        if viewport := self.needed():
            before = viewport.top
            viewport.go_by(by)
            if viewport.top != before:
                self.settle(is_near=2 * abs(by) <= viewport.rows)

    def go_to(self, line: int) -> None:
        """Put a line on top, counted from 0, or the last one at the bottom."""
        if viewport := self.needed():
            if line == END:
                viewport.go_to_end()
            else:
                viewport.go_to(line)
            self.settle()

    def jump(self, place: int) -> bool:
        """Put a place in the text on top; False if the viewport stays as it is."""
        if not (viewport := self.needed()):
            return False
        before = viewport.top
        viewport.go_to_place(place)
        self.settle()
        return viewport.top != before

    def show_line(self, key: int) -> None:
        """Bring a line on the screen, and scroll no further than that takes."""
        if self.viewport:
            before = self.viewport.top
            self.viewport.show_line(key)
            if self.viewport.top != before:
                # What unfolds above the text must not cover the line at the top.
                self.settle(is_near=self.viewport.top > before)

    def reveal(self, place: int) -> None:
        """Bring a place on the screen as that will be when what was opened is laid out."""
        self._widget.call_after_refresh(self._reveal, place)

    def _reveal(self, place: int) -> None:
        is_other = self.fit()
        if self.viewport and (is_other or not self.viewport.shows(place)):
            self.viewport.reveal(place)
            self.settle()

    def headings(self) -> "Iterator[Heading]":
        """The headings of the text, in order, found as they are asked for."""
        viewport = self.needed()
        return viewport.headings() if viewport else iter(())

    def links(self) -> "Iterator[TextLink]":
        """The links of the text, found as they are asked for."""
        viewport = self.needed()
        return viewport.links() if viewport else iter(())

    def current_heading(self) -> int:
        """The index of the heading that the line on top stands under; -1 for none."""
        end = self.shown[0].line.end if self.shown else 0
        return sum(1 for _ in takewhile(lambda each: each.offset < end, self.headings())) - 1

    def settle(self, *, is_near: bool = False) -> None:
        """Take in that it has moved, and wait until the reader rests to learn more.

        It `is_near` where it was if most lines on the screen are the same.
        """
        self._follow()
        self._widget.refresh()
        if self._learning and self._rest:
            self._learning.pause()
            self._rest.reset()
        if self.viewport:
            if self._highlighter and self._highlighter.wanted:
                load = partial(self._load, self._highlighter)
                self._widget.run_worker(load, group="colours", exclusive=True, thread=True)
            if self.viewport.is_plain:
                # Before it was, other lines may have been drawn that have the same keys.
                self._redraw()
            self._moved()
            self._settled(is_near)

    def _follow(self) -> None:
        """Take over its lines, and tell Textual where they are; it scrolls none."""
        viewport, widget = self.viewport, self._widget
        self.shown = viewport.lines if viewport else ()
        size = Size(widget.size.width, viewport.height if viewport else 0)
        widget.set_reactive(Widget.virtual_size, size)  # of which only the thumb tells
        for place in (Widget.scroll_y, Widget.scroll_target_y):
            widget.set_reactive(place, float(viewport.top if viewport else 0))

    def _forget_selection(self) -> None:
        """Take the selection off, whose lines are others now."""
        if self._widget.is_attached and self._widget.text_selection:
            self._widget.screen.clear_selection()

    def _rested(self) -> None:
        if self._learning and self._rest:
            self._rest.pause()
            self._learning.resume()
            self.rested()

    def learn(self) -> None:
        """Learn for a moment how tall the rest of the text is, or that it has no layout."""
        height, shown = self._widget.virtual_size.height, self.shown
        if not (self.viewport and self.viewport.work(_SLICE)) and self._learning:
            self._learning.pause()
        self._follow()
        if self.shown is not shown:
            self._redraw()
        elif height != self._widget.virtual_size.height:
            width, rows = self._widget.size
            self._widget.refresh(Region(width - 1, 0, 1, rows))

    def _load(self, highlighter: "Highlighter") -> None:
        highlighter.load()
        self._widget.call_later(self._recolour)

    def _recolour(self) -> None:
        """Draw the code in its colours."""
        self._next = None
        if self.viewport:
            self.viewport.recolour()
            self.shown = self.viewport.lines
            self._redraw()
