"""Chips: tags as they stand on one article or on several, and where in their lines."""

from bisect import bisect_left
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from msgspec import Struct

from octavo.model.tag import Tag


class Presence(Enum):
    """How many of the articles at hand have a tag."""

    OFF = " "
    MIXED = "–"
    ON = "✓"


class Chip(Struct, frozen=True, gc=False):
    """A tag, and whether all of the articles at hand have it or only some."""

    tag: Tag
    presence: Presence = Presence.ON


class Place(NamedTuple):
    """Where a chip stands."""

    chip: int
    """Which chip; -1 for the one that says how many more there are."""
    x: int
    y: int
    width: int


class Flow(NamedTuple):
    """Chips in their lines, and the place behind the last of them."""

    places: tuple[Place, ...]
    x: int
    y: int
    rest: int = 0
    """How many chips there is no room for."""

    @property
    def height(self) -> int:
        """The lines that are taken, with that of the place behind the chips."""
        return self.y + 1


def flow(widths: Sequence[int], width: int, tail: int = 0, start: int = 0) -> Flow:
    """Put chips of some widths side by side, one cell apart, in lines of a width.

    `start` cells of the first line are taken already; behind the last chip stay `tail` free.
    """
    places, x, y = [], start, 0
    for index, chip in enumerate(widths):
        if x and x + chip > width:
            x, y = 0, y + 1
        places.append(Place(index, x, y, min(chip, width)))
        x += chip + 1
    if tail and x and x + tail > width:
        x, y = 0, y + 1
    return Flow(tuple(places), x, y)


def cropped(widths: Sequence[int], width: int, lines: int, more: int, start: int = 0) -> Flow:
    """As many chips as fit some lines, with `more` cells for how many there are besides."""
    whole = flow(widths, width, start=start)
    if not widths or whole.places[-1].y < lines:
        return whole
    for kept in range(min(len(widths) - 1, lines * width // 2), 0, -1):
        part = flow([*widths[:kept], more], width, start=start)
        if part.places[-1].y < lines:
            *places, last = part.places
            rest = len(widths) - kept
            return Flow((*places, last._replace(chip=-1)), part.x, part.y, rest)
    return Flow((Place(-1, start, 0, more),), start + more + 1, 0, len(widths))


def ending(
    widths: Sequence[int], width: int, lines: int, more: int, start: int = 0, *, tail: int
) -> Flow:
    """As many of the last chips as fit some lines, together with the place behind them.

    Before them `more` cells say how many there are besides. Where even that is too wide, it
    takes the lines it needs.
    """

    def without(hidden: int) -> Flow:
        if not hidden:
            return flow(widths, width, tail, start)
        part = flow([more, *widths[hidden:]], width, tail, start)
        first, *others = part.places
        shown = (place._replace(chip=place.chip + hidden - 1) for place in others)
        return Flow((first._replace(chip=-1), *shown), part.x, part.y, hidden)

    if (whole := without(0)).height <= lines:
        return whole
    hidden = range(1, len(widths) + 1)
    return without(
        1 + bisect_left(hidden[:-1], True, key=lambda rest: without(rest).height <= lines)
    )
