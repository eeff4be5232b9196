"""Notes: written in the editor below the text, or in another one.

Long because it saves what is being written, too.
"""

import os
import subprocess
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from textual.app import SuspendNotSupported

from octavo.model.article import Article, ArticleId
from octavo.model.errors import NoteChanged, OctavoError, refusal
from octavo.model.note import Note, with_comment, without_comment
from octavo.model.operation import Operation
from octavo.settings.state import Autosave, UnsavedNote
from octavo.text import count_of
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.jobs import RepeatedErrors
from octavo.tui.controllers.notes.highlights import HighlightController
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller, Ticks
from octavo.tui.controllers.selection import Selection, item_of, items_of
from octavo.tui.presenters.reading_text import place_of_note

if TYPE_CHECKING:
    from octavo.tui.controllers.notes.note_lists import NoteChoice
    from octavo.tui.controllers.reading.reading import ReadingController

AUTOSAVE_EVERY = 1.0
"""Seconds of typing that a kill can take away."""


class Subject(NamedTuple):
    """What a note that is being written is about."""

    articles: tuple[ArticleId, ...] = ()
    """Each of them gets one; none of them makes a note of its own."""
    note: int | None = None
    """The one that is edited."""


class NoteSaver(Controller):
    """Saves what is being written, in threads, in case octavo does not end well."""

    autosave: Autosave
    unsaved: Callable[[], UnsavedNote | None]
    """What is being written at the moment."""

    def __post_init__(self) -> None:
        self._ticks: Ticks | None = None
        self._saved: UnsavedNote | None = None
        self._is_saving = False
        self._trouble = RepeatedErrors(self.screen)

    def begin(self) -> None:
        """Save another note from now on, once it says something else than it does now."""
        self.autosave.begin()
        self._saved = self.unsaved()
        if self._ticks is None:
            self._ticks = self.screen.set_interval(AUTOSAVE_EVERY, self._save)

    def save_at_once(self) -> None:
        """Save it where it cannot be kept, as octavo may be about to end."""
        if unsaved := self.unsaved():
            with suppress(OSError):
                self.autosave.write(unsaved)

    def _save(self) -> None:
        unsaved = None if self._is_saving else self.unsaved()
        if unsaved and unsaved != self._saved:
            self._is_saving, self._saved = True, unsaved
            self.screen.in_thread("autosave", self._write, unsaved)

    def _write(self, unsaved: UnsavedNote) -> None:
        trouble = ""
        try:
            self.autosave.write(unsaved)
        except OSError as error:
            trouble = f"What you write is not saved until Esc keeps it: {refusal(error)}"
        self.screen.call_later(self._written, trouble)

    def _written(self, trouble: str) -> None:
        self._is_saving = False
        self._trouble.tell(trouble)


class NotesController(PaneController):
    """Writes notes and edits them; a note is kept when its editor is left."""

    selection: Selection
    reader: "ReadingController"
    changes: Changes
    highlights: Callable[[], HighlightController]
    autosave: Autosave

    def __post_init__(self) -> None:
        self._saver = NoteSaver(
            library=self.library,
            screen=self.screen,
            autosave=self.autosave,
            unsaved=self._unsaved,
        )
        self._subject: Subject | None = None
        """What the open editor is about."""
        self._before = ""
        """What the editor said at first."""
        self._since: Note | None = None
        """The note that is edited, as it was then."""

    def write(self) -> Coroutine[object, object, None] | None:
        """Write a note on what is selected in the text, else on what is at hand.

        Where that is several, it is asked; a note is edited.
        """
        highlights = self.highlights()
        if highlights.with_selected(highlights.note):
            return None
        items = self.selection.items()
        articles = tuple(item.id for item in items if isinstance(item, Article))
        match items:
            case [Note(id=id)]:
                self.write_note(id)
            case [Article(id=id)]:
                self._open(Subject((id,)))
            case _ if articles:
                return self._write_each(articles)
            case _:
                alone = self.keymap.key_hint("write-alone")
                self.say(f"No article is at hand; {alone} writes a note of its own.")
        return None

    def write_alone(self) -> None:
        """Write a note that is on no article."""
        self._open(Subject())

    def write_note(self, id: int) -> None:
        """Edit a note."""
        if isinstance(note := item_of(self.library, id), Note):
            on = () if note.article is None else (note.article,)
            self._open(Subject(on, id), note)

    def chosen(self, choice: "NoteChoice | None") -> None:
        """Go to what was chosen on the notes screen."""
        if choice:
            self.go_to(choice.id)
            if choice.is_edited:
                self.write_note(choice.id)

    def go_to(self, id: int) -> None:
        """Open the article of a note where that is, or the note itself."""
        note = item_of(self.library, id)
        if not isinstance(note, Note) or item_of(self.library, note.article) is None:
            self.reader.open(id)
        elif note.article is not None:
            self.reader.open(note.article)
            self.pane.position = place_of_note(note, self.pane.text)

    def keep(self) -> bool:
        """Keep what is written and close the editor; False if it cannot be kept."""
        if self._subject is None:
            return True
        text = self.panes.note_editor.text
        try:
            is_new = text != self._before
            operation = self._put(self._subject, text, self._since) if is_new else None
        except OctavoError as error:
            self._saver.save_at_once()
            self.say(str(error), error=True)
            return False
        self._subject = None
        self.autosave.done()
        self.panes.note_editor.close()
        self.changes.done(operation)
        return True

    async def offer(self) -> None:
        """Offer to go on with a note that was not finished; else it is kept as it stands."""
        library = str(self.library.folder.resolve())
        while found := self.autosave.adopt(library):
            subject = Subject(found.articles, found.note)
            first = Note(id=0, text=found.text, added=self.library.now()).title
            more = f"{self._named(subject)}: {first}\n\nIf not, it is kept as it stands."
            if await self.screen.confirm("Go on with the note that was not finished?", more):
                self._open(subject, self._begun(found), found.text)
                return
            self.changes.done(self._put(subject, found.text, self._begun(found)))
            self.autosave.done()

    def edit_outside(self) -> None:
        """Go on with the note in another editor, and come back with what it says then."""
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if self._subject is None:
            return
        if not command:
            example = "such as EDITOR=nano"
            self.say(f"Set $VISUAL or $EDITOR to the editor to use, {example}.", error=True)
            return
        items = items_of(self.library, self._subject.articles)
        note = item_of(self.library, self._subject.note)
        highlight = note.highlight if isinstance(note, Note) else None
        before = self.panes.note_editor.text
        titles = [item.title for item in items]
        try:
            begun = with_comment(before, titles, highlight)
            after = edited(begun, command, self.screen.app.suspend)
        except (OSError, ValueError, SuspendNotSupported, subprocess.SubprocessError) as error:
            self.say(f"The editor “{command}” did not do it: {error}", error=True)
            return
        if (said := without_comment(after)) != before.rstrip():
            self.panes.note_editor.put(said)

    async def _write_each(self, ids: tuple[ArticleId, ...]) -> None:
        question = f"Write one note on each of {count_of(len(ids), 'article')}?"
        undo = self.keymap.key_hint("undo")
        if await self.screen.confirm(
            question, f"All say the same; undo ({undo}) takes all back."
        ):
            self._open(Subject(ids))

    def _open(
        self, subject: Subject, note: Note | None = None, unsaved: str | None = None
    ) -> None:
        """Write about something; what was being written until then is kept.

        `note` is the one that is edited, `unsaved` how far the text had come before octavo
        ended.
        """
        if subject == self._subject:
            self.panes.note_editor.resume()
        elif self.keep():
            editor = self.panes.note_editor
            self._subject, self._since = subject, note
            editor.open(
                self._named(subject),
                note.text if note else "",
                keep=self.keep,
                go_outside=self.edit_outside,
                complete=self.library.notes.completions,
            )
            self._before = editor.text
            self._saver.begin()
            if note and (passage := self.reader.places.get(note.id)):
                self.pane.view.reveal(passage[0])
            if unsaved is not None:
                editor.put(unsaved)

    def _unsaved(self) -> UnsavedNote | None:
        """What is being written."""
        if self._subject is None:
            return None
        folder = str(self.library.folder.resolve())
        before = self._since.text if self._since else None
        return UnsavedNote(folder, self.panes.note_editor.text, *self._subject, before)

    def _begun(self, found: UnsavedNote) -> Note | None:
        """The note that was edited, with what it said when that began."""
        note = item_of(self.library, found.note)
        if not isinstance(note, Note):
            return None
        return note if found.before is None else replace(note, text=found.before)

    def _named(self, subject: Subject) -> str:
        note = item_of(self.library, subject.note)
        items = items_of(self.library, subject.articles)
        if isinstance(note, Note) and note.highlight:
            return f"Note on “{note.highlight.exact.strip()}”"
        if len(items) > 1:
            return count_of(len(items), "note")
        if items:
            return f"Note on ‘{items[0].title}’"
        return "New note" if note is None else "Note"

    def _put(self, subject: Subject, text: str, since: Note | None) -> Operation | None:
        """Put a text into the library; where what it is about is gone, as a new note.

        So it is where the note was changed elsewhere `since`, which both of them outlive.
        """
        notes = self.library.notes
        note = item_of(self.library, subject.note)
        articles = [item.id for item in items_of(self.library, subject.articles)]
        if not isinstance(note, Note):
            return notes.add(text, articles=articles)
        try:
            return notes.edit(note.id, text, since=since)
        except NoteChanged:
            added = text.strip() and notes.add(
                text, articles=articles, highlight=note.highlight, tags=note.tags
            )
            yours = "what you wrote is a note beside it" if added else "it is not deleted"
            self.say(f"The note was changed elsewhere while you wrote: {yours}.")
            return added or None


def edited(
    text: str, command: str, suspended: Callable[[], AbstractContextManager[None]]
) -> str:
    """A text after it was in the hands of another program, which has the terminal meanwhile.

    Raises:
        OSError, ValueError, CalledProcessError: If the program cannot be run, or says that
            something went wrong.
    """
    import shlex  # not needed to launch

    with TemporaryDirectory(prefix="octavo-") as folder:
        path = Path(folder) / "note.md"
        path.write_text(f"{text}\n", encoding="utf-8")
        with suspended():
            subprocess.run([*shlex.split(command), str(path)], check=True)
        return path.read_text(encoding="utf-8", errors="replace")
