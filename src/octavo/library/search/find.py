"""Answering a query: words from the index, fields from the documents, one order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from octavo.library.search.index import SearchIndex
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.query.ast import Query


class Shelves(Protocol):
    """What the library lends to be searched."""

    @property
    def articles(self) -> Mapping[int, Article]: ...

    @property
    def notes(self) -> Mapping[int, Note]: ...

    @property
    def pending(self) -> Collection[int]:
        """Articles and notes that changed after the index's sequence, also those gone.

        An article counts as changed when one of its notes does.
        """

    def text(self, id: int) -> str:
        """The text of an article."""


class Found(Protocol):
    """What a query found, best first."""

    ids: Sequence[int]
    """In order. The first ones are at hand; a later one may take some milliseconds."""
    total: int

    def score(self, id: int) -> float:
        """How well it fits, above 0; 0 where the query has no words."""


def find(query: Query, shelves: Shelves, index: SearchIndex, now: datetime) -> Found:
    """What a query finds; `now` is aware and says what `today` means."""
    raise NotImplementedError
