"""The editor of a note: a text to type in below what is read, beside it, or over it."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.widgets.text_area import Edit, EditResult

from octavo.settings.commands import Context
from octavo.text import visible
from octavo.tui.bindings import bindings_for

_LAYOUT = re.compile(r"([\t\n\r]+)")


class VisibleTextArea(TextArea):
    """A text area that shows all that is in it."""

    def edit(self, edit: Edit) -> EditResult:
        """Let no control character in but those that end lines, and tabs."""
        return super().edit(replace(edit, text=_shown(edit.text)))

    def load_text(self, text: str) -> None:
        """Begin with a text, of which the same is true."""
        super().load_text(_shown(text))


def _shown(text: str) -> str:
    parts = _LAYOUT.split(text)
    return "".join(part if _LAYOUT.fullmatch(part) else visible(part) for part in parts)


class NoteArea(VisibleTextArea):
    """What is typed of a note; Esc and the editor's key are told once all letters are in."""

    BINDINGS = [*bindings_for(Context.NOTE_EDITOR)]
    DEFAULT_CSS = """
    NoteArea, NoteArea:focus {
        height: 1fr;
        border: none;
        padding: 0 1;
        background: $surface;
    }
    """

    def __init__(self) -> None:
        super().__init__(
            soft_wrap=True,
            tab_behavior="indent",
            highlight_cursor_line=False,
            placeholder=Content("Markdown"),
        )
        self.keep: Callable[[], object] = lambda: None
        self.go_outside: Callable[[], object] = lambda: None

    async def settled(self) -> None:
        """Wait until all that was typed so far is in the text."""
        arrived = asyncio.Event()
        if self.call_later(arrived.set):
            await arrived.wait()

    async def action_keep(self) -> None:
        """Be done."""
        await self.settled()
        self.keep()

    async def action_edit_outside(self) -> None:
        """Go on in another program."""
        await self.settled()
        self.go_outside()


class NoteEditor(Widget):
    """Shows what a note is about, and has it typed; what becomes of it is up to others.

    It stays while the keyboard is elsewhere, unless it covers what that is in.
    """

    DEFAULT_CSS = """
    NoteEditor {
        display: none;
        layer: panel;
        dock: bottom;
        width: 100%;
        height: 100%;
        layout: vertical;
        background: $surface;
        &.-open { display: block; }
        &.-below { layer: default; height: 40%; min-height: 8; }
        &.-beside { layer: default; dock: right; width: 44; border-left: vkey $primary 50%; }
        .note-editor--about {
            height: 1;
            padding: 0 1;
            background: $foreground 8%;
            color: $foreground 80%;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-focused .note-editor--about {
            background: $primary 25%;
            color: $foreground;
            text-style: bold;
        }
    }
    """

    WIDTH = 44
    """Cells that it takes beside the text: some forty letters, and its frame."""
    LEAST = 20
    """Lines of the pane; in a lower one it lies over the text, not below."""

    def __init__(self) -> None:
        super().__init__()
        self.area = NoteArea()
        self._about = Static(classes="note-editor--about", markup=False)
        self._came_from: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    @property
    def text(self) -> str:
        """What is written."""
        return self.area.text

    def open(
        self,
        about: str,
        text: str,
        *,
        keep: Callable[[], object],
        go_outside: Callable[[], object],
    ) -> None:
        """Take the keyboard at once, to go on at the end of a text.

        `keep` is told that the note is done, `go_outside` that it is to be written elsewhere.
        """
        self.area.keep, self.area.go_outside = keep, go_outside
        self._came_from = self.screen.focused
        if not self.area.is_attached:
            self.mount(self._about, self.area)
        self._about.update(visible(about))
        self.area.load_text(text)
        self.area.move_cursor(self.area.document.end)
        self.add_class("-open")
        self.resume()

    def resume(self) -> None:
        """Take the keyboard, to go on with what is written."""
        self.screen.set_focus(self.area)

    def put(self, text: str) -> None:
        """Say something else, which what is typed can be undone to."""
        self.area.replace(text, (0, 0), self.area.document.end)
        self.area.move_cursor(self.area.document.end)

    def close(self) -> None:
        """Be gone, and give the keyboard back to what had it."""
        had_keys = self.area.has_focus
        self.remove_class("-open")
        if had_keys:
            self.screen.set_focus(self._came_from)

    def fit(self, *, beside: bool, height: int) -> None:
        """Lie beside the text where there is room, else below it, else over it."""
        self.set_class(beside, "-beside")
        self.set_class(not beside and height >= self.LEAST, "-below")
        self._leave_covered()

    def on_descendant_focus(self) -> None:
        """Show that it has the keyboard."""
        self.add_class("-focused")

    def on_descendant_blur(self) -> None:
        """Keep the note if the keyboard goes to what it covers."""
        self.remove_class("-focused")
        self._leave_covered()

    def _leave_covered(self) -> None:
        covers = not (self.has_class("-beside") or self.has_class("-below"))
        if self.is_open and covers and self.screen.focused not in (None, self.area):
            self.area.keep()
