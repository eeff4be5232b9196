"""The documents with the most telling words of another, as a search by more like this."""

from collections import Counter
from collections.abc import Set as AbstractSet

from octavo.index.corpus import Searchable
from octavo.index.reader import Snapshot
from octavo.index.schema import WORDS, tokens_of
from octavo.index.search.fallback import STOP_WORDS
from octavo.index.search.token_query import any_of, rarity, saturated, term
from octavo.model.search import Scores

OPENING = 20_000
"""Characters of a text that are looked at; what it is about is said by then."""

LOOKED_UP = 200
"""Words of which the frequency in the index is asked, the most frequent in the text."""

TELLING = 30
"""Words that are searched for."""

_IN_TITLE = 3
"""What a word in the title counts for, as in a search."""


def similar(
    searchable: Searchable,
    snapshot: Snapshot,
    limit: int,
    left_out: AbstractSet[int] = frozenset(),
) -> Scores:
    """The documents most like another, best first; BM25 over its words.

    Itself is left out, and so is what has one of some ids. A word that nothing else holds
    finds nothing, and one that most documents hold tells nothing.
    """
    words = telling_words(searchable, snapshot)
    if not words:
        return {}
    gone = left_out | {searchable.id}
    scores, _ = snapshot.best(any_of(term(WORDS, word) for word in words), limit + len(gone))
    return dict([each for each in scores.items() if each[0] not in gone][:limit])


def telling_words(searchable: Searchable, snapshot: Snapshot) -> list[str]:
    """The words that set a document apart, by tf·idf, the most telling first."""
    counts = Counter(tokens_of(searchable.text[:OPENING]).split())
    for word in tokens_of(searchable.title).split():
        counts[word] += _IN_TITLE
    for word in STOP_WORDS:
        counts.pop(word, None)
    size = snapshot.size
    weights: dict[str, float] = {}
    for word, count in counts.most_common(LOOKED_UP):
        frequency = snapshot.frequency(WORDS, word)
        if 1 < frequency <= size // 2:
            weights[word] = saturated(count) * rarity(frequency, size)
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING]
