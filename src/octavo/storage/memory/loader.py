"""Loading: the state that the files of a library lead to."""

from collections.abc import Callable
from datetime import datetime

from octavo.model.operation import Operation
from octavo.storage.errors import OperationsMissing
from octavo.storage.journal.writer import Journal
from octavo.storage.limits import Limits
from octavo.storage.memory.state import State
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.migration import is_old
from octavo.storage.snapshot.normalise import completed
from octavo.storage.snapshot.offsets import place, placed
from octavo.storage.snapshot.raw_tables import Slices, head_of

News = Callable[[int], list[Operation]]
"""Reads the operations after one from the journal."""


class Loader:
    """Reads `library.json`, then the journal."""

    def __init__(
        self,
        storage: LibraryStorage,
        journal: Journal,
        clock: Callable[[], datetime],
        limits: Limits,
    ) -> None:
        self._storage = storage
        self._journal = journal
        self._clock = clock
        self._limits = limits
        self.untouched = True
        """Whether `library.json` was as octavo had written it when it was last read."""
        self.bound_to = 0
        """The last operation that was in it then."""

    def opened(self, upgrade: Callable[[], None]) -> State:
        """The state when a library is opened; files of an older format are upgraded first.

        Raises:
            LibraryError: If it cannot be opened; the message says what to do.
        """
        if (known := self._as_left()) is not None:
            return known
        slices = self._split()
        if is_old(slices):
            upgrade()
            slices = self._split()
        try:
            return self._read(slices, self._journal.news)
        except OperationsMissing:
            again = self._split()
            if head_of(again) == head_of(slices):
                raise
            self._journal.rewind()
            return self._read(again, self._journal.news)

    def reopened(self) -> State:
        """The state that the files lead to now, however far the journal has been followed.

        Raises:
            LibraryError: If they cannot be read.
        """
        return self._read(self._split(), self._journal.since)

    def _split(self) -> Slices:
        slices, self.untouched = self._storage.split()
        return slices

    def _as_left(self) -> State | None:
        """The state by what is written down of the files, if they are still as they were."""
        if (tables := placed(self._storage)) is None:
            return None
        state = State(self._storage.path.parent, tables)
        self.bound_to = state.sequence
        try:
            self._journal.trust(state.sequence)
            for operation in self._journal.news(state.sequence):
                state.apply(operation)
        except OperationsMissing:
            self._journal.rewind()
            return None
        return state

    def _read(self, slices: Slices, news: News) -> State:
        """The state that tables and the operations after them lead to."""
        if not self.untouched:
            slices = completed(slices, self._clock())
        state = State(self._storage.path.parent, slices)
        self.bound_to = state.sequence
        if len(state.articles) + len(state.notes) <= self._limits.decoded_at_once:
            state.decode()
        if self.untouched:
            place(self._storage, slices)
        for operation in news(state.sequence):
            state.apply(operation)
        return state
