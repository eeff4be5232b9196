"""The journal read as two stacks: the steps to take back, and those to do again."""

from collections.abc import Iterable
from typing import Self

from msgspec import Struct

from octavo.storage.journal.records import Header


class Step(Struct):
    """What one undo takes back: an operation, or all that belong together."""

    label: str
    """That of the last operation, which speaks for all before it."""
    sequences: list[int]
    part_of: int | None = None

    @classmethod
    def of(cls, header: Header) -> Self:
        """The step that begins with an operation."""
        return cls(header.label, [header.sequence], header.part_of)

    @property
    def last(self) -> int:
        """The number by which an operation that takes the step back knows it."""
        return self.sequences[-1]


class Stacks:
    """The steps to take back and those to do again, the next one last."""

    def __init__(self, headers: Iterable[Header]) -> None:
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []
        self._first: int | None = None
        """The oldest operation that is remembered."""
        for header in headers:
            self.push(header)

    def push(self, header: Header) -> None:
        """Take account of the next operation."""
        if self._first is None:
            self._first = header.sequence
        if header.quiet:
            return
        if self.undoable and header.reverses == self.undoable[-1].last:
            self.undoable.pop()
            self.redoable.append(Step.of(header))
        elif self.redoable and header.reverses == self.redoable[-1].last:
            self.redoable.pop()
            self.undoable.append(Step.of(header))
        else:
            self.redoable.clear()
            self._put_on_top(header)

    def _put_on_top(self, header: Header) -> None:
        """Begin a step, or go on with one, which then is the latest.

        A step of which the beginning is forgotten could only be taken back by half, so it
        is forgotten as a whole.
        """
        if header.part_of is None:
            self.undoable.append(Step.of(header))
        elif step := self._begun(header.part_of):
            self.undoable.remove(step)
            step.sequences.append(header.sequence)
            step.label = header.label
            self.undoable.append(step)
        elif self._first is not None and header.part_of >= self._first:
            self.undoable.append(Step.of(header))

    def _begun(self, part_of: int) -> Step | None:
        """The step that an operation belongs to, unless it was taken back meanwhile."""
        steps = reversed(self.undoable)
        return next((step for step in steps if step.part_of == part_of), None)
