"""Prompts: lines to type in that are shown only while they are open.

One finds words in a text; one takes tags to put on and take off, as signed words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from textual.widget import Widget
from textual.widgets import Static

from octavo.model.errors import InvalidTag
from octavo.model.tag import Tag, TagCount, TagEdit
from octavo.settings.commands import Context
from octavo.text import label, visible
from octavo.tui.bindings import bindings_for, ignore_message
from octavo.tui.widgets.base.drawing import Opened
from octavo.tui.widgets.base.line_input import Complete, LineInput
from octavo.tui.widgets.tags.order import folded


class Prompt(Opened, Widget):
    """A label, the line, and beside it what there is to say of what is typed.

    What becomes of that on Enter and Esc is up to those that build on it.
    """

    BINDINGS = [*bindings_for(Context.PROMPT)]

    DEFAULT_CSS = """
    Prompt {
        display: none;
        height: 1;
        layout: horizontal;
        &.-open { display: block; }
        .prompt--label { width: auto; }
        .prompt--aside { width: auto; max-width: 60%; }
        .prompt--aside { text-wrap: nowrap; text-overflow: ellipsis; }
        LineInput { width: 1fr; }
    }
    """

    def __init__(self, complete: Complete | None = None, *, placeholder: str = "") -> None:
        super().__init__()
        self.input = LineInput(self.typed, complete, placeholder=placeholder)
        self._label = Static(classes="prompt--label", markup=False)
        self._aside = Static(classes="prompt--aside", markup=False)

    def typed(self, text: str) -> None:
        """The line says something else."""

    def say(self, text: str) -> None:
        """Say something beside the line."""
        self._aside.update(text)

    def take_keyboard(self, label: str, text: str = "") -> None:
        """Open at once, with a text in the line; on the screen from the first time on."""
        self._label.update(label)
        self.say("")
        if not self.input.is_attached:
            self.mount(self._label, self.input, self._aside)
        self.input.put(text)
        self.be_open(self.input)

    async def action_complete(self) -> None:
        """Write out what the last letters begin."""
        await self.input.settled()
        self.input.take_completion()


class FindLine(Prompt):
    """Says at each letter what is looked for, and shows how many there are.

    Both are told at once: the key after Enter may be the one that goes to the next hit.
    """

    DEFAULT_CSS = """
    FindLine {
        background: $surface;
        .prompt--label, .prompt--aside { padding: 0 1; color: $text-muted; }
    }
    """

    _changed: Callable[[str], object] = staticmethod(ignore_message)
    _left: Callable[[bool], object] = staticmethod(ignore_message)

    def open(self, changed: Callable[[str], object], left: Callable[[bool], object]) -> None:
        """Take the keyboard at once, with nothing typed.

        `changed` is told what is looked for, `left` whether the marks are kept.
        """
        self._changed, self._left = changed, left
        self.take_keyboard("Find")

    def typed(self, text: str) -> None:
        self._changed(text)

    async def action_apply(self) -> None:
        """Go back to the text, the places found still marked."""
        await self._leave(True)

    async def action_cancel(self) -> None:
        """Go back to the text and take the marks off."""
        await self._leave(False)

    async def _leave(self, kept: bool) -> None:
        await self.input.settled()
        self.close()
        self._left(kept)


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
        super().__init__(
            lambda line: completed(line, self._known, self._present),
            placeholder="+tag to put on  -tag to take off",
        )
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
