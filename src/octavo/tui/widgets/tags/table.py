"""All tags: how often they are used, which are pinned, and their hierarchy."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual import events, on
from textual.content import Content
from textual.reactive import var
from textual.strip import Strip

from octavo.model.tag import Tag, TagCount
from octavo.settings.commands import Context
from octavo.text import grouped, label
from octavo.tui.bindings import DataMessage, bindings_for
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import Filtered, FilteredRows
from octavo.tui.widgets.tags import order
from octavo.tui.widgets.tags.order import Narrowing, TagRow

_WIDE = 56
"""From this width on there is room for bars."""
_PIN = 5
"""Cells before the names."""
_GAP = 2
"""Cells between a name, its count and its bar."""


class TagLines(FilteredRows[TagRow, Tag]):
    """Draws each tag on a line: pin, name in its place, count and bar."""

    BINDINGS = [*bindings_for(Context.TAGS)]
    DEFAULT_CSS = """
    TagLines {
        & > .tag-lines--pin { color: $text-accent; text-style: bold; }
        & > .tag-lines--child { color: $foreground 40%; }
        & > .tag-lines--count { color: $foreground 70%; }
        & > .tag-lines--bar { color: $primary 70%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.pins: Mapping[Tag, int] = {}
        self._most = 1
        self._longest = 0
        """Cells of the longest name and count, which stand side by side."""
        self._unit = 0
        """Cells of what is counted, where that is no article."""
        self._held: Tag | None = None
        """The tag that the mouse took hold of."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a tag."""
        row = self.row_under(event)
        self._held = None if row is None else self.rows[row].tag

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Point at the tag under which the one that is held would be put."""
        if event.button and self._held and (row := self.row_under(event)) is not None:
            self.go_to(row)

    @on(events.MouseUp)
    def _let_go(self, event: events.MouseUp) -> None:
        """Say on which tag the one that was held is let go."""
        held, self._held = self._held, None
        row = self.row_under(event)
        if held and row is not None and (onto := self.rows[row].tag) != held:
            self.post_message(TagsTable.Dropped(held, onto))

    def key_of(self, entry: TagRow) -> Tag:
        return entry.tag

    def lay_out(self) -> None:
        self._most = max([1, *(row.count for row in self.rows)])
        names = (2 * row.depth + cell_len(label(row.name)) for row in self.rows)
        amounts = [row.amount.partition(" ") for row in self.rows]
        digits = max((cell_len(number) for number, *_ in amounts), default=0)
        self._longest = max(names, default=0) + digits
        self._unit = max((cell_len(gap + unit) for _, gap, unit in amounts), default=0)
        super().lay_out()

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry = self.rows[row]
        ground, line = self.ground(row), self.begun(row, width).skip_to(2)
        pin = str(self.pins.get(entry.tag, " "))
        line.add(pin, self.style_of(*ground, "tag-lines--pin")).skip_to(_PIN)
        number, _, unit = entry.amount.partition(" ")
        bar = width // 3 if width >= _WIDE else 0
        end = min(width - bar - _GAP - self._unit, _PIN + self._longest + _GAP)
        name = Line(end - _PIN - _GAP - cell_len(number), line.style)
        name.add(
            "  " * (entry.depth - 1) + "└ " if entry.depth else "",
            self.style_of(*ground, "tag-lines--child"),
        )
        line.join(name.add(label(entry.name)))
        line.skip_to(end - cell_len(number))
        line.add(f"{number} {unit}".rstrip(), self.style_of(*ground, "tag-lines--count"))
        line.skip_to(end + self._unit + _GAP)
        drawn = bar_of(entry.count / self._most, bar - 1)
        return [line.add(drawn, self.style_of(*ground, "tag-lines--bar")).strip()]


class TagsTable(Filtered[TagLines]):
    """The tags with their counts, narrowed by what is typed in the filter line."""

    DEFAULT_CSS = "TagsTable .filtered--count { width: 34; }"
    called = "tags"

    class Dropped(DataMessage):
        """A tag was dragged to another one."""

        tag: Tag
        onto: Tag

    tags: var[Sequence[TagCount]] = var(())
    pins: var[Mapping[int, Tag]] = var(dict)
    """The pinned tags by their digits."""
    by_count: var[bool] = var(False)
    """Whether the most used come first, rather than the hierarchy in order of names."""
    once: var[bool] = var(False)
    """Whether only those are shown that one article or note has."""

    def __init__(self) -> None:
        super().__init__(TagLines())
        self.placeholder = Content("There are no tags yet.")
        self._shown: Sequence[TagCount] = ()
        self._narrowing = Narrowing(())

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self.lines.cursor

    def point(self, tag: Tag) -> None:
        """Put the cursor on a tag, if that is listed."""
        self.lines.point(tag)

    def watch_tags(self, tags: Sequence[TagCount]) -> None:
        self._shown = [each for each in tags if not self.once or each.count + each.notes == 1]
        self._narrowing = Narrowing(self._shown)
        self.show_matching()

    def watch_pins(self, pins: Mapping[int, Tag]) -> None:
        self.lines.pins = {tag: digit for digit, tag in pins.items()}
        self.lines.lay_out()

    def watch_by_count(self) -> None:
        self.show_matching()

    def watch_once(self) -> None:
        self.watch_tags(self.tags)

    def show_matching(self, *, first: bool = False) -> None:
        tags = self._shown
        if self.typed.strip():
            rows = order.flat(self._narrowing.find(self.typed, len(tags)))
        else:
            rows = (order.by_count if self.by_count else order.by_name)(tags)
        self.show(rows, len(self.tags), "No tag is shown by that.", first=first)

    def show_count(self, shown: int, all: int) -> None:
        """Say how many there are, which of them are shown, and in what order."""
        few = f"{grouped(shown)} of {grouped(all)}"
        which = f"{few} used once" if self.once else few if shown < all else grouped(all)
        ordered = "likeness" if self.typed.strip() else "count" if self.by_count else "name"
        self.tell_count(f"{which} ▏ by {ordered}")


def bar_of(share: float, width: int) -> str:
    """A share of 0 to 1 as a bar that is fine to half a cell; never quite nothing."""
    if width <= 0 or share <= 0:
        return ""
    halves = max(1, round(share * width * 2))
    return "━" * (halves // 2) + "╸" * (halves % 2)
