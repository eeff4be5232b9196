"""The ground of the reading pane: a page laid out for its size, and how it is kept up."""

from typing import TYPE_CHECKING

from textual import work
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from octavo.markdown.layout.syntax import Highlighter
from octavo.tui.widgets.reading.drawing import ReadingDrawing

if TYPE_CHECKING:
    from textual.timer import Timer

    from octavo.markdown.layout.page import Page

_SLICE = 0.004
"""Seconds of learning how tall the rest of the text is, without letting the reader wait."""
_PAUSE = 0.05
"""Seconds between two slices."""
_REST = 0.3
"""Seconds without a move after which that begins: of a text only passed by, none is learnt."""


class ReadingView(ReadingDrawing, can_focus=True):
    """Lays a page out; what is on the page is up to those that build on it."""

    class Coloured(Message):
        """The colours of the code on the page are known."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.highlighter = Highlighter()
        self._learning: Timer | None = None
        self._rest: Timer | None = None
        self._waiting: bool = False

    def make_page(self, width: int, rows: int) -> "Page | None":
        """The page to show, at a width and with so many rows."""
        raise NotImplementedError

    def page_moved(self) -> None:
        """Other lines are on the screen than before."""

    def watch_measure(self) -> None:
        self.lay_out()

    def on_mount(self) -> None:
        self._learning = self.set_interval(_PAUSE, self._learn, pause=True)
        self._rest = self.set_interval(_REST, self._start_learning, pause=True)

    def on_resize(self) -> None:
        self.lay_out()

    def lay_out(self, *, anew: bool = False) -> None:
        """Lay the page out for the size of now; `anew` for another text."""
        width, rows = self.line_width, self.size.height
        if anew:
            self._forget_selection()
            self.page = None
        if not width or not rows or self._waits():
            return
        if self.page is None:
            self.page = self.make_page(width, rows)
        elif not self._fit():
            return
        self.redraw()
        self.settle()

    def _fit(self) -> bool:
        """Lay the page out for another size than it has; False if it has that already."""
        width, rows = self.line_width, self.size.height
        if not self.page or (width, rows) == (self.page.width, self.page.rows):
            return False
        self._forget_selection()
        self.page.resize(width, rows)
        return True

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines to draw, for the size of now: word of another one comes only later."""
        if self.line_width and self._fit():
            self._strips.clear()
            self.shown = self.page.lines if self.page else ()
            self.follow_page()
        return super().render_lines(crop)

    def _waits(self) -> bool:
        """Whether the first page has to wait until the screen is drawn for the first time.

        What it takes to lay a text out is imported only then, so that the app is there sooner.
        """
        if not self.drawn and not self._waiting:
            self._waiting = self.call_after_refresh(self._stop_waiting)
        return not self.drawn

    def _stop_waiting(self) -> None:
        self._waiting = False
        if self.drawn:
            self.lay_out()

    def _forget_selection(self) -> None:
        """Take the selection off, whose lines are others now."""
        if self.is_attached and self.text_selection:
            self.screen.clear_selection()

    def settle(self) -> None:
        """Take in that the page has moved."""
        super().settle()
        if self.page and self.page.is_plain:
            # Before it was, other lines may have been drawn that have the same keys.
            self._strips.clear()
        if self._learning and self._rest:
            self._learning.pause()
            self._rest.reset()
        if self.highlighter.wanted:
            self._load_colours()
        self.page_moved()

    def _start_learning(self) -> None:
        if self._learning and self._rest:
            self._rest.pause()
            self._learning.resume()

    def _learn(self) -> None:
        """Learn for a moment how tall the rest of the text is."""
        before = self.thumb
        if not (self.page and self.page.work(_SLICE)) and self._learning:
            self._learning.pause()
        if self.page and self.page.lines is not self.shown:
            # What was learnt is that the text cannot be laid out: other lines are shown now.
            self.redraw()
            self.shown = self.page.lines
        self.follow_page()
        if self.thumb != before:
            self.refresh(Region(self.size.width - 1, 0, 1, self.size.height))

    @work(thread=True, exclusive=True, group="colours")
    def _load_colours(self) -> None:
        self.highlighter.load()
        self.post_message(self.Coloured())

    def on_reading_view_coloured(self) -> None:
        """Draw the code in its colours."""
        if self.page:
            self.page.recolour()
            self.redraw()
            self.shown = self.page.lines
