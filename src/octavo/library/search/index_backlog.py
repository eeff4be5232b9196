"""What changed since the index was last brought up to date."""

from collections.abc import Iterable, Iterator

from octavo.model.article import ArticleId
from octavo.model.operation import Change, Operation
from octavo.storage.journal.records import is_gapless
from octavo.storage.store import Store

_INDEXED = {
    "articles": {"title", "volume"},
    "notes": {"text", "highlight", "article", "deleted"},
}
"""The fields of which the index knows the words."""


class Backlog:
    """The articles and notes that the index does not hold as they are now.

    Each is kept with the last operation that changed it, so that what changes while it is
    being indexed stays pending.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dict[ArticleId, int] = {}
        store.listen(self._follow)

    @property
    def ids(self) -> frozenset[ArticleId]:
        """What is pending now."""
        return frozenset(self._last)

    def add_since(self, sequence: int, checksum: int = 0) -> bool:
        """Add what the operations after one have changed, which is told by its checksum.

        If the journal has forgotten that, or has another operation of this number, as where
        the folders of two libraries were mixed, everything is added, and the answer is False.

        Raises:
            JournalBroken: If the journal cannot be read.
        """
        with self._store.still():
            through = self._store.sequence
            changed = self._changed(sequence, checksum, through)
            everything = {*self._store.articles.ids(), *self._store.notes.ids()}
            self._last |= dict.fromkeys(everything if changed is None else changed, through)
        return changed is not None

    def forget(self, through: int, ids: Iterable[ArticleId] | None = None) -> None:
        """Drop what the index holds as of an operation: some of it, or all that was before."""
        with self._store.still():
            for id in list(self._last if ids is None else ids):
                if self._last.get(id, 0) <= through:
                    self._last.pop(id, None)

    def _follow(self, operation: Operation) -> None:
        touched = (id for change in operation.changes for id in self._touched(change))
        self._last |= dict.fromkeys(touched, operation.sequence)

    def _changed(self, after: int, checksum: int, through: int) -> set[ArticleId] | None:
        """What some operations have changed; None if the journal does not hold them all."""
        if not 0 < after <= through:
            return None
        if self._store.journal.crc_of(after) not in (None, checksum):
            return None
        operations = [op for op in self._store.journal.since(after) if op.sequence <= through]
        if not is_gapless(operations, after, through):
            return None
        return {
            id for op in operations for change in op.changes for id in self._touched(change)
        }

    def _touched(self, change: Change) -> Iterator[ArticleId]:
        """The articles and notes of which a change may have altered the words."""
        fields = {**(change.before or {}), **(change.after or {})}
        if not fields.keys() & _INDEXED.get(change.table, set()):
            return
        yield change.id
        if change.table == "notes":
            yield from self._owners(change)

    def _owners(self, change: Change) -> Iterator[ArticleId]:
        """The articles that a note was or is on."""
        note = self._store.notes.find(change.id)
        named = [fields.get("article") for fields in (change.before, change.after) if fields]
        owners = {*named, note.article if note else None}
        yield from (owner for owner in owners if isinstance(owner, int))
