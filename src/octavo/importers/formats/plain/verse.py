"""Lines that their writer broke: verse, addresses, lists without marks, talks."""

import re
from itertools import pairwise

from octavo.importers.formats.plain.layout import Block, Layout
from octavo.importers.formats.plain.lines import (
    continues,
    ends_sentence,
    indent,
    join,
    wants_more,
    width,
)

_WIDEST = 66
_WIDEST_THING = 40
"""Of a list of things without marks, such as what to buy."""

_TURN = re.compile(
    r"""
    \s* (?: [\[(]? \d{1,2}:\d{2} (?: :\d{2} )? (?: \s? [ap]m )? [\])]? \s
      | \[ [^\]\n]{1,30} \] \s+ <? (?=\w)
      | < [\w.-][\w .-]{0,20} > \s
      | \d{4}-\d\d-\d\d [T ] \d
      | (?-i: [A-Z] [\w.'’-]* (?: \s [A-Z] [\w.'’-]* ){0,2} ) \s? [:：] \s
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESS = re.compile(r"[!-~]+[/@][!-~]+")
_HYPHENATED = re.compile(r"[^\W\d_]{2,}[-‐]$")
_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?] [^\W\d_]")
_CLOSING = re.compile(r"[,.;:!?)\]”’»、。，！？]")


def is_verse(block: Block, layout: Layout) -> bool:
    """Whether each line stands for itself, and no paragraph was wrapped here."""
    pairs = list(pairwise(block))
    if not pairs or any(width(line) > _WIDEST + indent(line) for line in _texts(block)):
        return False
    if any(layout.wrapping.forced(line, after) for line, after in pairs):
        return False
    if all(indent(line) >= layout.base + 2 for line in block):
        return len(block) > 2 or not ends_sentence(block[0])
    broken = sum(map(wants_more, block[:-1]))
    if broken * (2 if layout.is_narrow else 4) > len(pairs):
        return False
    if any(map(continues, _texts(block[1:]))):
        return _is_loose(block, layout)
    if len(pairs) == 1:
        return layout.is_narrow or not ends_sentence(block[-1])
    return not all(map(ends_sentence, block))


def turns_of(block: Block) -> Block:
    """The lines of a talk or a list of fields, each begun by a name or a time; or none."""
    marked = [_TURN.match(line) is not None for line in block]
    if not marked[0] or sum(marked) < 2 or sum(marked) * 3 < len(block):
        return ()
    turns: list[list[str]] = []
    for line, begins in zip(block, marked, strict=True):
        if begins:
            turns.append([])
        turns[-1].append(line)
    return tuple(join(turn) for turn in turns)


def _is_loose(block: Block, layout: Layout) -> bool:
    """Whether lines that begin with small letters are things in a list, or verse of today."""
    if any(_HYPHENATED.search(line) for line in block[:-1]):
        return False
    if any(_CLOSING.match(line.lstrip()) or _SENTENCES.search(line) for line in block):
        return False
    if len(block) < 5 and any(map(wants_more, block[:-1])):
        return False
    widest = max(map(width, block))
    things = all(map(continues, block)) and not any(map(ends_sentence, block))
    if things and widest <= _WIDEST_THING:
        return True
    column = layout.wrapping.column
    return len(block) > 2 and (layout.is_narrow or widest * 10 <= column * 7)


def _texts(block: Block) -> list[str]:
    """The lines that are more than an address."""
    return [line for line in block if not _ADDRESS.fullmatch(line.strip())]
