"""Giving lines to the screen as they were drawn."""

from collections.abc import Iterable

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def finished(widget: Widget, strips: Iterable[Strip], crop: Region) -> list[Strip]:
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
