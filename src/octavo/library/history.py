"""Undo and redo, across restarts and processes: the journal read as two stacks."""

from collections.abc import Iterable

from octavo.library.documents import removed, some_fields_of
from octavo.library.errors import NothingToUndo
from octavo.library.lines import Header
from octavo.library.store import Store
from octavo.model.operation import Change, Operation

_UNDONE = "undo: "


class Stacks:
    """The operations to take back and those to do again, the next one last."""

    def __init__(self, headers: Iterable[Header]) -> None:
        self.undoable: list[Header] = []
        self.redoable: list[Header] = []
        for header in headers:
            self.push(header)

    def push(self, header: Header) -> None:
        """Take account of the next operation."""
        if header.quiet:
            return
        if self.undoable and header.reverses == self.undoable[-1].sequence:
            self.undoable.pop()
            self.redoable.append(header)
        elif self.redoable and header.reverses == self.redoable[-1].sequence:
            self.redoable.pop()
            self.undoable.append(header)
        else:
            self.undoable.append(header)
            self.redoable.clear()


class History:
    """What was done to a library, and the way back."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stacks: Stacks | None = None
        self._through = store.sequence
        store.listen(self._follow)

    def labels(self) -> list[str]:
        """What could be undone, the latest first."""
        with self._store.still():
            return [header.label for header in reversed(self._read().undoable)]

    def undo(self) -> Operation:
        """Take back the latest operation that is not undone; returns the one that did it.

        Raises:
            NothingToUndo: If there is none.
        """
        return self._reverse("undo")

    def redo(self) -> Operation:
        """Do again what was undone last, unless something else was done since.

        Raises:
            NothingToUndo: If there is none.
        """
        return self._reverse("redo")

    def _read(self) -> Stacks:
        """The stacks; the journal is read for them once, and followed from then on."""
        if self._stacks is None:
            headers = self._store.journal.headers()
            known = self._store.sequence
            self._stacks = Stacks(header for header in headers if header.sequence <= known)
        return self._stacks

    def _follow(self, operation: Operation) -> None:
        """Push an operation; after a leap the journal is read again."""
        if operation.sequence != self._through + 1:
            self._stacks = None
        if self._stacks is not None:
            self._stacks.push(_header_of(operation))
        self._through = operation.sequence

    def _reverse(self, way: str) -> Operation:
        """Journal the opposite of the operation on top of a stack, nobody writing between."""
        with self._store.exclusive():
            stacks = self._read()
            stack = stacks.undoable if way == "undo" else stacks.redoable
            if not stack:
                raise NothingToUndo(f"there is nothing to {way}")
            top = stack[-1]
            label = top.label.removeprefix(_UNDONE) if way == "redo" else _UNDONE + top.label
            done = self._store.commit(
                label, lambda: self._inverse(top.sequence), reverses=top.sequence
            )
        if done is None:
            raise NothingToUndo(f"there is nothing to {way}")
        return done

    def _inverse(self, sequence: int) -> list[Change]:
        """What takes an operation back; nothing if the journal has forgotten it."""
        operation = self._store.journal.operation(sequence)
        changes = operation.changes if operation else ()
        return [self._as_of_now(change.inverse()) for change in reversed(changes)]

    def _as_of_now(self, change: Change) -> Change:
        """A change with what it finds: quiet operations may have been there since."""
        item = self._store.state.item(change.table, change.id)
        if item is None:
            return change
        if change.after is None:
            return removed(item)
        before = some_fields_of(item, change.after)
        return Change(change.table, change.id, before, change.after)


def _header_of(operation: Operation) -> Header:
    return Header(operation.sequence, operation.label, operation.reverses, operation.quiet)
