"""What the shell may complete: tags, ids with their titles, and the words of queries."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import click
from click.shell_completion import CompletionItem

from octavo.cli.shared.library_path import opened
from octavo.model.article import Article
from octavo.model.errors import OctavoError
from octavo.query import Query
from octavo.query.fields import completions

if TYPE_CHECKING:
    from octavo.library.library import Library

MOST = 200
"""Ids to offer at once, the newest."""

_QUOTES = "\"'«»「」『』"

Answer = TypeVar("Answer")

Items = list["CompletionItem[str]"]


def tags(incomplete: str) -> Items:
    """Tags that begin with a word, the most used first."""
    begun = incomplete.casefold()
    return [CompletionItem(name) for name in _known("tag") if name.casefold().startswith(begun)]


def saved_queries(incomplete: str) -> Items:
    """Names of saved queries that begin with a word."""
    begun = incomplete.casefold()
    return [CompletionItem(name) for name in _known("@") if name.casefold().startswith(begun)]


def query_words(incomplete: str) -> Items:
    """What may stand at the end of a query: a field, or its value.

    Values that only hold what was typed are left out, unless there is just one of them: a
    shell puts on the line what all completions begin with, and would take it back off.
    """
    found = completions(incomplete, known={field: _known(field) for field in _VALUES})
    begun = [one for one in found if _begins(one.replacement, incomplete[one.start :])]
    return [
        CompletionItem(incomplete[: one.start] + one.replacement)
        for one in begun or (found if len(found) == 1 else [])
    ]


def selection_words(incomplete: str, are_ids: Sequence[bool], *, signed: bool) -> Items:
    """Signed tags behind two dashes or behind ids; before them ids or the words of a query.

    Takes whether each word before it is an id, and whether two dashes stand before it.
    """
    behind_ids = bool(are_ids) and all(are_ids)
    if signed or (behind_ids and incomplete.startswith("+")):
        return _signed(incomplete)
    if behind_ids:
        return _ids(incomplete)
    return [*(() if are_ids else _ids(incomplete)), *query_words(incomplete)]


def _begins(replacement: str, typed: str) -> bool:
    return replacement.strip(_QUOTES).casefold().startswith(typed.strip(_QUOTES).casefold())


def _signed(incomplete: str) -> Items:
    sign = incomplete[:1] if incomplete.startswith(("+", "-")) else "+"
    found = tags(incomplete.removeprefix(sign))
    return [CompletionItem(f"{sign}{item.value}") for item in found]


def _ids(incomplete: str) -> Items:
    def titles(library: "Library") -> Iterator[tuple[str, str]]:
        ids = library.search.find(Query()).ids
        begun = (id for id in ids if str(id).startswith(incomplete))
        yield from ((str(id), library.article(id).title) for id in islice(begun, MOST))

    return [CompletionItem(id, help=title) for id, title in _asked(titles)]


def _known(field: str) -> Iterator[str]:
    """What the library has for a field; it is opened only when the first value is asked for."""
    yield from _asked(_VALUES[field])


Values = Callable[["Library"], Iterable[str]]
"""What a library has for a field of the query language, the most common first."""


def _of_articles(values: Callable[[Article], Iterable[str]]) -> Values:
    def most_common(library: "Library") -> Iterable[str]:
        articles = library.search.articles.values()
        counts = Counter(value for article in articles for value in values(article))
        return (value for value, _ in counts.most_common() if value)

    return most_common


_VALUES: Mapping[str, Values] = {
    "@": lambda library: (saved.name for saved in library.saved),
    "tag": lambda library: (str(count.tag) for count in library.tags.counts()),
    "feed": lambda library: (feed.name for feed in library.feeds.values()),
    "site": _of_articles(lambda article: (article.site,)),
    "author": _of_articles(lambda article: article.authors),
    "lang": _of_articles(lambda article: (article.language,)),
}


def _asked(question: "Callable[[Library], Iterable[Answer]]") -> list[Answer]:
    """What the library answers; nothing where it cannot, as a shell cannot show errors."""
    try:
        with opened() as library:
            return list(question(library))
    except (OctavoError, OSError, click.ClickException):
        return []
