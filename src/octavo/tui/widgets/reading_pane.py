"""The reading pane: a text, laid out at a comfortable measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView

from octavo.tui.document.heading import Heading

Span = tuple[int, int]
"""A range of the text: offsets in characters of the Markdown, the end not included."""

HitFinder = Callable[[int, int], Sequence[Span]]
"""Finds the hits that touch a range of the text, in order."""

DEFAULT_MEASURE = 76
NARROWEST_MEASURE = 30
WIDEST_MEASURE = 160


class ReadingPane(ScrollView, can_focus=True):
    """A text in Markdown, drawn line by line and laid out only near the screen.

    Knows nothing of the library: the screen gives it a text, a place in it and what to
    mark, and it says where the reader has come. All places are offsets in characters of
    the text, whose lines end with `\\n`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "line_down", "Down", show=False, id="reading.line-down"),
        Binding("k,up", "line_up", "Up", show=False, id="reading.line-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="reading.page-down"),
        Binding("pageup", "page_up", "Page up", show=False, id="reading.page-up"),
        Binding("ctrl+d", "half_page_down", "Half", show=False, id="reading.half-page-down"),
        Binding("ctrl+u", "half_page_up", "Half", show=False, id="reading.half-page-up"),
        Binding("g,home", "top", "Top", show=False, id="reading.top"),
        Binding("G,end", "bottom", "End", show=False, id="reading.bottom"),
        Binding("space", "read_on", "Read on", show=False, id="reading.read-on"),
        Binding("n", "next_hit", "Next hit", show=False, id="reading.next-hit"),
        Binding("N", "previous_hit", "Previous hit", show=False, id="reading.previous-hit"),
    ]

    text: var[str] = var("")
    """The Markdown to show. Setting it goes to its beginning and forgets hits and notes."""

    measure: var[int] = var(DEFAULT_MEASURE)
    """Widest line, in cells. Between 30 and 160; the text stays where it is."""

    hits: var[Sequence[Span] | HitFinder] = var(())
    """What to mark as found: ranges in order, or a function that finds those of a range."""

    notes: var[Sequence[Span]] = var(())
    """Ranges in order that carry a note."""

    position: var[int] = var(0)
    """Offset of the first visible line. Setting it scrolls there."""

    placeholder: var[str] = var("")
    """What to say while the text is empty."""

    @dataclass
    class Moved(Message):
        """The text came to rest at another place."""

        position: int
        """Offset of the first visible line."""
        progress: float
        """How much of the text has been above or on the screen, from 0 to 1."""

    class AtEnd(Message):
        """The reader asked to read on at the end of the text."""

    @dataclass
    class LinkClicked(Message):
        """The reader clicked on a link."""

        url: str

    @dataclass
    class HitReached(Message):
        """The reader went to a hit, or hits were set; number 0 means none is current."""

        number: int
        total: int

    @property
    def progress(self) -> float:
        """How much of the text has been above or on the screen, from 0 to 1."""
        return 1.0

    def show(
        self,
        text: str,
        *,
        position: int = 0,
        hits: Sequence[Span] | HitFinder = (),
        notes: Sequence[Span] = (),
    ) -> None:
        """Show a text at a place, with its hits and notes, in one go."""
        self.text = text
        self.hits = hits
        self.notes = notes
        self.position = position

    def find(self, pattern: str) -> int:
        """Mark what the reader sees of some words as hits, go to the first from here on.

        Case counts only if the pattern has a capital. An empty pattern takes the marks off.
        Returns how many there are.
        """
        raise NotImplementedError

    def outline(self) -> Sequence[Heading]:
        """The headings of the text, in order."""
        raise NotImplementedError

    def action_line_down(self) -> None:
        """Scroll one line down."""

    def action_line_up(self) -> None:
        """Scroll one line up."""

    def action_page_down(self) -> None:
        """Scroll one page down, with two lines of the last one for orientation."""

    def action_page_up(self) -> None:
        """Scroll one page up."""

    def action_half_page_down(self) -> None:
        """Scroll half a page down."""

    def action_half_page_up(self) -> None:
        """Scroll half a page up."""

    def action_top(self) -> None:
        """Go to the beginning of the text."""

    def action_bottom(self) -> None:
        """Go to the end of the text."""

    def action_read_on(self) -> None:
        """Scroll one page down; at the end of the text, say so."""

    def action_next_hit(self) -> None:
        """Go to the next hit and make it the current one."""

    def action_previous_hit(self) -> None:
        """Go to the previous hit and make it the current one."""
