"""Messages that carry values."""

from typing import dataclass_transform

from textual.message import Message


@dataclass_transform()
class Told(Message):
    """A message with the values that its class names, given in that order or by name.

    To the type checker it is a dataclass. To be made one takes a class a third of a
    millisecond, and some thirty of them are made at launch.
    """

    def __init__(self, *values: object, **named: object) -> None:
        super().__init__()
        vars(self).update(zip(self.__annotations__, values, strict=False), **named)
