"""Painting less than Textual would: lines as they were drawn, and focus without a new style."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget


def finished(widget: "Widget", strips: Iterable[Strip], crop: Region) -> list[Strip]:
    """Lines as the terminal is to have them, cut to the columns asked for.

    For widgets without border, padding and tint, that draw their lines in full width and in
    their own colours. Textual's way from line to screen asks the style sheet of each line for
    all of that; this one keeps what it made with the line, so that a line drawn once costs
    nothing the next time.
    """
    background = widget.background_colors[1]
    whole = list(strips)
    for filter in widget.get_line_filters():
        whole = [strip.apply_filter(filter, background) for strip in whole]
    if not whole or (crop.x == 0 and crop.right == whole[0].cell_length):
        return whole
    return [strip.crop(crop.x, crop.right) for strip in whole]


def placeholder(
    widget: "Widget", said: Content, y: int, blank: Strip, left: int, style: VisualStyle
) -> Strip:
    """A line of an empty widget, with what it says from the second line on.

    As many cells as `left` are left empty on either side.
    """
    width = blank.cell_length - 2 * left
    if y < 1 or width < 2 or not said:
        return blank
    strips = Visual.to_strips(widget, said, width, None, style)
    if y > len(strips):
        return blank
    end = left + strips[y - 1].cell_length
    return Strip.join([blank.crop(0, left), strips[y - 1], blank.crop(end, blank.cell_length)])


class Ground(_Base):
    """Put before the base of a widget that shows its children and a background, no more."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines without anything."""
        blank = Strip.blank(self.size.width, self.rich_style)
        return finished(self, [blank] * crop.height, crop)


class QuietFocus(_Base):
    """Put before the base of a widget whose style sheet says nothing of the focus.

    Textual would match the style sheet, for every component class of the widget, and repaint
    the whole screen.
    """

    def focus_moved(self) -> None:
        """The keyboard came or went; draw what shows it."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        self.focus_moved()

    def on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True

    def on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
