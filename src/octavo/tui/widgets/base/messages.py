"""How widgets say what happened: messages that carry values, and listeners called at once."""

from typing import dataclass_transform

from textual.message import Message


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
