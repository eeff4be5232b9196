"""What to ask instead of a query that nothing matches, in the words of every screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from octavo.model.query import Query, str_of, without_each, words_of
from octavo.model.query.ast import Word
from octavo.text import grouped, visible

if TYPE_CHECKING:
    from octavo.library.searching import Search

SPELLINGS = 2
"""How many to offer for a word that nothing holds."""


def ways_out(search: "Search", query: Query) -> list[str]:
    """Known words that are spelt nearly alike, and what is found without the narrowest term.

    Each is a sentence. Only what is in the index is known, so that is brought in step first.
    """
    return [*_spellings(search, query), *_wider(search, query)]


def _spellings(search: "Search", query: Query) -> Iterator[str]:
    unknown = [
        word.text
        for word in words_of(query)
        if isinstance(word, Word) and not search.find(Query(word)).total
    ]
    if unknown:
        search.catch_up()
    for word in unknown:
        if known := search.suggest(word)[:SPELLINGS]:
            yield f"Nothing has “{visible(word)}”; did you mean {' or '.join(known)}?"


def _wider(search: "Search", query: Query) -> Iterator[str]:
    counted = [
        (search.find(rest).total, str_of(Query(term))) for term, rest in without_each(query)
    ]
    best, term = max(counted, default=(0, ""))
    if best:
        them = "is 1 article" if best == 1 else f"are {grouped(best)} articles"
        yield f"Without {visible(term)} there {them}."
