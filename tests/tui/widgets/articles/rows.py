"""Shelves of made-up rows, for lists to show."""

from datetime import UTC, datetime, timedelta

from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.articles.rows import Row

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Shelf:
    """Rows by id, which remembers the ones that were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.rows: dict[int, Row] = {}

    def __call__(self, id: int) -> Row:
        self.asked.append(id)
        return self.rows.get(id) or row(id)


def row(id: int, title: str = "", **fields: object) -> Row:
    told = {"added": NOW - timedelta(days=2), "minutes": 7, **fields}
    return Row(id=id, title=title or f"Title {id}", **told)  # type: ignore[arg-type]


def make_list(*rows: Row) -> ArticleList:
    shelf = Shelf()
    shelf.rows = {entry.id: entry for entry in rows}
    return ArticleList(shelf, now=lambda: NOW)


def ids(*ids: int) -> tuple[int, ...]:
    return ids
