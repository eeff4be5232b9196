"""What stands after the last paragraph of a plain text: a byline, a line about the author."""

from collections.abc import Sequence
from typing import NamedTuple

from octavo.importers.naming import folded
from octavo.importers.plain.lines import join
from octavo.importers.plain.parts import Block, blocks_of
from octavo.importers.plain.people import author_told_of, byline, is_about, signature

_LAST_BLOCKS = 4


class Tail(NamedTuple):
    """The authors that the end of a text names, and the text without that line."""

    authors: tuple[str, ...]
    lines: tuple[str, ...]


def read_tail(lines: Sequence[str], authors: tuple[str, ...]) -> Tail:
    """Take the byline from the end of a text; lines about an author stay where they are."""
    blocks = list(blocks_of(lines[-200:]))[-_LAST_BLOCKS:]
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index][1]
        below = [join(other) for _, other in blocks[index + 1 :]]
        names = _signed(block, below, is_last=index == len(blocks) - 1)
        if names and _are(names, authors):
            return Tail(authors or names, _without(lines, block[0]))
    if not authors and blocks and (name := author_told_of(join(blocks[-1][1]))):
        return Tail((name,), tuple(lines))
    return Tail(authors, tuple(lines))


def _signed(block: Block, below: Sequence[str], is_last: bool) -> tuple[str, ...]:
    """The names in a block that is a byline, with nothing below it but about its authors."""
    names = byline(block[0]) or (signature(block[0]) if is_last else ())
    about = [join(block[1:]), *below] if len(block) > 1 else list(below)
    return names if names and all(is_about(text, names) for text in about) else ()


def _are(names: tuple[str, ...], authors: tuple[str, ...]) -> bool:
    """Whether a byline at the end names those whom one at the beginning named, if any did."""
    known = {folded(author) for author in authors}
    return not known or {folded(name) for name in names} <= known


def _without(lines: Sequence[str], line: str) -> tuple[str, ...]:
    last = (
        len(lines)
        - 1
        - next(i for i, other in enumerate(reversed(lines)) if other.rstrip() == line)
    )
    return (*lines[:last], *lines[last + 1 :])
