"""How much is in each view of a library, kept right as things change; and facets of a list.

Large because both are told by the same columns.
"""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import NamedTuple, Self

import msgspec

from octavo.index.search.columns import FEW, Columns
from octavo.index.search.id_set import IdSet
from octavo.model.article import Article, ArticleId
from octavo.model.feed import FeedId
from octavo.model.operation import Change, Operation, Table
from octavo.model.tag import Tag
from octavo.model.url import host_of
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm, FieldValue, Flag, Scope, TagName
from octavo.query.predicates import (
    FEEDS,
    FLAGS,
    LATER,
    PLACES,
    TAGS,
    Among,
    Column,
    Exactly,
    Moment,
)
from octavo.query.predicates import put_off as put_off_at
from octavo.storage.codec import Item, Projection, SourceKey, some_fields_of, stamp, tag_of
from octavo.storage.store import Store
from octavo.text import natural

View = str | FeedId
"""What is counted: `INBOX`, the unread of it, other flags and places, a feed's unread, and
the articles with a tag or one below it, as `view_of` names that."""

INBOX: View = "inbox"

_MANY = 20_000
"""Changes after which it is quicker to count anew."""


class _Counted(Projection, frozen=True, gc=False):
    """What decides which views something is in; a note has only the first."""

    deleted: str | None = None
    archived: bool = False
    later: str | None = None
    starred: bool = False
    state: str = Flag.UNREAD.value
    source: SourceKey = SourceKey()
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Item) -> Self:
        return msgspec.convert(some_fields_of(document, cls.__struct_fields__), cls)


_FIELDS = frozenset(_Counted.__struct_fields__)


class ViewCounts:
    """Counts made at one look at all documents, and then by each operation.

    What is unread counts where it is not archived or put off, as in a list of what is to be
    read; what was put off counts again from its time on. May be used from any thread.
    """

    def __init__(self, store: Store, columns: Callable[[], Columns]) -> None:
        self._store = store
        self._columns = columns
        """Gives those of the library."""
        self._counts: Counter[View] | None = None
        self._preparing = Lock()
        self._as_of = ""
        """The time that they are of."""
        self._later: list[tuple[str, ArticleId]] = []
        """What is put off at that time, and until when, the first to come back first."""
        self._changes = 0
        store.listen(self._follow)

    @property
    def changes(self) -> int:
        """How often any has changed by now; 0 until the first look is done."""
        with self._store.still():
            self._bring_back()
            return self._changes

    def now(self) -> Mapping[View, int]:
        """All that was counted, as it is; nothing until the first look is done."""
        with self._store.still():
            self._bring_back()
            return Counter() if self._counts is None else self._counts.copy()

    def prepare(self) -> None:
        """Take the first look, in a thread: nobody waits for it, nor takes it beside."""
        with self._preparing:
            while self._counts is None:
                sequence, now = self._store.sequence, stamp(self._store.clock())
                counts, later = self._all(now)
                with self._store.still():
                    if self._store.sequence == sequence:
                        self._counts, self._later, self._as_of = counts, later, now
                        self._changes += 1

    def __getitem__(self, view: View) -> int:
        with self._store.still():
            if self._counts is None:
                self._as_of = stamp(self._store.clock())
                self._counts, self._later = self._all(self._as_of)
                self._changes += 1
            self._bring_back()
            return self._counts[view]

    def _all(self, now: str) -> tuple[Counter[View], list[tuple[str, ArticleId]]]:
        """All counts, told by columns."""
        columns = self._columns()
        columns.make({TAGS, FLAGS, LATER, FEEDS})

        def flagged(flag: Flag) -> IdSet:
            return columns.having(FLAGS, Exactly(flag)) & articles

        trash = columns.having(PLACES, Exactly(Scope.TRASH))
        there = columns.everything() - trash
        notes = columns.having(PLACES, Exactly(Scope.NOTES)) & there
        articles = there - notes
        archived = columns.having(PLACES, Exactly(Scope.ARCHIVE)) & articles
        moment = Moment(datetime.fromisoformat(now))
        put_off = columns.having(LATER, put_off_at(moment)) & articles
        inbox = articles - archived - put_off
        unread = flagged(Flag.UNREAD) & inbox
        sets: dict[View, IdSet] = {
            Scope.TRASH.value: trash,
            Scope.NOTES.value: notes,
            Scope.ARCHIVE.value: archived,
            Flag.LATER.value: put_off,
            INBOX: inbox,
            Flag.UNREAD.value: unread,
            **{flag.value: flagged(flag) for flag in (Flag.STARRED, Flag.READING, Flag.READ)},
        }
        counts = Counter[View]({view: len(ids) for view, ids in sets.items()})
        for feed, number in columns.counts(FEEDS, unread).items():
            if (id := natural(feed)) is not None:
                counts[id] = number
        counts.update(dict(self._of_tags(columns, articles)))
        found = (self._store.articles.find(id, keep=False) for id in put_off)
        later = [(stamp(each.later), each.id) for each in found if each and each.later]
        return counts, sorted(later)

    def _of_tags(self, columns: Columns, ids: IdSet) -> Iterator[tuple[View, int]]:
        """How many of some articles have each tag, or one below it, each counted once."""
        below = defaultdict[View, list[str]](list)
        numbers = columns.counts(TAGS, ids)
        for key in numbers:
            for view in _steps(key):
                below[view].append(key)
        for view, keys in below.items():
            if len(keys) == 1:
                yield view, numbers[keys[0]]
            else:
                yield view, len(columns.having(TAGS, Among(tuple(keys))) & ids)

    def _bring_back(self) -> None:
        """Count what was put off until now where it is from now on."""
        if (counts := self._counts) is None or not self._later:
            return
        now = stamp(self._store.clock())
        while self._later and self._later[0][0] <= now:
            article = self._store.articles.find(self._later[0][1], keep=False)
            del self._later[0]  # if it could be read; or else it is looked at once more
            self._changes += 1
            if article:
                counted = _Counted.of(article)
                counts.subtract(_views("articles", counted, self._as_of))
                counts.update(_views("articles", counted, now))
        self._as_of = max(self._as_of, now)

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if change.touches(_FIELDS)]
        self._changes += bool(changes)
        counts, self._counts = self._counts, None  # not known if something cannot be read
        if counts is not None and len(changes) <= _MANY:
            changed = {change.id for change in changes}
            self._later = [each for each in self._later if each[1] not in changed]
            for change in changes:
                self._recount(counts, change)
            self._counts = counts

    def _recount(self, counts: Counter[View], change: Change) -> None:
        """Take the state before out of its views, and put that of now into its own."""
        item = self._store.db.item(change.id)
        now = {} if item is None else some_fields_of(item, _FIELDS)
        if change.before is not None:
            old = {name: said for name, said in change.before.items() if name in _FIELDS}
            was = msgspec.convert(now | old, _Counted)
            counts.subtract(_views(change.table, was, self._as_of))
        if item is not None:
            counted = msgspec.convert(now, _Counted)
            counts.update(_views(change.table, counted, self._as_of))
            if counted.later and counted.later > self._as_of:
                insort(self._later, (counted.later, change.id))


def _views(table: Table, item: _Counted, now: str) -> Iterator[View]:
    """The views that an article or a note is in at a time."""
    if item.deleted is not None:
        yield Scope.TRASH.value
        return
    if table == "notes":
        yield Scope.NOTES.value
        return
    is_put_off = item.later is not None and item.later > now
    if is_put_off:
        yield Flag.LATER.value
    if item.archived:
        yield Scope.ARCHIVE.value
    elif not is_put_off:
        yield INBOX
    if item.starred:
        yield Flag.STARRED.value
    if item.state != Flag.UNREAD:
        yield item.state
    elif not item.archived and not is_put_off:
        yield Flag.UNREAD.value
        feed = natural(item.source.key.partition(" ")[0])
        if item.source.kind == "feed" and feed is not None:
            yield feed
    yield from {view for name in item.tags for view in _steps(name)}


def view_of(tag: Tag) -> View:
    """What the articles with a tag, or one below it, are counted as, each once."""
    return f"#{tag.key}"


@lru_cache(maxsize=65_536)
def _steps(name: str) -> tuple[View, ...]:
    """What a tag is counted as, and each that it is below."""
    steps = tag_of(name).key.split("/")
    return tuple(f"#{'/'.join(steps[:end])}" for end in range(1, len(steps) + 1))


class Facet(NamedTuple):
    """A value that some of what is listed has."""

    field: str
    """The field of the query language that it is a value of."""
    text: str
    query: str
    """What finds those that have it."""
    number: int
    """How much of it has that."""


_MOST = 100
"""Values of a field; the others are on a few articles only, or on none."""

_ENDS = ("12-31", "01-01")
"""Days of which the year may be another one where the reader is than it is in UTC."""


def _sites(article: Article) -> Iterator[str]:
    yield article.site or host_of(article.url)


def _languages(article: Article) -> Iterator[str]:
    yield article.language.partition("-")[0].lower()


def _years(article: Article) -> Iterator[str]:
    if article.published:
        said = stamp(article.published)
        yield said if said[5:10] in _ENDS else said[:4]


FACETS = {
    "tag": TAGS,
    "site": Column(frozenset({"site", "url"}), _sites, name="facet-sites"),
    "author": Column(
        frozenset({"authors"}), lambda a: dict.fromkeys(a.authors), name="facet-authors"
    ),
    "lang": Column(frozenset({"language"}), _languages, name="facet-languages"),
    "published": Column(frozenset({"published"}), _years, name="facet-years"),
}
"""What tells the values of each field that there are facets of."""


class Facets:
    """Counts what narrows a list, from columns."""

    def __init__(self, store: Store, columns: Columns, spelling: Callable[[Tag], Tag]) -> None:
        self._store, self._columns, self._spelling = store, columns, spelling

    def of(self, ids: Collection[ArticleId]) -> Sequence[Facet]:
        """The tags, sites, authors, languages and years of some articles.

        The most frequent of each come first. What all of them have is left out, as it does
        not narrow them.
        """
        columns = self._columns
        if len(ids) > FEW:
            columns.make({*FACETS.values()})
            notes = columns.having(PLACES, Exactly(Scope.NOTES))
            asked = (IdSet.of(ids) & columns.everything()) - notes
            found = {
                field: dict(columns.most_common(column, asked, _MOST))
                for field, column in FACETS.items()
                if field != "published"
            }
            found["published"] = columns.counts(FACETS["published"], asked)
            total = len(asked)
        else:
            some = [self._store.articles.find(id, keep=False) for id in ids]
            articles = [article for article in some if article]
            found = {
                field: Counter(key for article in articles for key in column.of(article))
                for field, column in FACETS.items()
            }
            total = len(articles)
        return [
            Facet(field, text, _term(field, text), number)
            for field, counts in found.items()
            for text, number in self._most(field, counts)
            if text and number < total
        ]

    def _most(self, field: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        """The most frequent values as they are shown, and among equals by the alphabet."""
        shown = Counter[str]()
        for key, number in counts.items():
            year = _year(key) if field == "published" else key
            shown[self._spelling(Tag(key)) if field == "tag" else year] += number
        return sorted(shown.items(), key=lambda each: (-each[1], each[0]))[:_MOST]


def _year(published: str) -> str:
    """The year where the reader is, of a year in UTC, or of a time around its ends."""
    if len(published) > len("2026"):
        return str(datetime.fromisoformat(published).astimezone().year)
    return published


@lru_cache(maxsize=1_000)
def _term(field: str, text: str) -> str:
    if field == "published":
        return f"published:{text}"
    value: FieldValue = TagName(Tag(text)) if field == "tag" else text
    return str_of(Query(FieldTerm(field, value)))
