"""A line to type in: as bare as the text around, and safe whatever is pasted."""

import asyncio
from collections.abc import Callable

from rich.cells import cell_len
from textual.events import Paste
from textual.geometry import Offset, Region, Size
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input

from octavo.text import visible
from octavo.tui.bindings import ignore_message
from octavo.tui.terminal.painting import DrawnParts

Complete = Callable[[str], str | None]
"""Gives the whole line with its last word completed, or None."""


class Completion(Suggester):
    """Shows in grey, behind the cursor, what the line would become."""

    def __init__(self, line: "LineInput") -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        whole = self._line.complete(value) if self._line.complete else None
        extends = whole and whole.casefold().startswith(value.casefold())
        return whole if extends else None


class VisibleInput(Input):
    """An input that shows all that is in it."""

    def validate_value(self, value: str) -> str:
        """Let no control character in, character for character."""
        return visible(value)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen; at the end Textual says one cell more."""
        return super().cursor_screen_offset - Offset(int(self.cursor_at_end), 0)

    def on_paste(self, event: Paste) -> None:
        """Take in all lines, as one; Textual alone would keep only the first."""
        event.prevent_default().stop()
        self.replace(" ".join(event.text.splitlines()), *self.selection)


class LineInput(DrawnParts, VisibleInput):
    """An input without a frame that selects nothing when it gets the keyboard."""

    DEFAULT_CSS = """
    LineInput {
        &, &:focus, &.-textual-compact {
            border: none;
            padding: 0;
            height: 1;
            background: $background 0%;
            background-tint: $background 0%;
        }
        & > .input--placeholder, & > .input--suggestion { color: $foreground 45%; }
    }
    """

    # Textual would lay out the whole screen at every letter, for a scroll bar that a line of
    # text does not show.
    virtual_size = Reactive(Size(0, 0))

    def __init__(
        self,
        typed: Callable[[str], object] = ignore_message,
        complete: Complete | None = None,
        *,
        placeholder: str = "",
    ) -> None:
        """Call `typed` with what the line says whenever that is something else."""
        super().__init__(placeholder=placeholder, select_on_focus=False, compact=True)
        self.complete = complete
        """May be set at any time; None completes nothing."""
        self._typed = typed
        self._tells = True
        self.suggester = Completion(self)
        self.cursor_blink = False

    def open(self) -> None:
        """Take the keyboard before the next key is looked at, with the cursor at the end."""
        self.cursor_position = len(self.value)
        self.screen.set_focus(self)

    def on_resize(self) -> None:
        """Show all that fits: letters typed before the line had a width have scrolled it."""
        before = cell_len(self.value[: self.cursor_position])
        self.scroll_to(0, animate=False, force=True, immediate=True)
        self.scroll_to_region(
            Region(before, 0, 1, 1), animate=False, force=True, immediate=True
        )

    def put(self, text: str, *, tell: bool = True) -> None:
        """Say something else, with the cursor at the end, and unless told not to, tell it."""
        self._tells = tell
        self.value = text
        self._tells = True
        self.cursor_position = len(self.value)

    def watch_value(self, value: str) -> None:
        """Tell it at once: Textual's message would come after the key that is typed next."""
        if self._tells:
            self._typed(value)

    async def settled(self) -> None:
        """Wait until the line has taken in all that was typed so far.

        A command's key is looked at in the app's task, while letters typed right before it
        may still be on their way here.
        """
        arrived = asyncio.Event()
        if self.call_later(arrived.set):
            await arrived.wait()

    def take_completion(self) -> bool:
        """Complete the line if there is something to complete it with."""
        whole = self.complete(self.value) if self.complete and self.cursor_at_end else None
        if whole is None or whole == self.value:
            return False
        self.put(whole)
        return True

    def action_cursor_right(self, select: bool = False) -> None:
        if select or not self.take_completion():
            super().action_cursor_right(select)

    def action_end(self, select: bool = False) -> None:
        if select or not self.take_completion():
            super().action_end(select)
