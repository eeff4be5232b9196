"""Drawing a page: each line in the colours of the theme, in the middle of the pane."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region
from textual.reactive import var
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from octavo.markdown.layout.lines import Line
from octavo.settings.config import MEASURE, NARROWEST, WIDEST
from octavo.tui.terminal.lazy_styles import DrawnParts
from octavo.tui.widgets.base.quiet_focus import QuietFocus
from octavo.tui.widgets.base.raw_lines import finished
from octavo.tui.widgets.reading.lines import Painted, Span, strip_of
from octavo.tui.widgets.reading.scroll import ReadingScroll
from octavo.tui.widgets.reading.selection import selected_span, selected_text
from octavo.tui.widgets.reading.styles import COMPONENTS, PLACEHOLDER, THUMB

_KEPT = 400
"""How many drawn lines are kept; more than any screen shows."""
_ROOMY = 50
"""From this width on, two cells are left empty at each side."""


class ReadingDrawing(QuietFocus, DrawnParts, ReadingScroll, can_focus=True):
    """Draws the lines on the screen; what is upon them is up to those that build on it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*COMPONENTS}

    measure: var[int] = var(MEASURE)
    """Widest line, in cells, within the limits of the settings; the text stays where it is."""

    placeholder: var[str] = var("")
    """What to say while the text is empty."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.drawn = False
        """Whether the pane has been on the screen."""
        self._selection: Selection | None = None
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles: dict[tuple[str, ...], Style] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        raise NotImplementedError

    def painted(self, start: int, end: int) -> Sequence[Painted]:  # noqa: ARG002
        """The ranges to paint in a part of the text."""
        return ()

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self._selection = selection
        super().selection_updated(selection)

    def selected(self, key: int) -> Span | None:
        """The characters that are selected in the line with a key."""
        span = self._selection.get_span(key) if self._selection else None
        return (span[0], span[1] if span[1] >= 0 else self.size.width) if span else None

    @property
    def selected_span(self) -> Span | None:
        """The range of the text that is selected."""
        if not self.page or not self.text_selection:
            return None
        return selected_span(self.page, self.text_selection, self.indent)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected, as it is read, each paragraph on one line."""
        if not self.page:
            return None
        return selected_text(self.page, selection, self.indent), "\n"

    def validate_measure(self, measure: int) -> int:
        """The nearest measure that there is."""
        return min(max(measure, NARROWEST), WIDEST)

    def watch_placeholder(self) -> None:
        self.refresh()

    @property
    def line_width(self) -> int:
        """How wide lines can be: the measure, or what the pane has room for."""
        side = 2 if self.size.width >= _ROOMY else 1
        return max(0, min(self.measure, self.size.width - 1 - 2 * side))

    @property
    def indent(self) -> int:
        """Where lines begin, so that they stand in the middle."""
        return max(0, (self.size.width - 1 - self.line_width) // 2)

    def redraw(self) -> None:
        """Draw all lines anew."""
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything anew, in the colours of now."""
        self._strips.clear()
        self._styles.clear()
        super().notify_style_update()

    def style_of(self, components: tuple[str, ...] = ()) -> Style:
        """The style that some component classes give, one upon the other."""
        if (style := self._styles.get(components)) is None:
            style = self.get_visual_style(*components).rich_style
            for name in components:
                style += self.get_component_styles(name).text_style
            self._styles[components] = style
        return style

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines to draw; unlike those that the mouse is on, without their places."""
        self.drawn, width = True, self.size.width - 1
        return finished(self, (self._line_at(y, width) for y in crop.line_range), crop)

    def render_line(self, y: int) -> Strip:
        """The line at a place on the screen, with the places of its characters."""
        strip = self._line_at(y, self.size.width - 1)
        return strip.apply_offsets(0, self.shown[y].key) if y < len(self.shown) else strip

    def _line_at(self, y: int, width: int) -> Strip:
        thumb = self.thumb.covers(y)
        if y >= len(self.shown):
            return Strip.join([self._empty(y, width), Strip([self._edge(thumb)], 1)])
        key, line = self.shown[y]
        return self._strip(key, line, width, thumb=thumb)

    def _strip(self, key: int, line: Line, width: int, *, thumb: bool) -> Strip:
        selected = self.selected(key)
        if selected is None and (key, thumb) in self._strips:
            return self._strips[key, thumb]
        painted = self.painted(line.start, line.end)
        edge = self._edge(thumb)
        strip = strip_of(line, self.indent, width, self.style_of, painted, selected, edge)
        if selected is None:
            if len(self._strips) > _KEPT:
                self._strips.clear()
            self._strips[key, thumb] = strip
        return strip

    def _edge(self, thumb: bool) -> Segment:
        """The last cell of a line, with the thumb or without."""
        return Segment("▐" if thumb else " ", self.style_of((THUMB,)))

    def _empty(self, y: int, width: int) -> Strip:
        blank = Strip.blank(width, self.style_of())
        if not self.is_empty or y < 1 or not self.placeholder or not self.line_width:
            return blank
        style = self.get_visual_style(PLACEHOLDER)
        text = Content(self.placeholder)
        strips = Visual.to_strips(self, text, self.line_width, None, style)
        if y > len(strips):
            return blank
        strip = Strip.join([blank.crop(0, self.indent), strips[y - 1]])
        return strip.adjust_cell_length(width, self.style_of())
