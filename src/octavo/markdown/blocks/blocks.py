"""Blocks, the pieces that a text is split into to be laid out one by one."""

from enum import IntEnum, auto

from msgspec import Struct

from octavo.markdown.blocks.source import Source
from octavo.markdown.layout.lines import Part, Sign


class Kind(IntEnum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    """One line with number signs."""
    UNDERLINED = auto()
    """A heading with a line below it."""
    RULE = auto()
    FENCE = auto()
    CODE = auto()
    """Code that is indented."""
    HTML = auto()
    TABLE = auto()
    DEFINITIONS = auto()
    """Link reference definitions, which do not show."""
    QUOTE = auto()
    ITEMS = auto()
    """Some items of a list."""
    FOOTNOTE = auto()
    PLAIN = auto()
    """A line as it stands, of a text that cannot be laid out."""
    NOTICE = auto()
    """What says that it cannot; it shows nothing of the text."""


class Items(Struct, frozen=True, gc=False):
    """Where some items stand in their list."""

    count: int
    first: bool
    """Whether they are the first of the list."""
    number: int
    """The number of the first of them, from 0 in a list without numbers."""
    last_number: int
    """The last number of the whole list, which is as wide as any."""
    loose: bool
    """Whether blank lines stand between the items."""


class Block(Struct, frozen=True, gc=False):
    """A piece of a text as its grammar has it."""

    kind: Kind
    start: int
    """Offset of its first line."""
    end: int
    """Offset after its last line; blank lines between blocks belong to none."""
    items: Items | None = None


class Code(Struct, frozen=True, gc=False):
    """What some lines of code are chunk from."""

    language: str
    indent: int
    """How many spaces to take off each line."""
    start: int
    """Where the code begins that has its colours in common."""
    end: int


class Rows(Struct, frozen=True, gc=False):
    """The table that some rows are chunk from."""

    start: int
    end: int
    first: bool
    """Whether these are its first rows."""


class Frame(Struct, frozen=True, gc=False):
    """What stands around a block that was chunk out of a quote or an item."""

    margins: tuple[tuple[Sign, Sign], ...] = ()
    """The signs on the first line and on the others, the outermost ones first."""
    used: int = 0
    """How many of these have their first line behind them."""
    part: Part = Part.TEXT
    depth: int = 0
    """How many lists it is in."""

    def entered(self) -> "Frame":
        """The frame for what follows in the same quote or item."""
        if self.used == len(self.margins):
            return self
        return Frame(self.margins, len(self.margins), self.part, self.depth)


NO_FRAME = Frame()
"""Around what was chunk out of nothing."""


class Chunk(Struct, frozen=True, gc=False):
    """A piece of a text that is small enough to be laid out in one go."""

    kind: Kind
    source: Source
    start: int
    """Offset in its source."""
    end: int
    gap: int = 0
    """How many lines to leave empty before it."""
    frame: Frame = NO_FRAME
    detail: Items | Code | Rows | None = None

    @property
    def offset(self) -> int:
        """Where it begins in the whole text."""
        return self.source.origin(self.start)
