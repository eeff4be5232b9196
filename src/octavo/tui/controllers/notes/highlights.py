"""Highlights: passages of a text that are set off, noted on, tagged and quoted.

Long because the caret that goes to such a passage and the list of them belong to it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Protocol

from octavo.library.library import Library
from octavo.model.article import Article, ArticleId
from octavo.model.note import Highlight, Note
from octavo.settings.keymap import Keymap
from octavo.text import truncated
from octavo.tui.controllers.history import Changes
from octavo.tui.controllers.protocols import Focus, Footer, Jumps, Say, Span
from octavo.tui.controllers.reading.navigation import JumpedText
from octavo.tui.controllers.selection import Terminal, item_of
from octavo.tui.presenters.reading_text import quotation

if TYPE_CHECKING:
    from octavo.markdown.layout.caret import Caret
    from octavo.markdown.layout.viewport import Viewport
    from octavo.tui.widgets.reading.lines import CaretMark
    from octavo.tui.widgets.reading.panel import PanelRow

_SAID = 40
"""Cells of a passage that the footer says of it."""


class ViewedText(Protocol):
    """What is on the screen of a text."""

    def needed(self) -> "Viewport | None": ...


class SelectableText(Protocol):
    """The pane of the text, as far as something can be selected in it."""

    @property
    def text(self) -> str: ...
    @property
    def selected_span(self) -> Span | None:
        """The range of the text that is selected with the mouse."""
        ...

    @property
    def view(self) -> ViewedText: ...


class Reader(Protocol):
    """What is read."""

    @property
    def id(self) -> ArticleId | None: ...
    @property
    def text(self) -> str:
        """Its Markdown, as it is laid out."""
        ...

    def align(self, then: Callable[[], None]) -> None:
        """Do something once it is known what of the text shows."""
        ...

    @property
    def places(self) -> Mapping[int, Span]:
        """Where its highlights stand, by their ids; those that stand nowhere are left out."""
        ...


class HighlightController:
    """Highlights passages of what is read.

    Large because a passage comes from the caret, the mouse, or the top of the screen.
    """

    def __init__(
        self,
        *,
        library: Library,
        reader: Reader,
        pane: SelectableText,
        changes: Changes,
        say: Say,
        terminal: Callable[[], Terminal],
        edit_tags: Callable[[int], None],
        write_note: Callable[[int], None],
        footer: Footer,
        keymap: Keymap,
        clear_selection: Callable[[], None],
    ) -> None:
        """`edit_tags` opens the tag editor on a highlight, `write_note` that of its words."""
        self._library = library
        self._reader = reader
        self._pane = pane
        self._changes = changes
        self._say = say
        self._terminal = terminal
        self._edit_tags = edit_tags
        self._write_note = write_note
        self._footer = footer
        self._keymap = keymap
        self._clear_selection = clear_selection

    def add(self, passage: Span) -> int | None:
        """Highlight a passage; gives the id of the highlight, None if there can be none."""
        quote = self._quoted(passage)
        if quote is None:
            return None
        if (known := self._known(quote)) is not None:
            self._say("That is highlighted already.")
            return known
        return self._add(quote)

    def toggle_paragraph(self) -> None:
        """Highlight the paragraph at the top of the screen, or take its highlight off."""
        self._reader.align(self._toggle_paragraph)

    def prepare(self) -> None:
        """Make ready what highlighting takes."""
        self._reader.align(lambda: None)

    def _toggle_paragraph(self) -> None:
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self._pane.view.needed()
        caret = caret_in(viewport, self._pane.text) if viewport else None
        if caret is None:
            self._say("There is no paragraph here to highlight.")
            return
        caret.leave_heading()
        quote = self._quoted(caret.paragraph)
        if quote is None:
            return
        if (known := self._known(quote)) is None:
            self._add(quote)
        else:
            self._take_off(known)

    def move(self, id: int, passage: Span) -> None:
        """Put a highlight on another passage."""
        if quote := self._quoted(passage):
            done = self._library.notes.reanchor(id, quote)
            self._changes.done(done, f"Put {_said(quote)} back into its place")

    def selected(self, is_any: bool) -> None:
        """Say in the footer what can be done with what is selected with the mouse."""
        key = self._keymap.label_of
        self._footer.asks = (
            f"{key('highlight-selected')} highlights · {key('write-note')} notes on it · "
            f"{key('copy')} quotes it"
            if is_any
            else ""
        )

    def add_selected(self) -> None:
        """Highlight what is selected with the mouse."""
        if not self._with_selected(self.add):
            begin, paragraph = map(self._keymap.key_hint, ("caret", "highlight-paragraph"))
            more = f"{begin} puts a caret into the text, {paragraph} highlights a paragraph"
            self._say(f"Nothing is selected; {more}.")

    def note_selected(self) -> bool:
        """Write a note on what is selected with the mouse; False if nothing is."""
        return self._with_selected(self.note)

    def copy_selected(self) -> bool:
        """Copy what is selected with the mouse as a quotation; False if nothing is."""
        return self._with_selected(self.copy)

    def copy(self, passage: Span) -> None:
        """Copy a passage as a quotation, with its source."""
        if quote := self._quoted(passage):
            self.copy_quote(quote)

    def copy_quote(self, quote: Highlight) -> None:
        """Copy a highlight as a quotation, with its source."""
        item = item_of(self._library, self._reader.id)
        if isinstance(item, Article):
            self._terminal().copy_to_clipboard(quotation(quote, item))
            self._say(f"Copied {_said(quote)} with its source.")

    def tag(self, passage: Span) -> None:
        """Highlight a passage and tag that."""
        if (id := self.add(passage)) is not None:
            self._edit_tags(id)

    def note(self, passage: Span) -> None:
        """Highlight a passage and write a note on it."""
        if (id := self.add(passage)) is not None:
            self._write_note(id)

    def _with_selected(self, act: Callable[[Span], object]) -> bool:
        """Do something with what is selected, and take the selection off."""
        passage = self._pane.selected_span
        if passage and isinstance(item_of(self._library, self._reader.id), Article):
            self._clear_selection()
            act(passage)
            return True
        return False

    def _add(self, quote: Highlight) -> int | None:
        id = self._reader.id
        articles = () if id is None else (id,)
        added = self._library.notes.add("", articles=articles, highlight=quote)
        self._changes.done(added, f"Highlighted {_said(quote)}")
        return next(iter(added.ids), None) if added else None

    def _quoted(self, passage: Span) -> Highlight | None:
        """The words of a passage; where there are none to highlight, that is said."""
        from octavo.markdown.aligned_text import highlight_of

        if not isinstance(item_of(self._library, self._reader.id), Article):
            self._say("Only articles have highlights.")
            return None
        quote = highlight_of(self._reader.text, *passage)
        if quote is None:
            self._say("There are no words in that to highlight.")
        return quote

    def _known(self, quote: Highlight) -> int | None:
        """The highlight of the very same passage."""
        from octavo.markdown.anchor import anchor

        place = anchor(self._reader.text, quote)
        return next((id for id, span in self._reader.places.items() if span == place), None)

    def _take_off(self, id: int) -> None:
        """Take a highlight off, unless there is more to it."""
        note = item_of(self._library, id)
        if not isinstance(note, Note) or not note.highlight:
            return
        if note.text or note.tags:
            self._say("This paragraph is highlighted, with a note or tags that are yours.")
            return
        done = self._library.delete([id])
        self._changes.done(done, f"No longer highlighted {_said(note.highlight)}")


class HighlightPanel(Protocol):
    """The list of highlights and notes."""

    @property
    def is_open(self) -> bool: ...
    @property
    def cursor(self) -> "PanelRow | None": ...
    def open(
        self,
        rows: "Iterable[PanelRow]",
        chosen: "Callable[[PanelRow], object]",
        closed: Callable[[], None],
        *,
        at: int | None = None,
    ) -> None: ...
    def put(self, rows: "Sequence[PanelRow]") -> None: ...
    def close(self) -> None: ...


class HighlightListController:
    """Lists the highlights and notes of what is read, in the order of the text."""

    def __init__(
        self,
        *,
        library: Library,
        reader: Reader,
        pane: JumpedText,
        panel: Callable[[], HighlightPanel],
        highlights: HighlightController,
        caret: "CaretController",
        changes: Changes,
        focus: Focus,
        say: Say,
        keymap: Keymap,
        jumps: Jumps,
        edit_tags: Callable[[int], None],
        write_note: Callable[[int], None],
        terminal: Callable[[], Terminal],
    ) -> None:
        """`panel` is made when it is first called for."""
        self._library = library
        self._reader = reader
        self._pane = pane
        self._panel = panel
        self._highlights = highlights
        self._caret = caret
        self._changes = changes
        self._focus = focus
        self._say = say
        self._keymap = keymap
        self._jumps = jumps
        self._edit_tags = edit_tags
        self._write_note = write_note
        self._terminal = terminal
        self._was_opened = False

    def open(self) -> None:
        """List them, with the cursor on the first that stands on the screen or below."""
        rows = self._rows()
        if not rows:
            highlight, write = map(self._keymap.key_hint, ("highlight-paragraph", "write-note"))
            keys = f"{highlight} highlights, {write} writes a note"
            self._say(f"Nothing is highlighted or noted here yet; {keys}.")
            return
        places, top = self._reader.places, self._pane.position
        below = (row.place for row in rows if places.get(row.place, (-1, 0))[1] > top)
        self._was_opened = True
        self._panel().open(
            rows, self._chosen, self._focus.to_text, at=next(below, rows[-1].place)
        )

    def refresh(self) -> None:
        """Show what there is by now, if they are listed."""
        if not self._was_opened or not self._panel().is_open:
            return
        if rows := self._rows():
            self._panel().put(rows)
        else:
            self._panel().close()
            self._focus.to_text()

    def delete(self) -> None:
        """Move the one that is pointed at to the trash."""
        if note := self._pointed():
            self._changes.done(self._library.delete([note.id]), f"Deleted {_named(note)}")

    def tag(self) -> None:
        """Tag the one that is pointed at."""
        if note := self._pointed():
            self._leave()
            self._edit_tags(note.id)

    def write(self) -> None:
        """Write what there is to say of the one that is pointed at."""
        if note := self._pointed():
            self._leave()
            self._write_note(note.id)

    def copy(self) -> None:
        """Copy the one that is pointed at."""
        note = self._pointed()
        if note and note.highlight:
            self._highlights.copy_quote(note.highlight)
        elif note:
            self._terminal().copy_to_clipboard(note.text)
            self._say(f"Copied {_named(note)}.")

    def _chosen(self, row: "PanelRow") -> None:
        """Go to where one stands; choose a place for one that stands nowhere."""
        self._focus.to_text()
        note, place = self._note(row), self._reader.places.get(row.place)
        if place:
            self._jumps.leave()
            self._pane.view.jump(place[0])
        elif note and note.highlight:
            self._caret.choose_place(
                note.highlight, lambda at: self._highlights.move(note.id, at)
            )
        elif note:
            self._write_note(note.id)

    def _leave(self) -> None:
        self._panel().close()
        self._focus.to_text()

    def _pointed(self) -> Note | None:
        row = self._panel().cursor
        return self._note(row) if row else None

    def _note(self, row: "PanelRow") -> Note | None:
        note = item_of(self._library, row.place)
        return note if isinstance(note, Note) else None

    def _rows(self) -> "Sequence[PanelRow]":
        from octavo.tui.presenters.reading_text import note_row  # not needed to launch

        id, places = self._reader.id, self._reader.places
        if id is None or not isinstance(item_of(self._library, id), Article):
            return []
        notes = self._library.notes_on(id)
        return [note_row(note, note.id in places) for note in _in_order(notes, places)]


def _in_order(notes: Iterable[Note], places: Mapping[int, Span]) -> Sequence[Note]:
    """Notes by where they stand, or else last stood; those on the whole text come last."""

    def place(note: Note) -> tuple[float, int]:
        offset = note.highlight.offset if note.highlight else None
        at = places[note.id][0] if note.id in places else offset
        return (inf if at is None else at), note.id

    return sorted(notes, key=place)


def _named(note: Note) -> str:
    return f"‘{truncated(note.title, _SAID)}’"


class CaretText(Protocol):
    """The pane of the text, as far as a caret is in it."""

    caret: "CaretMark | None"

    @property
    def text(self) -> str: ...
    @property
    def view(self) -> ViewedText: ...
    @property
    def page_size(self) -> int: ...
    @property
    def current_hit(self) -> Span | None: ...
    @property
    def selected_span(self) -> Span | None: ...
    def action_next_hit(self) -> None: ...
    def action_previous_hit(self) -> None: ...


class Keys(Protocol):
    """Has the keyboard while there is a caret."""

    def take_keyboard(self, left: Callable[[], object]) -> None: ...
    def close(self) -> None: ...


class Find(Protocol):
    """Looks for something in the text."""

    def open(self, then: Callable[[], None]) -> None: ...


class CaretController:
    """Moves a caret through the text, and hands on the passage that it has gone over.

    Large because every move and every deed is one that the table of commands names.
    """

    def __init__(
        self,
        *,
        pane: CaretText,
        keys: Callable[[], Keys],
        find: Find,
        highlights: HighlightController,
        focus: Focus,
        say: Say,
        keymap: Keymap,
        footer: Footer,
        clear_selection: Callable[[], None],
    ) -> None:
        """`keys` is made when it is first called for; `clear_selection` is for the mouse's."""
        self._pane = pane
        self._keys = keys
        self._find = find
        self._highlights = highlights
        self._focus = focus
        self._say = say
        self._keymap = keymap
        self._clear_selection = clear_selection
        self._footer = footer
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
        return min(self._begun[0], at.start), max(self._begun[1], at.end)

    def begin(self) -> None:
        """Put a caret into the text: at what is selected, else the current hit, else on top."""
        from octavo.markdown.layout.caret import caret_in  # not needed to launch

        viewport = self._pane.view.needed()
        self._caret = caret_in(viewport, self._pane.text) if viewport else None
        if viewport is None or self._caret is None:
            self._say("There is no text to put a caret into.")
            return
        self._begun = None
        self._highlights.prepare()
        if selected := self._pane.selected_span:
            self._caret.to(selected[0])
            self._begun = self._caret.at.start, self._caret.at.end
            self._caret.to(selected[1] - 1)
            self._clear_selection()
        elif (hit := self._pane.current_hit) and viewport.shows(hit[0]):
            self._caret.to(hit[0])
        self._take_keyboard()

    def choose_place(self, quote: Highlight, then: Callable[[Span], object]) -> None:
        """Have the passage chosen where a highlight stands now."""
        self.begin()
        if self._caret:
            self._then = then
            key = self._keymap.label_of
            begins, puts, leaves = map(key, ("begin-passage", "highlight", "leave-caret"))
            keys = f"{begins} begins the passage · {puts} puts it there · {leaves} leaves"
            self._footer.asks = f"{keys}: {_said(quote)}"

    def leave(self) -> None:
        """Take the caret out of the text."""
        if self._then:
            self._then, self._footer.asks = None, ""
        self._caret = self._begun = self._pane.caret = None
        self._keys().close()

    def relaid(self) -> None:
        """Stay on the same character of a text that is set anew; leave another text."""
        from octavo.markdown.layout.caret import caret_in

        if self._caret is None:
            return
        viewport = self._pane.view.needed()
        if viewport is None or self._pane.caret is None:
            self.leave()
            return
        offset = self._caret.at.start
        self._caret = caret_in(viewport, self._pane.text)
        self._move(lambda caret: caret.to(offset))

    def toggle_passage(self) -> None:
        """Begin a passage at the caret, or give up the one that was begun."""
        if self._caret:
            at = self._caret.at
            self._begun = None if self._begun else (at.start, at.end)
            self._show()

    def highlight(self) -> None:
        """Highlight the passage; the caret stays."""
        passage, then = self._asked_passage(), self._then
        if passage and then:
            self.leave()
            then(passage)
        elif passage:
            self._highlights.add(passage)
            self._begun = None
            self._show()

    def copy(self) -> None:
        """Copy the passage as a quotation; the caret stays."""
        if passage := self._asked_passage():
            self._highlights.copy(passage)
            self._begun = None
            self._show()

    def tag(self) -> None:
        """Highlight the passage and tag that."""
        if passage := self._asked_passage():
            self.leave()
            self._highlights.tag(passage)

    def note(self) -> None:
        """Highlight the passage and write a note on it."""
        if passage := self._asked_passage():
            self.leave()
            self._highlights.note(passage)

    def by_character(self, step: int) -> None:
        """Go to the character after or before."""
        self._move(lambda caret: caret.by_character(step))

    def by_line(self, step: int) -> None:
        """Go a line down or up."""
        self._move(lambda caret: caret.by_line(step))

    def by_screen(self, step: int) -> None:
        """Go down or up by as much as fits the pane."""
        self._move(lambda caret: caret.by_line(step * self._pane.page_size))

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
        self._keys().close()
        self._find.open(self._found)

    def to_hit(self, step: int) -> None:
        """Go to the next place that was looked for, or the one before."""
        if step > 0:
            self._pane.action_next_hit()
        else:
            self._pane.action_previous_hit()
        self._go_to_hit()

    def _found(self) -> None:
        self._focus.to_text()
        if self._caret and self._pane.caret:
            self._take_keyboard()
            self._go_to_hit()

    def _go_to_hit(self) -> None:
        if hit := self._pane.current_hit:
            self._move(lambda caret: caret.to(hit[0]))

    def _asked_passage(self) -> Span | None:
        """The passage; where none was begun, how that is done is said."""
        if not self.passage:
            begins = self._keymap.key_hint("begin-passage")
            self._say(f"{begins} begins a passage; go to its end then.")
        return self.passage

    def _begin_passage(self) -> None:
        if not self._begun:
            self.toggle_passage()

    def _take_keyboard(self) -> None:
        self._keys().take_keyboard(self.leave)
        self._show()

    def _move(self, move: "Callable[[Caret], None]") -> None:
        if self._caret:
            move(self._caret)
            self._show()

    def _show(self) -> None:
        """Show where the caret stands, and what it has gone over."""
        from octavo.tui.widgets.reading.lines import CaretMark

        if self._caret:
            at = self._caret.at
            self._pane.caret = CaretMark(at.key, (at.start, at.end), self.passage)


def _said(quote: Highlight) -> str:
    """A passage as the footer says it, between quotation marks."""
    return f"‘{truncated(' '.join(quote.exact.split()), _SAID)}’"
