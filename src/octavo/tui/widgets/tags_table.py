"""All tags: how often they are used, which are pinned, and their hierarchy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var
from textual.widget import Widget

from octavo.model.tag import Tag, TagCount
from octavo.tui.commands import Context, bindings_for


class TagsTable(Widget):
    """The tags with their counts, narrowed by what is typed in the filter line."""

    BINDINGS = [*bindings_for(Context.TAGS)]

    tags: var[Sequence[TagCount]] = var(())
    pins: var[Mapping[int, Tag]] = var({})
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

    @property
    def cursor(self) -> Tag | None:
        """The tag under the cursor."""
        raise NotImplementedError
