"""The forms of a word: those that mean the same, and those that only share its stem."""

import re
from functools import lru_cache

DISTANT = 0.15
"""What a word counts for that only shares the stem, as `governance` does with `government`.

So little that in a title it tells less than the word itself does in a text.
"""

_ENDING = re.compile(r"(?:ies|es|s|ied|ed|ing|y|e)$")
_DOUBLED = re.compile(r"([^aeiou])\1$")


@lru_cache(10_000)
def nearness(word: str, asked: str) -> float:
    """What a word counts for where one with the same stem is asked for."""
    return 1.0 if word == asked or _core(word) == _core(asked) else DISTANT


def _core(word: str) -> str:
    """A word without the endings of plurals and of verbs."""
    return _DOUBLED.sub(r"\1", _ENDING.sub("", word))
