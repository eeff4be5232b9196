"""Ways out when nothing is found, and the words that a query looks for."""

from collections.abc import Iterator

from octavo.query.ast import And, Node, Or, Query, Term, TextTerm


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
