"""The lines of the tags table: pin, name in its place, count and bar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from octavo.model.tag import Tag
from octavo.settings.commands import Context
from octavo.text import visible
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_builder import Line
from octavo.tui.widgets.base.row_view import RowView
from octavo.tui.widgets.tags.tag_rows import TagRow

_WIDE = 56
"""From this width on there is room for bars."""


class TagLines(RowView):
    """Draws tags and keeps the cursor on one of them."""

    BINDINGS = [*bindings_for(Context.TAGS)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("tag-lines--cursor", "tag-lines--pin", "tag-lines--child", "tag-lines--count"),
        *("tag-lines--bar", "tag-lines--edge"),
    }

    DEFAULT_CSS = """
    TagLines {
        height: 1fr;
        & > .tag-lines--cursor { background: $foreground 6%; }
        & > .tag-lines--edge { color: $foreground 30%; }
        & > .tag-lines--pin { color: $text-accent; text-style: bold; }
        & > .tag-lines--child { color: $foreground 40%; }
        & > .tag-lines--count { color: $foreground 70%; }
        & > .tag-lines--bar { color: $primary 70%; }
        &:focus {
            & > .tag-lines--cursor { background: $primary 22%; }
            & > .tag-lines--edge { color: $primary; }
        }
        &:ansi > .tag-lines--cursor { background: ansi_bright_black; }
    }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another tag, or on none."""

        tag: Tag | None

    @dataclass
    class Picked(Message):
        """A tag was double-clicked."""

        tag: Tag

    def __init__(self, open_filter: Callable[[], None]) -> None:
        super().__init__()
        self._open_filter = open_filter
        self.pins: Mapping[Tag, int] = {}
        self._rows: Sequence[TagRow] = ()
        self._most = 1

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self._rows[self.at].tag if self._rows else None

    def show(self, rows: Sequence[TagRow], *, first: bool = False) -> None:
        """List other tags, with the cursor on the same one, on the first, or nearby."""
        before = self.cursor
        tags = [row.tag for row in rows]
        near = min(self.at, max(0, len(rows) - 1))
        self._rows, self._most = rows, max([1, *(row.count for row in rows)])
        self.at = 0 if first else tags.index(before) if before in tags else near
        self.lay_out()
        self.reveal()
        if self.cursor != before:
            self.cursor_moved()

    def count_rows(self) -> int:
        return len(self._rows)

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry = self._rows[row]
        ground = ("tag-lines--cursor",) if row == self.at else ()
        line = Line(width, self.style_of(*ground))
        line.add("▌" if ground else " ", self.style_of(*ground, "tag-lines--edge")).skip_to(2)
        pin = str(self.pins.get(entry.tag, " "))
        line.add(pin, self.style_of(*ground, "tag-lines--pin")).skip_to(5)
        bar = width // 3 if width >= _WIDE else 0
        name = Line(line.left - bar - 10, line.style)
        name.add("  " * (entry.depth - 1) + "└ " if entry.depth else "", self._child(*ground))
        line.join(name.add(visible(entry.name)))
        count = entry.amount
        line.skip_to(width - bar - 2 - cell_len(count))
        line.add(count, self.style_of(*ground, "tag-lines--count")).skip_to(width - bar)
        drawn = bar_of(entry.count / self._most, bar - 1)
        return [line.add(drawn, self.style_of(*ground, "tag-lines--bar")).strip()]

    def cursor_moved(self) -> None:
        self.post_message(self.Moved(self.cursor))

    def row_clicked(self, row: int, event: events.Click) -> None:
        if event.chain == 2:
            self.post_message(self.Picked(self._rows[row].tag))

    def action_filter(self) -> None:
        """Give the keyboard to the filter, before the next key is looked at."""
        self._open_filter()

    def _child(self, *ground: str) -> Style:
        return self.style_of(*ground, "tag-lines--child")


def bar_of(share: float, width: int) -> str:
    """A share of 0 to 1 as a bar that is fine to half a cell; never quite nothing."""
    if width <= 0 or share <= 0:
        return ""
    halves = max(1, round(share * width * 2))
    return "━" * (halves // 2) + "╸" * (halves % 2)
