"""Lists of notes: those on what is read, beside its text, and all of them on a screen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.note import Highlight, Note
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.text import age
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.notes.highlights import HighlightController
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller, Jumps, Span
from octavo.tui.controllers.selection import Chosen, item_of, items_of
from octavo.tui.presenters.reading_text import in_brief
from octavo.tui.widgets.base.row_view import PanelRow
from octavo.tui.widgets.tags.tag_bar import Chip
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from octavo.tui.controllers.reading.reading import ReadingController


class NoteChoice(NamedTuple):
    """The note to go to."""

    id: int
    is_edited: bool = False
    """Whether it is to be edited, else read."""


class NoteRow(NamedTuple):
    """A note as one entry of a list."""

    id: int
    title: str
    about: str
    """What it is on, in words."""
    age: str
    tags: tuple[Tag, ...]
    """In the order to show them in."""
    words: str

    @classmethod
    def of(cls, library: Library, note: Note) -> Self:
        """The row of a note."""
        article = item_of(library, note.article)
        quoted = "highlight" if note.highlight and not note.text else "note"
        about = f"{quoted} on ‘{article.title}’" if article else quoted
        since = age(note.changed or note.added, library.now())
        return cls(note.id, note.title, about, since, tuple(sorted(note.tags)), note.words)

    def matches(self, words: Sequence[str]) -> bool:
        """Whether all words, in lower case, are somewhere in it."""
        says = "\n".join((self.words, self.about, *self.tags)).casefold()
        return all(word in says for word in words)


class NotesView(Protocol):
    """The table of notes."""

    notes: Sequence[NoteRow]


class NotesScreenController(Controller):
    """Acts on the note under the cursor of the notes screen."""

    table: NotesView
    rows: Chosen
    chips: TagEditor
    changed: Callable[[Operation | None], None]
    """Shows what was done, if anything was."""
    leave: Callable[[NoteChoice | None], object]
    """Closes the screen, with a note to go to."""

    def __post_init__(self) -> None:
        self._shown_at = -1
        """The number of the last operation that is shown."""

    def look(self) -> None:
        """List the notes anew if anything has changed."""
        if self.library.sequence != self._shown_at:
            self._shown_at = self.library.sequence
            self.table.notes = [NoteRow.of(self.library, n) for n in self.library.notes.all()]

    def show_tags(self) -> None:
        """Show the tags of the note under the cursor, unless others are edited."""
        if not self.chips.is_open:
            items = items_of(self.library, self.rows.chosen)
            self.chips.chips = [Chip(tag) for item in items for tag in sorted(item.tags)]

    def go_to(self) -> None:
        """Go to where the note is."""
        for id in self.rows.chosen:
            self.leave(NoteChoice(id))

    def edit(self) -> None:
        """Go there and edit it."""
        for id in self.rows.chosen:
            self.leave(NoteChoice(id, is_edited=True))

    def delete(self) -> None:
        """Move the note to the trash."""
        self.changed(self.library.delete(self.rows.chosen))


class HighlightListController(PaneController):
    """Lists the highlights and notes of what is read, in the order of the text."""

    reader: "ReadingController"
    highlights: HighlightController
    choose_place: Callable[[Highlight, Callable[[Span], object]], None]
    """Has the passage chosen where a highlight stands now."""
    changes: Changes
    jumps: Jumps
    edit_tags: Callable[[int, Callable[[], object]], None]
    write_note: Callable[[int], None]

    def __post_init__(self) -> None:
        self._was_opened = False

    def open(self) -> None:
        """List them, with the cursor on the first that stands on the screen or below."""
        rows = self._rows()
        if not rows:
            highlight, write = map(self.keymap.key_hint, ("highlight-paragraph", "write-note"))
            keys = f"{highlight} highlights, {write} writes a note"
            self.say(f"Nothing is highlighted or noted here yet; {keys}.")
            return
        places, top = self.reader.places, self.pane.position
        below = (row.key for row in rows if places.get(row.key, (-1, 0))[1] > top)
        self._was_opened = True
        self.panes.highlights.open(
            rows, self._chosen, self.panes.to_text, at=next(below, rows[-1].key)
        )

    def refresh(self) -> None:
        """Show what there is by now, if they are listed."""
        if not self._was_opened or not self.panes.highlights.is_open:
            return
        if rows := self._rows():
            self.panes.highlights.put(rows)
        else:
            self.panes.highlights.close()
            self.panes.to_text()

    def delete(self) -> None:
        """Move the one that is pointed at to the trash."""
        if note := self._pointed():
            deleted = self.library.delete([note.id])
            self.changes.done(deleted, f"deleted {in_brief(note.title)}")

    def tag(self) -> None:
        """Tag the one that is pointed at, and come back."""
        if note := self._pointed():
            self._leave()
            self.edit_tags(note.id, partial(self._come_back, note.id))

    def write(self) -> None:
        """Write what there is to say of the one that is pointed at."""
        if note := self._pointed():
            self._leave()
            self.write_note(note.id)

    def copy(self) -> None:
        """Copy the one that is pointed at."""
        note = self._pointed()
        if note and note.highlight:
            self.highlights.copy_quote(note.highlight)
        elif note:
            self.screen.app.copy_to_clipboard(note.text)
            self.say(f"Copied {in_brief(note.title)}.", done=True)

    async def copy_as(self) -> None:
        """Ask what to copy the one that is pointed at as, and come back."""
        note, article = self._pointed(), item_of(self.library, self.reader.id)
        if note and note.highlight and isinstance(article, Article):
            self._leave()
            await self.highlights.copy_as((article, note.highlight))
            self._come_back(note.id)
        else:
            self.copy()

    def _come_back(self, id: int) -> None:
        """List them again with the cursor on one, unless the reader went elsewhere."""
        if self.panes.in_text and (rows := self._rows()):
            self.panes.highlights.open(rows, self._chosen, self.panes.to_text, at=id)

    def _chosen(self, row: PanelRow) -> None:
        """Go to where one stands; choose a place for one that stands nowhere."""
        self.panes.to_text()
        note, place = self._note(row), self.reader.places.get(row.key)
        if place:
            self.jumps.leave()
            self.pane.view.jump(place[0])
        elif note and note.highlight:
            self.choose_place(note.highlight, lambda at: self.highlights.move(note.id, at))
        elif note:
            self.write_note(note.id)

    def _leave(self) -> None:
        self.panes.highlights.close()
        self.panes.to_text()

    def _pointed(self) -> Note | None:
        row = self.panes.highlights.cursor
        return self._note(row) if row else None

    def _note(self, row: PanelRow) -> Note | None:
        note = item_of(self.library, row.key)
        return note if isinstance(note, Note) else None

    def _rows(self) -> Sequence[PanelRow]:
        from octavo.tui.presenters.reading_text import note_row  # not needed to launch

        places, article = self.reader.places, item_of(self.library, self.reader.id)
        if not isinstance(article, Article):
            return []
        made = _earlier_versions(article)
        notes = _in_order(self.library.notes_on(article.id), places)
        return [note_row(note, note.id in places, made.get(note.version, 0)) for note in notes]


def _earlier_versions(article: Article) -> Mapping[str, int]:
    """The numbers of the versions that are not the text now, by their digests."""
    numbers = {version.digest: n for n, version in enumerate(article.versions, 1)}
    return {digest: n for digest, n in numbers.items() if digest != article.digest}


def _in_order(notes: Iterable[Note], places: Mapping[int, Span]) -> Sequence[Note]:
    """Notes by where they stand, or else last stood; those on the whole text come last."""

    def place(note: Note) -> tuple[float, int]:
        offset = note.highlight.offset if note.highlight else None
        at = places[note.id][0] if note.id in places else offset
        return (inf if at is None else at), note.id

    return sorted(notes, key=place)
