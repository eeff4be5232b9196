"""Asking the library a query, and what to say when it finds nothing."""

from collections.abc import Sequence

from msgspec import Struct
from textual.content import Content

from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.query import Query, sort_of, str_of, without_each, words_of
from octavo.model.query.ast import Phrase, SortField, Word
from octavo.text import grouped, visible

NEAREST = 50
"""How many of the nearest matches to offer."""

_ORDERS = {
    SortField.RELEVANCE: ("best first", "worst first"),
    SortField.ADDED: ("newest first", "oldest first"),
    SortField.PUBLISHED: ("latest published first", "first published first"),
    SortField.TITLE: ("by title", "by title, from the end"),
    SortField.WORDS: ("longest first", "shortest first"),
    SortField.PROGRESS: ("most read first", "least read first"),
}


class Answer(Struct, frozen=True):
    """What to list for a query."""

    query: Query
    ids: Sequence[ArticleId]
    matches: int
    """How many match; 0 where `ids` are only the nearest."""
    notice: Content | None = None


def ask(library: Library, query: Query) -> Answer:
    """What a query finds, or else the nearest that there is and how to find more."""
    found = library.search.find(query)
    if found.total or not words_of(query):
        return Answer(query, list(found.ids), found.total)
    nearest = library.search.nearest(query, NEAREST)
    return Answer(query, nearest.ids, 0, _nothing(library, query, nearest.total > 0))


def order_of(query: Query) -> str:
    """How the results of a query are ordered, in words."""
    sort = sort_of(query)
    return _ORDERS[sort.field][sort.reverse]


def _nothing(library: Library, query: Query, near: bool) -> Content:
    lines = ["Nothing has all of this."]
    lines += [f"Did you mean {spelling}?" for spelling in _spellings(library, query)]
    lines += _wider(library, query)
    if near:
        lines.append("The nearest:")
    return Content(visible("  ".join(lines)))


def _spellings(library: Library, query: Query) -> list[str]:
    """For each word that nothing holds, the known word that is spelt most like it.

    Only what is in the index is known, so that is brought in step first.
    """
    library.search.catch_up()
    return [
        " or ".join(known[:2])
        for word in words_of(query)
        if isinstance(word, Word) and _is_unknown(library, word)
        if (known := library.search.suggest(word.text))
    ]


def _is_unknown(library: Library, word: Word | Phrase) -> bool:
    return library.search.find(Query(where=word)).total == 0


def _wider(library: Library, query: Query) -> list[str]:
    """What would be found without the narrowest term, if anything."""
    counted = [
        (library.search.find(rest).total, str_of(Query(where=term)))
        for term, rest in without_each(query)
    ]
    best, term = max(counted, default=(0, ""))
    return [f"Without {term} there are {grouped(best)}."] if best else []
