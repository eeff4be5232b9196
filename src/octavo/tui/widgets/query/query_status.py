"""What the query found, at the right end of its line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.widget import Widget

from octavo.model.errors import QueryError
from octavo.text import grouped, truncated, visible
from octavo.tui.terminal.painting import DrawnParts

if TYPE_CHECKING:
    from textual.timer import Timer

_PATIENCE = 0.2
"""Seconds for which a count may be that of the query before, without a sign of it."""


class QueryStatus(DrawnParts, Widget):
    """The count and the order, or why the query could not be read.

    Its width depends only on the terminal's, so that a count that changes with every letter
    paints one line and lays out nothing.
    """

    DEFAULT_CSS = """
    QueryStatus {
        height: 1;
        width: 36;
        padding: 0 1 0 2;
        text-align: right;
        pointer: pointer;
        color: $foreground 60%;
        & > .query-status--stale { color: $foreground 40%; }
    }
    """

    matches: reactive[int | None] = reactive(None)
    total: reactive[int] = reactive(0)
    order: reactive[str] = reactive("")
    aside: reactive[str] = reactive("")
    """What is left out where nothing is asked for."""
    progress: reactive[str] = reactive("")
    """How far the search is that goes on."""
    marked: reactive[int] = reactive(0)
    fault: reactive[QueryError | None] = reactive(None)
    stale: var[bool] = var(False)
    """Whether the count is that of an earlier query; shown once that is so for a moment."""
    late: reactive[bool] = reactive(False)
    """Whether the new count keeps the reader waiting."""
    tells_fault: reactive[bool] = reactive(True)
    """Whether there is room to say here what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._patience: Timer | None = None

    def on_mount(self) -> None:
        self._patience = self.set_interval(_PATIENCE, self._show_late, pause=True)

    def watch_stale(self, stale: bool) -> None:
        if not stale:
            self.late = False
        if self._patience and stale:
            self._patience.reset()

    def _show_late(self) -> None:
        self.late = self.stale
        if self._patience:
            self._patience.pause()

    class OrderAsked(Message):
        """The order was clicked, to choose another."""

    def on_click(self, event: events.Click) -> None:
        """Have another order chosen, where the order is clicked."""
        width = self.content_size.width
        place = event.get_content_offset(self)
        if place and self.order and place.x >= width - cell_len(f"▏ {self.order} ▾"):
            event.stop()
            self.post_message(self.OrderAsked())

    def render(self) -> Content:
        """The most that fits."""
        width = self.content_size.width
        *longer, shortest = self._ways()
        fitting = (way for way in longer if cell_len(way) <= width)
        told = Content(next(fitting, truncated(shortest, width)))
        return told.stylize(".query-status--stale") if self.late else told

    def _ways(self) -> Iterator[str]:
        """What to say, from the longest to the shortest."""
        if self.fault and self.tells_fault:
            yield f"✗ {visible(self.fault.problem)}"
            return
        marked = f"{grouped(self.marked)} marked · " if self.marked else ""
        count = self._count()
        if self.progress:
            yield f"{marked}{count} · {self.progress}"
            yield f"{count} · {self.progress}"
            yield f"{marked}{count}"
            yield count
            yield f"{grouped(self.matches or 0)} …"
            return
        yield (
            f"{marked}{count} ▏ {self.order} ▾" if self.order and count else f"{marked}{count}"
        )
        yield f"{marked}{count}"
        yield count
        yield "" if self.matches is None else grouped(self.matches)

    def _count(self) -> str:
        if self.matches is None:
            return ""
        if self.progress:
            return f"{grouped(self.matches)} so far"
        if self.aside:
            return f"{grouped(self.matches)} · {self.aside}"
        if self.matches >= self.total:  # `in:all` also finds what the total leaves out
            return grouped(self.matches)
        return f"{grouped(self.matches)} of {grouped(self.total)}"
