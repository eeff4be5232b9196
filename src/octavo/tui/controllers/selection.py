"""The articles that a command is about."""

from collections.abc import Callable, Iterable

from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.model.article import Article, ArticleId
from octavo.model.errors import OctavoError
from octavo.text import count_of
from octavo.tui.controllers.views import Rows


class Selection:
    """All that is marked, else what is read while the keyboard is there, else the cursor."""

    def __init__(
        self, *, library: Library, rows: Rows, read_now: Callable[[], ArticleId | None]
    ) -> None:
        """`read_now` tells what is read while the keyboard is in the text, else None."""
        self._library = library
        self._rows = rows
        self._read_now = read_now

    @property
    def ids(self) -> tuple[ArticleId, ...]:
        """What a command is about, from the top of the list; empty if that is nothing."""
        if self._rows.marks or (read := self._read_now()) is None:
            return self._rows.chosen
        return (read,)

    @property
    def is_marked(self) -> bool:
        """Whether it is what was marked."""
        return bool(self._rows.marks)

    def items(self) -> list[Item]:
        """The articles and notes, those gone in the meantime left out."""
        return items_of(self._library, self.ids)

    def articles(self) -> list[Article]:
        """The articles alone."""
        return [item for item in self.items() if isinstance(item, Article)]


def items_of(library: Library, ids: Iterable[ArticleId]) -> list[Item]:
    """The articles and notes with some ids, those gone in the meantime left out."""
    kept = []
    for id in ids:
        try:
            kept.append(library.item(id))
        except OctavoError:
            continue
    return kept


def name_of(ids: tuple[ArticleId, ...]) -> str:
    """What a line is about when that is more than one article, such as `12 articles`."""
    return count_of(len(ids), "article") if len(ids) > 1 else ""
