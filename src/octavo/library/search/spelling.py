"""The nearest spelling of a word that the library does not hold."""

from octavo.library.search.index import SearchIndex


def suggest(word: str, index: SearchIndex, limit: int = 3) -> list[str]:
    """Known words that one or two slips away from this one, likeliest first."""
    raise NotImplementedError
