"""The words that a query looks for, and queries that ask for less."""

import re
from collections.abc import Iterator

from octavo.model.errors import QueryError
from octavo.query.ast import And, Node, Or, Query, Term, TextTerm, Word


def without_each(query: Query) -> list[tuple[Term, Query]]:
    """Each term that narrows the whole query, with the query that is left without it.

    Only plain terms side by side: not those in an OR, not what a minus leaves out. Empty
    where there is only one term, as nothing would be left of the query.
    """
    if not isinstance(query.where, And):
        return []
    nodes = query.where.nodes
    return [
        (node, Query(_all_of(nodes[:place] + nodes[place + 1 :]), query.sort))
        for place, node in enumerate(nodes)
        if isinstance(node, Term)
    ]


def question(text: str) -> Query:
    """A whole question in plain words as a query.

    It is read as a query where that can be done. Where not, because of a lone dash or an
    open quote, it is taken as so many words, unless it has fields: these are meant.

    Raises:
        QueryError: If it has fields and cannot be read.
    """
    from octavo.query.fields import FIELDS  # not needed to launch
    from octavo.query.parser import parse

    try:
        return parse(text)
    except QueryError:
        words = tuple(Word(piece) for piece in text.split() if any(map(str.isalnum, piece)))
        if not words or re.search(rf"(?<!\w)({'|'.join(FIELDS)}):(?! )", text, re.IGNORECASE):
            raise
        return Query(_all_of(words))


def words_of(query: Query) -> tuple[TextTerm, ...]:
    """The words and phrases that a match may hold, once each, in the order of the query."""
    return () if query.where is None else tuple(dict.fromkeys(_words(query.where)))


def _words(node: Node) -> Iterator[TextTerm]:
    if isinstance(node, TextTerm):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _words(part)


def _all_of(nodes: tuple[Node, ...]) -> Node:
    return And(nodes) if len(nodes) > 1 else nodes[0]
