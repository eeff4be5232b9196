"""What the inflections of English words have in common: their stem."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache


@lru_cache(50_000)
def stem(word: str) -> str:
    """What the English inflections of a folded word have in common.

    The Snowball stemmer, https://snowballstem.org/algorithms/english/stemmer.html.
    """
    return _stemmed()(word)[0] if is_inflected(word) else word


def stems(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words among some that can have inflections, each after its stem."""
    inflected = list(filter(is_inflected, words))
    return zip(_stemmed()(" ".join(inflected)), inflected, strict=True)


def is_inflected(word: str) -> bool:
    """Whether a folded word may be one that English inflects."""
    return word.isascii() and word.isalpha()


@cache
def _stemmed() -> Callable[[str], list[str]]:
    """What stems each of the words between blanks."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stemmer("english")).build().analyze
