"""The line to look for something in the text, at the foot of the reading pane."""

from octavo.tui.widgets.base.messages import DataMessage
from octavo.tui.widgets.base.prompt import Prompt


class FindLine(Prompt):
    """Says at each letter what is looked for, and shows how many there are."""

    DEFAULT_CSS = """
    FindLine {
        background: $surface;
        .prompt--label, .prompt--aside { padding: 0 1; color: $text-muted; }
    }
    """

    class Changed(DataMessage):
        """Something else is looked for."""

        pattern: str

    class Closed(DataMessage):
        """The keyboard is to go back to the text; with `kept` the marks stay."""

        kept: bool

    def open(self) -> None:
        """Take the keyboard at once, with nothing typed."""
        self.take_keyboard("Find")

    def say_count(self, count: str) -> None:
        """Show how many there are, such as `3 of 12`."""
        self.say(count)

    def typed(self, text: str) -> None:
        self.post_message(self.Changed(text))

    async def action_apply(self) -> None:
        """Go back to the text, the places found still marked."""
        await self._leave(kept=True)

    async def action_cancel(self) -> None:
        """Go back to the text and take the marks off."""
        await self._leave(kept=False)

    async def _leave(self, *, kept: bool) -> None:
        await self.input.settled()
        self.close()
        self.post_message(self.Closed(kept))
