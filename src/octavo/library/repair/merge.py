"""Merging two copies of a journal: what the other one did is done after all else.

A sync tool that kept both copies leaves different operations of one number. The changes of the
other copy are fitted to the documents as a three-way merge does: where a field is still what it
was before a change, it is set; tags are put on and taken off whatever else is on. What came in
under an id that something else has here gets another.
"""

from msgspec.structs import replace

from octavo.model.operation import Change, Fields, Operation
from octavo.storage.db import LAST_FEED
from octavo.storage.snapshot.raw_tables import WHOLE, Slices, compacted, fields_in

_NUMBERED = ("articles", "notes")


class Conflict(Exception):
    """A change does not fit what was done here."""


class Replay:
    """Does the operations of another copy after all others."""

    def __init__(self, tables: Slices, next_id: int, last: int) -> None:
        self.tables = tables
        self.next_id = next_id
        self._last = last
        self._renumbered: dict[int, int] = {}
        """The ids that documents of the other copy have here, where they are others."""
        self._pieces = {
            _piece(table, fields_in(raw)): id
            for table in _NUMBERED
            for id, raw in tables.get(table, {}).items()
        }

    def replayed(self, other: Operation) -> tuple[Operation | None, list[Change]]:
        """The next operation of the other copy as far as it can be done, and the rest of it.

        None if nothing of it is left to do.
        """
        fitted: list[Change] = []
        conflicts = []
        for change in other.changes:
            try:
                fitted += self._fitted(change)
            except Conflict:
                conflicts.append(change)
        if not fitted:
            return None, conflicts
        self._last += 1
        label = f"{other.label} (from another copy)"
        done = Operation(self._last, other.time, label, tuple(fitted), quiet=other.quiet)
        self.tables = compacted(self.tables, [done])
        return done, conflicts

    def _fitted(self, change: Change) -> list[Change]:
        """A change as it fits here; nothing if it is here already.

        Raises:
            Conflict: If it does not fit.
        """
        table, id = change.table, change.id
        if table in _NUMBERED and change.before is not None:
            id = self._renumbered.get(id, id)
        raw = self.tables.get(table, {}).get(id)
        here = None if raw is None else fields_in(raw)
        before, after = self._pointed(change.before), self._pointed(change.after)
        if here == after or (table, id) == ("meta", LAST_FEED):
            return []
        if before is None and after is not None:
            if table in _NUMBERED and (known := self._pieces.get(_piece(table, after))):
                self._renumbered[id] = known
                return []
            return [self._inserted(replace(change, after=after), is_free=here is None)]
        if before is None or here is None:
            raise Conflict
        if after is None or table in WHOLE:
            if here != before:
                raise Conflict
            return [replace(change, id=id)]
        merged = {name: _merged(here, before, after, name) for name in after}
        was = {name: here.get(name) for name in after}
        return [Change(table, id, was, merged)] if was != merged else []

    def _inserted(self, change: Change, *, is_free: bool) -> Change:
        """A document that comes in, with another id where its own is taken."""
        if change.table not in _NUMBERED:
            if not is_free:
                raise Conflict
            return change
        if any(change.id in self.tables.get(table, {}) for table in _NUMBERED):
            self._renumbered[change.id] = self.next_id
            change = replace(
                change, id=self.next_id, after={**(change.after or {}), "id": self.next_id}
            )
        self.next_id = max(self.next_id, change.id + 1)
        self._pieces[_piece(change.table, change.after or {})] = change.id
        return change

    def _pointed(self, fields: Fields | None) -> Fields | None:
        """The fields of a note on an article that has another id here."""
        article = (fields or {}).get("article")
        if fields is None or not isinstance(article, int):
            return fields
        return {**fields, "article": self._renumbered.get(article, article)}


def _piece(table: str, fields: Fields) -> tuple[object, ...]:
    """What tells an article or a note from any other, whatever its id."""
    if table == "articles":
        return table, fields.get("url"), fields.get("title"), fields.get("digest")
    return table, fields.get("article"), fields.get("text"), str(fields.get("highlight"))


def _merged(here: Fields, before: Fields, after: Fields, name: str) -> object:
    """What a field becomes.

    Raises:
        Conflict: If it was set to something else here.
    """
    known, was, new = here.get(name), before.get(name), after[name]
    if name == "tags" and isinstance(known, list) and isinstance(was, list):
        assert isinstance(new, list)
        kept = [tag for tag in known if tag in new or tag not in was]
        return kept + [tag for tag in new if tag not in was and tag not in known]
    if known not in (was, new):
        raise Conflict
    return new
