"""Weights of a ranking: BM25, and what counts for more or less than the words themselves.

BM25 as in Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond
(2009), with the constants that tantivy has.
"""

import math
import re
from functools import lru_cache

TITLE_BOOST = 3.0
NOTES_BOOST = 2.0
"""What a word in the title or the notes counts for, beside what it counts for anyway."""

DISTANT = 0.15
"""What a word counts for that only shares the stem, as `governance` does with `government`.

So little that in a title it tells less than the word itself does in a text.
"""

_ENDING = re.compile(r"(?:ies|es|s|ied|ed|ing|y|e)$")
_DOUBLED = re.compile(r"([^aeiou])\1$")

_K1 = 1.2
"""How soon more of the same word stops to count, as tantivy has it."""


def rarity(frequency: int, size: int) -> float:
    """The inverse document frequency of a word that so many of `size` documents hold."""
    count = max(size, frequency)
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def saturated(count: int) -> float:
    """What a word that stands so often in a document of average length counts for."""
    return count * (_K1 + 1) / (count + _K1)


@lru_cache(10_000)
def nearness(word: str, asked: str) -> float:
    """What a word counts for where one with the same stem is asked for."""
    return 1.0 if word == asked or _core(word) == _core(asked) else DISTANT


def _core(word: str) -> str:
    """A word without the endings of plurals and of verbs."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))
