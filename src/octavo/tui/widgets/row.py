"""Rows: what the list shows of an article or a note."""

from datetime import datetime
from typing import Self

from msgspec import Struct

from octavo.model.article import Article, ArticleId, State
from octavo.model.note import Note
from octavo.model.tag import Tag


class Row(Struct, frozen=True, kw_only=True, gc=False):
    """An article or a note as one entry of a list."""

    id: ArticleId
    title: str
    site: str = ""
    when: datetime
    """What its age is counted from; when it was added, unless the screen says otherwise."""
    minutes: int | None = None
    """None for a note, which takes no reading time."""
    tags: tuple[Tag, ...] = ()
    state: State = State.READ
    progress: float = 0.0
    starred: bool = False
    archived: bool = False
    deleted: bool = False
    note: bool = False

    @classmethod
    def of(cls, item: Article | Note) -> Self:
        """The row of an article or a note."""
        raise NotImplementedError
