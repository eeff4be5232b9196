"""The default list: which articles the empty query finds, kept in order as they change.

`index/listing` keeps it between two launches, and the counts of the tags beside it. The file is
derived, like all in that folder, and may be deleted at any time. It counts only for the very
`library.json` and operation that it was made from.

Large because the list and what is kept of it follow the same changes.
"""

from array import array
from bisect import bisect_right, insort
from collections.abc import Iterable
from contextlib import suppress
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.article import ArticleId
from octavo.model.errors import LibraryError
from octavo.model.operation import Change, Operation
from octavo.model.search import CompleteResults
from octavo.storage.codec import ListingFields, stamp
from octavo.storage.files import read_derived, write_derived
from octavo.storage.journal.records import is_gapless
from octavo.storage.snapshot.json_store import Stamp
from octavo.storage.store import Store


class CachedLists(Struct, frozen=True, omit_defaults=True):
    """The content of `index/listing`; None for what was never asked for."""

    of: Stamp
    """The `library.json` that there was then."""
    sequence: int
    """The last operation that is in it."""
    listed: bytes | None = None
    """What the empty query finds, the oldest first, as numbers of eight bytes."""
    trash: list[ArticleId] | None = None
    """The articles in the trash."""
    later: list[tuple[str, ArticleId]] = []
    """The articles that are put off, and until when, the first to come back first."""
    tags: dict[str, int] | None = None
    """How often each spelling of each tag stands, in the order in which they were met."""
    checksum: int | None = None
    """That of the last operation, where the journal has it."""
    journal: int = 0
    """How long the journal was, in bytes."""


_SHORT = 1_000_000
"""Bytes of the journal that are sooner read than all documents are."""

_LITTLE = 100_000
"""Bytes of it that are sooner read than the lists of 100 000 articles are written: that takes
10 ms and a sync, these 1 ms."""


class WarmCache:
    """Reads and writes `index/listing` for an open library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = store.folder / "index" / "listing"
        self._read: tuple[tuple[int, int], CachedLists | None] | None = None
        """What was read last, and of which file."""
        self._at_first = self._now()

    def read(self) -> CachedLists:
        """What was written, if nothing has changed since; otherwise nothing."""
        now, cached = self._now(), self._cached()
        return cached if cached and _is_of(cached, now) else now

    def read_behind(self) -> tuple[CachedLists, list[Operation]]:
        """What was written, and what was done since; nothing where not all of that is known."""
        now, cached = self._now(), self._cached()
        if cached and _is_of(cached, now):
            return cached, []
        if cached and cached.of == now.of and cached.sequence < now.sequence:
            with suppress(LibraryError):
                since = self._since(cached)
                if is_gapless(since, cached.sequence, now.sequence):
                    return cached, since
        return now, []

    def _cached(self) -> CachedLists | None:
        """What the file holds; each is read once."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        which = status.st_ino, status.st_mtime_ns
        if self._read is None or self._read[0] != which:
            self._read = which, read_derived(self._path, CachedLists)
        return self._read[1]

    def lacks(self, *, lists: bool, tags: bool) -> bool:
        """Whether it lacks lists or tags, if these are known now, or much was done since."""
        cached, _ = self.read_behind()
        lacks = (lists and cached.listed is None) or (tags and cached.tags is None)
        return lacks or self._store.journal.size - cached.journal > _LITTLE

    def _since(self, cached: CachedLists) -> list[Operation]:
        """The operations since something was written; none where that may be another's."""
        journal, last = self._store.journal, cached.sequence
        is_short = 0 <= journal.size - cached.journal <= _SHORT
        if not is_short or cached.checksum is None or journal.crc_of(last) != cached.checksum:
            return []
        return [op for op in journal.since(last) if op.sequence <= self._store.sequence]

    def _now(self) -> CachedLists:
        """What says nothing but of when it is."""
        try:
            return CachedLists(self._store.storage.stamp(), self._store.sequence)
        except OSError:
            return CachedLists(Stamp(0, 0, b""), self._store.sequence)

    def made(
        self,
        listed: list[ArticleId] | None,
        trash: set[ArticleId],
        later: list[tuple[str, ArticleId]],
        tags: dict[str, int] | None,
        *,
        same_tags: bool,
    ) -> CachedLists | None:
        """What there is to keep; None if that was done.

        With the same tags as when the library was opened, what was known of them still counts.
        """
        with suppress(OSError, LibraryError):
            old, store = self.read(), self._store
            if tags is None and same_tags:
                cached = self._cached()
                tags = cached.tags if cached and _is_of(cached, self._at_first) else None
            new = CachedLists(
                store.storage.stamp(),
                store.sequence,
                old.listed if listed is None else array("q", listed).tobytes(),
                old.trash if listed is None else sorted(trash),
                old.later if listed is None else later,
                old.tags if tags is None else tags,
                store.journal.crc_of(store.sequence),
                store.journal.size,
            )
            if replace(new, checksum=old.checksum, journal=old.journal) != old:
                return new
        return None

    def write(self, made: CachedLists | None) -> None:
        """Keep it, unless the disk refuses."""
        if made:
            write_derived(self._path, made)


_DECIDING = frozenset({"added", "archived", "later", "deleted"})
"""The fields that decide whether and where an article is listed."""

_MANY = 5_000
"""Changes after which it is quicker to make the list anew."""


class DefaultList:
    """The articles that are not archived, put off or in the trash.

    What was put off comes back by itself at its time. May be used from any thread.
    """

    def __init__(self, store: Store, cache: "WarmCache") -> None:
        self._store = store
        self._cache = cache
        self._oldest_first: list[ArticleId] | None = None
        self._trash: set[ArticleId] = set()
        self._later: list[tuple[str, ArticleId]] = []
        """What is put off, and until when, the first to come back first."""
        self._came_back: set[ArticleId] = set()
        self._at_first = store.sequence
        self._moves = 0
        store.listen(self._follow)

    @property
    def is_known(self) -> bool:
        """Whether it was asked for."""
        return self._oldest_first is not None

    @property
    def has_much_moved(self) -> bool:
        """Whether so much has changed by now that what was written tells little of it."""
        return self._moves > _MANY

    def newest(self) -> CompleteResults:
        """All that are listed, the newest first."""
        with self._store.still():
            ids = self._listed()[::-1]
        return CompleteResults(ids)

    def came_back(self) -> frozenset[ArticleId]:
        """What was put off, and has come back by itself since this was last asked."""
        with self._store.still():
            if self._oldest_first is not None:
                self._bring_back(self._oldest_first)
            came, self._came_back = frozenset(self._came_back), set()
        return came

    def count(self) -> int:
        """How many articles there are, those in the trash left out."""
        with self._store.still():
            self._listed()
            return len(self._store.articles.by_id) - len(self._trash)

    def put_away(self) -> int:
        """How many articles are archived, or wait for a day."""
        with self._store.still():
            listed = self._listed()
            return len(self._store.articles.by_id) - len(self._trash) - len(listed)

    def trash(self) -> frozenset[ArticleId]:
        """The articles that are in the trash; for these alone no list is made."""
        with self._store.still():
            if self._oldest_first is None:
                cached, since = self._cache.read_behind()
                if cached.trash is not None:
                    moved = _moved(c for op in since for c in op.changes)
                    changed = [a for id in moved if (a := self._store.articles.find(id))]
                    put = {article.id for article in changed if article.deleted is not None}
                    return frozenset(cached.trash).difference(moved) | put
            self._listed()
            return frozenset(self._trash)

    def to_cache(
        self,
    ) -> tuple[list[ArticleId] | None, set[ArticleId], list[tuple[str, ArticleId]]]:
        """What is listed, the oldest first, what is in the trash, and what is put off.

        None where it was never asked for and does not follow from what was written.
        """
        with self._store.still(), suppress(LibraryError):
            if self._store.sequence != self._at_first:
                self._read_cache()
        return self._oldest_first, self._trash, self._later

    def _read_cache(self) -> None:
        """Bring what was written up to date, unless it is known."""
        if self._oldest_first is None:
            cached, since = self._cache.read_behind()
            if cached.listed is not None:
                listed, self._later = [*memoryview(cached.listed).cast("q")], [*cached.later]
                self._trash = set(cached.trash or ())
                self._move(listed, _moved(c for op in since for c in op.changes))
                self._oldest_first = listed

    def _listed(self) -> list[ArticleId]:
        self._read_cache()
        if self._oldest_first is None:
            times: dict[ArticleId, str] = {}
            now = stamp(self._store.clock())
            self._trash, self._later = set(), []
            for id, brief in self._store.articles.scan(ListingFields):
                if brief.deleted is not None:
                    self._trash.add(id)
                elif not brief.archived and (brief.later or "") > now:
                    self._later.append((brief.later or "", id))
                elif not brief.archived:
                    times[id] = brief.added
            self._later.sort()
            self._oldest_first = sorted(sorted(times), key=times.__getitem__)
        listed = self._oldest_first
        self._bring_back(listed)
        return listed

    def _bring_back(self, ids: list[ArticleId]) -> None:
        """List what was put off until now."""
        if self._later and self._later[0][0] <= (now := stamp(self._store.clock())):
            due = bisect_right(self._later, now, key=itemgetter(0))
            back, self._later = {id for _, id in self._later[:due]}, self._later[due:]
            self._came_back |= back
            self._oldest_first = None  # not known if something cannot be read
            self._move(ids, back)
            self._oldest_first = ids

    def _follow(self, operation: Operation) -> None:
        moved = _moved(operation.changes)
        self._moves += len(moved)
        known, self._oldest_first = self._oldest_first, None
        if known is not None and len(moved) <= _MANY:
            self._move(known, moved)
            self._oldest_first = known

    def _move(self, ids: list[ArticleId], moved: set[ArticleId]) -> None:
        """Put changed articles where they belong now."""
        if not moved:
            return
        ids[:] = [id for id in ids if id not in moved]
        self._trash -= moved
        self._later = [each for each in self._later if each[1] not in moved]
        now = self._store.clock()
        for id in moved:
            article = self._store.articles.find(id)
            if article is None:
                continue
            if article.deleted is not None:
                self._trash.add(id)
            elif not article.archived and article.later is not None and article.later > now:
                insort(self._later, (stamp(article.later), id))
            elif not article.archived:
                insort(ids, id, key=self._place)

    def _place(self, id: ArticleId) -> tuple[str, ArticleId]:
        return stamp(self._store.articles[id].added), id


def _moved(changes: Iterable[Change]) -> set[ArticleId]:
    """The articles of which changes alter whether or where they are listed."""
    return {change.id for change in changes if change.touches(_DECIDING, ["articles"])}


def _is_of(cached: CachedLists, now: CachedLists) -> bool:
    return (cached.of, cached.sequence) == (now.of, now.sequence)
