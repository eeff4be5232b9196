"""Following: what other processes change is seen here, and the index is kept in step."""

from textual import work

from octavo.model.errors import OctavoError
from octavo.tui.screens.finding import Finding

LOOK_EVERY = 0.25
"""Seconds between two looks at what others wrote."""

INDEX_AFTER = 1.0
"""Seconds of quiet after which changes go into the index."""


class Following(Finding):
    """Sees what `octavo add` or another window does, without losing cursor or marks."""

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
        if not changed:
            return
        self.show_changed(changed)
        self._announce(len(self.library) - self.query_line.total)

    def _announce(self, more: int) -> None:
        """Say how many articles came or went, and list those that match."""
        if more:
            word = "article" if abs(more) == 1 else "articles"
            self.say(f"{abs(more)} {word} {'came in' if more > 0 else 'went'} from elsewhere.")
            self.run_again()

    def _index_quietly(self) -> None:
        if self.library.search.pending:
            self._catch_up()

    @work(thread=True, exclusive=True, group="index")
    def _catch_up(self) -> None:
        """Take changes into the index, and bind a long journal in, in a thread."""
        try:
            self.library.settle()
        except OctavoError as error:
            self.app.call_from_thread(self.say, str(error), error=True)
