"""All tags: how often they are used, which are pinned, and their hierarchy."""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len
from textual.reactive import var
from textual.strip import Strip

from octavo.model.tag import Tag, TagCount
from octavo.settings.commands import Context
from octavo.text import label
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.drawing import Line
from octavo.tui.widgets.base.line_input import Filtered, FilteredRows
from octavo.tui.widgets.tags import order
from octavo.tui.widgets.tags.order import Narrowing, TagRow

_WIDE = 56
"""From this width on there is room for bars."""


class TagLines(FilteredRows[TagRow]):
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

    def __init__(self, open_filter: Callable[[], None]) -> None:
        super().__init__(open_filter)
        self.pins: Mapping[Tag, int] = {}
        self._most = 1

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self.rows[self.at].tag if self.rows else None

    def key_of(self, entry: TagRow) -> Tag:
        return entry.tag

    def lay_out(self) -> None:
        self._most = max([1, *(row.count for row in self.rows)])
        super().lay_out()

    def draw_row(self, row: int, width: int) -> Sequence[Strip]:
        entry = self.rows[row]
        ground, line = self.ground(row), self.begun(row, width).skip_to(2)
        pin = str(self.pins.get(entry.tag, " "))
        line.add(pin, self.style_of(*ground, "tag-lines--pin")).skip_to(5)
        bar = width // 3 if width >= _WIDE else 0
        name = Line(line.left - bar - 10, line.style)
        name.add(
            "  " * (entry.depth - 1) + "└ " if entry.depth else "",
            self.style_of(*ground, "tag-lines--child"),
        )
        line.join(name.add(label(entry.name)))
        count = entry.amount
        line.skip_to(width - bar - 2 - cell_len(count))
        line.add(count, self.style_of(*ground, "tag-lines--count")).skip_to(width - bar)
        drawn = bar_of(entry.count / self._most, bar - 1)
        return [line.add(drawn, self.style_of(*ground, "tag-lines--bar")).strip()]


class TagsTable(Filtered[TagLines]):
    """The tags with their counts, narrowed by what is typed in the filter line."""

    called = "tags"

    tags: var[Sequence[TagCount]] = var(())
    pins: var[Mapping[int, Tag]] = var(dict)
    """The pinned tags by their digits."""
    by_count: var[bool] = var(False)
    """Whether the most used come first, rather than the hierarchy in order of names."""

    def __init__(self) -> None:
        super().__init__(TagLines(self.open_filter))
        self._narrowing = Narrowing(())

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self.lines.cursor

    def point(self, tag: Tag) -> None:
        """Put the cursor on a tag, if that is listed."""
        self.lines.point(tag)

    def watch_tags(self, tags: Sequence[TagCount]) -> None:
        self._narrowing = Narrowing(tags)
        self.show_matching()

    def watch_pins(self, pins: Mapping[int, Tag]) -> None:
        self.lines.pins = {tag: digit for digit, tag in pins.items()}
        self.lines.lay_out()

    def watch_by_count(self) -> None:
        self.show_matching()

    def show_matching(self, *, first: bool = False) -> None:
        all = len(self.tags)
        if self.typed.strip():
            rows = order.flat(self._narrowing.find(self.typed, all))
        else:
            rows = (order.by_count if self.by_count else order.by_name)(self.tags)
        self.lines.show(rows, first=first)
        self.show_count(len(rows), all)


def bar_of(share: float, width: int) -> str:
    """A share of 0 to 1 as a bar that is fine to half a cell; never quite nothing."""
    if width <= 0 or share <= 0:
        return ""
    halves = max(1, round(share * width * 2))
    return "━" * (halves // 2) + "╸" * (halves % 2)
