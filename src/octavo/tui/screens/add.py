"""The box for adding: addresses, paths, or a text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from octavo.tui.screens.dialogs import BOX, Box
from octavo.tui.terminal.input import heard_out
from octavo.tui.widgets.reading.note_editor import VisibleTextArea

WHAT = (
    "an address or a list of them, a path to a file or a folder, the export of another "
    "reader, a list of feeds (OPML), or a text"
)


_KEYS = {
    True: "⏎ add  ^j new line  Esc cancel",
    False: "^s add  ⏎ new line  Esc cancel",
}
"""By whether Enter adds what is there."""

_MUCH = 10_000
"""Characters in which addresses are not looked for at each key."""


class AddressOrText(VisibleTextArea):
    """A text area in which Enter adds a single line, or a list of addresses."""

    async def on_key(self, event: Key) -> None:
        """Add what is all there, and begin a line where Enter does that."""
        if event.key == "enter" and self.is_all_there:
            await self.run_action("screen.add")
        elif event.key == "ctrl+j":
            self.insert("\n")
        else:
            return
        event.prevent_default()
        event.stop()

    @property
    def is_all_there(self) -> bool:
        """Whether Enter adds it: it is one line, or addresses."""
        from octavo.services.detect import urls_in

        return "\n" not in self.text.rstrip() or bool(urls_in(self.text))


class AddScreen(Box[tuple[str, bool]]):
    """Asks for something to add; gives back what is there, and whether to add it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "add_all", "Add", priority=True),
        Binding("escape", "leave", "Cancel", priority=True),
    ]
    DEFAULT_CSS = f"""
    AddScreen {{{BOX}
        AddressOrText, AddressOrText:focus {{
            height: 8; border: none; padding: 0 1; background: $surface;
        }}
        &.-low AddressOrText {{ height: 5; }}
    }}
    """

    def __init__(self, given: str = "", *, selected: bool = False) -> None:
        """Begin from what was given, or in its place if that is selected."""
        super().__init__()
        self._given = given
        self._is_selected = selected

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Add", classes="-title")
            yield AddressOrText(
                self._given, soft_wrap=True, show_line_numbers=False, placeholder=Content(WHAT)
            )
            yield Static(_KEYS[True], classes="-keys", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of what was given, or in its place."""
        area = self.query_one(AddressOrText)
        area.cursor_location = area.document.end
        if self._is_selected:
            area.select_all()

    def on_text_area_changed(self) -> None:
        """Name the key that adds what is there by now, unless that takes long to tell."""
        area = self.query_one(AddressOrText)
        said = _KEYS[len(area.text) < _MUCH and area.is_all_there]
        keys = self.query_one(".-keys", Static)
        if keys.content != said:
            keys.update(said)

    async def action_add_all(self) -> None:
        """Add what was typed until now."""
        await heard_out(self.focused)
        self.action_add()

    def action_add(self) -> None:
        """Give back what was typed or pasted."""
        text = self.query_one(AddressOrText).text
        self.dismiss((text, bool(text.strip())))

    async def action_leave(self) -> None:
        """Leave it as it is, to go on with it the next time."""
        await heard_out(self.focused)
        self.dismiss((self.query_one(AddressOrText).text, False))
