"""All tags: how often they are used, which are pinned, and their hierarchy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Input, Static

from octavo.model.tag import Tag, TagCount
from octavo.text import grouped
from octavo.tui.widgets import tag_rows
from octavo.tui.widgets.filter_line import FilterLine
from octavo.tui.widgets.narrowing import Narrowing
from octavo.tui.widgets.tag_lines import TagLines


class TagsTable(Widget):
    """The tags with their counts, narrowed by what is typed in the filter line."""

    DEFAULT_CSS = """
    TagsTable {
        layout: vertical;
        height: 1fr;
        Horizontal { height: 1; background: $foreground 4%; }
        .tags-table--name { width: auto; padding: 0 2 0 1; color: $foreground 50%; }
        .tags-table--sign { width: 2; color: $foreground 40%; }
        .tags-table--count { width: 20; padding: 0 1; text-align: right; }
        .tags-table--count { color: $foreground 60%; }
        FilterLine { width: 1fr; }
        Horizontal:focus-within {
            background: $primary 14%;
            .tags-table--sign { color: $primary; text-style: bold; }
        }
    }
    """

    tags: var[Sequence[TagCount]] = var(())
    pins: var[Mapping[int, Tag]] = var(dict)
    """The pinned tags by their digits."""
    by_count: var[bool] = var(False)
    """Whether the most used come first, rather than the hierarchy in order of names."""

    @dataclass
    class Highlighted(Message):
        """The cursor came to rest on a tag, or on none."""

        tag: Tag | None

    @dataclass
    class Opened(Message):
        """A tag was double-clicked, to list what has it."""

        tag: Tag

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines = TagLines(self.open_filter)
        self.filter = FilterLine(self.close_filter)
        self._count = Static(classes="tags-table--count", markup=False)
        self._narrowing = Narrowing(())
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("tags", classes="tags-table--name")
            yield Static("/", classes="tags-table--sign")
            yield self.filter
            yield self._count
        yield self.lines

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self.lines.cursor

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the tags."""
        self.lines.focus(scroll_visible)
        return self

    def open_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.filter.open()

    def close_filter(self) -> None:
        """Give the keyboard back to the tags that the filter leaves."""
        self._take_in()
        self.screen.set_focus(self.lines)

    def watch_tags(self, tags: Sequence[TagCount]) -> None:
        self._narrowing = Narrowing(tags)
        self._show()

    def watch_pins(self, pins: Mapping[int, Tag]) -> None:
        self.lines.pins = {tag: digit for digit, tag in pins.items()}
        self.lines.lay_out()

    def watch_by_count(self) -> None:
        self._show()

    @on(Input.Changed)
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take_in()

    @on(TagLines.Moved)
    def _moved(self, event: TagLines.Moved) -> None:
        event.stop()
        self.post_message(self.Highlighted(event.tag))

    @on(TagLines.Picked)
    def _picked(self, event: TagLines.Picked) -> None:
        event.stop()
        self.post_message(self.Opened(event.tag))

    def _take_in(self) -> None:
        if self.filter.value != self._typed:
            self._typed = self.filter.value
            self._show(first=bool(self._typed))

    def _show(self, *, first: bool = False) -> None:
        all = len(self.tags)
        if self._typed.strip():
            rows = tag_rows.flat(self._narrowing.find(self._typed, all))
        else:
            rows = (tag_rows.by_count if self.by_count else tag_rows.by_name)(self.tags)
        self.lines.show(rows, first=first)
        shown = grouped(len(rows))
        self._count.update(f"{shown} of {grouped(all)}" if len(rows) < all else shown)
