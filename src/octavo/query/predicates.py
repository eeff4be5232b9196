"""What fields and scopes ask of articles and notes: tests, made once and run often."""

import re
from bisect import bisect_left
from collections.abc import Callable, Container
from datetime import datetime, tzinfo

from octavo.model.article import WORDS_A_MINUTE, Article, State, minutes_of
from octavo.model.note import Note
from octavo.model.url import host_of
from octavo.query.ast import (
    And,
    AuthorTerm,
    DateField,
    DateTerm,
    FieldTerm,
    Flag,
    FlagTerm,
    LanguageTerm,
    Node,
    Not,
    NumberField,
    NumberTerm,
    Place,
    PlaceTerm,
    Query,
    SiteTerm,
    TagTerm,
)
from octavo.query.folding import plain
from octavo.query.ranges import interval

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
            return _on_site(text)
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


class _CachedTest(dict[str, bool]):
    """A test of names that many articles share, run once for each name."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        super().__init__()
        self.test = test

    def __missing__(self, name: str) -> bool:
        result = self[name] = self.test(name)
        return result


def _tagged(term: TagTerm) -> Test:
    key = term.name.key
    below = key if term.prefix else f"{key}/"
    meant = _CachedTest(lambda tag: tag == key or tag.startswith(below))

    def test(item: Article | Note) -> bool:
        for tag in item.tags:  # noqa: SIM110 - any() takes twice as long
            if meant[tag.key]:
                return True
        return False

    return test


def _written_by(name: str) -> Test:
    meant = _CachedTest(lambda author: name in plain(author))

    def test(item: Article | Note) -> bool:
        if isinstance(item, Article):
            for author in item.authors:
                if name in author.lower() if author.isascii() else meant[author]:
                    return True
        return False

    return test


def _on_site(text: str) -> Test:
    """The test for a site.

    A text with a dot is an address, whole: `example.org` is that host and those below it,
    or a name with that address in it. Any other is part of the name or of the host.
    """
    wanted = _asked(text)
    below = f".{wanted}"
    whole = "." in wanted
    name = re.compile(rf"(?<![\w-]){re.escape(wanted)}" if whole else re.escape(wanted))

    def is_it(host: str) -> bool:
        spoken = _spoken(host)
        return f".{spoken}".endswith(below) or (not whole and wanted in spoken)

    named = _CachedTest(lambda site: name.search(plain(site)) is not None)
    hosted = _CachedTest(is_it)

    def test(item: Article | Note) -> bool:
        if not isinstance(item, Article):
            return False
        if named[item.site]:
            return True
        url = item.url.lower() if item.url.isascii() else plain(item.url)
        return (wanted in url or "xn--" in url) and hosted[host_of(url)]

    return test


def _asked(text: str) -> str:
    """What to look for: of a whole address, its host."""
    wanted = plain(text)
    if "." in wanted and " " not in wanted:
        wanted = host_of(wanted) or wanted.partition("/")[0]
    return wanted.removeprefix("www.").rstrip(".") or wanted


def _spoken(host: str) -> str:
    """A host as people write it: `xn--bcher-kva.example` is `bucher.example`."""
    try:
        return plain(host.encode().decode("idna"))
    except UnicodeError:
        return host


def _in_language(code: str) -> Test:
    meant = _CachedTest(lambda language: f"{language.lower()}-".startswith(f"{code}-"))
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
