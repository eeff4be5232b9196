"""The table of commands as Textual's bindings and actions."""

from collections.abc import Mapping

from textual.binding import Binding

from octavo.settings.commands import Command, Context, works_in


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
            ",".join(bound), action_of(command), command.title, id=command.id, priority=True
        )
        for command in works_in(context)
        if (bound := chosen.get(command.id, command.keys))
    ]


def action_of(command: Command) -> str:
    """The action that does a command: its widget's, the app's, or the screen's `run`.

    The screen runs a command by having the controller do it that the table names.
    """
    controller, dot, _ = command.target.partition(".")
    return f"screen.run('{command.id}')" if dot and controller != "app" else command.target
