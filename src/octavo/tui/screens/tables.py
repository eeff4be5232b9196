"""The screens of tags, feeds and notes: each a table whose entries lead to what is behind them.

Long because it holds the three of them.
"""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import var
from textual.screen import ScreenResultType
from textual.strip import Strip

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.feed import FeedId
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.text import label, visible
from octavo.tui.bindings import bindings_for, ignore_message
from octavo.tui.controllers.articles.tagging import TaggingController
from octavo.tui.controllers.articles.tags_screen import TagsController
from octavo.tui.controllers.changes import HistoryController
from octavo.tui.controllers.intake.feeds_screen import FeedRows, FeedsController
from octavo.tui.controllers.intake.fetch import RefreshController
from octavo.tui.controllers.jobs import LongHistory
from octavo.tui.controllers.notes.note_lists import NoteChoice, NoteRow, NotesScreenController
from octavo.tui.controllers.selection import Selection
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.dialogs import completion
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import Filtered, FilteredRows
from octavo.tui.widgets.feeds.table import FeedsTable
from octavo.tui.widgets.tags.table import TagsTable
from octavo.tui.widgets.tags.tag_editor import TagEditor

LOOK_EVERY = 0.25
"""Seconds between two looks at whether anything has changed."""


class TableScreen(CommandScreen[ScreenResultType]):
    """A table that fills the screen; gives back what to go to, or None."""

    def __init__(
        self,
        library: Library,
        keymap: Keymap,
        context: Context,
        table: "TagsTable | FeedsTable | NotesTable",
        long_history: LongHistory,
        at: object = None,
        show_changed: Callable[[frozenset[ArticleId]], None] = ignore_message,
    ) -> None:
        """Begin with the cursor on the entry that `at` is the key of, None for the first.

        `long_history` undoes and does again what takes long, and goes on with that when this
        is closed; `show_changed` draws articles and notes behind it that were changed on it.
        """
        super().__init__(keymap, context, table.lines)
        self._library, self._whole, self._at = library, table, at
        self._show_changed = show_changed
        history = HistoryController(
            library=library, screen=self, show=self._reversed, begin=long_history.begin
        )
        self._jobs = long_history.jobs
        self.connect(history=history, jobs=self._jobs)

    def compose(self) -> ComposeResult:
        yield self._whole
        yield self.footer

    def on_mount(self) -> None:
        """Show everything as it is, also whenever that changes, and take the keys."""
        with self.telling_errors():
            self.show()
        self._whole.lines.point(self._at)
        self._whole.focus()
        self.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Show what others changed; what was done before that is not what undo takes back."""
        if self._library.others_came_last:
            self.footer.last = ""
        self.footer.working = self._jobs.under_way
        self.show()

    def show(self) -> None:
        """Show everything as it is now, if that is other than what is shown."""

    def _reversed(self, operation: Operation) -> None:
        """Show what was taken back or done again, with the cursor on what is back."""
        before = self._whole.lines.listed
        self.done(operation)
        back = (key for key in self._whole.lines.listed if key not in before)
        self._whole.lines.point(next(back, None))

    def done(self, operation: Operation | None, said: str = "") -> None:
        """Say what an operation did, and show everything as it is now."""
        if operation is not None:
            self.footer.last = visible(said or operation.report)
            self._show_changed(operation.ids)
            self.show()


class TagsScreen(TableScreen[str | None]):
    """Counts, renames, merges, deletes and pins tags."""

    def __init__(
        self,
        *,
        library: Library,
        keymap: Keymap,
        long_history: LongHistory,
        at: Tag | None = None,
    ) -> None:
        self.table = TagsTable()
        super().__init__(library, keymap, Context.TAGS, self.table, long_history, at)
        self._tags = TagsController(
            library=library,
            screen=self,
            table=self.table,
            changed=self.done,
            leave=self.dismiss,
            complete=completion,
        )
        self.connect(tags=self._tags)

    def show(self) -> None:
        self._tags.show()

    @on(TagsTable.Opened)
    def _opened(self) -> None:
        self._tags.list_articles()

    @on(TagsTable.Dropped)
    async def _dropped(self, event: TagsTable.Dropped) -> None:
        self._tags.dragged = event.tag, event.onto
        await self.run_command("move-tag")


class FeedsScreen(TableScreen[str | None]):
    """What is followed, what is new, and what could not be had."""

    def __init__(
        self,
        *,
        library: Library,
        keymap: Keymap,
        long_history: LongHistory,
        refreshing: RefreshController,
        add: Callable[[str], None],
        show_changed: Callable[[frozenset[ArticleId]], None],
        at: FeedId | None = None,
        has_one_pane: bool = False,
    ) -> None:
        self.table = FeedsTable(has_one_pane=has_one_pane)
        super().__init__(
            library, keymap, Context.FEEDS, self.table, long_history, at, show_changed
        )
        self._rows = FeedRows(library=library, screen=self, table=self.table)
        self._feeds = FeedsController(
            library=library,
            screen=self,
            table=self.table,
            jobs=self._jobs,
            refreshing=refreshing,
            add=add,
            changed=self.done,
            leave=self.dismiss,
        )
        self.connect(feeds=self._feeds)

    def on_mount(self) -> None:
        """Say how feeds come here."""
        self.table.placeholder = Content(
            f"No feeds are followed yet.\n\n{self.keymap.key_hint('follow-feed')} follows the "
            "feed of a site, or all feeds of a list (OPML). So does: octavo import feeds.opml"
        )

    def show(self) -> None:
        """Draw the feeds if anything has changed."""
        self._rows.look()

    @on(FeedsTable.Opened)
    def _opened(self) -> None:
        self._feeds.list_articles()


class NoteLines(FilteredRows[NoteRow, ArticleId]):
    """Draws each note: its first line and age, and below them what it is on and its tags."""

    BINDINGS = [*bindings_for(Context.NOTES)]
    DEFAULT_CSS = """
    NoteLines {
        & > .note-lines--age, & > .note-lines--about { color: $foreground 60%; }
        & > .note-lines--tag { color: $text-secondary; }
    }
    """
    LINES = 2

    def __init__(self) -> None:
        super().__init__()
        self.pointed: Callable[[], None] = lambda: None
        """Called when another note may be under the cursor."""

    @property
    def marks(self) -> frozenset[ArticleId]:
        """No note is marked here."""
        return frozenset()

    @property
    def chosen(self) -> tuple[ArticleId, ...]:
        """The note under the cursor."""
        return (self.rows[self.at].id,) if self.rows else ()

    def key_of(self, entry: NoteRow) -> int:
        return entry.id

    def cursor_moved(self) -> None:
        self.pointed()

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        note, ground = self.rows[row], self.ground(row)
        about = self.style_of(*ground, "note-lines--about")
        first = self.begun(row, width).skip_to(2)
        name = Line(first.left - cell_len(note.age) - 2, first.style).add(label(note.title))
        first.join(name).skip_to(width - 1 - cell_len(note.age))
        first.add(note.age, self.style_of(*ground, "note-lines--age"))
        second = self.begun(row, width).skip_to(2).add(visible(note.about), about)
        for tag in note.tags:
            second.add("  ").add(label(tag), self.style_of(*ground, "note-lines--tag"))
        return [first.strip(), second.strip()][: self.row_height]


class NotesTable(Filtered[NoteLines]):
    """The notes, narrowed by what is typed in the filter line."""

    called = "notes"

    notes: var[Sequence[NoteRow]] = var(())
    """In the order to list them in."""

    def __init__(self) -> None:
        super().__init__(NoteLines())

    def watch_notes(self) -> None:
        self.show_matching()

    def show_matching(self, *, first: bool = False) -> None:
        words = self.typed.casefold().split()
        rows = [note for note in self.notes if note.matches(words)]
        none = "No note says so.\n\nEsc in the filter shows all."
        self.show(rows, len(self.notes), none, first=first)
        self.lines.pointed()


class NotesScreen(TableScreen[NoteChoice | None]):
    """Gives back the note to go to, or None.

    The tag editor is over the notes while it is open.
    """

    def __init__(
        self,
        *,
        library: Library,
        keymap: Keymap,
        long_history: LongHistory,
        show_changed: Callable[[frozenset[ArticleId]], None],
    ) -> None:
        self.tag_editor = TagEditor()
        self.tag_editor.display = False
        self.table = NotesTable()
        super().__init__(
            library, keymap, Context.NOTES, self.table, long_history, None, show_changed
        )
        self._notes = NotesScreenController(
            library=library,
            screen=self,
            table=self.table,
            rows=self.table.lines,
            chips=self.tag_editor,
            changed=self.done,
            leave=self.dismiss,
        )
        self.table.lines.pointed = self._notes.show_tags
        self._tagging = TaggingController(
            library=library,
            screen=self,
            selection=Selection(library=library, rows=self.table.lines, read_now=lambda: None),
            editor=self.tag_editor,
            prompt=lambda: self.tag_prompt,
            pane=self,
            changed=self.done,
            show_head=self._notes.show_tags,
        )
        self.tag_editor.toggled = self._tagging.toggled
        self.tag_editor.pasted = self._tagging.pasted
        self.tag_editor.closed = self._tagging.closed
        self.connect(notes=self._notes, tagging=self._tagging)

    def compose(self) -> ComposeResult:
        yield self.tag_editor
        yield from super().compose()

    def on_mount(self) -> None:
        """Say how notes come here."""
        self.table.placeholder = Content(
            f"There are no notes yet.\n\n{self.keymap.key_hint('write-note')} writes one on "
            f"an article, {self.keymap.key_hint('write-alone')} one of its own."
        )

    def show(self) -> None:
        self._notes.look()

    def show_for_a_while(self) -> None:
        """Show the tags."""
        self.tag_editor.display = True

    def take_back(self) -> None:
        """Let them go again."""
        self.tag_editor.display = False

    def _reversed(self, operation: Operation) -> None:
        """The cursor stays where it is."""
        self.done(operation)

    @on(NotesTable.Opened)
    def _opened(self) -> None:
        self._notes.go_to()

    @on(TagEditor.Asked)
    def _tags_clicked(self) -> None:
        self._tagging.edit()
