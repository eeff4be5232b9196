"""The articles that have most of the words, when none has all of them."""

from datetime import datetime

from octavo.library.search.find import Found, Shelves
from octavo.library.search.index import SearchIndex
from octavo.model.query.ast import Query


def nearest(
    query: Query, shelves: Shelves, index: SearchIndex, now: datetime, limit: int = 50
) -> Found:
    """The best by most of the query's words, within its fields; a whole question will do."""
    raise NotImplementedError
