"""What is marked in a text: notes, and hits of the query or of what is looked for in it."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from octavo.tui.widgets.reading.lines import Painted, Span
from octavo.tui.widgets.reading.styles import CURRENT_HIT, HIT, NOTE

HitFinder = Callable[[int, int], Sequence[Span]]
"""Finds the hits that touch a range of the text, in order."""


class Hits:
    """The hits in a text, of which one can be the current one."""

    def __init__(self, source: Sequence[Span] | HitFinder, length: int) -> None:
        self._find = source if callable(source) else None
        self._all: Sequence[Span] | None = None if callable(source) else source
        self._length = length
        self._current: int | None = None

    @property
    def all(self) -> Sequence[Span]:
        """All hits of the text, in order."""
        if self._all is None:
            self._all = self._find(0, self._length) if self._find else ()
        return self._all

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there are none."""
        return not self._find and not self._all

    @property
    def current(self) -> Span | None:
        """The hit that the reader went to."""
        return None if self._current is None else self.all[self._current]

    @property
    def number(self) -> int:
        """Which of all hits is the current one, from 1; 0 if none is."""
        return 0 if self._current is None else self._current + 1

    def between(self, start: int, end: int) -> Sequence[Span]:
        """The hits that touch a range of the text."""
        if self._all is None:
            return self._find(start, end) if self._find else ()
        first = max(0, bisect_left(self._all, (start, start)) - 1)
        last = bisect_left(self._all, (end, end))
        return [hit for hit in self._all[first:last] if hit[1] > start]

    def forget_current(self) -> None:
        """Make none of the hits the current one."""
        self._current = None

    def go_from(self, offset: int, step: int) -> Span | None:
        """Make the hit after or before the current one current, going round at the ends.

        If none is current, the nearest one from an offset on.
        """
        if not self.all:
            return None
        if self._current is None:
            self._current = bisect_left(self.all, (offset, offset)) - (step < 0)
        else:
            self._current += step
        self._current %= len(self.all)
        return self.current

    def painted(self, start: int, end: int, notes: Sequence[Span]) -> Sequence[Painted]:
        """Some notes, and the hits upon them, in a part of the text."""
        if not notes and self.is_empty:
            return ()
        current = self.current
        return (
            *(Painted(*note, NOTE) for note in notes if note[0] < end and start < note[1]),
            *(
                Painted(*hit, CURRENT_HIT if hit == current else HIT)
                for hit in self.between(start, end)
            ),
        )
