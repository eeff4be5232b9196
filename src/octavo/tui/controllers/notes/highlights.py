"""Highlighting: what the keys do with a passage; `widgets.reading.decorations` draws it."""

from asyncio import Event
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from octavo.model.article import Article
from octavo.model.note import Highlight, Note
from octavo.tui.bindings import ignore_message
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Span
from octavo.tui.controllers.selection import item_of
from octavo.tui.presenters.reading_text import in_brief, quotation

if TYPE_CHECKING:
    from octavo.tui.controllers.reading.reading import ReadingController


class HighlightController(PaneController):
    """Highlights passages of what is read.

    Large because a passage comes from the caret, the mouse, or the top of the screen.
    """

    reader: "ReadingController"
    changes: Changes
    edit_tags: Callable[[int], None]
    """Opens the tag editor on a highlight."""
    write_note: Callable[[int], None]
    """Opens the editor of its words."""
    copy_as: Callable[[tuple[Article, Highlight]], Coroutine[object, object, None]]
    """Asks what to copy a passage as."""

    def add(self, passage: Span) -> int | None:
        """Highlight a passage; gives the id of the highlight, None if there can be none."""
        return self._highlight_of(passage, "That is highlighted already.")

    def under(self, offset: int) -> Span | None:
        """Where the highlight of a character stands: of several, the shortest."""
        spans = self.reader.places.values()
        around = [span for span in spans if span[0] <= offset < span[1]]
        return min(around, key=lambda span: span[1] - span[0], default=None)

    def toggle_paragraph(self) -> None:
        """Highlight the paragraph at the top of the screen, or take its highlight off."""
        self.reader.align(self._toggle_paragraph)

    def prepare(self) -> None:
        """Make ready what highlighting takes."""
        self.reader.align(lambda: None)

    def soon(self, act: Callable[[], object]) -> Coroutine[object, object, object] | None:
        """Do something with a passage once that can be done; the next key waits for it."""
        done = Event()
        self.reader.align(lambda: ignore_message(act()), done.set)
        return None if done.is_set() else done.wait()

    def _toggle_paragraph(self) -> None:
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self.pane.view.needed()
        caret = caret_in(viewport, self.pane.text) if viewport else None
        if caret is None:
            self.say("There is no paragraph here to highlight.")
            return
        caret.leave_heading()
        self.toggle(caret.paragraph)

    def toggle(self, passage: Span) -> None:
        """Highlight a passage, or take its highlight off."""
        quote = self._quoted(passage)
        if quote is None:
            return
        if (known := self._known(passage, quote)) is None:
            self._add(quote)
        else:
            self._take_off(known)

    def move(self, id: int, passage: Span) -> None:
        """Put a highlight on another passage."""
        if quote := self._quoted(passage):
            done = self.library.notes.reanchor(id, quote)
            self.changes.done(done, f"put {in_brief(quote.exact)} back into its place")

    def selected(self, is_any: bool) -> None:
        """Say in the footer what can be done with what is selected with the mouse."""
        key = self.keymap.label_of
        self.screen.footer.asks = (
            f"{key('highlight-selected')} highlights · {key('write-note')} notes on it · "
            f"{key('copy')} quotes it"
            if is_any
            else ""
        )

    def add_selected(self) -> None:
        """Highlight what is selected with the mouse."""
        if not self.with_selected(self.add):
            begin, paragraph = map(self.keymap.key_hint, ("caret", "highlight-paragraph"))
            more = f"{begin} puts a caret into the text, {paragraph} highlights a paragraph"
            self.say(f"Nothing is selected; {more}.")

    def copy(self, passage: Span) -> None:
        """Copy a passage as a quotation, with its source."""
        if quote := self._quoted(passage):
            self.copy_quote(quote)

    def copy_quote(self, quote: Highlight) -> None:
        """Copy a highlight as a quotation, with its source."""
        item = item_of(self.library, self.reader.id)
        if isinstance(item, Article):
            self.screen.app.copy_to_clipboard(quotation(quote.exact, item))
            self.say(f"Copied {in_brief(quote.exact)} with its source.", done=True)

    async def copy_passage_as(self, passage: Span) -> None:
        """Ask what to copy a passage as."""
        if quoted := self.quoted(passage):
            await self.copy_as(quoted)

    def quoted(self, passage: Span | None) -> tuple[Article, Highlight] | None:
        """The article that is read, and the words of a passage in it."""
        item = item_of(self.library, self.reader.id)
        quote = self._quoted(passage) if passage and isinstance(item, Article) else None
        return (item, quote) if quote and isinstance(item, Article) else None

    def tag(self, passage: Span) -> None:
        """Tag the highlight of a passage, which there is then."""
        if (id := self._highlight_of(passage)) is not None:
            self.edit_tags(id)

    def note(self, passage: Span) -> None:
        """Write a note on the highlight of a passage, which there is then."""
        if (id := self._highlight_of(passage)) is not None:
            self.write_note(id)

    def _highlight_of(self, passage: Span, known: str = "") -> int | None:
        """The highlight of a passage; where that is `known` by now, so it is said."""
        quote = self._quoted(passage)
        if quote is None:
            return None
        if (id := self._known(passage, quote)) is None:
            return self._add(quote)
        if known:
            self.say(known)
        return id

    def with_selected(self, act: Callable[[Span], object]) -> bool:
        """Do something with what is selected with the mouse; False if nothing is."""
        passage = self.pane.selected_span
        if passage and isinstance(item_of(self.library, self.reader.id), Article):
            self.screen.clear_selection()
            act(passage)
            return True
        return False

    def _add(self, quote: Highlight) -> int | None:
        id = self.reader.id
        articles = () if id is None else (id,)
        added = self.library.notes.add("", articles=articles, highlight=quote)
        self.changes.done(added, f"highlighted {in_brief(quote.exact)}")
        return next(iter(added.ids), None) if added else None

    def _quoted(self, passage: Span) -> Highlight | None:
        """The words of a passage; where there are none to highlight, that is said."""
        from octavo.markdown.aligned_text import highlight_of

        if not isinstance(item_of(self.library, self.reader.id), Article):
            self.say("Only articles have highlights.")
            return None
        quote = highlight_of(self.reader.text, *passage)
        if quote is None:
            self.say("There are no words in that to highlight.")
        return quote

    def _known(self, passage: Span, quote: Highlight) -> int | None:
        """The highlight of the very same passage."""
        from octavo.markdown.anchor import anchor

        same = passage, anchor(self.reader.text, quote)
        return next((id for id, span in self.reader.places.items() if span in same), None)

    def _take_off(self, id: int) -> None:
        """Take a highlight off, unless there is more to it."""
        note = item_of(self.library, id)
        if not isinstance(note, Note) or not note.highlight:
            return
        if note.text or note.tags:
            self.say("This paragraph is highlighted, with a note or tags that are yours.")
            return
        done = self.library.delete([id])
        self.changes.done(done, f"no longer highlighted {in_brief(note.highlight.exact)}")
