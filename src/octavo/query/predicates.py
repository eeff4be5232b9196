"""What fields and scopes ask of articles and notes: columns of keys, and the keys meant.

Large because it has all fields but words.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from msgspec import Struct

from octavo.model.article import WORDS_A_MINUTE, Article, minutes_of
from octavo.model.note import Note
from octavo.model.url import host_of
from octavo.query.ast import (
    Ago,
    Days,
    FieldTerm,
    Flag,
    Node,
    Not,
    Numbers,
    Query,
    Scope,
    Span,
    TagName,
    Today,
    Weekday,
    days_until,
    parts_of,
    place_of,
)
from octavo.query.characters import plain

Test = Callable[[Article | Note], bool]
"""Whether an article or a note is meant."""

Key = Hashable
"""What a document is told by: a tag, the name of an author, a time in seconds."""

KeyPredicate = Callable[[Any], bool]
"""Whether a key is one that is asked for; `Any`, as each column has keys of its own kind."""

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class Moment(Struct, frozen=True):
    """What some terms go by beside the article or the note itself."""

    now: datetime
    noted: Collection[int] = ()
    """The ids of the articles that have notes."""
    tz: tzinfo | None = None
    """Where days begin; None is the clock of the reader."""
    feeds: Callable[[], Mapping[str, Iterable[str]]] = dict
    """The title and the addresses of each feed, by its number."""
    copied: Callable[[], Collection[int]] = tuple
    """The ids of the articles of which another one has nearly the text."""


class Column(Struct, frozen=True):
    """A property by which documents are found: any number of keys of each."""

    fields: frozenset[str]
    """The fields of a document that it is told from."""
    of: Callable[[Article], Iterable[Key]]
    of_note: Callable[[Note], Iterable[Key]] = lambda _: ()
    measured: bool = False
    """Whether the keys are numbers, one of each document at most."""
    name: str = ""
    """Under this it is kept between two processes; empty for one that is not."""

    def keys(self, item: Article | Note) -> Iterable[Key]:
        """The keys of an article or a note."""
        return self.of(item) if isinstance(item, Article) else self.of_note(item)

    def test(self, predicate: KeyPredicate) -> Test:
        """Whether a document has a key that is asked for."""
        return lambda item: any(map(predicate, self.keys(item)))


class Interval(Struct, frozen=True):
    """Asks for numbers from one on, up to another one that is left out."""

    first: float
    after: float

    def __call__(self, number: float) -> bool:
        return self.first <= number < self.after


class Exactly(Struct, frozen=True):
    """Asks for one key."""

    key: Key

    def __call__(self, key: Key) -> bool:
        return key == self.key


class Among(Struct, frozen=True):
    """Asks for any of some keys."""

    keys: tuple[Key, ...]

    def __call__(self, key: Key) -> bool:
        return key in self.keys


class Containing(Struct, frozen=True):
    """Asks for names that a text is part of where they are plain, and that fit."""

    text: str
    fits: KeyPredicate | None = None
    """Whether one of these fits; None where all do."""

    def __call__(self, name: Any) -> bool:  # noqa: ANN401 - as in `KeyPredicate`
        return self.fits(name) if self.fits else self.text in name


def tagged(wanted: TagName, _: Moment | None = None) -> KeyPredicate:
    """Asks for a tag; without accents in it, for those with accents too."""
    key = wanted.name.key
    below = key if wanted.prefix else f"{key}/"
    is_plain = plain(key) == key

    def is_meant(tag: str) -> bool:
        name = plain(tag) if is_plain else tag
        return name == key or name.startswith(below)

    return Containing(plain(key), is_meant)


def _tags(item: Article | Note) -> Iterator[str]:
    return (tag.key for tag in item.tags)


TAGS = Column(frozenset({"tags"}), _tags, _tags, name="tags")


def written_by(text: str, _: Moment) -> KeyPredicate:
    """Asks for part of an author's name; case and accents do not matter."""
    return Containing(plain(text))


AUTHORS = Column(
    frozenset({"authors"}), lambda article: map(plain, article.authors), name="authors"
)


def on_site(text: str, _: Moment) -> KeyPredicate:
    """Asks for a site.

    A text with a dot is an address, whole: `example.org` is that host and those below it,
    or a name with that address in it. Any other is part of the name or of the host.
    """
    wanted = _asked(text)
    below = f".{wanted}"
    whole = "." in wanted
    name = re.compile(rf"(?<![\w-]){re.escape(wanted)}" if whole else re.escape(wanted))

    def is_it(site: tuple[str, str]) -> bool:
        named, host = site
        hosted = f".{host}".endswith(below) or (not whole and wanted in host)
        return hosted or name.search(named) is not None

    return Containing(wanted, is_it)


def _site(article: Article) -> Iterator[tuple[str, str]]:
    yield plain(article.site), _spoken(host_of(plain(article.url)))


SITES = Column(frozenset({"site", "url"}), _site, name="sites")


def _asked(text: str) -> str:
    """What to look for: of a whole address, its host."""
    wanted = plain(text)
    if "." in wanted and " " not in wanted:
        wanted = host_of(wanted) or wanted.partition("/")[0]
    return wanted.removeprefix("www.").rstrip(".") or wanted


def _spoken(host: str) -> str:
    """A host as people write it: `xn--bcher-kva.example` is `bucher.example`."""
    if "xn--" not in host:
        return host
    labels = (
        label.removeprefix("xn--").encode().decode("punycode") if label[:4] == "xn--" else label
        for label in host.split(".")
    )
    try:
        return plain(".".join(labels))
    except UnicodeError:
        return host


def from_feed(text: str, moment: Moment) -> KeyPredicate:
    """Asks for a feed by its name or an address of it, or for those of which it is a part."""
    wanted = plain(text)
    feeds = {number: [*map(plain, names)] for number, names in moment.feeds().items()}
    whole = {number for number, names in feeds.items() if wanted in names}
    parts = (n for n, names in feeds.items() if any(wanted in name for name in names))
    return (whole or {*parts}).__contains__


def _feed(article: Article) -> Iterator[str]:
    if feed := article.source.feed:
        yield feed


FEEDS = Column(frozenset({"source"}), _feed, name="feeds")


class Language(Struct, frozen=True):
    """Asks for a language, whatever its region or script."""

    code: str

    def __call__(self, tag: str) -> bool:
        return f"{tag}-".startswith(f"{self.code}-")


def in_language(code: str, _: Moment) -> KeyPredicate:
    """Asks for a language."""
    return Language(code)


LANGUAGES = Column(
    frozenset({"language"}), lambda article: (article.language.lower(),), name="languages"
)


def of_words(wanted: Numbers, _: Moment) -> KeyPredicate:
    """Asks for a length in words."""
    after = math.inf if wanted.high is None else wanted.high + 1
    return Interval(wanted.low or 0, after)


def of_minutes(wanted: Numbers, moment: Moment) -> KeyPredicate:
    """Asks for a reading time, told from the words."""
    low, high = _fewest(wanted.low or 0), wanted.high
    return of_words(Numbers(low, None if high is None else _fewest(high + 1) - 1), moment)


WORDS = Column(
    frozenset({"words"}), lambda article: (article.words,), measured=True, name="words"
)


def _fewest(minutes: int) -> int:
    """The lowest number of words that takes so many minutes."""
    return bisect_left(range(minutes * WORDS_A_MINUTE), minutes, key=minutes_of)


def at_times(span: Span, moment: Moment) -> KeyPredicate:
    """Asks for a time."""
    first, after = _interval(span, moment.now, moment.tz)
    return Interval(first.timestamp(), after.timestamp())


def until_times(span: Span, moment: Moment) -> KeyPredicate:
    """Asks for a time to come: `<7d` is within the next seven days."""
    if not isinstance(span, Ago):
        return at_times(span, moment)
    then = moment.now + min(span.age, _LAST - moment.now)
    first, after = (moment.now, then) if span.younger else (then, _LAST)
    return Interval(first.timestamp(), after.timestamp())


def put_off(moment: Moment) -> KeyPredicate:
    """Asks for any time that is not past."""
    return Interval(math.nextafter(moment.now.timestamp(), math.inf), math.inf)


def _times(name: str) -> Callable[[Article | Note], Iterable[float]]:
    def times(item: Article | Note) -> Iterable[float]:
        time: datetime | None = getattr(item, name)
        return () if time is None else (time.timestamp(),)

    return times


def _timed(field: str, of_note: Callable[[Note], Iterable[Key]] = lambda _: ()) -> Column:
    return Column(frozenset({field}), _times(field), of_note, measured=True, name=field)


ADDED = _timed("added", _times("added"))
PUBLISHED, READ, LATER = map(_timed, ("published", "read", "later"))


STEADY = frozenset({ADDED, PUBLISHED, WORDS, LANGUAGES})
"""Columns that rarely change once an article is there: the index has them, too."""


def _interval(span: Span, now: datetime, tz: tzinfo | None = None) -> tuple[datetime, datetime]:
    """The first instant of a span and the first one after it.

    Days are those of `tz`, or of the reader's clock where it is None.
    """
    match span:
        case Days(first, last):
            return _midnight(first, tz) or _FIRST, _midnight(_next(last), tz) or _LAST
        case Today(days_before):
            day = now.astimezone(tz).date() - timedelta(days=days_before)
            return _midnight(day, tz) or _FIRST, _midnight(_next(day), tz) or _LAST
        case Weekday(number):
            today = now.astimezone(tz).date()
            day = today + timedelta(days=days_until(number, today))
            return _midnight(day, tz) or _FIRST, _midnight(_next(day), tz) or _LAST
        case Ago(age, younger):
            since = now - min(age, now - _FIRST)
            return (since, _LAST) if younger else (_FIRST, since)


def _next(day: date | None) -> date | None:
    return None if day in (None, date.max) else day + timedelta(days=1)


def _midnight(day: date | None, tz: tzinfo | None) -> datetime | None:
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=tz)
    try:
        return midnight.astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # the clock's zone ends before the calendar
        return midnight.replace(tzinfo=UTC)


def flagged(flag: Flag, _: Moment) -> KeyPredicate:
    """Asks for a flag; which articles have notes they do not tell themselves."""
    return Exactly(flag)


def _flags(article: Article) -> Iterator[str]:
    """The flags of an article; nothing is read but the article."""
    yield article.state
    yield from (flag for flag in (Flag.STARRED, Flag.ARCHIVED) if getattr(article, flag))
    yield from _untagged(article)
    if article.provenance is not None:
        if article.provenance.names_ai:
            yield Flag.DECLARED_AI
        if article.provenance.is_unsourced:
            yield Flag.UNSOURCED
    if not article.authors:
        yield Flag.ANONYMOUS


def _untagged(item: Article | Note) -> Iterator[Flag]:
    if not item.tags:
        yield Flag.UNTAGGED


FLAGS = Column(
    frozenset({"state", "starred", "archived", "tags", "provenance", "authors"}),
    _flags,
    _untagged,
    name="flags",
)


def placed(place: Scope, _: Moment) -> KeyPredicate:
    """Asks for a place."""
    return Exactly(place)


def _places(item: Article | Note) -> tuple[Scope, ...]:
    return (Scope.ALL,) if item.deleted is None else (Scope.ALL, Scope.TRASH)


def _article_places(article: Article) -> tuple[Scope, ...]:
    places = _places(article)
    return (*places, Scope.ARCHIVE) if article.archived else places


def _note_places(note: Note) -> tuple[Scope, ...]:
    return (*_places(note), Scope.NOTES)


PLACES = Column(
    frozenset({"deleted", "archived"}), _article_places, _note_places, name="places"
)


def scope_of(query: Query) -> tuple[Node, ...]:
    """What a query does not look through, before its own terms narrow that: each as a Not.

    Without `in:` it looks through the articles that are not in the trash, and when nothing is
    asked for not through those in the archive either, nor those that are put off. Each `in:`
    must hold, and opens what it names: `in:trash` deleted articles and notes, `in:notes` notes,
    `in:all` both and everything.
    """
    wanted = {place for node in parts_of(query.where) if (place := place_of(node))}
    closed: list[Scope] = []
    if not wanted & {Scope.TRASH, Scope.ALL}:
        closed.append(Scope.TRASH)
    if not wanted - {Scope.ARCHIVE}:
        closed.append(Scope.NOTES)
    if query.where is None:
        closed.append(Scope.ARCHIVE)
    terms = [FieldTerm("in", place) for place in closed]
    if query.where is None:
        terms.append(FieldTerm("is", Flag.LATER))
    return tuple(map(Not, terms))
