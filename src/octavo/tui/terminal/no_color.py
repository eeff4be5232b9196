"""The screen without colours (https://no-color.org): bold, dim, underlined and reversed only.

What colours said is said by these: what stands on a background of its own, such as the row
under the cursor, a hit or a chip, is reversed, and what is printed faintly is dim.
"""

from functools import lru_cache

from rich.color import Color as Ink
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

STANDS_OUT = 26
"""How far a background must be from that of its widget, in steps of 255 of one channel."""

FAINT = 140
"""What is less far from its background is dim."""


class WithoutColour(LineFilter):
    """Sends no colour to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line of a widget with this background."""
        return [
            Segment(text, style and plain(style, background), control)
            for text, style, control in segments
        ]


@lru_cache(4096)
def plain(style: Style, background: Color) -> Style:
    """A style that says without colours what it said with them."""
    ground = _rgb(style.bgcolor) or background.rgb
    stands_out = _distance(ground, background.rgb) >= STANDS_OUT
    ink = _rgb(style.color)
    faint = ink is not None and _distance(ink, ground) < FAINT and not stands_out
    return style.without_color + Style(
        reverse=bool(style.reverse) != stands_out, dim=bool(style.dim) or faint
    )


def _rgb(ink: Ink | None) -> tuple[int, int, int] | None:
    """The colour of an ink; None if the terminal decides."""
    if ink is None or ink.is_default:
        return None
    red, green, blue = ink.get_truecolor()
    return red, green, blue


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
