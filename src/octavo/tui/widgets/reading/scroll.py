"""Scrolling through a page: by keys, with the wheel, and by the thumb that it draws itself."""

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.widget import Widget

from octavo.tui.widgets.base.thumb import Thumb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo.markdown.layout.page import Page
    from octavo.markdown.layout.viewport import Shown


class ReadingScroll(ScrollView, can_focus=True):
    """Moves a page; the page, not Textual, knows which line is on top."""

    # Textual would lay out the whole screen whenever the height of the text is known better,
    # for a scroll bar that this widget draws itself.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.page: Page | None = None
        """What is shown; nothing while there is no text, or no size to lay it out for."""
        self.shown: Sequence[Shown] = ()
        """The lines on the screen."""
        self.thumb = Thumb(0, 0, 0)
        """Where the screen stands in the text."""
        self._dragging = False

    def settle(self) -> None:
        """Take in that the page has moved."""
        self.shown = self.page.lines if self.page else ()
        self.follow_page()
        self.refresh()

    def go_by(self, lines: int) -> None:
        """Scroll by some lines, as far as there are any."""
        if self.page:
            before = self.page.top
            self.page.go_by(lines)
            if self.page.top != before:
                self.settle()

    def follow_page(self) -> None:
        """Tell the thumb and Textual where the text is, which does not scroll it."""
        page = self.page
        top, height = (page.top, page.height) if page else (0, 0)
        self.thumb = Thumb(self.size.height, height, top)
        self.virtual_size = Size(self.size.width, height)
        self.set_reactive(Widget.scroll_y, float(top))
        self.set_reactive(Widget.scroll_target_y, float(top))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll where Textual wants to: with the wheel, or to select beyond the edge."""
        if self.page and round(old_value) != round(new_value):
            self._scroll(round(new_value) - self.page.top)

    def _scroll(self, lines: int) -> None:
        if self.page and abs(lines) > 3 * self.page.rows:
            self.page.go_to(self.page.top + lines)
            self.settle()
        else:
            self.go_by(lines)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the thumb."""
        if (place := event.get_content_offset(self)) and self._on_thumb(place):
            self._dragging = True
            self.capture_mouse()
            self._drag_to(place.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self._drag_to(event.get_content_offset_capture(self).y)

    def on_mouse_up(self) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _on_thumb(self, place: Offset) -> bool:
        return place.x == self.size.width - 1 and bool(self.thumb.length)

    def _drag_to(self, y: int) -> None:
        if self.page:
            self.page.go_to(self.thumb.top_at(y))
            self.settle()

    def action_scroll_down(self) -> None:
        """Scroll one line down."""
        self.go_by(1)

    def action_scroll_up(self) -> None:
        """Scroll one line up."""
        self.go_by(-1)

    def action_page_down(self) -> None:
        """Scroll one page down, with a line or two of the last one for orientation."""
        self.go_by(self._lines_a_page)

    def action_page_up(self) -> None:
        """Scroll one page up."""
        self.go_by(-self._lines_a_page)

    def action_half_page_down(self) -> None:
        """Scroll half a page down."""
        self.go_by(max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Scroll half a page up."""
        self.go_by(-max(1, self.size.height // 2))

    def action_scroll_home(self) -> None:
        """Go to the beginning of the text."""
        if self.page:
            self.page.go_to(0)
            self.settle()

    def action_scroll_end(self) -> None:
        """Go to the end of the text."""
        if self.page:
            self.page.go_to_end()
            self.settle()

    @property
    def _lines_a_page(self) -> int:
        rows = self.size.height
        return max(1, rows - 2 if rows > 8 else rows - 1)
