"""The query line, above the list: how the query is read, the queries before it, what it found.

Long because the line and what stands at its right end are one.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from octavo.model.errors import QueryError
from octavo.patterns import lazy_pattern
from octavo.settings.commands import Context
from octavo.settings.state import QUERIES
from octavo.text import grouped, truncated, visible
from octavo.tui.bindings import DataMessage, bindings_for
from octavo.tui.terminal.painting import DrawnParts
from octavo.tui.widgets.base.drawing import FinishedLines, Line
from octavo.tui.widgets.base.line_input import Complete, LineInput

if TYPE_CHECKING:
    from textual.timer import Timer

_FIELD = lazy_pattern(r"(?<![^\s(])-?[a-z]+:")
_NARROW = 80
"""Below this width there is no room for the name of the app."""
_WIDE = 100
"""From this width on there is room to say what is wrong with a query."""


class QueryHistory:
    """Queries newest first, and how far back one has gone in them."""

    def __init__(self, queries: Iterable[str] = ()) -> None:
        self.queries = tuple(dict.fromkeys(queries))[:QUERIES]
        self._back = 0
        self._draft = ""

    def keep(self, query: str) -> None:
        """Put a query in front, wherever it stood before; an empty one is not worth it."""
        if query.strip():
            self.queries = tuple(dict.fromkeys((query, *self.queries)))[:QUERIES]
        self.rewind()

    def rewind(self) -> None:
        """Start from the newest again."""
        self._back = 0

    def older(self, shown: str) -> str:
        """The query before the one that is shown, or the same where there is none."""
        if self._back == 0:
            self._draft = shown
            if self.queries[:1] == (shown,):
                self._back = 1
        if self._back < len(self.queries):
            self._back += 1
            return self.queries[self._back - 1]
        return shown

    def newer(self, shown: str) -> str:
        """The query after the one that is shown, or in the end what was typed at first."""
        if self._back == 0:
            return shown
        self._back -= 1
        return self.queries[self._back - 1] if self._back else self._draft


class QueryInput(LineInput):
    """Sets off the names of fields, and underlines what could not be read."""

    DEFAULT_CSS = """
    QueryInput {
        .query-input--field { color: $text-secondary; }
        .query-input--fault { color: $text-error; text-style: underline; }
    }
    """

    fault: reactive[QueryError | None] = reactive(None)

    def __init__(self, typed: Callable[[str], object], complete: Complete | None) -> None:
        super().__init__(typed, complete, placeholder="words  tag:…  author:…  is:unread")
        self.highlighter = _Reading(self)


class _Reading(Highlighter):
    def __init__(self, line: QueryInput) -> None:
        self.line = line

    def highlight(self, text: Text) -> None:
        line, fault = self.line, self.line.fault
        field = line.get_component_rich_style("query-input--field", partial=True)
        for found in _FIELD.finditer(text.plain):
            text.stylize(field, *found.span())
        if fault and fault.text == text.plain:
            wrong = line.get_component_rich_style("query-input--fault", partial=True)
            text.stylize(wrong, fault.start, max(fault.end, fault.start + 1))


_PATIENCE = 0.2
"""Seconds for which a count may be that of the query before, without a sign of it."""


class QueryStatus(FinishedLines, DrawnParts, Widget):
    """The count and the order, or why the query could not be read.

    Its width depends only on the terminal's, so that a count that changes with every letter
    paints one line and lays out nothing.
    """

    DEFAULT_CSS = """
    QueryStatus {
        height: 1;
        width: 36;
        padding: 0 1 0 2;
        pointer: pointer;
        color: $foreground 60%;
        .query-status--stale { color: $foreground 40%; }
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

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        """The most that fits."""
        margin, width = self.styles.padding, self.size.width
        *longer, shortest = self._ways()
        fitting = (way for way in longer if cell_len(way) <= width)
        told = next(fitting, truncated(shortest, width))
        part = ("query-status--stale",) if self.late else ()
        style = self.drawn_style(*part)
        line = Line(margin.left + width, Style(bgcolor=style.bgcolor))
        return line.skip_to(line.width - cell_len(told)).add(told, style).strip(margin.right)

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


class QueryLine(Widget):
    """The current query, how many it found, and how they are ordered.

    It only says what was typed; the screen runs the query and hands the counts down.

    Large because the table of commands names five of its methods, and Textual as many for what
    happens to it.
    """

    BINDINGS = [*bindings_for(Context.QUERY)]

    DEFAULT_CSS = """
    QueryLine {
        height: auto;
        background: $foreground 4%;
        & > Horizontal { height: 1; }
        .query-line--brand { width: auto; padding: 0 2 0 1; color: $foreground 50%; }
        .query-line--sign { width: 2; color: $foreground 40%; }
        .query-line--fault { display: none; padding: 0 1 0 3; color: $text-error; }
        QueryInput { width: 1fr; }
        &:focus-within {
            background: $primary 14%;
            .query-line--sign { color: $primary; text-style: bold; }
        }
        &.-faulty .query-line--fault { display: block; }
        &.-wide {
            QueryStatus { width: 46; }
            &.-faulty QueryStatus { color: $text-error; width: 50%; }
            .query-line--fault { display: none; }
        }
        &.-narrow {
            QueryStatus { width: 18; }
            .query-line--brand { display: none; }
            .query-line--sign { width: 3; padding: 0 0 0 1; }
        }
    }
    """

    matches: var[int | None] = var(None)
    """How many were found; None while it is not known."""
    total: var[int] = var(0)
    """How many there are to find in."""
    order: var[str] = var("")
    """How they are ordered, such as `newest first`."""
    aside: var[str] = var("")
    """What is left out without a query, such as `2 archived`."""
    progress: var[str] = var("")
    """How far the search is that goes on, such as `indexing 34 %`; empty once all is found."""
    marked: var[int] = var(0)
    """How many of them are marked."""
    fault: var[QueryError | None] = var(None, toggle_class="-faulty")
    """Why the query could not be read, and where."""
    stale: var[bool] = var(False)
    """Whether the count is that of an earlier query, until the new one has run."""

    wide: var[bool] = var(True, toggle_class="-wide")
    """Whether there is room beside the query to say what is wrong with it."""

    class Changed(DataMessage):
        """Something was typed."""

        text: str

    class Submitted(DataMessage):
        """Enter was pressed: the query is to be kept."""

        text: str

    class Abandoned(DataMessage):
        """The query is again what it was."""

        text: str

    def __init__(self, complete: Complete | None = None, history: Iterable[str] = ()) -> None:
        """Take the queries of the past, newest first."""
        super().__init__(classes="-wide")
        self.input = QueryInput(lambda text: self.post_message(self.Changed(text)), complete)
        self._fault = Static(classes="query-line--fault", markup=False)
        self.returns_to: Widget | None = None
        """Gets the keyboard on Enter and Esc, before the next key is looked at."""
        self.better: Callable[[str], str] = str
        """Gives what was meant by a query that cannot be read, or has unknown words."""
        self.wider: Callable[[str], str] = str
        """Gives what there is of a query that finds nothing."""
        self._history = QueryHistory(history)
        self._kept = ""

    def compose(self) -> ComposeResult:
        told = (QueryLine.matches, QueryLine.total, QueryLine.order, QueryLine.progress)
        with Horizontal():
            yield Static("octavo", classes="query-line--brand")
            yield Static("/", classes="query-line--sign")
            yield self.input.data_bind(QueryLine.fault)
            yield (
                QueryStatus()
                .data_bind(
                    *told, QueryLine.aside, QueryLine.marked, QueryLine.fault, QueryLine.stale
                )
                .data_bind(tells_fault=QueryLine.wide)
            )
        yield self._fault

    @property
    def text(self) -> str:
        """What the line says."""
        return self.input.value

    @text.setter
    def text(self, text: str) -> None:
        """Say something else, without a message."""
        self._kept = text
        self.input.put(text, tell=False)

    @property
    def has_keyboard(self) -> bool:
        """Whether what is typed goes here."""
        return self.input.has_focus

    @property
    def history(self) -> tuple[str, ...]:
        """The queries that were kept, newest first."""
        return self._history.queries

    def open(self) -> None:
        """Take the keyboard at once, with the cursor at the end of the line."""
        self.input.open()

    def watch_fault(self, fault: QueryError | None) -> None:
        self._fault.update(f"✗ {visible(fault.problem)}" if fault else "")
        self._fit(self.size.width)

    def _fit(self, width: int) -> None:
        said = cell_len(visible(self.fault.problem)) + 5 if self.fault else 0
        if width:  # a new line is taken to be wide
            self.wide = width >= _WIDE and said <= width // 2

    def on_resize(self, event: events.Resize) -> None:
        """Fit what is said to the width."""
        self._fit(event.size.width)
        self.set_class(event.size.width < _NARROW, "-narrow")

    def on_descendant_blur(self) -> None:
        """Take a query that was left with the mouse as kept."""
        self._kept = self.text

    async def action_keep(self) -> None:
        """Keep the query; one that is known to be unreadable keeps the keyboard as well."""
        await self.input.settled()
        if not self._unreadable:
            self._kept = self.text
            self._history.keep(self.text)
            self._leave()
        self.post_message(self.Submitted(self.text))

    async def action_abandon(self) -> None:
        """Go back to the query that was kept last."""
        await self.input.settled()
        self.input.put(self._kept, tell=False)
        self._history.rewind()
        self._leave()
        self.post_message(self.Abandoned(self._kept))

    async def action_older(self) -> None:
        """Bring back an earlier query."""
        await self.input.settled()
        self.input.put(self._history.older(self.text))

    async def action_newer(self) -> None:
        """Bring back a later query."""
        await self.input.settled()
        self.input.put(self._history.newer(self.text))

    async def action_complete(self) -> None:
        """Take the completion, or what is offered; without one the key goes on."""
        await self.input.settled()
        meant = self.better(self.text)
        if (self._unreadable and meant != self.text) or not self.input.take_completion():
            self._take(meant)

    async def action_leave_out(self) -> None:
        """Take the query without what narrows it most; without one the key goes on."""
        await self.input.settled()
        self._take(self.wider(self.text))

    def _take(self, text: str) -> None:
        if text == self.text:
            raise SkipAction
        self.input.put(text)

    @property
    def _unreadable(self) -> bool:
        return self.fault is not None and self.fault.text == self.text

    def _leave(self) -> None:
        if self.returns_to is not None:
            self.screen.set_focus(self.returns_to)
