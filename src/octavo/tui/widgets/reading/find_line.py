"""The line to look for something in the text, at the foot of the reading pane."""

from functools import cached_property
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.messages import Told


class FindLine(Horizontal):
    """Shown only while something is looked for; the text is searched with every letter."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.PROMPT)]

    DEFAULT_CSS = """
    FindLine {
        height: 1;
        display: none;
        background: $surface;
        &.-open { display: block; }
        Label { padding: 0 1; color: $text-muted; }
        Input, Input:focus {
            border: none; height: 1; width: 1fr; padding: 0; background: $surface;
        }
    }
    """

    class Changed(Told):
        """Something else is looked for."""

        pattern: str

    class Closed(Told):
        """The keyboard is to go back to the text; with `kept` the marks stay."""

        kept: bool

    @cached_property
    def _input(self) -> Input:
        """What is typed in; it comes on the screen when something is first looked for."""
        return Input(select_on_focus=False)

    @cached_property
    def _count(self) -> Label:
        return Label("")

    def open(self) -> None:
        """Take the keyboard at once, with nothing typed."""
        if not self._input.is_attached:
            self.mount(Label("Find"), self._input, self._count)
        self.add_class("-open")
        self._input.clear()
        self.say_count("")
        self._input.focus()

    def say_count(self, count: str) -> None:
        """Show how many there are, such as `3 of 12`."""
        self._count.update(count)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_apply()

    def action_apply(self) -> None:
        """Go back to the text, the places found still marked."""
        self._close(kept=True)

    def action_cancel(self) -> None:
        """Go back to the text and take the marks off."""
        self._close(kept=False)

    def action_complete(self) -> None:
        """There is nothing to complete here."""

    def _close(self, *, kept: bool) -> None:
        self.remove_class("-open")
        self.post_message(self.Closed(kept))
