"""The tag prompt: tags to put on and take off, typed as signed words."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.text import label, visible
from octavo.tui.widgets.base.messages import ignore_message
from octavo.tui.widgets.base.prompt import Prompt
from octavo.tui.widgets.tags.order import folded

_LAST = re.compile(r"""(?:^|(?<=[\s,]))(?P<sign>[+-]?)"?(?P<name>[^\s,"]*|(?<=")[^"]*)$""")
_TWO_SIGNS = re.compile(r"^[+-](?=[+-])")
"""A sign that was typed behind the one with which the prompt opens; the typed one counts."""
_BARE_SIGN = re.compile(r"(?:^|(?<=[\s,]))[+-](?=[\s,]|$)")


class TagPrompt(Prompt):
    """Makes an edit of signed words, or says beside the line why they are none.

    The edit is told at once: the key after Enter may already be a command of its own.
    """

    DEFAULT_CSS = """
    TagPrompt {
        background: $primary 14%;
        .prompt--label { padding: 0 2 0 1; text-style: bold; }
        .prompt--aside { padding: 0 1; color: $text-error; }
    }
    """

    _apply: Callable[[TagEdit], object] = staticmethod(ignore_message)

    def __init__(self) -> None:
        super().__init__(self._complete, placeholder="+tag to put on  -tag to take off")
        self._known: Sequence[Tag] = ()
        self._present: Sequence[Tag] = ()

    def open(
        self,
        sign: Literal["+", "-"],
        known: Sequence[TagCount],
        present: Iterable[Tag],
        subject: str,
        apply: Callable[[TagEdit], object],
    ) -> None:
        """Take the keyboard at once, with the sign typed.

        `known` completes what is put on, `present` what is taken off; `subject` says what is
        tagged, such as `12 articles`. `apply` is given the edit once the keyboard is back; it
        is not called if nothing is to change.
        """
        self._apply = apply
        self._known, self._present = [entry.tag for entry in known], sorted(present)
        self.take_keyboard(label(f"Tag {subject}") if subject else "Tag", sign)

    def typed(self, text: str) -> None:  # noqa: ARG002
        self.say("")

    async def action_apply(self) -> None:
        """Hand the edit over, or say why it cannot be one."""
        await self.input.settled()
        line = _BARE_SIGN.sub("", _TWO_SIGNS.sub("", self.input.value))
        try:
            edit = TagEdit.parse(line) if line.strip(" ,") else TagEdit()
        except InvalidTag as error:
            self.say(f"✗ {visible(error.problem)}")
            return
        self.close()
        if edit:
            self._apply(edit)

    async def action_cancel(self) -> None:
        """Close without a change."""
        await self.input.settled()
        self.close()

    async def on_descendant_blur(self) -> None:
        """Close when something else was clicked."""
        if self.is_open and not self.input.has_focus:
            await self.action_cancel()

    def _complete(self, line: str) -> str | None:
        return completed(line, self._known, self._present)


def completed(line: str, known: Iterable[Tag], present: Iterable[Tag]) -> str | None:
    """A line with its last signed word completed, from `present` where it takes off."""
    last = _LAST.search(line)
    if last is None or not last["name"]:
        return None
    wanted = folded(last["name"])
    tags = present if last["sign"] == "-" else known
    tag = next((tag for tag in tags if folded(tag).startswith(wanted)), None)
    if tag is None:
        return None
    word = f'"{tag}"' if " " in tag else str(tag)
    return f"{line[: last.start()]}{last['sign']}{word}"
