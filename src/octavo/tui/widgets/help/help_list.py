"""The help: every command with its keys, to be searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Input, Static

from octavo.settings.commands import COMMANDS, Command, Context
from octavo.settings.keymap import Keymap, label
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_input import LineInput
from octavo.tui.widgets.help.help_lines import HelpLines


class HelpList(Widget):
    """A line to type in, below it the commands that match, and what the one pointed at does."""

    BINDINGS = [*bindings_for(Context.HELP)]

    DEFAULT_CSS = """
    HelpList {
        layout: vertical;
        Horizontal { height: 1; margin: 0 0 1 0; }
        .help-list--sign { width: 3; padding: 0 1; color: $primary; text-style: bold; }
        LineInput { width: 1fr; }
        .help-list--told { height: 3; padding: 1 1 0 1; color: $foreground 85%; }
    }
    """

    commands: var[Sequence[Command]] = var(COMMANDS)
    keymap: var[Keymap] = var(Keymap)

    @dataclass
    class Chosen(Message):
        """A command is to be run."""

        id: str

    @dataclass
    class Closed(Message):
        """The help is done with."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.input = LineInput(placeholder="a command, a key or what you want to do")
        self.lines = HelpLines()
        self._told = Static(classes="help-list--told", markup=False)
        self._shown_for = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("?", classes="help-list--sign")
            yield self.input
        yield self.lines
        yield self._told

    def on_mount(self) -> None:
        self._show()

    def watch_commands(self) -> None:
        self._show()

    def watch_keymap(self, keymap: Keymap) -> None:
        self.lines.keymap = keymap
        self._show()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._take_in()

    @on(HelpLines.Moved)
    def _moved(self, event: HelpLines.Moved) -> None:
        event.stop()
        self._told.update(_told(event.command) if event.command else "Nothing found.")

    @on(HelpLines.Picked)
    async def action_run(self) -> None:
        """Run the command that is pointed at."""
        await self._settled()
        if command := self.lines.pointed:
            self.post_message(self.Chosen(command.id))

    async def action_close(self) -> None:
        """Close the help."""
        self.post_message(self.Closed())

    async def action_next_command(self) -> None:
        await self._settled()
        self.lines.move(1)

    async def action_previous_command(self) -> None:
        await self._settled()
        self.lines.move(-1)

    async def _settled(self) -> None:
        await self.input.settled()
        self._take_in()

    def _take_in(self) -> None:
        if self.input.value != self._shown_for:
            self._show()

    def _show(self) -> None:
        self._shown_for = self.input.value
        found = search(self.commands, self._shown_for, self.keymap)
        self.lines.show(found, grouped=not self._shown_for.strip())


def search(commands: Sequence[Command], typed: str, keymap: Keymap) -> list[Command]:
    """The commands that a key or some words mean, the most likely first."""
    words = typed.casefold().split()
    ranked = []
    for place, command in enumerate(commands):
        title, says = command.title.casefold(), f"{command.id} {command.help}".casefold()
        keys = {label(key) for key in keymap.keys_of(command.id)} | {
            *keymap.keys_of(command.id)
        }
        if typed.strip() in keys:
            ranked.append((0, place, command))
        elif all(word in title for word in words):
            ranked.append((1, place, command))
        elif all(word in title or word in says for word in words):
            ranked.append((2, place, command))
    return [command for *_, command in sorted(ranked, key=lambda entry: entry[:2])]


def _told(command: Command) -> Content:
    """What a command does and where."""
    *others, last = sorted(command.when)
    places = f"{', '.join(others)} and {last}" if others else last
    return Content.assemble(command.help, "\n", (f"In the {places}", "dim"))
