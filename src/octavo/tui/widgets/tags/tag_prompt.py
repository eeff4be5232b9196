"""The tag prompt: tags to put on and take off, typed as signed words."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from textual.widget import Widget
from textual.widgets import Static

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.settings.commands import Context
from octavo.text import visible
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_input import LineInput
from octavo.tui.widgets.base.messages import Told
from octavo.tui.widgets.tags.order import folded

_LAST = re.compile(r"""(?:^|(?<=[\s,]))(?P<sign>[+-]?)"?(?P<name>[^\s,"]*|(?<=")[^"]*)$""")
_TWO_SIGNS = re.compile(r"^[+-](?=[+-])")
"""A sign that was typed behind the one with which the prompt opens; the typed one counts."""
_BARE_SIGN = re.compile(r"(?:^|(?<=[\s,]))[+-](?=[\s,]|$)")


class TagPrompt(Widget):
    """One line, shown only while it is open."""

    BINDINGS = [*bindings_for(Context.PROMPT)]

    DEFAULT_CSS = """
    TagPrompt {
        display: none;
        height: 1;
        layout: horizontal;
        background: $primary 14%;
        &.-open { display: block; }
        .tag-prompt--label { width: auto; padding: 0 2 0 1; text-style: bold; }
        .tag-prompt--problem {
            width: auto;
            max-width: 60%;
            padding: 0 1;
            color: $text-error;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        LineInput { width: 1fr; }
    }
    """

    class Submitted(Told):
        """An edit is to be applied; the prompt closed and the keyboard is back."""

        edit: TagEdit

    class Cancelled(Told):
        """Nothing is to change; the prompt closed and the keyboard is back."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._label = Static(classes="tag-prompt--label", markup=False)
        self._problem = Static(classes="tag-prompt--problem", markup=False)
        self._known: Sequence[Tag] = ()
        self._present: Sequence[Tag] = ()
        self._came_from: Widget | None = None

    @cached_property
    def input(self) -> LineInput:
        """What is typed in; it comes on the screen when the prompt is first opened."""
        ask = "+tag to put on  -tag to take off"
        return LineInput(lambda _: self._problem.update(""), self._complete, placeholder=ask)

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

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
        self._known, self._present = [entry.tag for entry in known], sorted(present)
        self._label.update(visible(f"Tag {subject}") if subject else "Tag")
        self._problem.update("")
        self._came_from = self.screen.focused
        if not self.input.is_attached:
            self.mount(self._label, self.input, self._problem)
        self.add_class("-open")
        self.input.put(sign)
        self.input.open()

    async def action_apply(self) -> None:
        """Hand the edit over, or say why it cannot be one."""
        await self.input.settled()
        line = _BARE_SIGN.sub("", _TWO_SIGNS.sub("", self.input.value))
        try:
            edit = TagEdit.parse(line) if line.strip(" ,") else TagEdit()
        except InvalidTag as error:
            self._problem.update(f"✗ {visible(error.problem)}")
            return
        self._close()
        self.post_message(self.Submitted(edit) if edit else self.Cancelled())

    async def action_cancel(self) -> None:
        """Close without a change."""
        await self.input.settled()
        self._close()
        self.post_message(self.Cancelled())

    async def action_complete(self) -> None:
        """Write out the tag that the last letters begin."""
        await self.input.settled()
        self.input.take_completion()

    async def on_descendant_blur(self) -> None:
        """Close when something else was clicked."""
        if self.is_open and not self.input.has_focus:
            await self.action_cancel()

    def _close(self) -> None:
        if self.input.has_focus:
            self.screen.set_focus(self._came_from)
        self.remove_class("-open")

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
