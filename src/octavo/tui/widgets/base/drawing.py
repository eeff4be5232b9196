"""Drawing line by line, and less than Textual would; what is shown while it is open."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import Visual

from octavo.markdown.layout import bidi
from octavo.text import truncated
from octavo.tui.terminal.painting import Drawn

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget


class Line:
    """A line of a drawn widget, put together from the left; what is too long ends with …."""

    def __init__(self, width: int, style: Style) -> None:
        self.width = width
        self.style = style
        """That of the blank between and after the texts."""
        self.used = 0
        self._drawn: list[Segment] = []

    @property
    def left(self) -> int:
        """The cells that are still free."""
        return self.width - self.used

    def add(self, text: str, style: Style | None = None) -> Self:
        """Go on with a text, which must be safe to draw; if it is cut, the line is full."""
        if text.isascii() and len(text) <= self.left:  # as most are: there is nothing to cut
            if text:
                self._drawn.append(Segment(text, style or self.style))
                self.used += len(text)
            return self
        cut = truncated(text, self.left)
        if cut:
            self._put([(cut, style or self.style)])
        return self if cut == text else self.skip_to(self.width)

    def add_marked(
        self, text: str, style: Style, ranges: Iterable[tuple[int, int]], marked: Style
    ) -> Self:
        """Go on with a text of which some ranges of characters are in another style."""
        cut = truncated(text, self.left)
        kept = len(cut) if cut == text else max(0, len(cut) - 1)
        parts: list[tuple[str, Style]] = []
        at = 0
        for start, end in sorted(ranges):
            start, end = max(start, at), min(end, kept)
            if start < end:
                parts += (cut[at:start], style), (cut[start:end], marked)
                at = end
        return self._put([part for part in (*parts, (cut[at:], style)) if part[0]])

    def _put(self, parts: Sequence[tuple[str, Style]]) -> Self:
        """Go on with the parts of one text that fits."""
        for text, style in bidi.seen_parts(parts):
            self._drawn.append(Segment(text, style))
            self.used += len(text) if text.isascii() else cell_len(text)
        return self

    def join(self, other: "Line") -> Self:
        """Go on with what another line holds; it must fit."""
        self._drawn += other._drawn
        self.used += other.used
        return self

    def skip_to(self, column: int) -> Self:
        """Leave blank up to a column."""
        if (cells := min(self.width, column) - self.used) > 0:
            self._drawn.append(Segment(" " * cells, self.style))
            self.used += cells
        return self

    def strip(self, margin: int = 0) -> Strip:
        """The line as Textual takes it, with some blank cells behind it."""
        self.skip_to(self.width)
        if margin:
            self._drawn.append(Segment(" " * margin, self.style))
        return Drawn(self._drawn, self.width + margin)


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
    return cropped(whole, crop)


def cropped(strips: list[Strip], crop: Region) -> list[Strip]:
    """Lines of one width, cut to the columns asked for."""
    if not strips or (crop.x == 0 and crop.right == strips[0].cell_length):
        return strips
    return [strip.crop(crop.x, crop.right) for strip in strips]


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


class RepaintedContainer(_Base):
    """Put before the base of a widget that shows its children and a background, no more."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines without anything."""
        blank = Strip.blank(self.size.width, self.rich_style)
        return finished(self, [blank] * crop.height, crop)


class FinishedLines(_Base):
    """Put before the base of a widget whose lines are as wide as itself, frame and all."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its lines, to which nothing is added."""
        return finished(self, map(self.render_line, crop.line_range), crop)


class Opened(_Base):
    """Put before the base of a widget that is shown while it is open, with the keyboard."""

    _came_from: "Widget | None" = None
    """What had that before."""

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def be_open(self, focused: "Widget") -> None:
        """Be shown, with the keyboard in a part of it."""
        if not _is_within(self, before := self.screen.focused):
            self._came_from = before
        self.add_class("-open")
        self.screen.set_focus(focused)

    def close(self) -> None:
        """Be gone, and give the keyboard back to what had it."""
        self.remove_class("-open")
        if self.is_attached and _is_within(self, self.screen.focused):
            self.screen.set_focus(self._came_from)


def _is_within(whole: "Widget", part: "Widget | None") -> bool:
    return part is not None and whole in part.ancestors_with_self


class UnstyledFocus(_Base):
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
