"""Scores for what the index does not have yet, close to those that it will give."""

from collections.abc import Callable, Iterable, Sequence

from octavo.index.search.scanner import Part, Scanned, places
from octavo.index.search.tantivy_query import NOTES_BOOST, TITLE_BOOST
from octavo.index.search.term import Sought
from octavo.index.text.inflection import nearness
from octavo.query.ast import Where

_K1 = 1.2
"""How soon more of the same word stops to count, as tantivy has it."""


def score(
    document: Scanned, asked: Iterable[Sought], rarity: Callable[[Sought], float]
) -> float:
    """BM25 as for a document of average length, titles and notes counting for more."""
    return sum(_weight(document, each) * rarity(each) for each in asked)


def _weight(document: Scanned, asked: Sought) -> float:
    counts = [_count(part, asked) for part in document.parts(asked.where)]
    weight = _told(counts)
    if asked.where is Where.ANYWHERE:
        title, notes, _ = counts
        weight += TITLE_BOOST * _told([title]) + NOTES_BOOST * _told([notes])
    return weight


def _count(part: Part, asked: Sought) -> tuple[int, float]:
    """How often a part holds what is asked for, and what the nearest form there counts for."""
    if not asked.tokens:
        return 1, 1.0
    found = places(part.tokens, asked)
    if not asked.stem:
        return len(found), 1.0
    [word] = asked.tokens
    forms = {part.tokens[at] for at in found}
    begun = (asked.open_ended and form.startswith(word) for form in forms)
    near = 1.0 if any(begun) else max((nearness(form, word) for form in forms), default=0.0)
    return len(found), near


def _told(counts: Sequence[tuple[int, float]]) -> float:
    """What some counts tell; more of the same word soon stops to count."""
    count = sum(number for number, _ in counts)
    return max(near for _, near in counts) * count * (_K1 + 1) / (count + _K1)
