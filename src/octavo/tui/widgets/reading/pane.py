"""The reading pane: a text, laid out at a comfortable measure.

Long because it is one widget, which says below why it is large.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Offset, Region
from textual.reactive import reactive, var
from textual.selection import Selection
from textual.strip import Strip

from octavo.markdown.lines import normalized
from octavo.settings.commands import Context
from octavo.settings.config import MEASURE, NARROWEST, WIDEST
from octavo.tui.bindings import DataMessage, bindings_for, ignore_message
from octavo.tui.widgets.base.drawing import UnstyledFocus, placeholder
from octavo.tui.widgets.base.scroll import Paging, Thumb, ThumbScroll
from octavo.tui.widgets.reading.decorations import (
    CSS,
    HINT,
    PLACEHOLDER,
    CaretMark,
    HitFinder,
    Hits,
    Span,
    declared_sign,
    highlighted,
    selected_characters,
    selected_span,
    selected_text,
    strip_of,
)
from octavo.tui.widgets.reading.picture_cells import TextPictures
from octavo.tui.widgets.reading.scroller import ReadingPosition, TextScroller

if TYPE_CHECKING:
    from octavo.markdown.layout.viewport import Viewport
    from octavo.tui.widgets.reading.text_links import TextLinks


class ReadingPane(UnstyledFocus, Paging, ThumbScroll, can_focus=True):
    r"""A text in Markdown, drawn line by line and laid out only near the screen.

    Knows nothing of the library: the screen gives it a text, a place in it and what to
    mark, and it says where the reader has come. All places are offsets in characters of
    the text, whose lines end with `\n`.

    Large because so many methods are asked of it by name: by the table of commands, and by
    Textual for events, values and selections. Each hands on to what it has: the viewport
    and its upkeep (`TextScroller`), what is marked in the text (`Hits`), and its
    links (`TextLinks`).
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.TEXT)]
    DEFAULT_CSS = CSS

    measure: var[int] = var(MEASURE)
    """Widest line, in cells, within the limits of the settings; the text stays where it is."""

    placeholder: reactive[str] = reactive("")
    """What to say while the text is empty."""

    hits: var[Sequence[Span] | HitFinder] = var((), init=False)
    """What to mark as found: ranges in order, or a function that finds those of a range."""

    labels: var[Mapping[tuple[int, int], str]] = var(dict, init=False)
    """What to draw over cells: the key of a line and the cell where it begins."""

    highlights: var[Sequence[Span]] = var((), init=False)
    """Ranges in order that carry a note."""

    declared: var[Sequence[Span]] = var((), init=False)
    """Ranges in order that are declared made by AI: a sign stands in the margin beside."""

    caret: var[CaretMark | None] = var(None, init=False)
    """Where the caret is. Its line is brought on the screen; another text takes it away."""

    position: var[int] = var(0, init=False)
    """Offset of the first visible line. Setting it scrolls there."""

    class AtEnd(DataMessage):
        """The reader asked to read on at the end of the text."""

    class LinkClicked(DataMessage):
        """The reader clicked on a link."""

        url: str

    class HitReached(DataMessage):
        """The reader went to a hit, or others are marked; number 0 means none is current."""

        number: int
        total: int

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        """What is read; `show` sets it."""
        self.pictures = TextPictures(lambda: self.view.renew())  # noqa: PLW0108 - made later
        """Those that are shown in the text."""
        self.view = TextScroller(
            self,
            source=lambda: (self.text, self.position),
            measure=lambda: self.measure,
            redraw=self.redraw,
            moved=self._viewport_moved,
            refitted=self._say_relaid,
            settled=self._say_settled,
            pictures=self.pictures.size_of,
        )
        """The viewport and the lines of it that are on the screen."""
        self.moved: Callable[[ReadingPosition], None] = ignore_message
        """Told at once where the text has come to, which is painted together with it."""
        self.column_moved: Callable[[int, int], None] = lambda _left, _width: None
        """Told at once where lines begin and how wide they can be, when that may be new."""
        self.settled: Callable[[bool], None] = ignore_message
        """Told at once that other lines are on top, and whether most are where they were."""
        self.relaid: Callable[[], None] = lambda: None
        """Called when another text is shown, or the same one for another size."""
        self.selected: Callable[[bool], None] = ignore_message
        """Told at once whether anything is selected now."""
        self._reported: ReadingPosition | None = None
        self._was_drawn = self._tells_hits = False
        self._drawn_for: tuple[int, ...] = ()
        """The width, that of the lines and the cells beside them, for which lines are kept."""
        self._indent = 0
        self._upon: tuple[CaretMark | None, Mapping[tuple[int, int], str]] = None, {}
        """The caret and the labels, asked for once for all lines."""
        self._next: tuple[Viewport, Mapping[tuple[int, bool], Sequence[Strip]]] | None = None
        """What may be shown next, as it is drawn then."""
        self._hits = Hits((), 0)
        self._sought_from: int | None = None
        self._selection: Selection | None = None

    def _say_relaid(self) -> None:
        self.relaid()

    def _say_settled(self, is_near: bool) -> None:
        self.settled(is_near)

    @property
    def progress(self) -> float:
        """How much of the text has been above or on the screen, from 0 to 1."""
        return self.view.viewport.progress if self.view.viewport else 1.0

    def show(
        self,
        text: str,
        *,
        position: int = 0,
        hits: Sequence[Span] | HitFinder = (),
    ) -> None:
        """Show a text at a place, with its hits, in one go; no highlights are in it yet."""
        if self._hits.number:
            self._say_hit(0, 0)
        if self.text != (text := normalized(text)):
            self.pictures.clear()
        self.text = text
        self.set_reactive(ReadingPane.highlights, ())
        self.set_reactive(ReadingPane.declared, ())
        self.set_reactive(ReadingPane.caret, None)
        self.set_reactive(ReadingPane.position, position)
        self._mark(hits)
        self._reported = None
        self.view.close()
        self.lay_out()
        ahead, self._next = self._next, None
        if ahead and ahead[0] is self.view.viewport and not hits:
            self._kept.update(ahead[1])
        self.relaid()

    def prepare(self, text: str, position: int) -> None:
        """Lay out and draw what may be shown next, while nothing else is to be done."""
        self._next = None
        if self.pictures or not (viewport := self.view.prepare(normalized(text), position)):
            return
        thumb = Thumb(viewport.rows, viewport.height, viewport.top)
        drawn: dict[tuple[int, bool], Sequence[Strip]] = {}
        for y, (key, line) in enumerate(viewport.lines):
            strip = strip_of(line, self.indent, self.size.width - 1, self.style_of)
            covered = thumb.covers(y)
            drawn[key, covered] = [self.with_thumb(strip, covered=covered)]
        self._next = viewport, drawn

    def notify_style_update(self) -> None:
        self._next = None
        super().notify_style_update()

    def on_unmount(self) -> None:
        """Leave no picture in the terminal."""
        self.pictures.clear()

    def watch_hits(self, hits: Sequence[Span] | HitFinder) -> None:
        self._mark(hits)
        self.redraw()
        total = 0 if callable(hits) else len(hits)
        if total or self._tells_hits:
            self._say_hit(0, total)

    def watch_caret(self, caret: CaretMark | None) -> None:
        if caret:
            self.view.show_line(caret.key)
        self.refresh()

    def watch_position(self, position: int) -> None:
        if self.view.viewport:
            self.view.jump(position)

    def validate_measure(self, measure: int) -> int:
        """The nearest measure that there is."""
        return min(max(measure, NARROWEST), WIDEST)

    def watch_measure(self) -> None:
        self.on_resize()

    def on_mount(self) -> None:
        self.view.start()

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor is to stand: at the caret, or at the first line."""
        at = Offset(self.indent, 0) + (self._caret_cell(self.caret) if self.caret else Offset())
        return self.content_region.offset + at

    def _caret_cell(self, caret: CaretMark) -> Offset:
        """Where on the screen the caret is, from where lines begin."""
        from octavo.markdown.layout.caret import stops  # where there is a caret, only

        for y, shown in enumerate(self.view.shown):
            if shown.key == caret.key:
                x = next((stop.x for stop in stops(shown) if stop.start == caret.at[0]), 0)
                return Offset(x, y)
        return Offset(0, 0)

    def on_resize(self) -> None:
        self._next = None
        self.lay_out()
        self._tell_column()

    def _tell_column(self) -> None:
        if self.size.width:
            self.column_moved(self.indent, self.view.line_width)

    def find(self, pattern: str) -> int:
        """Mark what the reader sees of some words as hits, go to the first from here on.

        Case counts only if the pattern has a capital. An empty pattern takes the marks off.
        Returns how many there are.
        """
        from octavo.markdown.plain_text import find

        here = self.caret.at[0] if self.caret else self.position
        start = here if self._sought_from is None else self._sought_from
        found = list(find(self.text, pattern))
        self._mark(found)
        self._sought_from = start if pattern else None
        self.redraw()
        self.go_to_hit(1, start)
        if self.current_hit:
            self.view.reveal(self.current_hit[0])  # also above the line that has just opened
        return len(found)

    @cached_property
    def links(self) -> "TextLinks":
        """The links of the text, and where they lead in it."""
        from octavo.tui.widgets.reading.text_links import TextLinks  # not needed to launch

        return TextLinks(self.view, text=lambda: self.text, indent=lambda: self.indent)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected, as it is read, each paragraph on one line."""
        if not self.view.viewport:
            return None
        return selected_text(self.view.viewport, selection, self.indent), "\n"

    @property
    def selected_span(self) -> Span | None:
        """The range of the text that is selected with the mouse."""
        viewport, selection = self.view.viewport, self._selection
        if not viewport or not selection:
            return None
        return selected_span(viewport, selection, self.indent)

    @property
    def current_hit(self) -> Span | None:
        """The hit that the reader went to."""
        return self._hits.current

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self._selection = selection
        self.selected(selection is not None)
        super().selection_updated(selection)

    @property
    def indent(self) -> int:
        """Where lines begin, so that they stand in the middle."""
        return self.view.indent

    def lay_out(self) -> None:
        """Lay the text out for the size of now.

        What that takes is imported only when the pane has been drawn once, so that the app is
        there sooner; being drawn without one asks for it again.
        """
        if self._was_drawn and self.view.viewport is None:
            self.view.open()
        elif self.view.fit():
            self.redraw()
            self.view.settle()

    def redraw(self) -> None:
        """Draw all lines anew."""
        self._kept.clear()
        self.refresh()

    watch_highlights = watch_declared = watch_labels = redraw

    def _viewport_moved(self) -> None:
        """Say where the text has come to."""
        if not self.view.viewport:
            return
        self.set_reactive(ReadingPane.position, self.view.viewport.position)
        place = ReadingPosition(self.position, self.progress)
        if place != self._reported:
            self._reported = place
            self.moved(place)

    @property
    def page_size(self) -> int:
        """A page of lines, but for one or two of the last one for orientation."""
        rows = self.size.height
        return max(1, rows - 2 if rows > 8 else rows - 1)

    def move(self, by: int) -> None:
        self.view.move(by)

    def go_to(self, place: int) -> None:
        self.view.go_to(place)

    show_from = go_to

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll where Textual wants to: with the wheel, or to select beyond the edge.

        Where to go when the size changes, the viewport knows.
        """
        viewport = self.view.viewport
        if not viewport or round(old_value) == round(new_value) or self.view.fit():
            return
        if abs(round(new_value) - viewport.top) > 3 * viewport.rows:
            self.go_to(round(new_value))
        else:
            self.move(round(new_value) - viewport.top)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines to draw, for the size of now: word of another one comes only later."""
        is_other, before = self.view.fit(), self._drawn_for
        lines = self.view.viewport.size[::2] if self.view.viewport else ()
        self._drawn_for = self.size.width, *lines
        if self._drawn_for != before:  # of fewer lines, those that are left are drawn already
            self._kept.clear()
        if is_other or self._drawn_for[:1] != before[:1]:
            self.call_later(self._tell_column)
        self._indent, self._upon = self.indent, (self.caret, self.labels)
        if not self._kept:
            self._seek()
        if not self._was_drawn or (self.view.viewport is None and self.text.strip()):
            self._was_drawn = True
            self.call_later(self.lay_out)
        return super().render_lines(crop)

    def _seek(self) -> None:
        """Have the hits of all lines found at once, unless these stand far apart."""
        lines = [line for _, line in self.view.shown]
        start, end = (
            min((a.start for a in lines), default=0),
            max((a.end for a in lines), default=0),
        )
        if end - start <= 2 * sum(line.end - line.start for line in lines):
            self._hits.seek(start, end)

    def render_line(self, y: int) -> Strip:
        """The line at a place on the screen, with the places of its characters."""
        self._upon = self.caret, self.labels
        strip = super().render_line(y)
        return (
            strip.apply_offsets(0, self.view.shown[y].key)
            if y < len(self.view.shown)
            else strip
        )

    def line_at(self, y: int, width: int, thumb: Thumb) -> Strip:
        covered = thumb.covers(y)
        if y >= len(self.view.shown):
            blank = Strip.blank(width, self.style_of())
            if not self.view.shown and not self.text.strip():
                style = self.get_visual_style(PLACEHOLDER)
                said = Content(self.placeholder)
                blank = placeholder(self, said, y, blank, self.indent, style)
            return self.with_thumb(blank, covered=covered)
        key, line = self.view.shown[y]
        selection, indent, (mark, all_labels) = self._selection, self._indent, self._upon
        selected = selection and selected_characters(line, key, selection, indent)
        caret = mark.decorations(key, line) if mark else ()
        labels = [(x, label) for (at, x), label in all_labels.items() if at == key]
        is_plain = selected is None and not labels and not caret
        if is_plain and (kept := self._kept.get((key, covered))):
            return kept[0]
        highlights = highlighted(self.highlights, line.start, line.end)
        decorations = (*highlights, *self._hits.decorations(line.start, line.end), *caret)
        sign = declared_sign(line, self.declared) if self.declared else ""
        cells = self.pictures.cells(line.picture) if line.picture else ()
        drawn = strip_of(line, indent, width, self.style_of, decorations, selected, sign, cells)
        if labels:
            from octavo.tui.widgets.reading.text_links import labelled

            drawn = labelled(drawn, labels, self.style_of(HINT))
        strip = self.with_thumb(drawn, covered=covered)
        return self.keep((key, covered), [strip])[0] if is_plain else strip

    def on_click(self, event: events.Click) -> None:
        """Follow the link that is clicked on."""
        place = event.get_content_offset(self)
        if place and not self.text_selection and (link := self.links.at(*place)):
            event.stop()
            self.post_message(self.LinkClicked(link.url))

    def action_read_on(self) -> None:
        """Scroll one page down; at the end of the text, say so."""
        viewport = self.view.needed()
        if viewport and not viewport.at_end:
            self.move(self.page_size)
        else:
            self.post_message(self.AtEnd())

    def go_to_hit(self, step: int, start: int | None = None) -> None:
        """Go to the next hit or the one before, and make it the current one."""
        current, viewport = self._hits.current, self.view.needed()
        if current and viewport and not viewport.shows(current[0]):
            self._hits.forget_current()
        hit = self._hits.go_from(self.position if start is None else start, step)
        if hit and viewport:
            viewport.reveal(hit[0])
            self.redraw()
            self.view.settle()
        self._say_hit(self._hits.number, len(self._hits.all))

    def _mark(self, hits: Sequence[Span] | HitFinder) -> None:
        self.set_reactive(ReadingPane.hits, hits)
        self._hits = Hits(hits, len(self.text))
        self._sought_from = None

    def _say_hit(self, number: int, total: int) -> None:
        self._tells_hits = total > 0
        self.post_message(self.HitReached(number, total))
