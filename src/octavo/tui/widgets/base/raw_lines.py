"""Giving lines to the screen as they were drawn."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip

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


class Ground(_Base):
    """Put before the base of a widget that shows its children and a background, no more."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines without anything."""
        blank = Strip.blank(self.size.width, self.rich_style)
        return finished(self, [blank] * crop.height, crop)
