"""The window on a layout: the lines that are on the screen."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from octavo.markdown.layout.layout import Layout
from octavo.markdown.layout.lines import Line

_LINES = 1 << 20
"""More lines than any chunk has."""


class Shown(NamedTuple):
    """A line with a key that tells it from all others and grows from line to line.

    Keys hold as long as the width does.
    """

    key: int
    line: Line


class Viewport:
    """Some lines of a layout, from one on that stays on top whatever becomes known above it."""

    def __init__(self, layout: Layout, rows: int) -> None:
        self.layout = layout
        self.rows = rows
        self.shown: Sequence[Shown] = ()
        """What is to be seen, at most as many lines as there are rows."""
        self.at_end = True
        """Whether the last line is to be seen."""
        self._index = 0
        self._within = 0
        """The line on top: how far down in which chunk."""

    @property
    def top(self) -> int:
        """Which line is on top."""
        return self.layout.top(self._index) + self._within

    @property
    def in_notes(self) -> bool:
        """Whether the line on top is of a footnote."""
        return self.layout.document.is_note(self._index)

    @property
    def offset(self) -> int:
        """Where in the text the line on top is."""
        return self.shown[0].line.start if self.shown else 0

    def go_to(self, y: int) -> None:
        """Put a line on top, or as near to the top as the end of the text lets it."""
        self._index, self._within = self.layout.at(max(0, y))
        self.settle()

    def go_by(self, lines: int) -> None:
        """Move down by some lines, or up if there are fewer than none."""
        self._within += lines
        self.settle()

    def go_to_offset(self, offset: int, above: int = 0) -> None:
        """Put the line that shows a place of the text below so many others.

        Offset 0 is the top of the page, whatever the text begins with: a footnote stands last.
        """
        self._index = self.layout.index_of(offset) if offset > 0 else 0
        self._within = 0
        if offset > 0 and self.layout.exists(self._index):
            lines = self.layout.lines(self._index)
            shown = (number for number, line in enumerate(lines) if line.end > offset)
            self._within = next(shown, max(0, len(lines) - 1))
        self.go_by(-above)

    def go_to_end(self) -> None:
        """Put the last line at the bottom."""
        self._index = max(0, len(self.layout.document.all_chunks()) - 1)
        self._within = _LINES
        self.settle()

    def between(self, first: int | None, last: int | None) -> Iterator[Shown]:
        """The lines from one with a key to another; None is the first or last of all."""
        for shown in self._below(*divmod(first or 0, _LINES)):
            if last is not None and shown.key > last:
                break
            yield shown

    def near(self) -> Iterator[int]:
        """The chunks on the screen, one screen below it, and those above it."""
        layout, index, rows = self.layout, self._index, 2 * self.rows + self._within
        while rows > 0 and layout.exists(index):
            yield index
            rows -= max(1, len(layout.lines(index)))
            index += 1
        index, rows = self._index - 1, self.rows
        while rows > 0 and index >= 0:
            yield index
            rows -= max(1, len(layout.lines(index)))
            index -= 1

    def settle(self) -> None:
        """Lay out what is to be seen, and go no further than the beginning or the end."""
        layout = self.layout
        if not layout.exists(self._index):
            self._index = self._within = 0
            self.shown, self.at_end = (), True
            return
        while self._within < 0 and self._index > 0:
            self._index -= 1
            self._within += len(layout.lines(self._index))
        self._within = max(0, self._within)
        while layout.exists(self._index + 1):
            height = len(layout.lines(self._index))
            if self._within < height:
                break
            self._within -= height
            self._index += 1
        self._see()
        if len(self.shown) < self.rows and (self._index or self._within):
            self._rise(self.rows - len(self.shown))
            self._see()

    def _see(self) -> None:
        below = list(islice(self._below(self._index, self._within), self.rows + 1))
        self.at_end = len(below) <= self.rows
        self.shown = below[: self.rows]

    def _rise(self, lines: int) -> None:
        """Move up by some lines, but not above the beginning."""
        self._within = min(self._within, len(self.layout.lines(self._index))) - lines
        while self._within < 0 and self._index > 0:
            self._index -= 1
            self._within += len(self.layout.lines(self._index))
        self._within = max(0, self._within)

    def _below(self, index: int, within: int) -> Iterator[Shown]:
        """The lines from one to the end of the text."""
        while self.layout.exists(index):
            lines = self.layout.lines(index)
            for number in range(max(0, within), len(lines)):
                yield Shown(index * _LINES + number, lines[number])
            index += 1
            within = 0
