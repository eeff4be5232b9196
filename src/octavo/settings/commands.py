"""Every command of the app, said once.

The bindings of screens and widgets, the footer, the help, the palette, the key map of the
config file and `octavo keys` all come from `COMMANDS`.
"""

from collections.abc import Mapping

from textual.binding import Binding

from octavo.settings.command import Command, Context, Group
from octavo.settings.command_table import COMMANDS

__all__ = ["COMMANDS", "Command", "Context", "Group", "bindings_for", "command", "works_in"]

_BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def command(id: str) -> Command:
    """The command with an id.

    Raises:
        KeyError: If there is none.
    """
    return _BY_ID[id]


def works_in(context: Context) -> tuple[Command, ...]:
    """The commands that work in a context, in the order of the table."""
    return tuple(command for command in COMMANDS if context in command.when)


def bindings_for(
    context: Context, keys: Mapping[str, tuple[str, ...]] | None = None
) -> list[Binding]:
    """What the widget that stands for a context binds, as its `BINDINGS`.

    Another choice of `keys` is for tests; the app applies the config file's through
    `App.set_keymap(keymap.overrides())`, for which each binding carries its command's id.

    They are priority bindings because those run in the app's own task, before the next key
    is looked at: of `/` and letters typed right behind it, none goes to the list.
    """
    chosen = {} if keys is None else keys
    return [
        Binding(
            ",".join(bound), command.invocation, command.title, id=command.id, priority=True
        )
        for command in works_in(context)
        if (bound := chosen.get(command.id, command.keys))
    ]
