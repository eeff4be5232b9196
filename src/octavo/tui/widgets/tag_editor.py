"""The tag editor: the tags of the articles at hand, and when open, a line to change them."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from octavo.model.tag import Tag, TagCount
from octavo.tui.widgets.chip import Chip


class TagEditor(Widget):
    """Stands between the headline and the text as a row of chips; `open` gives it the keyboard.

    Every toggle is told at once; the screen applies it and hands the new chips down, which
    does not disturb what is being typed.
    """

    chips: var[Sequence[Chip]] = var(())
    """The tags that the articles at hand have."""
    known: var[Sequence[TagCount]] = var(())
    """The tags to offer, in the order to offer them in while nothing is typed."""
    subject: var[str] = var("")
    """What is being tagged when that is not plain to see, such as `12 articles`."""

    @dataclass
    class Toggled(Message):
        """A tag is to be put on all of the articles at hand, or taken off them."""

        tag: Tag
        on: bool

    @dataclass
    class Done(Message):
        """The editor closed; the keyboard is to go back to where it was."""

    @property
    def is_open(self) -> bool:
        """Whether tags can be typed."""
        raise NotImplementedError

    def open(self) -> None:
        """Take the keyboard at once."""
        raise NotImplementedError

    def close(self) -> None:
        """Go back to being a row of chips, without a message."""
        raise NotImplementedError
