"""Prompts: lines to type in that are shown only while they are open.

That for tags has a module of its own, with what it reads of them.
"""

from collections.abc import Callable

from textual.widget import Widget
from textual.widgets import Static

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_input import Complete, LineInput
from octavo.tui.widgets.base.messages import ignore_message


class Prompt(Widget):
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
        self._came_from: Widget | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def typed(self, text: str) -> None:
        """The line says something else."""

    def say(self, text: str) -> None:
        """Say something beside the line."""
        self._aside.update(text)

    def take_keyboard(self, label: str, text: str = "") -> None:
        """Open at once, with a text in the line; on the screen from the first time on."""
        self._label.update(label)
        self.say("")
        self._came_from = self.screen.focused
        if not self.input.is_attached:
            self.mount(self._label, self.input, self._aside)
        self.add_class("-open")
        self.input.put(text)
        self.input.open()

    def close(self) -> None:
        """Give the keyboard back to what had it."""
        if self.input.has_focus:
            self.screen.set_focus(self._came_from)
        self.remove_class("-open")

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

    def say_count(self, count: str) -> None:
        """Show how many there are, such as `3 of 12`."""
        self.say(count)

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
