"""A list below a line that narrows it: what the tags and the feeds have in common."""

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from octavo.settings.commands import Context
from octavo.text import grouped
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_input import LineInput
from octavo.tui.widgets.base.row_view import Entry, RowView

Lines = TypeVar("Lines", bound=Widget)


class FilteredRows(RowView[Entry]):
    """Rows below a filter line; the cursor stays on its row when they are narrowed."""

    DEFAULT_CSS = "FilteredRows { height: 1fr; }"

    def __init__(self, open_filter: Callable[[], None]) -> None:
        super().__init__()
        self._open_filter = open_filter

    def key_of(self, entry: Entry) -> object:
        """What tells an entry from all others."""
        raise NotImplementedError

    def show(self, rows: Sequence[Entry], *, first: bool = False) -> None:
        """List other rows, with the cursor on the same one, on the first, or nearby."""
        before = self.key_of(self.rows[self.at]) if self.rows else None
        near = min(self.at, max(0, len(rows) - 1))
        self.rows = rows
        keys = self.listed
        self.at = 0 if first else keys.index(before) if before in keys else near
        self.lay_out()
        self.reveal()

    @property
    def listed(self) -> Sequence[object]:
        """The keys of all rows, in their order."""
        return [self.key_of(row) for row in self.rows]

    def point(self, key: object) -> None:
        """Put the cursor on the row with a key, if there is one."""
        if key in (keys := self.listed):
            self.go_to(keys.index(key))

    def row_clicked(self, row: int, event: events.Click) -> None:  # noqa: ARG002
        if event.chain == 2:
            self.post_message(Filtered.Opened())

    def action_filter(self) -> None:
        """Give the keyboard to the filter, before the next key is looked at."""
        self._open_filter()


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
        Horizontal { height: 1; background: $foreground 4%; }
        .filtered--name { width: auto; padding: 0 2 0 1; color: $foreground 50%; }
        .filtered--sign { width: 2; color: $foreground 40%; }
        .filtered--count { width: 20; padding: 0 1; text-align: right; }
        .filtered--count { color: $foreground 60%; }
        FilterLine { width: 1fr; }
        Horizontal:focus-within {
            background: $primary 14%;
            .filtered--sign { color: $primary; text-style: bold; }
        }
    }
    """

    class Opened(Message):
        """A row was double-clicked, to list what is in it."""

    called = ""
    """What the rows are, such as `tags`."""

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
        yield self.lines

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the rows, before the next key is looked at."""
        self.screen.set_focus(self.lines, scroll_visible)
        return self

    def open_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.filter.open()

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

    def show_count(self, shown: int, all: int) -> None:
        """Say how many rows there are, and how many of how many the filter leaves."""
        few = f"{grouped(shown)} of {grouped(all)}"
        self._count.update(few if shown < all else grouped(shown))

    def _narrow(self, typed: str) -> None:
        self.show_matching(first=bool(typed))
