"""The help: every command with its keys, to be searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from octavo.tui.commands import COMMANDS, Command
from octavo.tui.keymap import Keymap


class HelpList(Widget):
    """A line to type in, and below it the commands that match."""

    commands: var[Sequence[Command]] = var(COMMANDS)
    keymap: var[Keymap] = var(Keymap())

    @dataclass
    class Chosen(Message):
        """A command is to be run."""

        id: str

    @dataclass
    class Closed(Message):
        """The help is done with."""
