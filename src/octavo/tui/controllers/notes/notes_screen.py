"""The acts of the notes screen: open, edit and delete notes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, Self

from octavo.library.library import Library
from octavo.model.errors import OctavoError
from octavo.model.note import Note
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.text import age
from octavo.tui.controllers.protocols import ChipsView, Say
from octavo.tui.controllers.selection import Chosen, item_of, items_of
from octavo.tui.widgets.tags.tag_bar import Chip


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


class NotesScreenController:
    """Acts on the note under the cursor of the notes screen."""

    def __init__(
        self,
        *,
        library: Library,
        table: NotesView,
        rows: Chosen,
        chips: ChipsView,
        say: Say,
        changed: Callable[[Operation], None],
        leave: Callable[[NoteChoice | None], object],
    ) -> None:
        """`changed` shows what was done; `leave` closes the screen, with a note to go to."""
        self._library = library
        self._table = table
        self._rows = rows
        self._chips = chips
        self._say = say
        self._changed = changed
        self._leave = leave
        self._shown_at = -1
        """The number of the last operation that is shown."""

    def show(self) -> None:
        """List the notes anew."""
        self._shown_at = self._library.sequence
        self._table.notes = [NoteRow.of(self._library, n) for n in self._library.notes.all()]

    def look(self) -> None:
        """List the notes anew if anything was changed meanwhile."""
        if self._library.sequence != self._shown_at:
            self.show()

    def show_tags(self) -> None:
        """Show the tags of the note under the cursor, unless others are edited."""
        if not self._chips.is_open:
            items = items_of(self._library, self._rows.chosen)
            self._chips.chips = [Chip(tag) for item in items for tag in sorted(item.tags)]

    def go_to(self) -> None:
        """Go to where the note is."""
        for id in self._rows.chosen:
            self._leave(NoteChoice(id))

    def edit(self) -> None:
        """Go there and edit it."""
        for id in self._rows.chosen:
            self._leave(NoteChoice(id, is_edited=True))

    def delete(self) -> None:
        """Move the note to the trash."""
        try:
            operation = self._library.delete(self._rows.chosen)
        except OctavoError as error:
            self._say(str(error), error=True)
            return
        if operation:
            self._changed(operation)

    def close(self) -> None:
        """Go back to where the reader came from."""
        self._leave(None)
