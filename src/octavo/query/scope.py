"""Scope: which part of the library a query looks through."""

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.query.ast import And, Node, Not, Place, PlaceTerm, Query
from octavo.query.predicates import PLACES, Test


def in_scope(query: Query) -> Test:
    """The test for what a query looks through, before its other terms narrow that.

    Without `in:` these are the articles that are not in the trash, and not in the archive
    either when nothing is asked for. Each `in:` must hold, and opens what it names:
    `in:trash` deleted articles and notes, `in:notes` notes, `in:all` both and everything.
    """
    wanted = [node.place for node in _parts(query) if isinstance(node, PlaceTerm)]
    unwanted = [
        node.node.place
        for node in _parts(query)
        if isinstance(node, Not) and isinstance(node.node, PlaceTerm)
    ]
    notes = any(place is not Place.ARCHIVE for place in wanted)
    deleted = Place.TRASH in wanted or Place.ALL in wanted
    archived = query.where is not None

    def opened(item: Article | Note) -> bool:
        if item.deleted is not None and not deleted:
            return False
        if isinstance(item, Article):
            return archived or not item.archived
        return notes

    held = [PLACES[place] for place in wanted]
    avoided = [PLACES[place] for place in unwanted]
    if not held and not avoided:
        return opened
    return lambda item: (
        opened(item)
        and all(place(item) for place in held)
        and not any(place(item) for place in avoided)
    )


def _parts(query: Query) -> tuple[Node, ...]:
    """The terms that must all hold."""
    if query.where is None:
        return ()
    return query.where.nodes if isinstance(query.where, And) else (query.where,)
