"""The table of commands as Textual's bindings."""

from collections.abc import Mapping

from textual.binding import Binding

from octavo.settings.commands import Context, works_in


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
