"""A scrolling widget that draws its lines and, in its last column, its own scroll thumb."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octavo.tui.terminal.lazy_styles import DrawnParts
from octavo.tui.widgets.base.raw_lines import finished
from octavo.tui.widgets.base.thumb import Thumb


class ThumbScroll(DrawnParts, ScrollView):
    """Says where it stands with a thin mark, which the mouse can drag."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"thumb-scroll--thumb"}

    DEFAULT_CSS = """
    ThumbScroll {
        overflow: hidden scroll;
        scrollbar-size: 0 0;
        & > .thumb-scroll--thumb { color: $foreground 20%; }
    }
    """

    # Textual would lay out the whole screen whenever the number of lines changes, for a scroll
    # bar that this widget draws itself.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles: dict[tuple[str, ...], Style] = {}
        self._dragging = False

    def count_lines(self) -> int:
        """How many lines there are in all."""
        raise NotImplementedError

    def line_at(self, y: int, width: int, thumb: Thumb) -> Strip:
        """A line of the widget, `width` and the column of the thumb wide."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The line at a place on the screen, as the theme and the scroll position have it."""
        return self.line_at(y, self.size.width - 1, self.thumb)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines, each drawn once for as long as nothing of it changes."""
        width, thumb = self.size.width - 1, self.thumb
        strips = (self.line_at(y, width, thumb) for y in crop.line_range)
        return finished(self, strips, crop)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw other lines; Textual would lay out the screen, for children that none has."""
        if round(old_value) != round(new_value):
            self.refresh()

    @property
    def thumb(self) -> Thumb:
        """Where the widget stands in its lines."""
        return Thumb(self.size.height, self.count_lines(), self.scroll_offset.y)

    def with_thumb(self, strip: Strip, *, covered: bool) -> Strip:
        """A line of the widget with its last column, which the thumb covers or not."""
        mark = "▐" if covered else " "
        end = Segment(mark, self.style_of("thumb-scroll--thumb"))
        return Strip([*strip, end], strip.cell_length + 1)

    def style_of(self, *components: str) -> Style:
        """The style that some component classes give, one upon the other."""
        if (style := self._styles.get(components)) is None:
            style = self._styles[components] = self.get_visual_style(*components).rich_style
        return style

    def notify_style_update(self) -> None:
        """Take in the colours of now."""
        self._styles.clear()
        super().notify_style_update()

    def over_thumb(self, place: Offset) -> bool:
        """Whether a place in the widget is in the column of the thumb."""
        return place.x == self.size.width - 1 and bool(self.thumb.length)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the thumb."""
        if (place := event.get_content_offset(self)) and self.over_thumb(place):
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

    def _drag_to(self, y: int) -> None:
        self.scroll_to(y=self.thumb.top_at(y), animate=False, force=True)
