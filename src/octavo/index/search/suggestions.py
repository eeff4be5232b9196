"""What to ask instead of a query that nothing matches, in the words of every screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from octavo.query import Query, str_of, without_each, words_of
from octavo.query.ast import And, AuthorTerm, PlaceTerm, TagTerm, Term, Word
from octavo.text import grouped, visible

if TYPE_CHECKING:
    from octavo.library.search.search import Search

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
            yield f"No “{visible(word)}”; did you mean {' or '.join(known)}?"


def _wider(search: "Search", query: Query) -> Iterator[str]:
    counted = [
        (search.find(rest).total, str_of(Query(term))) for term, rest in without_each(query)
    ]
    best, term = max(counted, default=(0, ""))
    if best:
        yield f"Without {visible(term)} there {_are(best)}."
    elif counted:
        yield from _at_fault(search, query)


def _at_fault(search: "Search", query: Query) -> Iterator[str]:
    """The parts that by themselves find nothing, and what there is without all of them."""
    terms = [term for term, _ in without_each(query) if not isinstance(term, PlaceTerm)]
    at_fault = [term for term in terms if not search.find(Query(term)).total]
    named = [t for t in at_fault if not (isinstance(t, Word) and search.suggest(t.text))]
    if named:
        yield f"There is {' and '.join(map(_none_of, named))}."
    nodes = query.where.nodes if isinstance(query.where, And) else ()
    rest = tuple(node for node in nodes if node not in at_fault)
    if len(at_fault) > 1 and rest:
        total = search.find(Query(And(rest) if len(rest) > 1 else rest[0])).total
        if total:
            yield f"Without them there {_are(total)}."


def _none_of(term: Term) -> str:
    match term:
        case TagTerm(name, prefix):
            return f"no tag {visible(name)}{'…' * prefix}"
        case AuthorTerm(text):
            return f"no author {visible(text)}"
        case _:
            return f"no {visible(str_of(Query(term)))}"


def _are(count: int) -> str:
    return "is 1 article" if count == 1 else f"are {grouped(count)} articles"
