"""The scroll thumb that a list draws itself.

Textual's scroll bar is a widget of its own, whose repaint takes as long as that of the list.
"""

from typing import NamedTuple


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
        return 0 <= y - self._start() < self.length

    def top_at(self, y: int) -> int:
        """The first line to show so that the thumb's middle comes to lie at `y`."""
        room = max(1, self.height - self.length)
        share = min(max(0, y - self.length // 2), room) / room
        return round(share * (self.total - self.height))

    def _start(self) -> int:
        way = max(1, self.total - self.height)
        return round(self.top / way * (self.height - self.length))
