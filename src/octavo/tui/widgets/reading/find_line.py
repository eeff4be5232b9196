"""The line to look for something in the text, at the foot of the reading pane."""

from collections.abc import Callable

from octavo.tui.widgets.base.messages import ignore_message
from octavo.tui.widgets.base.prompt import Prompt


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
