"""What to say when nothing matches: a spelling, a wider query, and exit code 3."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from octavo.cli.faults import NothingMatched
from octavo.cli.output import count_of
from octavo.model.query import Query, str_of
from octavo.model.query.ast import Word
from octavo.model.query.widen import without_each, words_of

if TYPE_CHECKING:
    from octavo.library.library import Library


def nothing_matches(library: "Library", query: Query, command: str = "") -> NothingMatched:
    """The fault that says so, what would be found instead, and a command that finds it."""
    if query == Query():
        return NothingMatched("nothing is on the list; in:archive shows what was put away")
    return NothingMatched("\n".join(("nothing matches", *_ways_out(library, query, command))))


def _ways_out(library: "Library", query: Query, command: str) -> Iterator[str]:
    for word in words_of(query):
        known = not isinstance(word, Word) or library.search.find(Query(word)).total
        near = [] if known else library.search.suggest(word.text)[:2]
        if near:
            yield f"nothing has {word.text!r}; did you mean {' or '.join(near)}?"
    counted = [
        (library.search.find(rest).total, str_of(Query(term)))
        for term, rest in without_each(query)
    ]
    best, term = max(counted, default=(0, ""))
    if best:
        yield f"without {term} it is {count_of(best, 'article')}"
    if command and len(words_of(query)) > 1:
        yield f"what has most of the words: {command}"
