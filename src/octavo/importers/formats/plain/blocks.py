"""What the lines of a plain text are: headings, paragraphs, lists, quotes, tables.

Large because what a part is depends on the parts around it, of whatever kind.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import takewhile
from typing import NamedTuple

from octavo.importers.formats.plain.lines import (
    DECORATED,
    WIDEST_HEADING,
    announces,
    ends_sentence,
    has_cells,
    indent,
    is_division,
    is_heading,
    is_rule,
    is_underline,
    join,
    width,
)
from octavo.importers.formats.plain.lists import (
    dedented,
    is_list,
    is_numbered,
    items_of,
    outline_of,
    starts_item,
    verbatim,
)
from octavo.importers.formats.plain.paragraphs import (
    SHORT,
    Block,
    Layout,
)
from octavo.importers.text.clean import code_block
from octavo.importers.text.names import byline, is_byline_label
from octavo.patterns import lazy_pattern

_LEAST_BODY = 60
"""Columns of a paragraph right below a heading; in shorter lines, both may be of a verse.

Without it, headings F1 of articles with one block a line is .882 in place of .874, but lines
of an address become headings.
"""


_BY = lazy_pattern(
    r"(?:(?:posted|written|published|edited|compiled|words|text|story)\s)?by\s(?!the?\b|an?\b)",
    re.IGNORECASE,
)
"""How a line below the title begins that says who wrote the text, be it a name or not."""

_LABELLED = lazy_pattern(r"\s*[^\W\d_]+(?: [^\W\d_]+){0,3}: \S")
"""One of several fields below each other, as `Language: English`."""

_MOST_ABOVE = 3
"""Headings right above one another; more are a table of contents, or the cells of one.

Headings F1 of the even articles with blank lines is .914 with 2, .930 with 3 and with 4.
"""


class Kind(Enum):
    """What a part is."""

    PROSE = auto()
    HEADING = auto()
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
    """How deep an underlined heading is; 0 of others."""
    markdown: str = ""
    """What is written already, of a part that is kept as it is."""


def parts_of(blocks: Iterable[tuple[int, Block]], layout: Layout) -> list[Part]:
    """What the blocks of a text are made of, in order."""
    parts: list[Part] = []
    counted: int | None = None
    for gap, block in blocks:
        for index, part in enumerate(_parts_of_block(block, layout, counted)):
            part = part._replace(gap=0 if index else gap)
            goes_on = bool(parts) and _belongs(parts[-1], part, counted)
            if part.kind is Kind.LIST:
                numbers = [item.number for item in items_of(part.lines)]
                counted = next(filter(None, reversed(numbers)), counted)
            if goes_on:
                parts[-1] = _together(parts[-1], part)
            else:
                parts.append(part)
    return with_headings(parts, layout)


def _parts_of_block(block: Block, layout: Layout, counted: int | None) -> Iterator[Part]:
    if markdown := verbatim(block, min(layout.edge, layout.margin)):
        yield Part(Kind.VERBATIM, block, markdown=markdown)
        return
    while block:
        part, size = _first_part(block, layout, counted)
        yield part
        block, counted = block[size:], None


def _first_part(block: Block, layout: Layout, counted: int | None) -> tuple[Part, int]:
    """The part that a block begins with, and how many lines it takes."""
    if is_rule(block[0]) and not (len(block) > 2 and is_underline(block[2], block[1])):
        return Part(Kind.RULE, block[:1]), 1
    if found := DECORATED.fullmatch(block[0].strip()):
        return Part(Kind.HEADING, (found[2],), level=2), 1
    if size := _underlined(block):
        level = 2 if block[size - 1].strip()[0] in "=#*‾" else 3
        return Part(Kind.HEADING, block[size - 2 : size - 1], level=level), size
    if size := _quoted(block):
        return Part(Kind.QUOTE, block[:size]), size
    if outline_of(block):
        return Part(Kind.LIST, block), len(block)
    if size := _listed(block, layout, counted):
        return Part(Kind.LIST, block[:size]), size
    size, length = 1, width(block[0])
    while size < len(block) and not _interrupts(block, size, layout):
        if not layout.goes_on(block[size - 1], length, block[size : size + 2]):
            break
        size, length = size + 1, length + width(block[size])
    return Part(Kind.PROSE, block[:size]), size


def _underlined(block: Block) -> int:
    """Where the lines after an underlined (and perhaps overlined) heading begin, or 0."""
    if len(block) > 2 and is_underline(block[0], block[1]) and is_underline(block[2], block[1]):
        return 3
    if len(block) > 1 and is_underline(block[1], block[0]) and not is_rule(block[0]):
        return 2
    return 0


def _quoted(block: Block) -> int:
    """How many lines at the beginning are quoted as in mails."""
    quoted = (i for i, line in enumerate(block) if not line.lstrip().startswith(">"))
    return next(quoted, len(block))


def _listed(block: Block, layout: Layout, counted: int | None = None) -> int:
    """How many lines at the beginning are a list, or go on with one that has `counted`."""
    if not starts_item(block[0]):
        return 0
    below = (i for i in range(1, len(block)) if _is_below_list(block, i, layout))
    size = next(below, len(block))
    goes_on = counted is not None and items_of(block[:1])[0].number == counted + 1
    return size if goes_on or is_list(block[:size]) else 0


def _is_below_list(block: Block, index: int, layout: Layout) -> bool:
    """Whether a line is neither an item of the list above nor the rest of one."""
    line, after = block[index - 1], block[index]
    if starts_item(after) and indent(after) <= indent(block[0]):
        return is_numbered(after) != is_numbered(block[0]) and not layout.column
    if starts_item(after) or indent(after) > indent(block[0]):
        return False
    return not layout.goes_on(line, 0, [after])


def _interrupts(block: Block, index: int, layout: Layout) -> bool:
    """Whether a quote, a rule or a list begins at a line below running text."""
    line, above = block[index], block[index - 1]
    if line.startswith(">") or is_rule(line) or _underlined(block[index : index + 3]):
        return True
    if not starts_item(line):
        return False
    size = _listed(block[index:], layout)
    items = sum(map(starts_item, block[index : index + size]))
    return items > 1 or (items == 1 and announces(above))


def _belongs(before: Part, part: Part, counted: int | None) -> bool:
    """Whether a blank line broke one part into these two; a list has come to `counted`."""
    if before.kind is Kind.LIST and part.kind is Kind.PROSE:
        return _is_inside(before, part)
    if before.kind is Kind.LIST and part.kind is Kind.LIST and part.gap:
        return _is_same_list(before, part, counted)
    if before.kind is not part.kind or not part.gap:
        return False
    if part.kind is Kind.VERBATIM:
        return _is_code(before) and _is_code(part)
    return part.kind is Kind.QUOTE


def _together(before: Part, part: Part) -> Part:
    if before.kind is Kind.VERBATIM:
        lines = (*before.lines, *[""] * part.gap, *part.lines)
        return before._replace(lines=lines, markdown=code_block(dedented(lines)))
    between = {Kind.QUOTE: (">",), Kind.LIST: ("",) if part.kind is Kind.PROSE else ()}
    return before._replace(lines=(*before.lines, *between.get(before.kind, ()), *part.lines))


def _is_same_list(before: Part, part: Part, counted: int | None) -> bool:
    """Whether a list goes on with the marks that it had, or deeper."""
    if outline_of(before.lines) or outline_of(part.lines):
        return bool(outline_of((*before.lines, *part.lines)))
    mark, other = before.lines[0], part.lines[0]
    number = items_of(part.lines)[0].number
    starts_anew = counted is not None and number is not None and number <= counted
    same = is_numbered(mark) == is_numbered(other) and not starts_anew
    return same or indent(other) > indent(mark) + 1


def _is_inside(before: Part, part: Part) -> bool:
    """Whether a paragraph is set in as far as the text of the items above it.

    One number by itself above it is that of a section.
    """
    if _is_numbered_heading(before):
        return False
    return all(indent(line) >= indent(before.lines[0]) + 2 for line in part.lines)


def _is_code(part: Part) -> bool:
    """Whether a block is code that is set in, and so may have blank lines inside."""
    return part.markdown.startswith("```") and min(map(indent, filter(None, part.lines))) >= 2


def with_headings(parts: Sequence[Part], layout: Layout) -> list[Part]:
    """The parts with the short lines that stand above a paragraph marked as headings.

    Of a longer run only the last may be, and never a line that the text has again: a button,
    a credit. Where headings share a mark, only those that have it are.
    """
    marked = list(parts)
    run: list[int] = []
    for index, part in enumerate(parts):
        if _may_be_heading(parts, index, layout):
            line = part.lines[0]
            run += [index] if layout.is_styled(line) or not layout.is_repeated(line) else []
            continue
        styled = [i for i in run if layout.is_styled(parts[i].lines[0])]
        starts = (place for place, i in enumerate(run) if parts[i].gap)
        block = run[max(starts, default=0) :]
        nearest = block if len(block) <= _MOST_ABOVE else run[-1:]
        above = styled or (run if len(run) <= _MOST_ABOVE else nearest)
        if not styled and not any(is_division(parts[i].lines[0]) for i in above):
            above = [i for i in above if not _is_a_line(parts, i, layout)]
        further = parts[index + 1 : index + 2] if layout.apart else ()
        bodies = [part, *(each for each in further if width(each.lines[0]) > WIDEST_HEADING)]
        if styled or (
            part.kind is not Kind.RULE
            and not (layout.is_short and not part.gap)
            and all(_stands_above(bodies[-1], parts[i].lines[0]) for i in above)
        ):
            for i in (each for each in above if not _is_field(parts, each)):
                marked[i] = parts[i]._replace(kind=Kind.HEADING)
        run = []
    number: int | None = None
    for index, part in enumerate(parts):
        found = items_of(part.lines)[:1] if len(part.lines) == 1 else []
        counts = bool(found) and number is not None and found[0].number == number + 1
        if counts and _may_be_heading(parts, index, layout):
            marked[index] = part._replace(kind=Kind.HEADING)
        if found and marked[index].kind is Kind.HEADING:
            number = found[0].number or number
    return marked


def _is_field(parts: Sequence[Part], index: int) -> bool:
    """Whether a part is one of two fields next to each other, or of three with blank lines.

    Two with a blank line may be headings, as `Part One: The Sea` and `Chapter One: The Boat`.
    """
    part, above, below = (
        parts[index],
        parts[max(0, index - 2) : index],
        parts[index + 1 : index + 3],
    )
    if not _is_labelled(part):
        return False
    before = [*takewhile(_is_labelled, reversed(above))]
    after = [*takewhile(_is_labelled, below)]
    is_near = (before and not part.gap) or (after and not after[0].gap)
    return len(before) + len(after) > (0 if is_near else 1)


def _is_labelled(part: Part) -> bool:
    return _LABELLED.match(part.lines[-1]) is not None


def _may_be_heading(parts: Sequence[Part], index: int, layout: Layout) -> bool:
    """Whether a part is a line that could be a heading, were there a paragraph below it."""
    part = parts[index]
    if part.kind is Kind.LIST:
        return _is_numbered_heading(part)
    if part.kind is not Kind.PROSE or len(part.lines) > 1:
        return False
    [line] = part.lines
    if layout.is_styled(line) or layout.hung:
        return layout.is_styled(line)
    credited = _BY.match(line) if index == 0 else is_byline_label(parts[index - 1].lines[-1])
    below = parts[index + 1].kind if index + 1 < len(parts) else Kind.PROSE
    leads_in = announces(line) and below in (Kind.LIST, Kind.QUOTE, Kind.VERBATIM)
    return is_heading(line) and not credited and not leads_in


def _is_a_line(parts: Sequence[Part], index: int, layout: Layout) -> bool:
    """Whether a part is a line among others, where blank lines part all else.

    So are those of a verse and of an address.
    """
    if layout.apart or layout.column:
        return False
    above = index > 0 and parts[index - 1].kind is Kind.PROSE and not parts[index].gap
    below = parts[index + 1] if index + 1 < len(parts) else None
    return above or (below is not None and not below.gap and is_heading(below.lines[0]))


def _stands_above(body: Part, line: str) -> bool:
    """Whether a line that may be a heading is one of the part below it.

    Right above it, both may be lines of an address or a verse. To ask the same of parts that
    a blank line parts finds no more: F1 of headings is .88 in either case.
    """
    if body.gap or body.kind is not Kind.PROSE:
        return True
    text = join(body.lines[:3])
    whole = ends_sentence(text) or announces(text)
    return width(text) > _LEAST_BODY or (whole and width(text) > width(line))


def _is_numbered_heading(part: Part) -> bool:
    line = part.lines[0]
    return len(part.lines) == 1 and is_numbered(line) and is_heading(line)


_ADDRESS = lazy_pattern(r"\s*<?(?:https?://|www\.)\S+>?\s*$")
"""A line that is nothing but what the line above it calls a link."""


def are_lines(before: Part, part: Part, layout: Layout) -> bool:
    """Whether two parts are lines of a verse, an address or a list without marks."""
    if layout.apart or part.gap or not before.kind is part.kind is Kind.PROSE:
        return False
    if layout.is_short or (has_cells(before.lines[-1]) and has_cells(part.lines[0])):
        return True
    last = before.lines[-1]
    if ends_sentence(last) or byline(last):
        return False
    if announces(last) and not _ADDRESS.match(part.lines[0]):
        return False
    return all(sum(map(width, each.lines)) <= SHORT for each in (before, part))
