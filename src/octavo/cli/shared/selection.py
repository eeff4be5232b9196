"""Which articles and notes a command is about: ids, or whatever a query finds, if anything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.shared.library_path import keep_index
from octavo.model.article import ArticleId
from octavo.model.errors import ArticleNotFound
from octavo.query import Query, parse, words_of
from octavo.query.ast import And, Node, Not, Place, PlaceTerm

if TYPE_CHECKING:
    from octavo.library.library import Library

SIGNED = "octavo.signed"
"""Where the context of `octavo tag` keeps what stands behind two dashes."""

_DIGITS = 18
"""Longer numbers are no ids, but may be words."""


def selected(
    library: "Library", words: Sequence[str], *, trash: bool = False
) -> list[ArticleId]:
    """The ids that some words name: words that are all numbers are ids, others a query.

    With `trash` the query looks there, unless it says itself where to look.

    Raises:
        CommandFailed: If an id names nothing, nothing matches, or the query is empty.
        QueryError: If the query cannot be read.
    """
    if all(map(is_id, words)):
        return _present(library, list(map(int, words)))
    query = parse(" ".join(words))
    if query.where is None:
        raise BadUsage("an empty query does not say which; in:all means everything")
    if trash:
        query = _in_trash(query)
    if ids := list(library.search.find(query).ids):
        return ids
    raise nothing_matches(library, query)


def is_id(word: str) -> bool:
    """Whether a word of the command line is the id of something."""
    return word.isascii() and word.isdigit() and len(word) <= _DIGITS


def nothing_matches(library: "Library", query: Query, command: str = "") -> NothingMatched:
    """The error that says so, what would be found instead, and a command that finds it."""
    if query == Query():
        return NothingMatched("nothing is on the list; in:archive shows what was put away")
    words = words_of(query)
    if words:
        keep_index(library)
    lines = ["nothing matches", *library.search.suggestions(query)]
    if command and len(words) > 1:
        lines.append(f"What has most of the words: {command}")
    return NothingMatched("\n".join(lines))


def _present(library: "Library", ids: list[ArticleId]) -> list[ArticleId]:
    try:
        for id in ids:
            library.item(id)
    except ArticleNotFound as error:
        raise CommandFailed(f"{error}; `octavo list` shows the ids that there are") from error
    return list(dict.fromkeys(ids))


def _in_trash(query: Query) -> Query:
    assert query.where is not None
    nodes = query.where.nodes if isinstance(query.where, And) else (query.where,)
    if any(isinstance(_positive(node), PlaceTerm) for node in nodes):
        return query
    return Query(And((*nodes, PlaceTerm(Place.TRASH))), query.sort)


def _positive(node: Node) -> Node:
    return node.node if isinstance(node, Not) else node
