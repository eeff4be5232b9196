"""Order: what comes first among the articles and notes that a query finds."""

from collections.abc import Callable, Iterable
from operator import attrgetter, itemgetter
from typing import TypeVar

from octavo.model.article import Article, ArticleId
from octavo.model.note import Note
from octavo.query.ast import Sort, SortField
from octavo.query.characters import plain

Score = Callable[[ArticleId], float]
"""How well an article or a note fits, the best the highest."""

Items = list[Article | Note]
Key = TypeVar("Key", str, float)


def ordered(
    items: Iterable[Article | Note], sort: Sort, score: Score | None = None
) -> list[ArticleId]:
    """The ids of some articles and notes, sorted; among equals the newest comes first.

    What lacks a value, such as the day of publishing, comes last in both directions.
    Relevance needs a score; without one all are equal.
    """
    newest = _newest_first(items)
    down = not sort.reverse
    if sort.field is SortField.ADDED:
        found = newest if down else newest[::-1]
    elif sort.field is SortField.TITLE:
        found = _by(newest, lambda item: plain(item.title) or None, not down)
    elif sort.field is not SortField.RELEVANCE:
        found = _by(newest, _KEYS[sort.field], down)
    else:
        found = newest if score is None else _by(newest, lambda item: score(item.id), down)
    return [item.id for item in found]


def _newest_first(items: Iterable[Article | Note]) -> Items:
    """By the moment they were added, then by id, which also counts up with time."""
    by_id = sorted(items, key=attrgetter("id"), reverse=True)
    return sorted(by_id, key=attrgetter("added"), reverse=True)


def _by(items: Items, key: Callable[[Article | Note], Key | None], down: bool) -> Items:
    """Sorted by a key, those without one last; equals stay in the order they came in."""
    keyed = []
    rest = []
    for item in items:
        value = key(item)
        if value is None:
            rest.append(item)
        else:
            keyed.append((value, item))
    keyed.sort(key=itemgetter(0), reverse=down)
    return [item for _, item in keyed] + rest


def _published(item: Article | Note) -> float | None:
    day = item.published if isinstance(item, Article) else None
    return None if day is None else day.timestamp()


_KEYS: dict[SortField, Callable[[Article | Note], float | None]] = {
    SortField.PUBLISHED: _published,
    SortField.WORDS: lambda item: item.words if isinstance(item, Article) else None,
    SortField.PROGRESS: lambda item: item.progress if isinstance(item, Article) else None,
}
