"""Following: what other processes change is seen here, and the index is kept in step."""

from contextlib import suppress

from textual import work
from textual.worker import get_current_worker

from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.text import count_of
from octavo.tui.controllers.jobs import Working
from octavo.tui.presenters.search_answer import Answer

LOOK_EVERY = 0.25
"""Seconds between two looks at what others wrote."""

INDEX_AFTER = 1.0
"""Seconds of quiet after which changes go into the index."""


class Following(Working):
    """Sees what `octavo add` or another window does, without losing cursor or marks.

    What comes in from there is announced, and listed when the query runs again: nothing is
    put under the cursor of somebody who reads.
    """

    _more = 0
    """Articles that came in, less those that went, and that were not announced yet."""
    _indexes = False
    """Whether changes are on their way into the index."""

    def follow(self) -> None:
        """Look for changes from now on."""
        self.set_interval(LOOK_EVERY, self._look)
        self.set_interval(INDEX_AFTER, self._index_quietly)

    def _look(self) -> None:
        try:
            changed = self.library.follow()
        except OctavoError as error:
            self.say(str(error), error=True)
            return
        if changed:
            self.show_changed(changed)
            self._more += len(self.library) - self.query_line.total
            self.query_line.total = len(self.library)
        elif self._more:
            self._announce()

    def _announce(self) -> None:
        """Say how many articles came or went, now that no more do; an empty list shows them."""
        more, self._more = self._more, 0
        if not self.list.rows:
            self.run_again()
        elif more > 0:
            self.arrived(more)
        else:
            gone = "was" if more == -1 else "were"
            self.say(f"{count_of(-more, 'article')} {gone} deleted from outside.")

    def answered(self, answer: Answer, cursor: ArticleId | None = None) -> None:
        """List what was found, with all that came in."""
        super().answered(answer, cursor)
        self.listed()

    def _index_quietly(self) -> None:
        if self.library.search.pending and not self._indexes:
            self._indexes = True
            self._catch_up()

    @work(thread=True, group="index")
    def _catch_up(self) -> None:
        """Take changes into the index, and bind a long journal in, in a thread."""
        worker = get_current_worker()

        def stay(_done: int, _total: int) -> None:
            if worker.is_cancelled:
                raise _Leaving

        try:
            with suppress(_Leaving):
                self.library.settle(stay)
        except OctavoError as error:
            self.call_later(self.say, str(error), error=True)
        self.call_later(self._indexed)

    def _indexed(self) -> None:
        self._indexes = False


class _Leaving(Exception):
    """The app is closed; what is not in the index yet is found all the same."""
