"""How much is in each view of a library, kept right as things change."""

from collections import Counter
from collections.abc import Iterator
from typing import Self

import msgspec

from octavo.model.feed import FeedId
from octavo.model.operation import Change, Operation, Table
from octavo.query.ast import Flag, Scope
from octavo.storage.codec import Item, Projection, SourceKey, some_fields_of
from octavo.storage.store import Store

View = str | FeedId
"""What is counted: `INBOX`, the unread of it, other flags and places, and a feed's unread."""

INBOX: View = "inbox"

_MANY = 20_000
"""Changes after which it is quicker to count anew."""


class _Counted(Projection, frozen=True, gc=False):
    """What decides which views something is in; a note has only the first."""

    deleted: str | None = None
    archived: bool = False
    starred: bool = False
    state: str = Flag.UNREAD.value
    source: SourceKey = SourceKey()

    @classmethod
    def of(cls, document: Item) -> Self:
        return msgspec.convert(some_fields_of(document, cls.__struct_fields__), cls)


_FIELDS = frozenset(_Counted.__struct_fields__)


class ViewCounts:
    """Counts made at one look at all documents, and then by each operation.

    What is unread counts where it is not archived, as in a list of what is to be read. May be
    used from any thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Counter[View] | None = None
        store.listen(self._follow)

    def __getitem__(self, view: View) -> int:
        with self._store.still():
            if self._counts is None:
                self._counts = Counter(self._all())
            return self._counts[view]

    def _all(self) -> Iterator[View]:
        for table in self._store.db.numbered:
            for _, item in table.scan(_Counted):
                yield from _views(table.kept_as, item)

    def _follow(self, operation: Operation) -> None:
        changes = [change for change in operation.changes if _is_counted(change)]
        if len(changes) > _MANY:
            self._counts = None
        if self._counts is not None:
            for change in changes:
                self._recount(self._counts, change)

    def _recount(self, counts: Counter[View], change: Change) -> None:
        """Take the state before out of its views, and put that of now into its own."""
        item = self._store.db.item(change.id)
        now = {} if item is None else some_fields_of(item, _FIELDS)
        if change.before is not None:
            old = {name: said for name, said in change.before.items() if name in _FIELDS}
            counts.subtract(_views(change.table, msgspec.convert(now | old, _Counted)))
        if item is not None:
            counts.update(_views(change.table, msgspec.convert(now, _Counted)))


def _is_counted(change: Change) -> bool:
    if change.table not in ("articles", "notes"):
        return False
    if change.before is None or change.after is None:
        return True
    return not _FIELDS.isdisjoint(change.after)


def _views(table: Table, item: _Counted) -> Iterator[View]:
    """The views that an article or a note is in."""
    if item.deleted is not None:
        yield Scope.TRASH.value
        return
    if table == "notes":
        yield Scope.NOTES.value
        return
    yield Scope.ARCHIVE.value if item.archived else INBOX
    if item.starred:
        yield Flag.STARRED.value
    if item.state != Flag.UNREAD:
        yield item.state
    elif not item.archived:
        yield Flag.UNREAD.value
        number = item.source.key.partition(" ")[0]
        if item.source.kind == "feed" and number.isdecimal():
            yield int(number)
