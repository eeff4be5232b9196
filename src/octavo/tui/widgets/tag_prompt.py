"""The tag prompt: tags to put on and take off, typed as signed words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from textual.message import Message
from textual.widget import Widget

from octavo.model.tag import Tag, TagCount, TagEdit


class TagPrompt(Widget):
    """One line, shown only while it is open."""

    @dataclass
    class Submitted(Message):
        """An edit is to be applied; the prompt closed itself."""

        edit: TagEdit

    @dataclass
    class Cancelled(Message):
        """The prompt closed itself and nothing is to change."""

    def open(
        self,
        sign: Literal["+", "-"],
        known: Sequence[TagCount],
        present: Iterable[Tag],
        subject: str = "",
    ) -> None:
        """Take the keyboard at once, with the sign typed.

        `known` completes what is put on, `present` what is taken off; `subject` says what is
        tagged, such as `12 articles`.
        """
        raise NotImplementedError
