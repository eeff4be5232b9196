"""The ground of every list: rows of one height with a cursor, drawn only where visible."""

from collections.abc import Sequence

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from octavo.tui.widgets.base.thumb import Thumb
from octavo.tui.widgets.base.thumb_scroll import ThumbScroll

_KEPT = 400
"""How many drawn rows are kept; more than any screen shows."""


class RowView(ThumbScroll, can_focus=True):
    """Draws rows line by line and moves a cursor through them.

    What the rows are is up to those that build on it: they say how many there are and draw
    one, and are told when the cursor moved or a row was clicked.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.at = 0
        """The row under the cursor, from 0; 0 as well while there is none."""
        self.row_height = 1
        self._drawn: dict[tuple[int, bool], Sequence[Strip]] = {}

    def count_rows(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        """The lines of a row, as many as `row_height`."""
        raise NotImplementedError

    def draw_empty(self, y: int, width: int) -> Strip:  # noqa: ARG002 - some draw by it
        """A line below the last row."""
        return Strip.blank(width, self.style_of())

    def cursor_moved(self) -> None:
        """The cursor is in another row than before."""

    def row_clicked(self, row: int, event: events.Click) -> None:
        """The cursor was put in a row with the mouse."""

    def line_at(self, y: int, width: int, thumb: Thumb) -> Strip:
        row, part = divmod(y + thumb.top, self.row_height)
        if row >= self.count_rows():
            empty = self.draw_empty(y, width)
            if empty.cell_length > width:  # it uses the column of the thumb as well
                return empty
            empty = empty.adjust_cell_length(width, self.style_of())
            return self.with_thumb(empty, covered=False)
        covered = thumb.covers(y)
        if (strips := self._drawn.get((row, covered))) is None:
            if len(self._drawn) > _KEPT:
                self._drawn.clear()
            drawn = self.draw_row(row, width)
            strips = [self.with_thumb(strip, covered=covered) for strip in drawn]
            self._drawn[row, covered] = strips
        return strips[part]

    def count_lines(self) -> int:
        return self.count_rows() * self.row_height

    def notify_style_update(self) -> None:
        """Draw everything anew, in the colours of now."""
        self._drawn.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Draw to the new width, with the cursor in sight."""
        self.lay_out()
        self.reveal()

    def on_focus(self, event: events.Focus) -> None:  # noqa: ARG002 - some need it
        self.redraw(self.at)

    def on_blur(self, event: events.Blur) -> None:  # noqa: ARG002 - some need it
        self.redraw(self.at)

    def lay_out(self) -> None:
        """Take in that the rows, their height or the width are others."""
        self._drawn.clear()
        self.virtual_size = Size(self.size.width, self.count_lines())
        self.refresh()

    def redraw(self, *rows: int) -> None:
        """Draw some rows again, and nothing else."""
        top, height, width = self.scroll_offset.y, self.row_height, self.size.width
        for row in rows:
            for covered in (False, True):
                self._drawn.pop((row, covered), None)
        self.refresh(*(Region(0, row * height - top, width, height) for row in rows))

    def put_cursor(self, row: int) -> None:
        """Move the cursor to a row, or as near as there is one."""
        row = min(max(0, row), max(0, self.count_rows() - 1))
        if row != self.at:
            self.redraw(self.at, row)
            self.at = row
            self.reveal()
            self.cursor_moved()

    def move(self, by: int) -> None:
        """Move the cursor by some rows; it stops at the ends."""
        self.put_cursor(self.at + by)

    def reveal(self) -> None:
        """Scroll as little as brings the cursor into sight."""
        top, height = self.at * self.row_height, self.size.height
        lowest = min(top, top + self.row_height - height)
        y = min(max(self.scroll_offset.y, lowest), top)
        self.scroll_to(y=y, animate=False, force=True)

    def visible_rows(self) -> range:
        """The rows that are on the screen, wholly or in part."""
        first, height = self.scroll_offset.y, self.size.height
        last = -(-(first + height) // self.row_height)
        return range(first // self.row_height, min(self.count_rows(), last))

    def rows_a_page(self) -> int:
        """How many rows fit the widget, at least one."""
        return max(1, self.size.height // self.row_height)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is."""
        place = event.get_content_offset(self)
        if place is None or self.over_thumb(place):
            return
        row = (place.y + self.scroll_offset.y) // self.row_height
        if row < self.count_rows():
            self.put_cursor(row)
            self.row_clicked(row, event)

    def action_scroll_down(self) -> None:
        self.move(1)

    def action_scroll_up(self) -> None:
        self.move(-1)

    def action_scroll_home(self) -> None:
        self.put_cursor(0)

    def action_scroll_end(self) -> None:
        self.put_cursor(self.count_rows() - 1)

    def action_page_down(self) -> None:
        self.move(self.rows_a_page())

    def action_page_up(self) -> None:
        self.move(-self.rows_a_page())
