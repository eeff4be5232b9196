"""Blocks, the pieces that a text is split into to be laid out one by one, and their source."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum, auto
from itertools import accumulate

from msgspec import Struct

from octavo.markdown.lines import Role, Sign


class SourceMap:
    """Where the characters of a block's content come from, line by line."""

    def __init__(self, starts: Sequence[int], origins: Sequence[int]) -> None:
        self.starts = starts
        """Where in the content its lines begin."""
        self.origins = origins
        """Where in the text these beginnings are."""

    def of(self, position: int) -> int:
        """The offset in the text of a position in the content."""
        line = max(0, bisect_right(self.starts, position) - 1)
        return self.origins[line] + position - self.starts[line]

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A range of the content, cut where its lines begin."""
        if len(self.starts) > 1:
            first = bisect_right(self.starts, start)
            for cut in self.starts[first : bisect_right(self.starts, end - 1)]:
                yield start, cut
                start = cut
        yield start, end


class Source:
    """A text whose last line ends: the whole one, or what a quote or an item holds."""

    def __init__(
        self, text: str, starts: Sequence[int] = (0,), origins: Sequence[int] = (0,)
    ) -> None:
        self.text = text
        self._starts = starts
        self._origins = origins

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole text."""
        return len(self._starts) == 1

    def origin(self, offset: int) -> int:
        """Where in the whole text an offset of this one is."""
        line = bisect_right(self._starts, offset) - 1 if len(self._starts) > 1 else 0
        return self._origins[line] + offset - self._starts[line]


class SourceLines:
    """The lines of a block, which say where its contents come from."""

    def __init__(
        self, source: Source, start: int, end: int, head: tuple[int, int] = (0, 0)
    ) -> None:
        self._source = source
        top, tail = source.text[slice(*head)], source.text[start:end]
        self.text = top + tail
        """The lines; `head` is a range of lines to put before the others."""
        self._lines = self.text.split("\n")
        self._starts = [*_line_starts(top, head[0]), *_line_starts(tail, start), end]

    def offset(self, line: int) -> int:
        """Where in the whole text a line begins."""
        return self._origin(self._starts[min(line, len(self._lines) - 1)])

    def _origin(self, offset: int) -> int:
        return self._source.origin(min(offset, len(self._source.text) - 1))

    def places(self, content: str, first: int) -> SourceMap:
        """Where some content comes from that is part of the lines from `first` on.

        The parser has taken marks and indentation off each line, so that what it left is
        the end of the line, or the last place where it stands.
        """
        starts: list[int] = []
        origins: list[int] = []
        position = 0
        for number, part in enumerate(content.split("\n"), first):
            number = min(number, len(self._lines) - 1)
            bare = part.strip(" \t")
            column = self._lines[number].rfind(bare) if bare else 0
            column -= len(part) - len(part.lstrip(" \t"))
            # Of a tab that reaches over the indentation the parser leaves some spaces.
            starts.append(position + max(0, -column))
            origins.append(self._origin(self._starts[number] + max(0, column)))
            position += len(part) + 1
        return SourceMap(starts, origins)

    def cell(self, content: str, line: int, after: int) -> tuple[SourceMap, int]:
        """Where the content of a table's cell comes from, and where in its line it ends."""
        text = self._lines[min(line, len(self._lines) - 1)]
        written = content if content in text[after:] else content.replace("|", "\\|")
        column = max(after, text.find(written, after))
        origin = self._origin(self._starts[line] + column)
        starts, origins = [0], [origin]
        if written != content:
            for number, bar in enumerate(re.finditer(r"\|", content), 1):
                starts.append(bar.start())
                origins.append(origin + bar.start() + number)
        return SourceMap(starts, origins), column + len(written)


def _line_starts(text: str, start: int) -> list[int]:
    """Where the lines of a part of a text begin that starts at an offset."""
    lengths = (len(line) + 1 for line in text.split("\n")[:-1])
    return list(accumulate(lengths, initial=start))[:-1]


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
    TERMS = auto()
    """A list of terms, each with its definitions."""
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
    """What some lines of code are cut from."""

    info: str
    """What the line says that opens it, such as its language."""
    indent: int
    """How many spaces to take off each line."""
    start: int
    """Where the code begins that has its colours in common."""
    end: int
    widest: int
    """Cells of the widest line of the whole block."""


class Rows(Struct, frozen=True, gc=False):
    """The table that some rows are cut from."""

    start: int
    end: int
    first: bool
    """Whether these are its first rows."""


class Passage(Struct, frozen=True, gc=False):
    """Of what paragraph a chunk is a part: where in the source its first passage is."""

    start: int
    end: int


class Frame(Struct, frozen=True, gc=False):
    """What stands around a block that was cut out of a quote or an item."""

    margins: tuple[tuple[Sign, Sign], ...] = ()
    """The signs on the first line and on the others, the outermost ones first."""
    used: int = 0
    """How many of these have their first line behind them."""
    role: Role = Role.TEXT
    depth: int = 0
    """How many lists it is in."""

    def entered(self) -> "Frame":
        """The frame for what follows in the same quote or item."""
        if self.used == len(self.margins):
            return self
        return Frame(self.margins, len(self.margins), self.role, self.depth)


NO_FRAME = Frame()
"""Around what was cut out of nothing."""


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
    detail: Items | Code | Rows | Passage | None = None

    @property
    def offset(self) -> int:
        """Where it begins in the whole text."""
        return self.source.origin(self.start)
