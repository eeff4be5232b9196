"""The nearest spelling of a word that the library does not hold."""

from collections.abc import Iterable, Iterator
from string import ascii_lowercase, digits

from octavo.index.reader import Snapshot
from octavo.index.schema import WORDS
from octavo.index.text.tokenizer import fold, is_run
from octavo.index.writer import SearchIndex

SHORTEST = 3
"""A shorter word is one slip away from too many others."""

LONG = 5
"""From this length two slips are forgiven."""

_SAME_START = 2
"""Two slips are looked for in words that have so many first letters in common."""


def suggest(word: str, index: SearchIndex, limit: int = 3) -> list[str]:
    """Known words that are one or two slips away from this one, likeliest first.

    A slip is a letter too many, too few, wrong, or in the place of its neighbour. Empty if
    the word is known, and in scripts without spaces.
    """
    pieces = fold(word).split()
    if len(pieces) != 1 or is_run(pieces[0]) or len(pieces[0]) < SHORTEST:
        return []
    [typed], snapshot = pieces, index.snapshot
    if snapshot.frequency(WORDS, typed):
        return []
    found = _by_frequency(set(one_slip(typed)), snapshot)
    if len(found) < limit and len(typed) >= LONG:
        known = (token for token, _ in snapshot.beginning(WORDS, typed[:_SAME_START]))
        near = {token for token in known if is_near(typed, token)}
        found += _by_frequency(near - {*found}, snapshot)
    return found[:limit]


def _by_frequency(words: Iterable[str], snapshot: Snapshot) -> list[str]:
    """Those that the library holds, the most frequent first."""
    frequencies = {word: snapshot.frequency(WORDS, word) for word in words}
    known = (word for word, frequency in frequencies.items() if frequency)
    return sorted(known, key=lambda word: (-frequencies[word], word))


def one_slip(word: str) -> Iterator[str]:
    """All that can be written by mistake for a word, and what it may be a mistake for."""
    letters = ascii_lowercase + digits if word.isascii() else sorted(set(word))
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (f"{head}{letter}{tail}" for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (f"{head}{letter}{tail[1:]}" for letter in letters)
        if len(tail) > 1:
            yield f"{head}{tail[1]}{tail[0]}{tail[2:]}"


def is_near(one: str, other: str, slips: int = 2) -> bool:
    """Whether so many slips lead from one word to another, no letter slipping twice.

    The optimal string alignment distance, row by row.
    """
    if abs(len(one) - len(other)) > slips or len({*one} ^ {*other}) > 2 * slips:
        return False
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, match in enumerate(other, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > slips:
            return False
        before, above = above, row
    return above[-1] <= slips
