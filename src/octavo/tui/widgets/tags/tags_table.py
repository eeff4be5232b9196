"""All tags: how often they are used, which are pinned, and their hierarchy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import on
from textual.message import Message
from textual.reactive import var

from octavo.model.tag import Tag, TagCount
from octavo.tui.widgets.tables.filtered import Filtered
from octavo.tui.widgets.tags import tag_rows
from octavo.tui.widgets.tags.matching import Narrowing
from octavo.tui.widgets.tags.tag_lines import TagLines


class TagsTable(Filtered[TagLines]):
    """The tags with their counts, narrowed by what is typed in the filter line."""

    called = "tags"

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
        super().__init__(TagLines(self.open_filter), id=id, classes=classes)
        self._narrowing = Narrowing(())

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        return self.lines.cursor

    def watch_tags(self, tags: Sequence[TagCount]) -> None:
        self._narrowing = Narrowing(tags)
        self.show_matching()

    def watch_pins(self, pins: Mapping[int, Tag]) -> None:
        self.lines.pins = {tag: digit for digit, tag in pins.items()}
        self.lines.lay_out()

    def watch_by_count(self) -> None:
        self.show_matching()

    @on(TagLines.Moved)
    def _moved(self, event: TagLines.Moved) -> None:
        event.stop()
        self.post_message(self.Highlighted(event.tag))

    @on(TagLines.Picked)
    def _picked(self, event: TagLines.Picked) -> None:
        event.stop()
        self.post_message(self.Opened(event.tag))

    def show_matching(self, *, first: bool = False) -> None:
        all = len(self.tags)
        if self.typed.strip():
            rows = tag_rows.flat(self._narrowing.find(self.typed, all))
        else:
            rows = (tag_rows.by_count if self.by_count else tag_rows.by_name)(self.tags)
        self.lines.show(rows, first=first)
        self.show_count(len(rows), all)
