"""What stands after the last paragraph of a plain text: a byline, a line about the author."""

from collections.abc import Sequence
from typing import NamedTuple

from octavo.importers.formats.plain.bylines import (
    author_told_of,
    byline_over,
    is_about,
    signature,
)
from octavo.importers.formats.plain.headings import is_rule
from octavo.importers.formats.plain.layout import Block, blocks_of
from octavo.importers.formats.plain.lines import join
from octavo.importers.text.titles import folded

_LAST_BLOCKS = 4


class Tail(NamedTuple):
    """The authors that the end of a text names, and the text without that line."""

    authors: tuple[str, ...]
    lines: tuple[str, ...]


def read_tail(lines: Sequence[str], authors: tuple[str, ...]) -> Tail:
    """Take the byline from the end of a text; lines about an author stay where they are."""
    blocks = list(blocks_of(lines[-200:]))[-_LAST_BLOCKS:]
    for index in range(len(blocks) - 1, -1, -1):
        block = _without_rules(blocks[index][1])
        below = [join(other) for _, other in blocks[index + 1 :]]
        names, size = _signed(block, below, is_last=index == len(blocks) - 1)
        if names and _are(names, authors):
            return Tail(authors or names, _without(lines, block[:size]))
    if not authors and blocks and (name := author_told_of(join(blocks[-1][1]))):
        return Tail((name,), tuple(lines))
    return Tail(authors, tuple(lines))


def _signed(block: Block, below: Sequence[str], is_last: bool) -> tuple[tuple[str, ...], int]:
    """The names in a byline with nothing below it but about its authors, and its lines."""
    if not block:
        return (), 0
    names, size = byline_over(block)
    names = names or (signature(block[0]) if is_last else ())
    about = [join(block[size:]), *below] if len(block) > size else list(below)
    return (names, size) if all(is_about(text, names) for text in about) else ((), 0)


def _without_rules(block: Block) -> Block:
    """The lines below the rules that a block begins with."""
    start = next((i for i, line in enumerate(block) if not is_rule(line)), len(block))
    return block[start:]


def _are(names: tuple[str, ...], authors: tuple[str, ...]) -> bool:
    """Whether a byline at the end names those whom one at the beginning named, if any did."""
    known = {folded(author) for author in authors}
    return not known or {folded(name) for name in names} <= known


def _without(lines: Sequence[str], taken: Block) -> tuple[str, ...]:
    """The lines without the last run of some that stand together."""
    size = len(taken)
    ends = range(len(lines), size - 1, -1)
    stripped = tuple(line.rstrip() for line in lines)
    end = next(end for end in ends if stripped[end - size : end] == taken)
    above = list(lines[: end - size])
    while above and (not above[-1].strip() or is_rule(above[-1])):
        above.pop()
    return (*above, "", *lines[end:])
