"""A caret in the text that is read, and the passage that it has gone over."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

from octavo.model.note import Highlight
from octavo.tui.controllers.notes.highlights import HighlightController
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Span
from octavo.tui.controllers.reading.navigation import FindController
from octavo.tui.presenters.reading_text import in_brief

if TYPE_CHECKING:
    from octavo.markdown.layout.caret import Caret


Waited = Coroutine[object, object, object] | None
"""What the next key waits for, if it has to."""


class CaretController(PaneController):
    """Moves a caret through the text, and hands on the passage that it has gone over.

    Large because every move and every deed is one that the table of commands names.
    """

    finder: FindController
    highlights: HighlightController

    def __post_init__(self) -> None:
        self._then: Callable[[Span], object] | None = None
        """What is done with the passage instead of highlighting it."""
        self._caret: Caret | None = None
        self._begun: Span | None = None
        """The character that a passage was begun with."""

    @property
    def passage(self) -> Span | None:
        """What the caret has gone over, in the order of the text."""
        if self._caret is None or self._begun is None:
            return None
        at = self._caret.at
        return min(self._begun[0], at.start), max(self._begun[1], self._caret.reach)

    def begin(self) -> None:
        """Put a caret into the text: at what is selected, else the current hit, else on top."""
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self.pane.view.needed()
        self._caret = caret_in(viewport, self.pane.text) if viewport else None
        if viewport is None or self._caret is None:
            self.say("There is no text to put a caret into.")
            return
        self._begun = None
        self.highlights.prepare()
        if selected := self.pane.selected_span:
            self._caret.to(selected[0])
            self._begun = self._caret.at.start, self._caret.at.end
            self._caret.to(selected[1] - 1)
            self.screen.clear_selection()
        elif (hit := self.pane.current_hit) and viewport.shows(hit[0]):
            self._caret.to(hit[0])
        self._take_keyboard()

    def choose_place(self, quote: Highlight, then: Callable[[Span], object]) -> None:
        """Have the passage chosen where a highlight stands now."""
        self.begin()
        if self._caret:
            self._then = then
            key = self.keymap.label_of
            begins, puts, leaves = map(key, ("begin-passage", "highlight", "leave-caret"))
            keys = f"{begins} begins the passage · {puts} puts it there · {leaves} leaves"
            self.screen.footer.asks = f"{keys}: {in_brief(quote.exact)}"

    def leave(self) -> None:
        """Take the caret out of the text."""
        if self._then:
            self._then, self.screen.footer.asks = None, ""
        self._caret = self._begun = self.pane.caret = None
        self.panes.caret_keys.close()

    def relaid(self) -> None:
        """Stay on the same character of a text that is set anew; leave another text."""
        if self._caret is None:
            return
        from octavo.markdown.layout.caret import caret_in

        viewport = self.pane.view.needed()
        if viewport is None or self.pane.caret is None:
            self.leave()
            return
        offset, is_before = self._caret.at.start, self._caret.is_before
        self._caret = caret_in(viewport, self.pane.text)
        self._move(lambda caret: caret.to(offset, before=is_before))

    def toggle_passage(self) -> None:
        """Begin a passage at the caret, or give up the one that was begun."""
        if self._caret:
            at = self._caret.at
            self._begun = None if self._begun else (at.start, at.end)
            self._show()

    def highlight(self) -> Waited:
        """Highlight the passage; the caret stays."""
        passage, then = self._asked_passage(), self._then
        if not passage:
            return None
        if then:
            self.leave()
            return self.highlights.soon(partial(then, passage))
        self._begun = None
        self._show()
        return self.highlights.soon(partial(self.highlights.add, passage))

    def toggle_paragraph(self) -> Waited:
        """Highlight the paragraph that the caret stands in, or take its highlight off."""
        if self._caret is None:
            return None
        toggle = partial(self.highlights.toggle, self._caret.paragraph)
        return self.highlights.soon(toggle)

    def copy(self) -> Waited:
        """Copy the passage, or the highlight here, as a quotation; the caret stays."""
        if (passage := self._asked_passage()) is None:
            return None
        self._begun = None
        self._show()
        return self.highlights.soon(partial(self.highlights.copy, passage))

    async def copy_as(self) -> None:
        """Ask what to copy the passage, or the highlight here, as; the caret stays."""
        if passage := self._asked_passage():
            self._begun = None
            self._show()
            if waited := self.highlights.soon(lambda: None):
                await waited
            await self.highlights.copy_passage_as(passage)

    def tag(self) -> Waited:
        """Highlight the passage and tag that, or tag the highlight here."""
        return self._leave_for(self.highlights.tag)

    def note(self) -> Waited:
        """Highlight the passage and write a note on it, or on the highlight here."""
        return self._leave_for(self.highlights.note)

    def _leave_for(self, act: Callable[[Span], object]) -> Waited:
        if (passage := self._asked_passage()) is None:
            return None
        self.leave()
        return self.highlights.soon(partial(act, passage))

    def by_character(self, step: int) -> None:
        """Go to the character after or before."""
        self._move(lambda caret: caret.by_character(step))

    def by_line(self, step: int) -> None:
        """Go a line down or up."""
        self._move(lambda caret: caret.by_line(step))

    def by_screen(self, step: int) -> None:
        """Go down or up by as much as fits the pane."""
        self._move(lambda caret: caret.by_line(step * self.pane.page_size))

    def by_word(self, step: int) -> None:
        """Go to the next word, or to the beginning of this or the one before."""
        self._move(lambda caret: caret.by_word(step))

    def to_word_end(self) -> None:
        """Go to the end of this word, or of the next."""
        self._move(lambda caret: caret.to_word_end())

    def by_sentence(self, step: int) -> None:
        """Go to the next sentence, or to the beginning of this or the one before."""
        self._move(lambda caret: caret.by_sentence(step))

    def by_paragraph(self, step: int) -> None:
        """Go to the next paragraph, or to the beginning of this or the one before."""
        self._move(lambda caret: caret.by_paragraph(step))

    def to_line_edge(self, step: int) -> None:
        """Go to the beginning or the end of the line."""
        self._move(lambda caret: caret.to_line_edge(step))

    def to_edge(self, step: int) -> None:
        """Go to the beginning or the end of the text."""
        self._move(lambda caret: caret.to_edge(step))

    def extend_by_character(self, step: int) -> None:
        """Take the character after or before into the passage."""
        self._begin_passage()
        self.by_character(step)

    def extend_by_line(self, step: int) -> None:
        """Go over a line with the passage."""
        self._begin_passage()
        self.by_line(step)

    def find(self) -> None:
        """Look for something, and go there."""
        self.panes.caret_keys.close()
        self.finder.open(self._found)

    def to_hit(self, step: int) -> None:
        """Go to the next place that was looked for, or the one before."""
        self.finder.to_hit(step)
        self._go_to_hit()

    def _found(self) -> None:
        self.panes.to_text()
        if self._caret and self.pane.caret:
            self._take_keyboard()
            self._go_to_hit()

    def _go_to_hit(self) -> None:
        if hit := self.pane.current_hit:
            self._move(lambda caret: caret.to(hit[0], before=True))

    def _asked_passage(self) -> Span | None:
        """The passage, else the highlight that the caret is in or has just gone over.

        Where there is neither, how one is begun is said.
        """
        passage, caret = self.passage, self._caret
        if not passage and caret and not self._then:
            under = self.highlights.under
            passage = under(caret.at.start) or under(caret.reach - 1)
        if not passage:
            begins = self.keymap.key_hint("begin-passage")
            self.say(f"{begins} begins a passage; go to its end then.")
        return passage

    def _begin_passage(self) -> None:
        if not self._begun:
            self.toggle_passage()

    def _take_keyboard(self) -> None:
        self.panes.caret_keys.take_keyboard(self.leave)
        self._show()

    def _move(self, move: "Callable[[Caret], None]") -> None:
        if self._caret:
            move(self._caret)
            self._show()

    def _show(self) -> None:
        """Show where the caret stands, and what it has gone over."""
        from octavo.tui.widgets.reading.decorations import CaretMark

        if self._caret:
            at = self._caret.at
            self.pane.caret = CaretMark(at.key, (at.start, at.end), self.passage)
