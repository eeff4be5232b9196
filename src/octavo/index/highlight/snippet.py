"""The passage of a text that answers a query best, and all that the query hits in it."""

from octavo.index.highlight.hits import hits, term_hits
from octavo.markdown.plain_text import plain_text
from octavo.model.search import Snippet
from octavo.query.ast import Query

PORTION = 50_000
"""Characters that are looked through at once for a good passage."""

ENOUGH = 400
"""Hits among which the best passage is sought."""

_REPEATED = 3
"""More hits than this make a list of names, not a passage that says something."""

_AROUND = 600
"""Characters of Markdown on each side that a passage is taken from."""


def snippet(text: str, query: Query, width: int = 160) -> Snippet:
    """The best passage of a Markdown text; its opening where nothing is hit."""
    at = _best_place(text, query, width)
    start, stop = _paragraphs(text, at or 0)
    passage = plain_text(text[start:stop])
    if at is None:
        return Snippet(_cut(passage, 0, width))
    passage = _cut(passage, _lead(passage, query, width), width)
    return Snippet(passage, tuple(hits(passage, query)))


def _best_place(text: str, query: Query, width: int) -> int | None:
    """Where the passage begins that holds the most of what is asked for."""
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(text), PORTION):
        found += term_hits(text, query, start, min(start + PORTION, len(text)))
        if len(found) >= ENOUGH:
            break
    return _densest(found, width)


def _densest(found: list[tuple[int, int, int]], width: int) -> int | None:
    """The first of the hits that, within a width, are of the most terms, and the most."""
    best: tuple[int, int] = (0, 0)
    place = None
    end = 0
    for begin, (start, _, _) in enumerate(found):
        while end < len(found) and found[end][1] <= start + width:
            end += 1
        window = found[begin:end] or found[begin : begin + 1]
        worth = len({number for _, _, number in window}), min(len(window), _REPEATED)
        if worth > best:
            best, place = worth, start
    return place


def _lead(passage: str, query: Query, width: int) -> int:
    """Where to cut a plain passage so that its hits stand in it with some words before."""
    at = _densest(term_hits(passage, query, 0, len(passage)), width) or 0
    return at - width // 4


def _paragraphs(text: str, at: int) -> tuple[int, int]:
    """The paragraphs around an offset, or what of them is near."""
    start = text.rfind("\n\n", max(0, at - _AROUND), at)
    stop = text.find("\n\n", min(len(text), at + _AROUND))
    start = max(0, at - _AROUND) if start < 0 else start
    return start, min(len(text) if stop < 0 else stop, at + 2 * _AROUND)


def _cut(passage: str, start: int, width: int) -> str:
    """A part of a line that begins and ends with whole words, marked where more follows."""
    if len(passage) <= width:
        return passage
    start = max(0, min(start, len(passage) - width + 1))
    if start:
        start = _after_blank(passage, start)
    stop = start + width - 1 - (start > 0)
    if stop < len(passage):
        blank = passage.rfind(" ", start + width // 2, stop + 1)
        stop = blank if blank > 0 else stop
    before, after = "…" * (start > 0), "…" * (stop < len(passage))
    return f"{before}{passage[start:stop].strip(' ,;:')}{after}"


def _after_blank(passage: str, start: int) -> int:
    """The next beginning of a word, unless that is far."""
    blank = passage.find(" ", start - 1, start + 20)
    return start if blank < 0 else blank + 1
