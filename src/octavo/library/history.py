"""Undo and redo, across restarts and processes: the journal read as two stacks."""

from collections.abc import Iterable

from octavo.library.errors import NothingToUndo
from octavo.library.journal import Header
from octavo.library.store import Store
from octavo.model.operation import Change, Operation

_UNDONE = "undo: "


class Stacks:
    """The operations to take back and those to do again, the next one last."""

    def __init__(self, headers: Iterable[Header]) -> None:
        self.undoable: list[Header] = []
        self.redoable: list[Header] = []
        for header in headers:
            if not header.quiet:
                self._push(header)

    def _push(self, header: Header) -> None:
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

    def labels(self) -> list[str]:
        """What could be undone, the latest first."""
        return [header.label for header in reversed(self._stacks().undoable)]

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

    def _stacks(self) -> Stacks:
        return Stacks(self._store.journal.headers())

    def _reverse(self, way: str) -> Operation:
        """Journal the opposite of the operation on top of a stack, nobody writing between."""
        with self._store.exclusive():
            stacks = self._stacks()
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
        [operation, *_] = self._store.journal.since(sequence - 1)
        return [change.inverse() for change in reversed(operation.changes)]
