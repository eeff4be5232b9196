"""Scores for what the index does not have yet, close to those that it will give."""

from collections.abc import Callable, Iterable

from octavo.library.search.asking import NOTES_BOOST, TITLE_BOOST
from octavo.library.search.scan import Part, Scanned, places
from octavo.library.search.sought import Sought
from octavo.model.query.ast import Where

_K1 = 1.2
"""How soon more of the same word stops to count, as tantivy has it."""


def score(
    document: Scanned, asked: Iterable[Sought], rarity: Callable[[Sought], float]
) -> float:
    """BM25 as for a document of average length, titles and notes counting for more."""
    return sum(_weight(document, each) * rarity(each) for each in asked)


def _weight(document: Scanned, asked: Sought) -> float:
    counts = [_count(part, asked) for part in document.parts(asked.where)]
    weight = _saturated(sum(counts))
    if asked.where is Where.ANYWHERE:
        title, notes, _ = counts
        weight += TITLE_BOOST * _saturated(title) + NOTES_BOOST * _saturated(notes)
    return weight


def _count(part: Part, asked: Sought) -> int:
    return len(places(part.tokens, asked)) if asked.tokens else 1


def _saturated(count: int) -> float:
    return count * (_K1 + 1) / (count + _K1)
