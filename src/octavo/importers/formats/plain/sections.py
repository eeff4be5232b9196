"""Which short lines of a plain text are headings, and how deep."""

from collections.abc import Sequence

from octavo.importers.formats.plain.blocks import Kind, Part
from octavo.importers.formats.plain.headings import (
    is_chapter,
    is_division,
    is_heading,
    is_paragraph,
    level_of,
)
from octavo.importers.formats.plain.lines import indent
from octavo.importers.formats.plain.lists import is_numbered


def with_headings(parts: Sequence[Part], base: int) -> list[Part]:
    """The parts with the lines that are headings marked so, each as deep as it is."""
    marked = list(parts)
    start = 0
    for index, part in enumerate(parts):
        if not _may_be_heading(part, base):
            for above in _headings_above(parts, start, index):
                marked[above] = parts[above]._replace(kind=Kind.HEADING)
            start = index + 1
    headings = [part for part in marked if part.kind is Kind.HEADING]
    chapters = [part.lines[0] for part in headings if is_chapter(part.lines[0])]
    return [
        part._replace(level=part.level or level_of(part.lines[0], chapters))
        if part.kind is Kind.HEADING
        else part
        for part in marked
    ]


def _headings_above(parts: Sequence[Part], start: int, below: int) -> range:
    """Which short lines of a run are headings of the part below it.

    A run of more than two is a table of contents; only the last of it may be a heading, if
    it stands apart.
    """
    part = parts[below]
    fragment = part.kind is Kind.PROSE and not is_paragraph(part.lines)
    if part.kind is Kind.RULE or fragment:
        return range(0)
    if below - start <= 2:
        return range(start, below)
    apart = parts[below - 1].gap > parts[below - 2].gap
    return range(below - apart, below)


def _may_be_heading(part: Part, base: int) -> bool:
    """Whether a part is a line that could be a heading, were there a paragraph below it."""
    line = part.lines[0]
    if part.kind is Kind.LIST:
        return len(part.lines) == 1 and is_numbered(line) and is_heading(line)
    if part.kind is Kind.PROSE and len(part.lines) == 1:
        apart = line.isupper() or is_division(line)
        return is_heading(line) and (apart or indent(line) < base + 2)
    two = part.kind in (Kind.PROSE, Kind.VERSE) and len(part.lines) == 2
    return two and is_division(line) and is_heading(part.lines[1])
