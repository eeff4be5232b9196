"""How widgets are told and tell: commands as bindings and actions, and messages with values."""

from collections.abc import Mapping
from typing import dataclass_transform

from textual.binding import Binding
from textual.message import Message

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
    """The action that does a command: its widget's, the app's, the screen's own, or its `run`.

    The screen runs a command by having the controller do it that the table names.
    """
    controller, dot, _ = command.target.partition(".")
    is_action = not dot or controller in ("app", "screen")
    return command.target if is_action else f"screen.run('{command.id}')"


@dataclass_transform()
class DataMessage(Message):
    """A message with the values that its class names, given in that order or by name.

    To the type checker it is a dataclass. To be made one takes a class a third of a
    millisecond, and some thirty of them are made at launch.
    """

    def __init__(self, *values: object, **named: object) -> None:
        super().__init__()
        vars(self).update(zip(self.__annotations__, values, strict=False), **named)


def ignore_message(_told: object) -> None:
    """Stands in for a listener.

    Most of what widgets say is a message. Where the screen paints what follows from it along
    with the widget, a listener is called at once instead: a message would come after the paint.
    """
