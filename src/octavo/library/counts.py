"""How much is in each view of a library, kept right as things change; and facets of a list."""

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Self

import msgspec

from octavo.model.article import ArticleId
from octavo.model.feed import FeedId
from octavo.model.operation import Change, Operation, Table
from octavo.model.tag import Tag
from octavo.model.url import host_of
from octavo.query import Query, str_of
from octavo.query.ast import FieldTerm, FieldValue, Flag, Scope, TagName
from octavo.storage.codec import Item, Projection, SourceKey, some_fields_of, stamp, tag_of
from octavo.storage.store import Store

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

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Counter[View] | None = None
        self._as_of = ""
        """The time that they are of."""
        self._later: list[tuple[str, ArticleId]] = []
        """What is put off at that time, and until when, the first to come back first."""
        self._changes = 0
        store.listen(self._follow)

    @property
    def is_ready(self) -> bool:
        """Whether the first look is done, so that asking takes no time."""
        return self._counts is not None

    @property
    def changes(self) -> int:
        """How often any has changed by now; 0 until the first look is done."""
        with self._store.still():
            if self._counts is not None and self._later:
                self._bring_back(self._counts, stamp(self._store.clock()))
            return self._changes

    def prepare(self) -> None:
        """Take the first look, in a thread: nobody waits for it."""
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
            if self._later:
                self._bring_back(self._counts, stamp(self._store.clock()))
            return self._counts[view]

    def _all(self, now: str) -> tuple[Counter[View], list[tuple[str, ArticleId]]]:
        counts, later = Counter[View](), []
        for table in self._store.db.numbered:
            for id, item in table.scan(_Counted):
                counts.update(_views(table.kept_as, item, now))
                if item.later and item.later > now:
                    later.append((item.later, id))
        return counts, sorted(later)

    def _bring_back(self, counts: Counter[View], now: str) -> None:
        """Count what was put off until now where it is from now on."""
        while self._later and self._later[0][0] <= now:
            _, id = self._later.pop(0)
            self._changes += 1
            if article := self._store.articles.find(id, keep=False):
                counted = _Counted.of(article)
                counts.subtract(_views("articles", counted, self._as_of))
                counts.update(_views("articles", counted, now))
        self._as_of = max(self._as_of, now)

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if _is_counted(change)]
        self._changes += bool(changes)
        if len(changes) > _MANY:
            self._counts = None
        if self._counts is not None:
            changed = {change.id for change in changes}
            self._later = [each for each in self._later if each[1] not in changed]
            for change in changes:
                self._recount(self._counts, change)

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


def _is_counted(change: Change) -> bool:
    if change.table not in ("articles", "notes"):
        return False
    if change.before is None or change.after is None:
        return True
    return not _FIELDS.isdisjoint(change.after)


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
        number = item.source.key.partition(" ")[0]
        if item.source.kind == "feed" and number.isdecimal():
            yield int(number)
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


class _Fields(Projection, frozen=True, gc=False):
    """What facets are of."""

    tags: tuple[str, ...] = ()
    site: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    published: str | None = None


_MOST = 100
"""Values of a field; the others are on a few articles only, or on none."""


def facets(store: Store, ids: Collection[ArticleId]) -> Sequence[Facet]:
    """The tags, sites, authors, languages and years of some articles, the most frequent first.

    What all of them have is left out, as it does not narrow them.
    """
    counts: dict[str, Counter[str]] = {
        field: Counter() for field in ("tag", "site", "author", "lang", "published")
    }
    total = 0
    for item in _listed(store, ids):
        total += 1
        counts["tag"].update(map(tag_of, item.tags))
        counts["site"][item.site or host_of(item.url)] += 1
        counts["author"].update(item.authors)
        counts["lang"][item.language.partition("-")[0].lower()] += 1
        counts["published"][_year(item.published)] += 1
    return [
        Facet(field, text, _term(field, text), count)
        for field, found in counts.items()
        for text, count in found.most_common(_MOST)
        if text and count < total
    ]


def _listed(store: Store, ids: Collection[ArticleId]) -> Iterable[_Fields]:
    """The fields of some articles; of most, all are looked through, which is quicker."""
    table = store.articles
    if 2 * len(ids) > len(table.by_id):
        wanted = frozenset(ids)
        return (item for id, item in table.scan(_Fields) if id in wanted)
    found = (table.find(id, keep=False) for id in ids)
    return (_Fields.of(article) for article in found if article is not None)


def _year(published: str | None) -> str:
    """The year where the reader is, which differs from that in UTC around its ends."""
    if published and published[5:10] in ("12-31", "01-01"):
        return str(datetime.fromisoformat(published).astimezone().year)
    return published[:4] if published else ""


def _term(field: str, text: str) -> str:
    if field == "published":
        return f"published:{text}"
    value: FieldValue = TagName(Tag(text)) if field == "tag" else text
    return str_of(Query(FieldTerm(field, value)))
