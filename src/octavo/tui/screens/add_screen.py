"""The box for adding: a path, several of them, or a text."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from octavo.tui.screens.questions import BOX


class PathOrText(TextArea):
    """A text area in which Enter ends a single line."""

    class Submitted(Message):
        """The single line is whole."""

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter" and "\n" not in self.text:
            event.prevent_default()
            event.stop()
            self.post_message(self.Submitted())
        elif event.key == "ctrl+j":
            event.prevent_default()
            event.stop()
            self.insert("\n")
        else:
            await super()._on_key(event)


class AddScreen(ModalScreen[str | None]):
    """Asks for something to add; gives back what was typed or pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "add", "Add"),
        Binding("escape", "dismiss(None)", "Cancel", priority=True),
    ]
    DEFAULT_CSS = f"""
    AddScreen {{{BOX}
        PathOrText, PathOrText:focus {{
            height: 10; border: none; padding: 0 1; background: $surface;
        }}
    }}
    """

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Add an article", classes="-title")
            yield PathOrText(soft_wrap=True, show_line_numbers=False)
            yield Static(
                "⏎ adds a path to a file or a folder   ^s adds a text, ^j breaks a line",
                classes="-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """Give the keyboard to the line at once."""
        self.set_focus(self.query_one(PathOrText))

    @on(PathOrText.Submitted)
    def action_add(self) -> None:
        """Give back what was typed or pasted."""
        text = self.query_one(PathOrText).text
        self.dismiss(text if text.strip() else None)
