"""The reading pane: a text, laid out at a comfortable measure."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var

from octavo.markdown.blocks.heading import Heading
from octavo.markdown.layout.lines import normalized
from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.fast_message import Told
from octavo.tui.widgets.base.noop import unheard
from octavo.tui.widgets.reading.hits import HitFinder, Hits
from octavo.tui.widgets.reading.lines import Painted, Span, piece_at
from octavo.tui.widgets.reading.links import VisibleLink, visible_links
from octavo.tui.widgets.reading.styles import CSS, CURRENT_HIT, HIT, NOTE
from octavo.tui.widgets.reading.view import ReadingView

if TYPE_CHECKING:
    from octavo.markdown.layout.page import Page

__all__ = ["HitFinder", "Place", "ReadingPane", "Span", "VisibleLink"]


class Place(NamedTuple):
    """Where a text has come to."""

    position: int
    """Offset of the first visible line."""
    progress: float
    """How much of the text has been above or on the screen, from 0 to 1."""


class ReadingPane(ReadingView):
    r"""A text in Markdown, drawn line by line and laid out only near the screen.

    Knows nothing of the library: the screen gives it a text, a place in it and what to
    mark, and it says where the reader has come. All places are offsets in characters of
    the text, whose lines end with `\n`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.TEXT)]
    DEFAULT_CSS = CSS

    text: var[str] = var("", init=False)
    """The Markdown to show. Setting it goes to its beginning and forgets hits and notes."""

    hits: var[Sequence[Span] | HitFinder] = var((), init=False)
    """What to mark as found: ranges in order, or a function that finds those of a range."""

    notes: var[Sequence[Span]] = var((), init=False)
    """Ranges in order that carry a note."""

    position: var[int] = var(0, init=False)
    """Offset of the first visible line. Setting it scrolls there."""

    class AtEnd(Message):
        """The reader asked to read on at the end of the text."""

    class LinkClicked(Told):
        """The reader clicked on a link that leads out of the text."""

        url: str

    class HitReached(Told):
        """The reader went to a hit, or hits were set; number 0 means none is current."""

        number: int
        total: int

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hits = Hits((), 0)
        self._sought_from: int | None = None
        self.moved: Callable[[Place], None] = unheard
        """Told at once where the text has come to, which is painted together with it."""
        self._reported: Place | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.text or self.text.isspace()

    @property
    def progress(self) -> float:
        """How much of the text has been above or on the screen, from 0 to 1."""
        return self.page.progress if self.page else 1.0

    def show(
        self,
        text: str,
        *,
        position: int = 0,
        hits: Sequence[Span] | HitFinder = (),
        notes: Sequence[Span] = (),
    ) -> None:
        """Show a text at a place, with its hits and notes, in one go."""
        text = normalized(text)
        self.set_reactive(ReadingPane.text, text)
        self.set_reactive(ReadingPane.hits, hits)
        self.set_reactive(ReadingPane.notes, notes)
        self.set_reactive(ReadingPane.position, position)
        self._hits = Hits(hits, len(text))
        self._sought_from = None
        self._reported = None
        self.lay_out(anew=True)

    def watch_text(self, text: str) -> None:
        self.show(text)

    def watch_hits(self, hits: Sequence[Span] | HitFinder) -> None:
        self._hits = Hits(hits, len(self.text))
        self._sought_from = None
        self.redraw()
        if not callable(hits):
            self.post_message(self.HitReached(0, len(hits)))

    def watch_notes(self) -> None:
        self.redraw()

    def watch_position(self, position: int) -> None:
        if self.page:
            self.page.go_to_place(position)
            self.settle()

    def find(self, pattern: str) -> int:
        """Mark what the reader sees of some words as hits, go to the first from here on.

        Case counts only if the pattern has a capital. An empty pattern takes the marks off.
        Returns how many there are.
        """
        from octavo.markdown.layout.find import find

        start = self.position if self._sought_from is None else self._sought_from
        found = list(find(self.text, pattern))
        self.set_reactive(ReadingPane.hits, found)
        self._hits = Hits(found, len(self.text))
        self._sought_from = start if pattern else None
        self.redraw()
        self._go_to_hit(start, 1)
        return len(found)

    def outline(self) -> Sequence[Heading]:
        """The headings of the text, in order."""
        return self.page.outline() if self.page else ()

    def links(self) -> Sequence[VisibleLink]:
        """The links on the screen, numbered from 1."""
        return list(visible_links([shown.line for shown in self.shown], self.indent))

    def follow(self, url: str) -> None:
        """Go where a link leads in the text, or say that it leads out of it."""
        place = self.page.place_of(url) if self.page and url.startswith("#") else None
        if place is None:
            self.post_message(self.LinkClicked(url))
        else:
            self.position = place

    def make_page(self, width: int, rows: int) -> "Page | None":
        """The page of the text; none if there is nothing to read."""
        from octavo.markdown.layout.page import Page

        if self.is_empty:
            return None
        page = Page(self.text, width, rows, self.highlighter)
        page.go_to_place(self.position)
        return page

    def page_moved(self) -> None:
        """Say where the text has come to."""
        if not self.page:
            return
        self.set_reactive(ReadingPane.position, self.page.position)
        place = Place(self.position, self.progress)
        if place != self._reported:
            self._reported = place
            self.moved(place)

    def painted(self, start: int, end: int) -> Sequence[Painted]:
        """The notes and hits in a part of the text."""
        if not self.notes and not self.hits:
            return ()
        current = self._hits.current
        notes = (Painted(*n, NOTE) for n in self.notes if n[0] < end and start < n[1])
        hits = (
            Painted(*hit, CURRENT_HIT if hit == current else HIT)
            for hit in self._hits.between(start, end)
        )
        return (*notes, *hits)

    def on_click(self, event: events.Click) -> None:
        """Follow the link that is clicked on."""
        place = event.get_content_offset(self)
        if place is None or self.text_selection or place.y >= len(self.shown):
            return
        piece = piece_at(self.shown[place.y].line, place.x - self.indent)
        if piece and piece.link:
            event.stop()
            self.follow(piece.link.url)

    def action_read_on(self) -> None:
        """Scroll one page down; at the end of the text, say so."""
        if not self.page or self.page.at_end:
            self.post_message(self.AtEnd())
        else:
            self.action_page_down()

    def action_next_hit(self) -> None:
        """Go to the next hit and make it the current one."""
        self._go_to_hit(self.position, 1)

    def action_previous_hit(self) -> None:
        """Go to the previous hit and make it the current one."""
        self._go_to_hit(self.position, -1)

    def _go_to_hit(self, start: int, step: int) -> None:
        current = self._hits.current
        if current and self.page and not self.page.shows(current[0]):
            self._hits.forget_current()
        hit = self._hits.go_from(start, step)
        if hit and self.page:
            self.page.reveal(hit[0])
            self.redraw()
            self.settle()
        self.post_message(self.HitReached(self._hits.number, len(self._hits.all)))
