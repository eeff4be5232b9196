"""The tags of an article, always visible: chips, and where in their lines they stand."""

from bisect import bisect_left
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive, var
from textual.strip import Strip
from textual.widget import Widget

from octavo.model.tag import Tag
from octavo.text import grouped, label, truncated
from octavo.tui.bindings import DataMessage
from octavo.tui.terminal.painting import DrawnParts
from octavo.tui.widgets.base.drawing import FinishedLines, Line


class TagState(Enum):
    """How many of the articles at hand have a tag."""

    OFF = " "
    MIXED = "–"
    ON = "✓"


class Chip(Struct, frozen=True, gc=False):
    """A tag, and whether all of the articles at hand have it or only some."""

    tag: Tag
    presence: TagState = TagState.ON


class ChipPosition(NamedTuple):
    """Where a chip stands."""

    chip: int
    """Which chip; -1 for the one that says how many more there are."""
    x: int
    y: int
    width: int


class Flow(NamedTuple):
    """Chips in their lines, and the place behind the last of them."""

    places: tuple[ChipPosition, ...]
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
        places.append(ChipPosition(index, x, y, min(chip, width)))
        x += chip + 1
    if tail and x and x + tail > width:
        x, y = 0, y + 1
    return Flow(tuple(places), x, y)


def fitted(
    widths: Sequence[int],
    width: int,
    lines: int,
    more: int,
    start: int = 0,
    *,
    tail: int = 0,
    last: bool = False,
) -> Flow:
    """As many of the first, or the `last`, chips as fit some lines.

    Behind them, or before them, `more` cells say how many there are besides. Where even that is
    too wide, it takes the lines it needs.
    """

    def without(hidden: int) -> Flow:
        if not hidden:
            return flow(widths, width, tail, start)
        kept = range(hidden, len(widths)) if last else range(len(widths) - hidden)
        chips = [-1, *kept] if last else [*kept, -1]
        part = flow([widths[chip] if chip >= 0 else more for chip in chips], width, tail, start)
        places = zip(part.places, chips, strict=True)
        named = (place._replace(chip=chip) for place, chip in places)
        return Flow(tuple(named), part.x, part.y, hidden)

    hidden = range(len(widths))
    return without(bisect_left(hidden, True, key=lambda rest: without(rest).height <= lines))


_MORE = 4
"""Cells for `+12` and the like."""


class TagBar(FinishedLines, DrawnParts, Widget):
    """Tags as chips, on as many lines as they need; past `max_lines`, how many more.

    With a `tail` the last chips are shown, so that those next to it are in sight.
    """

    DEFAULT_CSS = """
    TagBar {
        height: auto;
        .tag-bar--subject { text-style: bold; }
        .tag-bar--chip { background: $primary 18%; }
        .tag-bar--mixed { background: $foreground 6%; text-style: italic; }
        .tag-bar--parent { color: $foreground 60%; }
        .tag-bar--sign { color: $text-accent; }
        .tag-bar--more { color: $foreground 50%; }
    }
    """

    # Textual would lay out and paint a second time whenever the height changes.
    virtual_size = Reactive(Size(0, 0), repaint=False)

    chips: var[Sequence[Chip]] = var(())
    max_lines: var[int] = var(2)
    """How many lines to take at most, with the tail."""
    tail: var[int] = var(0)
    """How many cells to leave free behind the last chip."""
    subject: var[str] = var("")
    """What the tags are those of, if that needs saying; then chips carry signs."""
    flowing: var[Flow] = var(flow((), 0))
    """Where the chips stand."""

    class Clicked(DataMessage):
        """A chip was clicked, or the place behind the last one."""

        chip: Chip | None

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return self.flow_in(width).height

    def flow_in(self, width: int) -> Flow:
        """Where the chips stand in lines of a width."""
        widths = [cell_len(self._label(chip)) + 2 for chip in self.chips]
        start = cell_len(self.subject) + 2 if self.subject else 0
        if self.tail:
            more = cell_len(_hidden(len(widths)))
            lines, tail = self.max_lines, self.tail
            return fitted(widths, width, lines, more, start, tail=tail, last=True)
        return fitted(widths, width - 2, self.max_lines, _MORE, start)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines for the width of now, of which one that was not shown before hears nothing."""
        self.flowing = self.flow_in(self.size.width)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        line = Line(self.size.width, self._style())
        if y == 0 and self.subject:
            line.add(label(self.subject), self._style("subject"))
        for place in self.flowing.places:
            if place.y == y:
                self._draw(line.skip_to(place.x), place)
        if y == self.flowing.y and not self.tail:
            asked = "+" if self.chips else "+ tag"
            line.skip_to(self.flowing.x).add(asked, self._style("more"))
        return line.strip()

    def _draw(self, line: Line, place: ChipPosition) -> None:
        if place.chip < 0:
            rest = self.flowing.rest
            line.add(_hidden(rest) if self.tail else f"+{rest}", self._style("more"))
            return
        chip = self.chips[place.chip]
        kind = "mixed" if chip.presence is TagState.MIXED else "chip"
        label = truncated(self._label(chip), place.width - 2)
        sign, name = (label[:2], label[2:]) if self.subject else ("", label)
        parents = [(0, name.rfind("/") + 1)]
        line.add(" ", self._style(kind)).add(sign, self._style(kind, "sign"))
        line.add_marked(name, self._style(kind), parents, self._style(kind, "parent"))
        line.add(" ", self._style(kind))

    def _label(self, chip: Chip) -> str:
        shown = label(chip.tag)
        return f"{chip.presence.value} {shown}" if self.subject else shown

    def _style(self, *parts: str) -> Style:
        return self.drawn_style(*(f"tag-bar--{part}" for part in parts))

    def flow_again(self) -> None:
        """Take in other chips or another width."""
        height = self.flowing.height
        self.flowing = self.flow_in(self.size.width)
        self.refresh(layout=self.flowing.height != height)

    def on_resize(self) -> None:
        if self.flow_in(self.size.width) != self.flowing:
            self.flow_again()

    watch_chips = watch_tail = watch_subject = watch_max_lines = flow_again

    def on_click(self, event: events.Click) -> None:
        """Say which chip was clicked."""
        if (at := event.get_content_offset(self)) is None:
            return
        for place in self.flowing.places:
            if place.y == at.y and place.x <= at.x < place.x + place.width:
                chip = self.chips[place.chip] if place.chip >= 0 else None
                self.post_message(self.Clicked(chip))
                return
        self.post_message(self.Clicked(None))


def _hidden(number: int) -> str:
    return f"{grouped(number)} more …"
