"""Scrolling: the commands for it, and a widget with a thumb that it draws itself.

Textual's scroll bar is a widget of its own, whose repaint takes as long as that of the list.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octavo.tui.terminal.painting import Drawn, DrawnParts
from octavo.tui.widgets.base.drawing import cropped

if TYPE_CHECKING:
    from textual.color import Color
    from textual.filter import LineFilter
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget

KEPT = 400
"""How many drawn lines or rows are kept; more than any screen shows."""
END = 1 << 62
"""A line or row beyond any other."""


class Thumb(NamedTuple):
    """Where a window of some height stands in a longer run of lines."""

    height: int
    """Lines of the window."""
    total: int
    """Lines in all."""
    top: int
    """The first line in the window."""

    @property
    def length(self) -> int:
        """Lines of the window that the thumb takes; none where there is nothing to scroll."""
        if self.total <= self.height:
            return 0
        return max(1, self.height * self.height // self.total)

    def covers(self, y: int) -> bool:
        """Whether the thumb is drawn on a line of the window."""
        return y in _covered(self)

    def top_at(self, y: int) -> int:
        """The first line to show so that the thumb's middle comes to lie at `y`."""
        room = max(1, self.height - self.length)
        share = min(max(0, y - self.length // 2), room) / room
        return round(share * (self.total - self.height))


@lru_cache(64)
def _covered(thumb: Thumb) -> range:
    """The lines of the window that the thumb is drawn on; each line asks for them."""
    way = max(1, thumb.total - thumb.height)
    start = round(thumb.top / way * (thumb.height - thumb.length))
    return range(start, start + thumb.length)


class Paging(_Base):
    """The commands that go through lines or rows; put before the base of a widget."""

    row_height = 1

    @property
    def page_size(self) -> int:
        """How many lines or rows a page is, at least one."""
        return max(1, self.size.height // self.row_height)

    def move(self, by: int) -> None:
        """Go down by some lines or rows, or up if there are fewer than none."""
        raise NotImplementedError

    def go_to(self, place: int) -> None:
        """Go to a line or row, counted from 0; beyond the last one, to the last."""
        raise NotImplementedError

    def action_scroll_down(self) -> None:
        self.move(1)

    def action_scroll_up(self) -> None:
        self.move(-1)

    def action_page_down(self) -> None:
        self.move(self.page_size)

    def action_page_up(self) -> None:
        self.move(-self.page_size)

    def action_scroll_home(self) -> None:
        self.go_to(0)

    def action_scroll_end(self) -> None:
        self.go_to(END)


class ThumbScroll(DrawnParts, ScrollView):
    """Draws its lines, and in its last column a thumb, which the mouse can drag.

    Large because Textual asks seven of its methods for lines, scrolling and the mouse.
    """

    DEFAULT_CSS = """
    ThumbScroll {
        overflow: hidden scroll;
        scrollbar-size: 0 0;
        .thumb-scroll--thumb { color: $foreground 20%; }
    }
    """

    # Textual would lay out the whole screen whenever the number of lines changes, for a scroll
    # bar that this widget draws itself; and who has other lines draws them.
    virtual_size = Reactive(Size(0, 0), repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[tuple[str, ...], Style] = {}
        self._kept: dict[tuple[int, bool], Sequence[Strip]] = {}
        self._ground: Color | None = None
        self._filters: Sequence[LineFilter] = ()
        self._dragging = False

    track = " "
    """What stands in the last column where the thumb is not."""

    def line_at(self, y: int, width: int, thumb: Thumb) -> Strip:
        """A line of the widget, `width` and the column of the thumb wide."""
        raise NotImplementedError

    def show_from(self, place: int) -> None:
        """Put a line on top, counted from 0."""
        self.scroll_to(y=place, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """The line at a place on the screen, as the theme and the scroll position have it."""
        return self.line_at(y, self.size.width - 1, self.thumb)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines, each drawn once for as long as nothing of it changes."""
        width, thumb = self.size.width - 1, self.thumb
        return cropped([self.line_at(y, width, thumb) for y in crop.line_range], crop)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw other lines; Textual would lay out the screen, for children that none has."""
        if round(old_value) != round(new_value):
            self.refresh()

    @property
    def thumb(self) -> Thumb:
        """Where the widget stands in its lines."""
        return Thumb(self.size.height, self.virtual_size.height, self.scroll_offset.y)

    def tell_size(self, size: Size) -> None:
        """Have so many lines, those on the screen the same; draw where the thumb changes."""
        before, self.virtual_size = self.thumb, size
        after, x = self.thumb, self.size.width - 1
        others = (y for y in range(after.height) if before.covers(y) != after.covers(y))
        if cells := [Region(x, y, 1, 1) for y in others]:
            self.refresh(*cells)

    def with_thumb(self, strip: Strip, *, covered: bool | None) -> Strip:
        """A line of the widget as the terminal is to have it, with its last column.

        The thumb covers that or not; None stands for a line that goes over it.
        """
        segments = [*strip]
        if covered is not None:
            mark = "▐" if covered else self.track
            segments.append(Segment(mark, self.style_of("thumb-scroll--thumb")))
        if self._ground is None:
            self._ground = self.background_colors[1]
            self._filters = self.get_line_filters()
        for each in self._filters:
            segments = each.apply(segments, self._ground)
        return Drawn(segments, strip.cell_length + (covered is not None))

    def keep(self, key: tuple[int, bool], strips: Sequence[Strip]) -> Sequence[Strip]:
        """What was drawn, kept until something of it changes."""
        if len(self._kept) > KEPT:
            self._kept.clear()
        self._kept[key] = strips
        return strips

    def style_of(self, *components: str) -> Style:
        """The style that some component classes give, one upon the other."""
        if (style := self._styles.get(components)) is None:
            style = self.get_visual_style(*components).rich_style
            for name in components:
                style += self.get_component_styles(name).text_style
            self._styles[components] = style
        return style

    def notify_style_update(self) -> None:
        """Draw everything anew, in the colours of now."""
        self._styles.clear()
        self._kept.clear()
        self._ground = None
        super().notify_style_update()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the thumb."""
        if (place := event.get_content_offset(self)) and self.over_thumb(place):
            self._dragging = True
            self.capture_mouse()
            self.show_from(self.thumb.top_at(place.y))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self.show_from(self.thumb.top_at(event.get_content_offset_capture(self).y))

    def on_mouse_up(self) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def over_thumb(self, place: Offset) -> bool:
        """Whether a place in the widget is in the column of the thumb."""
        return place.x == self.size.width - 1 and bool(self.thumb.length)
