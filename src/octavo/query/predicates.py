"""Field terms against articles and notes, as tests that are made once and run often."""

from bisect import bisect_left
from collections.abc import Callable, Container
from datetime import datetime, tzinfo

from octavo.model.article import WORDS_A_MINUTE, Article, State, minutes_of
from octavo.model.note import Note
from octavo.query.ast import (
    AuthorTerm,
    DateField,
    DateTerm,
    FieldTerm,
    Flag,
    FlagTerm,
    LanguageTerm,
    NumberField,
    NumberTerm,
    Place,
    PlaceTerm,
    SiteTerm,
    TagTerm,
)
from octavo.query.folding import plain
from octavo.query.periods import interval
from octavo.query.predicate_cache import Answers
from octavo.query.site import on_site

Test = Callable[[Article | Note], bool]
"""Whether an article or a note is meant."""


def fields_match(
    term: FieldTerm, now: datetime, noted: Container[int] = (), tz: tzinfo | None = None
) -> Test:
    """The test that a field term stands for.

    `noted` holds the ids of the articles that have notes. A note has tags, a place and the
    day when it was added; every other term fails on it.
    """
    match term:
        case TagTerm():
            return _tagged(term)
        case AuthorTerm(text):
            return _written_by(plain(text))
        case SiteTerm(text):
            return on_site(text)
        case LanguageTerm(code):
            return _in_language(code.casefold())
        case FlagTerm(flag):
            return _FLAGS[flag] if flag != Flag.NOTED else _noted(noted)
        case PlaceTerm(place):
            return PLACES[place]
        case NumberTerm():
            return _measured(term)
        case DateTerm(field, span):
            return _dated(field, *interval(span, now, tz))


def _tagged(term: TagTerm) -> Test:
    key = term.name.key
    below = key if term.prefix else f"{key}/"
    meant = Answers(lambda tag: tag == key or tag.startswith(below))

    def test(item: Article | Note) -> bool:
        for tag in item.tags:  # noqa: SIM110 - any() takes twice as long
            if meant[tag.key]:
                return True
        return False

    return test


def _written_by(name: str) -> Test:
    meant = Answers(lambda author: name in plain(author))

    def test(item: Article | Note) -> bool:
        if isinstance(item, Article):
            for author in item.authors:
                if name in author.lower() if author.isascii() else meant[author]:
                    return True
        return False

    return test


def _in_language(code: str) -> Test:
    meant = Answers(lambda language: f"{language.lower()}-".startswith(f"{code}-"))
    return lambda item: isinstance(item, Article) and meant[item.language]


def _measured(term: NumberTerm) -> Test:
    low, high = term.low or 0, term.high
    if term.field is NumberField.MINUTES:
        low, high = _fewest(low), None if high is None else _fewest(high + 1) - 1

    def test(item: Article | Note) -> bool:
        return (
            isinstance(item, Article)
            and low <= item.words
            and (high is None or item.words <= high)
        )

    return test


def _fewest(minutes: int) -> int:
    """The lowest number of words that takes so many minutes."""
    return bisect_left(range(minutes * WORDS_A_MINUTE), minutes, key=minutes_of)


def _dated(field: DateField, first: datetime, after: datetime) -> Test:
    def added(item: Article | Note) -> bool:
        return first <= item.added < after

    def published(item: Article | Note) -> bool:
        day = item.published if isinstance(item, Article) else None
        return day is not None and first <= day < after

    def read(item: Article | Note) -> bool:
        day = item.read if isinstance(item, Article) else None
        return day is not None and first <= day < after

    return {
        DateField.ADDED: added,
        DateField.PUBLISHED: published,
        DateField.READ: read,
    }[field]


def _noted(noted: Container[int]) -> Test:
    return lambda item: isinstance(item, Article) and item.id in noted


def _in_state(state: State) -> Test:
    return lambda item: isinstance(item, Article) and item.state is state


_FLAGS: dict[Flag, Test] = {
    Flag.UNREAD: _in_state(State.UNREAD),
    Flag.READING: _in_state(State.READING),
    Flag.READ: _in_state(State.READ),
    Flag.STARRED: lambda item: isinstance(item, Article) and item.starred,
    Flag.ARCHIVED: lambda item: isinstance(item, Article) and item.archived,
    Flag.UNTAGGED: lambda item: not item.tags,
}

PLACES: dict[Place, Test] = {
    Place.NOTES: lambda item: isinstance(item, Note),
    Place.TRASH: lambda item: item.deleted is not None,
    Place.ARCHIVE: lambda item: isinstance(item, Article) and item.archived,
    Place.ALL: lambda _: True,
}
