"""Tokens with the places where they stand in a text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from octavo.index.text.tokenizer import (
    FIRST_OF_RUNS,
    LONGEST,
    PIECES,
    is_run,
    lowered,
    pairs_of,
)
from octavo.patterns import lazy_pattern

CHUNKS = re.compile(r"[^\x00-/:-@[-`{-\x7f]+")
"""What stands between ASCII blanks and symbols; tokens never reach across these."""

_WITHIN = re.compile(r"[^\x00-/:-@[-`{-\x7f]")

_WORDS = lazy_pattern("[^ ]+")
"""The pieces of a text without runs."""

_JOINING = "\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f"
_JOINS = lazy_pattern(f"[{_JOINING}]")
_CLUSTERS = lazy_pattern(f".[{_JOINING}]*", re.DOTALL)
"""A character and those behind it with which it may become one."""

_LONG = 40
"""Chunks from this length are not worth remembering."""

Place = tuple[int, int]


class Span(NamedTuple):
    """A token and where it stands."""

    token: str
    start: int
    end: int
    first_end: int
    """The end of its first character: all of it that a single character asks for."""


def spans(text: str, start: int = 0, stop: int | None = None) -> Iterator[Span]:
    """The tokens of a text between two offsets, and those that reach across these."""
    for match in chunks(text, start, len(text) if stop is None else stop):
        at = match.start()
        for token, first, last, first_end in spans_in(match[0]):
            yield Span(token, at + first, at + last, at + first_end)


def chunks(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """The chunks of a text that begin or end between two offsets, each whole."""
    return CHUNKS.finditer(text, chunk_start(text, start), chunk_end(text, stop))


def chunk_end(text: str, at: int) -> int:
    """Where the chunk ends that reaches across an offset."""
    cut = CHUNKS.match(text, at - 1) if 0 < at < len(text) else None
    return cut.end() if cut else at


def chunk_start(text: str, at: int) -> int:
    """Where the chunk begins that reaches across an offset."""
    while 0 < at < len(text) and _WITHIN.match(text, at - 1):
        at -= 1
    return at


def spans_in(chunk: str) -> Sequence[Span]:
    """The tokens of a chunk, by their offsets in it."""
    if chunk.isascii():
        return (Span(chunk[:LONGEST].lower(), 0, len(chunk), 1),)
    return _known(chunk) if len(chunk) < _LONG else _fresh(chunk)


@lru_cache(10_000)
def _known(chunk: str) -> tuple[Span, ...]:
    return tuple(_fresh(chunk))


def _fresh(chunk: str) -> list[Span]:
    folded, positions = aligned(chunk)
    found: list[Span] = []
    has_runs = max(folded, default="") >= FIRST_OF_RUNS
    for match in (PIECES if has_runs else _WORDS).finditer(folded):
        piece, first, last = match[0], match.start(), match.end() - 1
        if not is_run(piece):
            start, end = positions[first][0], positions[last][1]
            found.append(Span(piece[:LONGEST], start, end, positions[first][1]))
            continue
        for at, token in enumerate(pairs_of(piece), first):
            start, first_end = positions[at]
            found.append(Span(token, start, positions[at + len(token) - 1][1], first_end))
    return found


def aligned(chunk: str) -> tuple[str, Sequence[Place]]:
    """A folded chunk, and for each of its characters the place where that comes from."""
    folded = lowered(chunk)
    if not _JOINS.search(chunk) and all(len(_lowered(char)) == 1 for char in set(chunk)):
        return folded, [(at, at + 1) for at in range(len(chunk))]
    positions: list[Place] = []
    at = 0
    together = []
    for cluster in _CLUSTERS.findall(chunk):
        alone = _lowered(cluster)
        together.append(alone)
        positions += [(at, at + len(cluster))] * len(alone)
        at += len(cluster)
    if "".join(together) != folded:  # characters have joined in an unforeseen way
        positions = [(0, len(chunk))] * len(folded)
    return folded, positions


_lowered = lru_cache(10_000)(lowered)
