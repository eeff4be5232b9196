"""Weights of a ranking: BM25, and what counts for more or less than the words themselves.

BM25 as in Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond
(2009), with the constants that tantivy has.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from octavo.index.search.scanner import AnalyzedTerm, ScannedDocument, ScannedText
from octavo.query.ast import Where

TITLE_BOOST = 3.0
NOTES_BOOST = 2.0
"""What a word in the title or the notes counts for, beside what it counts for anyway.

Of 500 posts of a public site, each asked for by two words of its title among 1 463, 82 of 100
come first with 3, as with 1.5, 6 and 12; without it 41. What a person wrote stands between.
"""

DISTANT = 0.15
"""What a word counts for that only shares the stem, as `governance` does with `government`.

So little that in a title it tells less than the word itself does in a text.
"""

_ENDING = re.compile(r"(?:ies|es|s|ied|ed|ing|y|e)$")
_DOUBLED = re.compile(r"([^aeiou])\1$")

_K1 = 1.2
"""How soon more of the same word stops to count, as tantivy has it."""

_B = 0.75
"""How much longer documents count for less, as tantivy has it."""


def rarity(frequency: int, size: int) -> float:
    """The inverse document frequency of a word that so many of `size` documents hold."""
    count = max(size, frequency)
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def saturated(count: int, length: float = 1.0) -> float:
    """What a word counts for that stands so often in a document.

    Its length is given as a multiple of the average.
    """
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))


@lru_cache(10_000)
def nearness(word: str, asked: str) -> float:
    """What a word counts for where one with the same stem is asked for."""
    return 1.0 if word == asked or _core(word) == _core(asked) else DISTANT


def _core(word: str) -> str:
    """A word without the endings of plurals and of verbs."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))


def weight_of(document: ScannedDocument, asked: AnalyzedTerm) -> float:
    """What a term counts for in a document, as if that were of average length."""
    counts = [_count(part, asked) for part in document.parts(asked.where)]
    found = _term_weight(counts)
    if asked.where is Where.ANYWHERE:
        title, notes, _ = counts
        found += TITLE_BOOST * _term_weight([title]) + NOTES_BOOST * _term_weight([notes])
    return found


def _count(part: ScannedText, asked: AnalyzedTerm) -> tuple[int, float]:
    """How often a part holds what is asked for, and what the nearest form there counts for."""
    if not asked.tokens:
        return 1, 1.0
    found = part.positions(asked)
    if not asked.stem:
        return len(found), 1.0
    if inflected := part.inflections(asked):
        return len(inflected), 1.0
    [word] = asked.tokens
    forms = {part.tokens[at] for at in found}
    begun = (asked.open_ended and form.startswith(word) for form in forms)
    near = 1.0 if any(begun) else max((nearness(form, word) for form in forms), default=0.0)
    return len(found), near


def _term_weight(counts: Sequence[tuple[int, float]]) -> float:
    """What some counts tell; more of the same word soon stops to count."""
    count = sum(number for number, _ in counts)
    return max(near for _, near in counts) * saturated(count)
