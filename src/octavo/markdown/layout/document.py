"""A document: a text and the chunks that it is laid out from, made as they are needed."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import NamedTuple

from msgspec.structs import replace

from octavo.markdown.blocks.blocks import Block, Chunk, Kind, Source
from octavo.markdown.blocks.chunks import chunks, heading_level
from octavo.markdown.blocks.parser import References, footnote_label
from octavo.markdown.blocks.splitter import split
from octavo.markdown.layout.flow import Flow
from octavo.markdown.layout.typesetter import plain_parts


class Heading(NamedTuple):
    """A heading of a text."""

    level: int
    """From 1 to 6."""
    text: str
    """What it says, without marks."""
    offset: int
    """Where it starts, in characters of the Markdown text."""


_PLAIN_HEADING = re.compile(r" {0,3}#{1,6}[ \t]++((?:[^\W_]|[ ,.;:?'’“”()/-])*)\n?")
"""A heading without any sign that could be a mark: to parse it would take 0.1 ms."""

_AT_ONCE = 32
"""Chunks that are split off together: more than a screen shows."""


class Document:
    """A text in Markdown, split lazily from its beginning.

    Footnotes come last, in the order in which they are mentioned.
    """

    def __init__(self, text: str, *, plain: bool = False) -> None:
        """Take a text; if `plain`, as it stands, below a line that says so."""
        self.text = text if text.endswith("\n") else f"{text}\n"
        self.source = Source(self.text)
        self.references = References(self)
        self.chunks: list[Chunk] = []
        """What has been split off so far."""
        self.is_split = False
        """Whether all of the text has been."""
        self._blocks: list[Block] = []
        self.is_plain = plain
        self._rest = self._lines() if plain else chunks(self.source, self._split())
        self._offsets: list[int] = []
        self._notes: list[Chunk] = []

    @property
    def split_off(self) -> int:
        """Up to which offset the text has been split."""
        if self.is_plain:
            return self.chunks[-1].end if self.chunks else 0
        return self._blocks[-1].end if self._blocks else 0

    def split_on(self) -> None:
        """Split some more of the text."""
        more = list(islice(self._rest, _AT_ONCE))
        for chunk in more:
            if chunk.kind is Kind.FOOTNOTE and chunk.source is self.source:
                self._notes.append(chunk)
            else:
                # What a footnote stands before in the text stands first on the page.
                self.chunks.append(chunk if self.chunks else replace(chunk, gap=0))
                self._offsets.append(chunk.offset)
        if not more and not self.is_split:
            self.is_split = True
            self.chunks += self._footnotes()

    def each_chunk(self) -> Iterator[Chunk]:
        """The chunks of the whole text, split off as they are asked for."""
        for index in count():
            while index == len(self.chunks) and not self.is_split:
                self.split_on()
            if index == len(self.chunks):
                return
            yield self.chunks[index]

    def all_chunks(self) -> Sequence[Chunk]:
        """The chunks of the whole text."""
        while not self.is_split:
            self.split_on()
        return self.chunks

    def all_blocks(self) -> Iterable[Block]:
        """The outermost blocks of the whole text."""
        self.all_chunks()
        return self._blocks

    def index_of(self, offset: int) -> int:
        """The chunk that shows an offset, or else the nearest before it."""
        while not self.is_split and self.split_off <= offset:
            self.split_on()
        if any(note.start - 1 <= offset < note.end for note in self._notes):
            notes = enumerate(self.all_chunks()[len(self._offsets) :], len(self._offsets))
            there = (i for i, note in notes if note.start - note.gap <= offset < note.end)
            if (index := next(there, None)) is not None:
                return index
        return max(0, bisect_right(self._offsets, offset) - 1)

    def note_offset(self, label: str) -> int | None:
        """Where the footnote with a label is; never 0, which is the top of the page."""
        note = self.note(label)
        return max(1, note.start) if note else None

    def note(self, label: str) -> Chunk | None:
        """The footnote with a label."""
        self.all_chunks()
        labelled = (n for n in self._notes if footnote_label(self.text, n.start) == label)
        return next(labelled, None)

    def is_note(self, index: int) -> bool:
        """Whether a chunk is one of the footnotes at the end."""
        return index >= len(self._offsets)

    def _split(self) -> Iterator[Block]:
        for block in split(self.text):
            self._blocks.append(block)
            yield block

    def _lines(self) -> Iterator[Chunk]:
        """The text as it stands."""
        yield Chunk(Kind.NOTICE, self.source, 0, 0)
        for start, end in plain_parts(self.text):
            yield Chunk(Kind.PLAIN, self.source, start, end, gap=int(not start))

    def _footnotes(self) -> Iterator[Chunk]:
        """The footnotes, below a rule, whose place is in the label of the first (`[^1]:`)."""
        if not self._notes:
            return
        numbers = self.references.footnotes
        self._notes.sort(key=lambda chunk: numbers[footnote_label(self.text, chunk.start)])
        place = self._notes[0].start + 4
        yield Chunk(Kind.RULE, self.source, place, place + 1, gap=2 if self.chunks else 0)
        for number, note in enumerate(self._notes):
            yield Chunk(
                Kind.FOOTNOTE, self.source, note.start, note.end, gap=1 - min(number, 1)
            )


def outline(document: Document, flow_of: Callable[[Chunk], Flow]) -> Iterator[Heading]:
    """The headings that stand in no quote or list; `flow_of` reads one."""
    for chunk in document.each_chunk():
        if chunk.kind not in (Kind.HEADING, Kind.UNDERLINED) or chunk.frame.margins:
            continue
        plain = _PLAIN_HEADING.fullmatch(document.text, chunk.start, chunk.end)
        if text := " ".join((plain[1] if plain else flow_of(chunk).text).split()):
            level = heading_level(document.text, chunk.kind, chunk.start, chunk.end)
            yield Heading(level, text, chunk.start)


def footnote_words(definition: str) -> str:
    """What a footnote says, without its label and the indentation of its further lines."""
    words = definition.partition("]:")[2].strip()
    return re.sub(r"^(?: {4}|\t)", "", words, flags=re.MULTILINE)


def slug(heading: str) -> str:
    """The anchor that a heading has on most sites: `How It Works` is `how-it-works`."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
