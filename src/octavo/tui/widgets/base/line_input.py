"""A line to type in, as bare as the text around, and rows that such a line narrows.

Long because the one is made for the other.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, Self, TypeVar

from rich.cells import cell_len
from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Paste
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive, var
from textual.widget import Widget
from textual.widgets import Input, Static

from octavo.settings.commands import Context
from octavo.text import grouped, visible
from octavo.tui.bindings import bindings_for, ignore_message
from octavo.tui.terminal.input import EditsInTurn, SuggestsAtOnce, heard_out, keys_that_edit
from octavo.tui.terminal.painting import DrawnParts
from octavo.tui.widgets.base.drawing import FinishedLines
from octavo.tui.widgets.base.row_view import Entry, RowView

Complete = Callable[[str], str | None]
"""Gives the whole line with its last word completed, or None."""


class VisibleInput(EditsInTurn, Input):
    """An input that shows all that is in it."""

    EDITS = keys_that_edit(Input.BINDINGS)

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


class LineInput(FinishedLines, DrawnParts, SuggestsAtOnce, VisibleInput):
    """An input without a frame that selects nothing when it gets the keyboard.

    It shows in grey, behind the cursor, what it would become.
    """

    DEFAULT_CSS = """
    LineInput {
        &, &:focus, &.-textual-compact {
            border: none;
            padding: 0;
            height: 1;
            background: $background 0%;
            background-tint: $background 0%;
        }
        .input--placeholder, .input--suggestion { color: $foreground 45%; }
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
        self.disable_messages(Input.Changed)
        self.cursor_blink = False

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Look as before: Textual would work out the style of each part anew."""

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
        whole = self.complete(value) if self.complete and value else None
        extends = whole and whole.casefold().startswith(value.casefold())
        self.suggest(whole if whole and extends else "")
        if self._tells:
            self._typed(value)

    async def settled(self) -> None:
        """Wait until the line has taken in all that was typed so far.

        A command's key is looked at in the app's task, while letters typed right before it
        may still be on their way here.
        """
        await heard_out(self)

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


def once_typed(act: Callable[[Any], object]) -> Callable[[Any], Coroutine[Any, Any, None]]:
    """An action that waits until its line, or that of its widget, has all that was typed."""

    async def action(widget: Widget) -> None:
        line = widget if isinstance(widget, LineInput) else widget.query_one(LineInput)
        await line.settled()
        act(widget)

    return action


Key = TypeVar("Key")


class FilteredRows(RowView[Entry], Generic[Entry, Key]):
    """Rows below a filter line; the cursor stays on its row when they are narrowed."""

    DEFAULT_CSS = "FilteredRows { height: 1fr; }"

    def key_of(self, entry: Entry) -> Key:
        """What tells an entry from all others."""
        raise NotImplementedError

    @property
    def cursor(self) -> Key | None:
        """The key of the row under the cursor."""
        return self.key_of(self.rows[self.at]) if self.rows else None

    def show(self, rows: Sequence[Entry], *, first: bool = False) -> None:
        """List other rows, with the cursor on the same one, on the first, or nearby."""
        before = self.key_of(self.rows[self.at]) if self.rows else None
        near = min(self.at, max(0, len(rows) - 1))
        self.rows = rows
        keys = () if first else self.listed
        self.at = 0 if first else keys.index(before) if before in keys else near
        self.lay_out()
        self.reveal()

    @property
    def listed(self) -> Sequence[Key]:
        """The keys of all rows, in their order."""
        return [self.key_of(row) for row in self.rows]

    def point(self, key: object) -> None:
        """Put the cursor on the row with a key, if there is one."""
        for at, row in enumerate(self.rows):
            if self.key_of(row) == key:
                self.go_to(at)
                return

    def row_clicked(self, row: int, event: events.Click) -> None:  # noqa: ARG002
        if event.chain == 2:
            self.post_message(Filtered.Opened())

    def action_filter(self) -> None:
        """Give the keyboard to the filter, before the next key is looked at."""
        self.query_ancestor(Filtered).filter.open()


Lines = TypeVar("Lines", bound=FilteredRows[Any, Any])


class FilterLine(LineInput):
    """Letters of the rows to show; Enter and Esc go back to the rows."""

    BINDINGS = [*bindings_for(Context.PROMPT)]

    def __init__(self, typed: Callable[[str], None], leave: Callable[[], None]) -> None:
        super().__init__(typed, placeholder="filter")
        self._leave = leave

    async def action_apply(self) -> None:
        """Keep the filter."""
        await self.settled()
        self._leave()

    async def action_cancel(self) -> None:
        """Show all rows again."""
        await self.settled()
        self.put("")
        self._leave()

    def action_complete(self) -> None:
        raise SkipAction


class Filtered(Widget, Generic[Lines]):
    """Rows, with their name, a filter and how many there are in a line above them.

    What the rows are is up to those that build on it: they show those that match.
    """

    DEFAULT_CSS = """
    Filtered {
        layout: vertical;
        height: 1fr;
        & > Horizontal { height: 1; background: $foreground 4%; }
        .filtered--name { width: auto; padding: 0 2 0 1; color: $foreground 50%; }
        .filtered--sign { width: 2; color: $foreground 40%; }
        .filtered--count { width: 20; padding: 0 1; text-align: right; }
        .filtered--count { color: $foreground 60%; }
        FilterLine { width: 1fr; }
        & > Horizontal:focus-within {
            background: $primary 14%;
            .filtered--sign { color: $primary; text-style: bold; }
        }
    }
    """

    class Opened(Message):
        """A row was double-clicked, to list what is in it."""

    called = ""
    """What the rows are, such as `tags`."""
    placeholder: var[Content] = var(Content())
    """What to say while there are none, and what to do next."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        self.filter = FilterLine(self._narrow, self.close_filter)
        self._count = Static(classes="filtered--count", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(self.called, classes="filtered--name")
            yield Static("/", classes="filtered--sign")
            yield self.filter
            yield self._count
        yield self.rows()

    def rows(self) -> Widget:
        """The rows, and whatever stands beside them."""
        return self.lines

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the rows, before the next key is looked at."""
        self.screen.set_focus(self.lines, scroll_visible)
        return self

    @property
    def typed(self) -> str:
        """What the rows are narrowed to."""
        return self.filter.value

    def close_filter(self) -> None:
        """Give the keyboard back to the rows that the filter leaves."""
        self.screen.set_focus(self.lines)

    def show_matching(self, *, first: bool = False) -> None:
        """Show the rows that match, the cursor on the `first` of them or where it was."""
        raise NotImplementedError

    def show(self, rows: Sequence[Any], all: int, none: str, *, first: bool) -> None:
        """Show rows and how many they are; `none` is said where the filter leaves none."""
        self.lines.placeholder = Content(none) if all else self.placeholder
        self.lines.show(rows, first=first)
        self.show_count(len(rows), all)

    def show_count(self, shown: int, all: int) -> None:
        """Say how many rows there are, and how many of how many the filter leaves."""
        few = f"{grouped(shown)} of {grouped(all)}"
        self.tell_count(few if shown < all else grouped(shown))

    def tell_count(self, said: str) -> None:
        """Say something at the end of the line."""
        self._count.update(said)

    def _narrow(self, typed: str) -> None:
        self.show_matching(first=bool(typed))
