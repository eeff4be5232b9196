"""Reading: what the cursor is on, its text, and the place in it.

Long because it is one class and what that alone needs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial

from msgspec.structs import replace

from octavo.library import LibraryLocked
from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.markdown.lines import normalized
from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.note import Note
from octavo.model.provenance import Provenance
from octavo.query import Query, words_of
from octavo.tui.controllers.jobs import Debouncer
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Jumps, ShownChanges, Span
from octavo.tui.controllers.selection import item_of
from octavo.tui.presenters.reading_text import (
    note_places,
    reason_for_no_text,
    remark_on,
    with_links,
    with_notes,
)
from octavo.tui.widgets.reading.decorations import HitFinder
from octavo.tui.widgets.reading.scroller import ReadingPosition
from octavo.tui.widgets.tags.tag_bar import Chip

PLACE_KEPT_EVERY = 5.0
"""Seconds after which a place that the reader has come to is written down at the latest."""

AHEAD = 0.02
"""Seconds after which what may be read next is laid out: what is read is painted by then, and
keys that repeat come no sooner."""

AT_ONCE = 50_000
"""Characters of a text of which it is told at once what shows: that takes some 15 ms. Of a
million it takes 0.4 s."""


class ReadingController(PaneController):
    """Shows what the cursor is on, and remembers how far it was read.

    Large because commands name five of its methods, and six show each a part of what is read.
    """

    fetching: AbstractSet[ArticleId]
    """The articles whose pages are asked for, as of any moment."""
    jumps: Callable[[], Jumps]
    changes: Callable[[], ShownChanges]

    def __post_init__(self) -> None:
        self._place: ReadingPosition | None = None
        """Where the reader has come in the text since it was last written down."""
        self._at: ReadingPosition | None = None
        """Where the text stands on the screen; None until it is laid out."""
        self._furthest: float | None = None
        """How far it was read without leaving anything out; None until that matters."""
        self.id: ArticleId | None = None
        """What is read."""
        self.query = Query()
        """Of what the words are marked in the text."""
        self._written: Sequence[Note] = ()
        """What the text shows of what the reader wrote."""
        self.text = ""
        """The Markdown of what is read, as it is laid out."""
        self.places: Mapping[int, Span] = {}
        """Where the highlights of what is read stand, by the ids of these notes."""
        self._quotes: Sequence[Note] = ()
        """The notes that have been put into their places."""
        self._aligned = ""
        """The text of which it is known what shows."""
        self._ahead = Debouncer(self.screen, AHEAD, self._prepare)
        self._row, self._way = 0, 1
        """The row of what is read, and which way the reader went to it."""

    @property
    def read_now(self) -> ArticleId | None:
        """What is read, if the keyboard is in its text."""
        return self.id if self.panes.in_text else None

    def show(self, id: ArticleId | None) -> None:
        """Show what the cursor came to, an article or a note; None empties the pane."""
        if id != self.id:
            self.keep_place()
            self.id = id
            self._at = self._place = self._furthest = None
            self.show_head()
            self.show_text()
            if self.rows.has_focus:
                self._way = -1 if self.rows.at < self._row else 1
                self._row = self.rows.at
                self._ahead.wait()

    def _prepare(self) -> None:
        """Have what comes next in the list laid out, the way that the reader went."""
        rows, row = self.rows.rows, self.rows.at + self._way
        if 0 <= row < len(rows):
            with suppress(OctavoError):  # told where it is read
                item = self.library.item(rows[row])
                if not _is_long(item) and len(text := self.library.text(item.id)) <= AT_ONCE:
                    self.pane.prepare(self._said(item, normalized(text)), _left_at(item))

    def open(self, id: ArticleId) -> None:
        """Show something, and give its text the keyboard."""
        self.jumps().reads(id)
        self.show(id)
        self.panes.to_text()

    def show_head(self) -> None:
        """Show the title, byline and tags of what is read."""
        item = item_of(self.library, self.id)
        self.panes.headline.item = item
        self._show_place(item)
        if not self.panes.tag_editor.is_open:
            self.panes.tag_editor.chips = (
                [Chip(tag) for tag in sorted(item.tags)] if item else []
            )
            self.panes.tag_editor.is_idle = item is None

    def show_notes(self) -> None:
        """Set off what is highlighted by now; show the text anew if its notes say else."""
        if self.id is None:
            return
        written, before = written_about(self.library, self.id), self._written
        self._written = written
        if said_in(written) == said_in(before):
            self._mark_quoted(note for note in written if self.id in (note.id, note.article))
        else:
            hits = self.pane.hits
            self.show_text(self.pane.position)
            if not callable(hits):
                self.pane.hits = hits

    def show_text(self, position: int | None = None) -> None:
        """Put the text of what is read into the pane, at a place or where it was left."""
        self.panes.headline.remark = ""
        if self.id is None:
            self.text, self.places, self._quotes = "", {}, ()
            self.pane.placeholder = ""
            self.pane.show("")
            return
        try:
            item, text = self.library.item(self.id), self.library.text(self.id)
            notes = self.library.notes_on(self.id)
        except OctavoError as error:
            self.text, self.places, self._quotes = "", {}, ()
            self.pane.placeholder = str(error)
            self.pane.show("")
            return
        self._written = written_about(self.library, self.id)
        self.show_reason()
        self.panes.headline.remark = remark_on(text)
        self.text, self.places, self._quotes = normalized(text), {}, ()
        whole = self._said(item, self.text)
        self.pane.show(
            whole,
            position=_left_at(item) if position is None else position,
            hits=hits_in(self.library, self.query, whole, self.id),
        )
        self._mark_quoted(notes)
        if isinstance(item, Article) and item.provenance and item.provenance.names_ai:
            self.align(partial(self._mark_declared, item.provenance))

    def _said(self, item: Item, text: str) -> str:
        """A text with what is written about it, as it is laid out."""
        retitled = self.library.notes.retitled
        said = with_links(retitled(text)) if isinstance(item, Note) else text
        about = self.library.notes_on(item.id), self.library.notes.linking_to(item.id)
        notes, linking = (
            [replace(note, text=retitled(note.text)) for note in some] for some in about
        )
        return with_notes(said, notes, linking)

    def _mark_declared(self, known: Provenance) -> None:
        """Set off, in the margin, the parts that the page declares made by AI."""
        from octavo.library.about import declared_spans  # only where there are any

        self.pane.declared = declared_spans(known, self.text)

    def align(self, then: Callable[[], None], ended: Callable[[], None] = lambda: None) -> None:
        """Do something once it is known what of the text shows, which takes a while if long.

        `ended` is called in any case, also where another text is shown by then.
        """
        text = self.text
        if len(text) <= AT_ONCE or text is self._aligned:
            then()
            ended()
            return

        def work() -> None:
            from octavo.markdown.aligned_text import aligned

            aligned(text)
            self.screen.call_later(done)

        def done() -> None:
            if text is self.text:
                self._aligned = text
                then()
            ended()

        self.screen.in_thread("highlights", work, joins=True)

    def renew(self) -> None:
        """Show the text anew, with the same words on top, if it is another one by now."""
        if self.id is None:
            return
        with suppress(OctavoError):  # what is shown stays, and what is wrong is told elsewhere
            text = normalized(self.library.text(self.id))
            if text != self.text:
                from octavo.markdown.anchor import place_after  # takes time to import

                self.keep_place()
                self.show_text(place_after(self.pane.position, self.text, text))

    def _mark_quoted(self, notes: Iterable[Note]) -> None:
        """Set off the passages that notes quote: in a long text, as soon as they are found."""
        quoting = [note for note in notes if note.highlight]
        if quoting != self._quotes:
            self._quotes = quoting
            if quoting:
                self.align(partial(self._set_off, quoting))
            else:
                self._set_off(())

    def _set_off(self, quoting: Sequence[Note]) -> None:
        if quoting is self._quotes or not quoting:
            self._show_places(note_places(self.text, quoting))
            if len(self.places) < len(quoting):
                self._follow_lost(quoting)

    def _show_places(self, places: Mapping[int, Span]) -> None:
        self.places = places
        self.pane.highlights = sorted(places.values()) or ()

    def _follow_lost(self, quoting: Sequence[Note]) -> None:
        """Look through the versions of the text for what is not found in it."""
        item, text = item_of(self.library, self.id), self.text
        if not isinstance(item, Article) or len(item.texts) < 2:
            return

        def work() -> None:
            places = self.library.versions.places(item.id, quoting, text)
            self.screen.call_later(done, places)

        def done(places: Mapping[int, Span]) -> None:
            if quoting is self._quotes:
                self._show_places(places)

        self.screen.in_thread("highlights", work, joins=True)

    def show_reason(self) -> None:
        """Say why there is no text, if there is none, and how to get it."""
        if item := item_of(self.library, self.id):
            self.pane.placeholder = reason_for_no_text(
                item,
                self.keymap,
                now=self.library.now(),
                is_asked=item.id in self.fetching,
            )

    def mark_hits(self) -> None:
        """Mark in the text what the query found."""
        self.pane.hits = hits_in(self.library, self.query, self.pane.text, self.id)

    def follow(self, place: ReadingPosition) -> None:
        """Note where the reader has come, and show it; what is jumped over is not read."""
        before, self._at = self._at, place
        item = item_of(self.library, self.id)
        if self.read_now is not None:
            self._place = place
            furthest = self._furthest
            if furthest is None:
                furthest = item.progress if isinstance(item, Article) else 0.0
            for each in filter(None, (before, place)):
                if each.position <= furthest * len(self.pane.text):
                    furthest = max(furthest, each.progress)
            self._furthest = furthest
        self._show_place(item)

    def keep_place(self) -> None:
        """Write down where the reader is and how far that was read; at the end it is read."""
        place, furthest = self._place, self._furthest or 0.0
        self._place = None
        item = item_of(self.library, self.id)
        if place is None or item is None:
            return
        try:
            kept = self.library.keep_place(item.id, place.position, furthest)
            if isinstance(item, Article) and item.progress < 1 <= furthest:
                self.changes().done(self.library.mark([item.id], State.READ))
        except LibraryLocked:
            self._place = place  # for next time
        except OctavoError as error:
            self.say(str(error), error=True)
        else:
            self.rows.refresh_rows(kept.ids if kept else ())

    def forget_place(self) -> None:
        """Leave what was read since the place was last written down."""
        self._place = self._furthest = None

    def _show_place(self, item: Item | None) -> None:
        """Show where the reader is, in what was begun, also while it is written about."""
        begun = item.progress if isinstance(item, Article) else 0.0
        is_read = begun or self.read_now is not None or self._furthest is not None
        here = self._at.progress if self._at else begun
        self.panes.headline.progress = here if is_read else 0.0

    def read(self) -> None:
        """Give the text the keyboard."""
        if self.id is not None:
            self.jumps().reads(self.id)
            self.panes.to_text()

    def read_on(self) -> None:
        """Scroll the text by a page, and at its end go to the next article."""
        if self.panes.in_text:
            self.pane.action_read_on()
        else:
            self.read()

    def pass_to(self, by: int) -> None:
        """Go to the article below, or above."""
        self.jumps().passes()
        self.rows.move(by)


def _is_long(item: Item) -> bool:
    """Whether a text exceeds what is told at once, as its words tell, which are at hand.

    Each has two characters, also in a script without blanks, or one and what is behind it.
    """
    return isinstance(item, Article) and item.words * 2 > AT_ONCE


def _left_at(item: Item) -> int:
    """Where the text of an item was left."""
    return item.position if isinstance(item, Article) else 0


def said_in(notes: Iterable[Note]) -> Sequence[tuple[int, str]]:
    """What some notes say; those that only highlight say nothing."""
    return [(note.id, note.text) for note in notes if note.text]


def written_about(library: Library, id: ArticleId) -> Sequence[Note]:
    """The notes on an article, or a note itself, and the notes that link to it."""
    item = item_of(library, id)
    own = [item] if isinstance(item, Note) else library.notes_on(id)
    return [*own, *library.notes.linking_to(id)]


def hits_in(
    library: Library, query: Query, text: str, id: ArticleId | None
) -> HitFinder | Sequence[Span]:
    """Finds what a query found, in the part of the text of an item that is on the screen."""
    if not words_of(query):
        return ()
    language = library.search.language_of(id) if id else ""
    return lambda start, stop: library.search.hits(text, query, start, stop, language)
