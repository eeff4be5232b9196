"""TinyDB tables over the live documents, whose changes are journalled operations.

The two methods that this overrides are the ones through which every other method of
`tinydb.table.Table` reads and writes; their names are TinyDB's own, so a test pins them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tinydb.storages import Storage
from tinydb.table import Table as TinyTable

from octavo.library.documents import Shelf, fields_of
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.operation import Change, Fields, Table

Plan = Callable[[], list[Change]]
"""Works out the changes of an operation once nobody else can write."""

Commit = Callable[[str, Plan], object]
"""Journals what a plan works out, under a label, and applies it."""


class DocumentTable(TinyTable):
    """The articles or notes of an open library, with all that TinyDB's tables do."""

    def __init__(
        self, storage: Storage, name: Table, shelf: Shelf[Article] | Shelf[Note], commit: Commit
    ) -> None:
        super().__init__(storage, name)
        self._table: Table = name
        self._shelf = shelf
        self._commit = commit

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return {str(id): fields_of(document) for id, document in self._shelf.items()}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        def plan() -> list[Change]:
            before = {id: fields_of(document) for id, document in self._shelf.items()}
            after: dict[int, Mapping[str, Any]] = {id: dict(f) for id, f in before.items()}
            updater(after)
            return list(_changes(self._table, before, after))

        self._commit(f"change {self.name} by script", plan)
        self.clear_cache()


def _changes(
    table: Table, before: Mapping[int, Fields], after: Mapping[int, Mapping[str, Any]]
) -> Iterator[Change]:
    for id in before.keys() - after.keys():
        yield Change(table, id, before[id], None)
    for id, fields in after.items():
        whole = {**fields, "id": id}
        if id not in before:
            yield Change(table, id, None, whole)
        elif whole != before[id]:
            yield Change(table, id, *_differing(before[id], whole))


def _differing(before: Fields, after: Fields) -> tuple[Fields, Fields]:
    names = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n)]
    return (
        {n: before[n] for n in names if n in before},
        {n: after[n] for n in names if n in after},
    )
