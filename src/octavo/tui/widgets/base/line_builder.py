"""One line of a drawn widget, put together from the left."""

from collections.abc import Iterable
from typing import Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octavo.text import truncated


class Line:
    """A line of a fixed width; what does not fit is cut with an ellipsis."""

    def __init__(self, width: int, style: Style) -> None:
        self.width = width
        self.style = style
        """That of the blank between and after the texts."""
        self.used = 0
        self._segments: list[Segment] = []

    @property
    def left(self) -> int:
        """The cells that are still free."""
        return self.width - self.used

    def add(self, text: str, style: Style | None = None) -> Self:
        """Go on with a text, which must be safe to draw."""
        cut = truncated(text, self.left)
        if cut:
            self._segments.append(Segment(cut, style or self.style))
            self.used += cell_len(cut)
        return self

    def add_marked(
        self, text: str, style: Style, ranges: Iterable[tuple[int, int]], marked: Style
    ) -> Self:
        """Go on with a text of which some ranges of characters are in another style."""
        cut = truncated(text, self.left)
        kept = len(cut) if cut == text else max(0, len(cut) - 1)
        at = 0
        for start, end in sorted(ranges):
            start, end = max(start, at), min(end, kept)
            if start < end:
                self.add(cut[at:start], style).add(cut[start:end], marked)
                at = end
        return self.add(cut[at:], style)

    def join(self, other: "Line") -> Self:
        """Go on with what another line holds; it must fit."""
        self._segments += other._segments
        self.used += other.used
        return self

    def skip_to(self, column: int) -> Self:
        """Leave blank up to a column."""
        return self.add(" " * min(self.left, column - self.used))

    def strip(self) -> Strip:
        """The line as Textual takes it."""
        self.skip_to(self.width)
        return Strip(self._segments, self.width)
