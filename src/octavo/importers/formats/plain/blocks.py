"""The parts of a plain text: what each run of lines between blank ones is."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from octavo.importers.formats.plain.headings import (
    is_division,
    is_heading,
    is_rule,
    is_underline,
)
from octavo.importers.formats.plain.layout import Block, Layout
from octavo.importers.formats.plain.lines import continues, ends_sentence, indent, width
from octavo.importers.formats.plain.lists import is_list, starts_item
from octavo.importers.formats.plain.verbatim import verbatim
from octavo.importers.formats.plain.verse import is_verse, turns_of

_WIDEST_HEADING = 60


class Kind(Enum):
    """What a part is."""

    PROSE = auto()
    HEADING = auto()
    VERSE = auto()
    LIST = auto()
    QUOTE = auto()
    VERBATIM = auto()
    RULE = auto()


class Part(NamedTuple):
    """Lines that belong together, and what they are."""

    kind: Kind
    lines: Block
    gap: int = 1
    """How many blank lines stand before it."""
    level: int = 0
    """How deep a heading is; 0 where it is not decided yet."""
    markdown: str = ""
    """What is written already, of a part that is kept as it is."""


def parts_of(block: Block, gap: int, layout: Layout) -> Iterator[Part]:
    """What a block is made of, in order."""
    for index, part in enumerate(_pieces(block, layout)):
        yield part._replace(gap=0 if index else gap)


def _pieces(block: Block, layout: Layout) -> Iterator[Part]:
    if markdown := verbatim(block, layout.base):
        yield Part(Kind.VERBATIM, block, markdown=markdown)
        return
    while block:
        part, size = _first_piece(block, layout)
        if part:
            yield part
        else:
            yield from _prose(block[:size], layout)
        block = block[size:]


def _first_piece(block: Block, layout: Layout) -> tuple[Part | None, int]:
    """The part that a block begins with, and its lines; None for those of running text."""
    if is_rule(block[0]) and not (len(block) > 2 and is_underline(block[2], block[1])):
        return Part(Kind.RULE, block[:1]), 1
    if size := _underlined(block):
        level = _underline_level(block[size - 1])
        return Part(Kind.HEADING, block[size - 2 : size - 1], level=level), size
    if size := _quoted(block):
        return Part(Kind.QUOTE, block[:size]), size
    if size := _listed(block, layout):
        return Part(Kind.LIST, block[:size]), size
    size = next((i for i in range(1, len(block)) if _interrupts(block, i, layout)), len(block))
    if markdown := verbatim(block[:size], layout.base):
        return Part(Kind.VERBATIM, block[:size], markdown=markdown), size
    return None, size


def _prose(block: Block, layout: Layout) -> Iterator[Part]:
    """Running text, with the headings that stand in it, or verse."""
    if _opens_with_heading(block, layout):
        yield Part(Kind.HEADING, block[:1])
        block = block[1:]
    if turns := turns_of(block):
        yield Part(Kind.VERSE, turns)
        return
    if is_verse(block, layout):
        yield Part(Kind.VERSE, block)
        return
    for lines in _paragraphs(block, layout):
        if _opens_with_heading(lines, layout):
            yield Part(Kind.HEADING, lines[:1])
            lines = lines[1:]
        yield Part(Kind.PROSE, lines)


def _underlined(block: Block) -> int:
    """Where the lines after an underlined (and perhaps overlined) heading begin, or 0."""
    if len(block) > 2 and is_underline(block[0], block[1]) and is_underline(block[2], block[1]):
        return 3
    if len(block) > 1 and is_underline(block[1], block[0]) and not is_rule(block[0]):
        return 2
    return 0


def _underline_level(line: str) -> int:
    return 2 if line.strip()[0] in "=#*‾" else 3


def _quoted(block: Block) -> int:
    """How many lines at the beginning are quoted as in mails."""
    return next(
        (i for i, line in enumerate(block) if not line.lstrip().startswith(">")), len(block)
    )


def _listed(block: Block, layout: Layout) -> int:
    """How many lines at the beginning are a list."""
    if not starts_item(block[0]):
        return 0
    size = next(
        (i for i in range(1, len(block)) if _is_below_list(block, i, layout)), len(block)
    )
    return size if is_list(block[:size]) else 0


def _is_below_list(block: Block, index: int, layout: Layout) -> bool:
    """Whether a line is neither an item of the list above nor the rest of one."""
    line, after = block[index - 1], block[index]
    outside = indent(after) <= indent(block[0]) and not starts_item(after)
    return outside and not continues(after) and not layout.wrapping.forced(line, after)


def _interrupts(block: Block, index: int, layout: Layout) -> bool:
    """Whether a quote or a list begins at a line below running text."""
    line, above = block[index], block[index - 1].rstrip()
    if line.startswith(">"):
        return True
    size = _listed(block[index:], layout) if starts_item(line) else 0
    items = sum(map(starts_item, block[index : index + size]))
    return items > 1 or (items == 1 and above.endswith((":", "：")))


def _opens_with_heading(block: Block, layout: Layout) -> bool:
    """Whether the first line was not wrapped but set above the paragraph."""
    if len(block) < 2 or not is_heading(block[0]):
        return False
    [line, after, *others] = block
    if layout.wrapping.forced(line, after) or continues(after):
        return False
    if is_division(line):
        return not is_division(after)
    if width(after) <= width(line):
        return False
    if not layout.may_begin_sentence(after) and len(line.split()) > 1:
        return False
    wrapped = bool(others) and layout.wrapping.forced(after, others[0])
    return wrapped or width(after) > _WIDEST_HEADING or ends_sentence(after)


def _paragraphs(block: Block, layout: Layout) -> Iterator[Block]:
    """The paragraphs of a block, which may be told by indentation or by a short last line."""
    margin = min(map(indent, block))
    start = 0
    for index in range(1, len(block)):
        line, after = block[index - 1], block[index]
        set_in = indent(after) >= margin + 2 and (indent(line) == margin or index - 1 == start)
        ended = (ends_sentence(line) or line.endswith((":", "："))) and not continues(after)
        if ended and (set_in or not layout.wrapping.forced(line, after)):
            yield block[start:index]
            start = index
    yield block[start:]
