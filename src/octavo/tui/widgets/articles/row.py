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
    """What its age is counted from: when it was added, unless the screen says otherwise."""
    minutes: int | None = None
    """None for what takes no reading time: a note, or a link without its text."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    state: State = State.READ
    progress: float = 0.0
    starred: bool = False
    archived: bool = False
    deleted: bool = False
    note: bool = False

    @classmethod
    def of(cls, item: Article | Note) -> Self:
        """The row of an article or a note."""
        return cls._of_note(item) if isinstance(item, Note) else cls._of_article(item)

    @classmethod
    def _of_article(cls, article: Article) -> Self:
        return cls(
            id=article.id,
            title=article.title,
            site=article.site or ", ".join(article.authors),
            when=article.added,
            minutes=article.minutes if article.words else None,
            tags=tuple(sorted(article.tags)),
            state=article.state,
            progress=article.progress,
            starred=article.starred,
            archived=article.archived,
            deleted=article.deleted is not None,
        )

    @classmethod
    def _of_note(cls, note: Note) -> Self:
        return cls(
            id=note.id,
            title=note.title,
            site="highlight" if note.highlight and not note.text else "note",
            when=note.added,
            tags=tuple(sorted(note.tags)),
            deleted=note.deleted is not None,
            note=True,
        )
