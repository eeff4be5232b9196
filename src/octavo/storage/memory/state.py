"""The state of a library in memory: its documents as they are after some operation."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Operation, Table
from octavo.storage.codec import Item, changed, inserted, removed
from octavo.storage.errors import OperationBroken, OperationsMissing
from octavo.storage.memory.lazy_table import Shelf
from octavo.storage.snapshot.offsets import Tables
from octavo.storage.snapshot.raw_tables import HEAD, head_of

Place = tuple[Table, int]
"""A table and an id: where a document is."""

Outcome = dict[Place, Item | Fields | None]
"""What an operation leaves of each document that it touches; None if nothing."""

_OTHERS: tuple[Table, ...] = ("queries", "feeds", "meta")

_fields = msgspec.json.Decoder(Fields).decode


class State:
    """The documents of a library after some operation."""

    def __init__(self, folder: Path, slices: Tables) -> None:
        head = head_of(slices)
        self._folder = folder
        self.sequence = head.sequence
        """The last operation that is in it."""
        self.articles: Shelf[Article] = Shelf(folder, Article, slices.get("articles", {}))
        self.notes: Shelf[Note] = Shelf(folder, Note, slices.get("notes", {}))
        self.others: dict[Place, Fields] = {
            (table, id): _fields(raw)
            for table in _OTHERS
            for id, raw in slices.get(table, {}).items()
        }
        self.next_id = max(head.next_id, self.articles.highest + 1, self.notes.highest + 1)
        """The id that the next article or note gets; above all that ever were."""

    @property
    def shelves(self) -> tuple[Shelf[Article], Shelf[Note]]:
        """The articles and the notes."""
        return self.articles, self.notes

    def item(self, table: str, id: int) -> Item | None:
        """An article or a note, if there is one with this id in a table."""
        if table == "articles":
            return self.articles.get(id)
        return self.notes.get(id) if table == "notes" else None

    def expect(self, sequence: int) -> None:
        """Make sure that an operation is the next one.

        Raises:
            OperationsMissing: If it is not.
        """
        if sequence != self.sequence + 1:
            raise OperationsMissing(self._folder, self.sequence + 1, sequence - 1)

    def outcome(self, operation: Operation) -> Outcome:
        """What an operation would leave.

        Raises:
            OperationBroken: If it does not fit.
        """
        outcome: Outcome = {}
        for change in operation.changes:
            try:
                outcome[change.table, change.id] = self._after(change)
            except msgspec.ValidationError as error:
                raise OperationBroken(
                    self._folder, operation.sequence, f"{change.table} {change.id}", str(error)
                ) from error
        return outcome

    def settle(self, sequence: int, outcome: Outcome) -> None:
        """Become the state that an operation leaves."""
        for (table, id), document in outcome.items():
            self._put(table, id, document)
        self.sequence = sequence

    def apply(self, operation: Operation) -> None:
        """Become the state after the next operation.

        Raises:
            OperationsMissing: If it is not the next one.
            OperationBroken: If it does not fit.
        """
        self.expect(operation.sequence)
        self.settle(operation.sequence, self.outcome(operation))

    def hold(self) -> None:
        """Begin to have all documents in memory; until then, their file must not change."""
        for shelf in self.shelves:
            shelf.hold()

    def decode(self) -> None:
        """Decode every document.

        Raises:
            DocumentBroken: If one of them does not have the fields that it should.
        """
        for shelf in self.shelves:
            shelf.decode(shelf)

    def _after(self, change: Change) -> Item | Fields | None:
        if change.table == "articles":
            return self.articles.after(change)
        if change.table == "notes":
            return self.notes.after(change)
        if change.after is None:
            return None
        known = self.others.get((change.table, change.id), {}) if change.before else {}
        return {**known, **change.after}

    def _put(self, table: Table, id: int, document: Item | Fields | None) -> None:
        if table == "articles":
            assert not isinstance(document, Note | dict)
            self.articles.put(id, document)
        elif table == "notes":
            assert not isinstance(document, Article | dict)
            self.notes.put(id, document)
        elif isinstance(document, dict):
            self.others[table, id] = document
        else:
            self.others.pop((table, id), None)
        if table in ("articles", "notes"):
            self.next_id = max(self.next_id, id + 1)


def differences(old: State, new: State) -> Iterator[Change]:
    """The changes that lead from one state to another."""
    yield from _between_shelves(old.articles, new.articles)
    yield from _between_shelves(old.notes, new.notes)
    for table, id in {**old.others, **new.others}:
        before, after = old.others.get((table, id)), new.others.get((table, id))
        if before != after and (table, id) != ("meta", HEAD):
            yield Change(table, id, before, after)


def _between_shelves(
    old: Shelf[Article] | Shelf[Note], new: Shelf[Article] | Shelf[Note]
) -> Iterator[Change]:
    for id in old:
        if id not in new:
            yield removed(old[id])
        elif not new.is_raw_as_in(old, id) and (change := changed(old[id], new[id])):
            yield change
    for id in new:
        if id not in old:
            yield inserted(new[id])


def is_gapless(operations: list[Operation], after: int, through: int) -> bool:
    """Whether these are all operations after one and up to another."""
    sequences = [operation.sequence for operation in operations]
    return sequences == list(range(after + 1, through + 1))
