"""The default list: which articles the empty query finds, kept in order as they change.

`index/listing` keeps it between two launches, and the counts of the tags beside it. The file is
derived, like all in that folder, and may be deleted at any time. It counts only for the very
`library.json` and operation that it was made from.
"""

from bisect import insort
from contextlib import suppress

from msgspec import Struct

from octavo.model.article import ArticleId
from octavo.model.operation import Change, Operation
from octavo.model.search import CompleteResults
from octavo.storage.atomic import read_derived, write_derived
from octavo.storage.codec import ListingFields, stamp
from octavo.storage.snapshot.json_store import Stamp
from octavo.storage.store import Store


class CachedLists(Struct, frozen=True, omit_defaults=True):
    """The content of `index/listing`; None for what was never asked for."""

    of: Stamp
    """The `library.json` that there was then."""
    sequence: int
    """The last operation that is in it."""
    listed: list[ArticleId] | None = None
    """What the empty query finds, the oldest first."""
    trash: list[ArticleId] | None = None
    """The articles in the trash."""
    tags: dict[str, int] | None = None
    """How often each spelling of each tag stands, in the order in which they were met."""


class WarmCache:
    """Reads and writes `index/listing` for an open library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = store.folder / "index" / "listing"

    def read(self) -> CachedLists:
        """What was written, if nothing has changed since; otherwise nothing."""
        try:
            nothing = CachedLists(self._store.storage.stamp(), self._store.sequence)
        except OSError:
            return CachedLists(Stamp(0, 0, b""), self._store.sequence)
        cached = read_derived(self._path, CachedLists)
        is_of_now = cached and (cached.of, cached.sequence) == (nothing.of, nothing.sequence)
        return cached if cached and is_of_now else nothing

    def write(
        self,
        listed: list[ArticleId] | None,
        trash: set[ArticleId],
        tags: dict[str, int] | None,
    ) -> None:
        """Keep what is known, unless that was done or the disk refuses."""
        with suppress(OSError):
            old = self.read()
            new = CachedLists(
                self._store.storage.stamp(),
                self._store.sequence,
                old.listed if listed is None else listed,
                old.trash if listed is None else sorted(trash),
                old.tags if tags is None else tags,
            )
            if new != old:
                write_derived(self._path, new)


_DECIDING = frozenset({"added", "archived", "deleted"})
"""The fields that decide whether and where an article is listed."""

_MANY = 5_000
"""Changes after which it is quicker to make the list anew."""


class DefaultList:
    """The articles that are neither archived nor in the trash. May be used from any thread."""

    def __init__(self, store: Store, cache: "WarmCache") -> None:
        self._store = store
        self._cache = cache
        self._oldest_first: list[ArticleId] | None = None
        self._trash: set[ArticleId] = set()
        store.listen(self._follow)

    def newest(self) -> CompleteResults:
        """All that are listed, the newest first."""
        with self._store.still():
            ids = self._listed()[::-1]
        return CompleteResults(ids)

    def count(self) -> int:
        """How many articles there are, those in the trash left out."""
        with self._store.still():
            self._listed()
            return len(self._store.articles.by_id) - len(self._trash)

    def trash(self) -> frozenset[ArticleId]:
        """The articles that are in the trash."""
        with self._store.still():
            self._listed()
            return frozenset(self._trash)

    def to_cache(self) -> tuple[list[ArticleId] | None, set[ArticleId]]:
        """What is listed, the oldest first, and what is in the trash; None if never asked."""
        with self._store.still():
            return self._oldest_first, self._trash

    def _listed(self) -> list[ArticleId]:
        if self._oldest_first is None:
            cached = self._cache.read()
            self._oldest_first, self._trash = cached.listed, set(cached.trash or ())
        if self._oldest_first is None:
            times: dict[ArticleId, str] = {}
            for id, brief in self._store.articles.scan(ListingFields):
                if brief.deleted is not None:
                    self._trash.add(id)
                elif not brief.archived:
                    times[id] = brief.added
            self._oldest_first = sorted(sorted(times), key=times.__getitem__)
        return self._oldest_first

    def _follow(self, operation: Operation) -> None:
        changes = [c for c in operation.changes if c.table == "articles" and _decides(c)]
        if len(changes) > _MANY:
            self._oldest_first = None
        elif changes and self._oldest_first is not None:
            self._move(self._oldest_first, {change.id for change in changes})

    def _move(self, ids: list[ArticleId], moved: set[ArticleId]) -> None:
        """Put changed articles where they belong now."""
        ids[:] = [id for id in ids if id not in moved]
        self._trash -= moved
        for id in moved:
            article = self._store.articles.find(id)
            if article is not None and article.deleted is not None:
                self._trash.add(id)
            elif article is not None and not article.archived:
                insort(ids, id, key=self._place)

    def _place(self, id: ArticleId) -> tuple[str, ArticleId]:
        return stamp(self._store.articles[id].added), id


def _decides(change: Change) -> bool:
    if change.before is None or change.after is None:
        return True
    return not _DECIDING.isdisjoint(change.after)
