"""What a change looks like: of the reader's, taken back and done again, or of others meanwhile.

Those of others are seen, announced, and taken into the index.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from octavo.library import LibraryUnwritable, NothingToUndo
from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.model.search import TEXTS_AT_ONCE
from octavo.query import Query, parse, words_of
from octavo.text import count_of, visible
from octavo.tui.controllers.jobs import RepeatedErrors
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller
from octavo.tui.widgets.query.query_line import QueryLine

if TYPE_CHECKING:
    from octavo.tui.controllers.articles.search import SearchController
    from octavo.tui.controllers.reading.reading import ReadingController

READY_AFTER = 0.5
"""Seconds from the start of the app until what a first letter needs is made ready."""
LOOK_EVERY = 0.25
"""Seconds between two looks at what others wrote."""
INDEX_AFTER = 1.0
"""Seconds of quiet after which changes go into the index."""
MOST_SKIPPED = 63
"""How many times at most the index is left alone after it could not be brought in step."""


class Changes(PaneController):
    """Draws what was changed anew, where it stands; nothing leaves the list for that."""

    reader: "ReadingController"
    run_again: Callable[[ArticleId | None], None]
    """Lists anew what the query finds, among which may be notes."""
    refresh_listed: Callable[[], None]
    """Draws the notes that are listed beside the text."""
    lists_notes: Callable[[], bool]
    recount: Callable[[], None]
    """Says how many articles there still are, and how many are put away."""

    def show(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles."""
        self.rows.refresh_rows(ids)
        if self.reader.id in ids:
            self.reader.show_head()
        self.reader.show_notes()
        self.refresh_listed()
        self.recount()

    def show_all(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles, whose texts may be others now."""
        if self.reader.id in ids:
            self.reader.renew()
        self.show(ids)

    def done(self, operation: Operation | None, said: str = "") -> None:
        """Show what an operation changed, and in the footer that it can be undone."""
        if operation is not None:
            self.show(operation.ids)
            self.screen.footer.last = visible(said or operation.report)

    def reversed(self, operation: Operation, *, points: bool = True) -> None:
        """Show what came back or went; what is gone for good leaves the list at once.

        The query runs again by and by, however fast one press comes after another. It points
        to what came back, unless somebody has gone on reading since the press.
        """
        ids = operation.ids
        gone = {change.id for change in operation.changes if change.after is None}
        back = self._pointed(ids - gone) if points else None
        if points:
            self.reader.forget_place()
        listed = [id for id in self.rows.rows if id not in gone]
        if len(listed) < len(self.rows.rows):
            self.rows.show(listed, back)
        self.show_all(ids)
        self.screen.footer.last = visible(operation.report)
        rows = set(listed)
        missed = [
            change
            for change in operation.changes
            if change.after is None or (change.id in ids and change.id not in rows)
        ]
        if any(change.table != "notes" for change in missed) or (missed and self.lists_notes()):
            self.run_again(back)
        elif back is not None:
            self.rows.show(self.rows.rows, back)

    def _pointed(self, there: frozenset[ArticleId]) -> ArticleId | None:
        """Where the cursor goes, if it is not on something that came back: to the first."""
        if self.rows.cursor in there or not there:
            return None
        return next((id for id in self.rows.rows if id in there), min(there))


class HistoryController(Controller):
    """Takes the last change back, whatever it was, and does it again."""

    show: Callable[[Operation], None]
    """Handed what was done."""
    begin: Callable[[str, int], None]
    """Begins to `undo` or to `redo` a step that takes long, which its last operation tells,
    and shows what was done at its end."""

    def undo(self) -> None:
        """Take the last change back."""
        self._reverse("undo", self.library.history.undo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._reverse("redo", self.library.history.redo)

    def _reverse(self, way: str, reverse: Callable[[], Operation]) -> None:
        if (step := self.library.history.long_step(way)) is not None:
            self.begin(way, step)
            return
        try:
            operation = reverse()
        except NothingToUndo as nothing:
            self.say(f"{str(nothing).capitalize()}.")
        else:
            self.show(operation)


class SyncController(PaneController):
    """Sees what `octavo add` or another window does, without losing cursor or marks.

    What comes in from there is announced, and listed when the query runs again: nothing is
    put under the cursor of somebody who reads.
    """

    search: "SearchController"
    query_line: QueryLine
    changes: Changes
    came_back: Callable[[], None]
    """Called when something did that was put off."""

    def __post_init__(self) -> None:
        self._reading, self._tidying = RepeatedErrors(self.screen), RepeatedErrors(self.screen)
        self._skipped = self._to_skip = 0
        """How often the index is left alone after a failure, and how often yet."""
        self._more = 0
        """Articles that came in, less those that went, and that were not announced yet."""
        self._told = len(self.library.warnings)
        """How many of the warnings were said; those so far are the screen's to say."""
        self._indexes = False
        """Whether changes are on their way into the index."""
        self._prepares = False
        """Whether what holds common words is being looked up, or cannot be."""
        self._closed = Event()

    def start(self) -> None:
        """Look for changes from now on."""
        self.screen.set_timer(
            READY_AFTER, lambda: self.screen.in_thread("ready", self._open_index, joins=True)
        )
        self.screen.set_interval(LOOK_EVERY, self.look)
        self.screen.set_interval(INDEX_AFTER, self.index)

    def close(self) -> None:
        """Leave the index as it is; what is not in it yet is found all the same."""
        self._closed.set()

    def look(self) -> None:
        """Show what others changed; once no more comes in, say how much that was.

        What was done here before that is not what undo takes back, and is told no longer.
        """
        trouble = ""
        try:
            before = self.query_line.total
            if changed := self.library.follow():
                self.changes.show_all(changed)
                self._more += len(self.library) - before
                self.query_line.total = len(self.library)
            elif self._more:
                self._announce()
            if back := self.library.came_back():
                self._announce_back(back)
            if self.library.others_came_last:
                self.screen.footer.last = ""
        except OctavoError as error:
            trouble = str(error)
        warnings, told = self.library.warnings, self._told
        self._told = len(warnings)
        for warning in warnings[told : self._told]:
            self.say(warning)
        self._reading.tell(trouble)

    def index(self) -> None:
        """Take what changed into the index, unless that is under way or has just failed.

        Where there is nothing to take in, the next launch is spared what this one found out.
        Who has searched will search again, and has common words looked up beforehand.
        """
        if self._to_skip:
            self._to_skip -= 1
        elif not (self._indexes or (self.library.is_settled and self.library.is_remembered)):
            self._indexes = True
            self.screen.in_thread("index", self._settle)
        elif self._is_to_prepare():
            self._prepares = True
            self.screen.in_thread("ready", self._prepare, joins=True)

    def _is_to_prepare(self) -> bool:
        """Whether somebody who searches can be spared looking up common words."""
        if self._prepares or self.query_line.has_keyboard:
            return False
        return bool(words_of(self.search.shown)) and not self.library.search.is_prepared

    def _open_index(self) -> None:
        """Open the index and count the tags before a letter or a launch has to wait for it."""
        with suppress(OctavoError):  # it is told where the answer is asked for
            search = self.library.search
            if not search.is_behind or search.lacking <= TEXTS_AT_ONCE:
                search.find(parse("octavo"))
            self.library.tags.counts()
            self.library.remember()
            if not search.verify():
                self.screen.call_later(self._found_damaged)
            for _ in self.library.prepare():
                if self._closed.is_set():
                    return

    def _prepare(self) -> None:
        """Look up what holds common words, for some seconds where there are many articles."""
        with suppress(OctavoError):  # it is told where the answer is asked for
            for _ in self.library.search.prepare():
                if self._closed.is_set():
                    return
            self._prepares = False

    def _found_damaged(self) -> None:
        """Say that what was found by now may be wrong, and look it up again."""
        self.say("The search index was damaged and is made anew; nothing is lost.")
        if self.search.shown != Query():
            self.search.run_again()

    def _announce_back(self, back: frozenset[ArticleId]) -> None:
        """Say what has come back by itself; it is listed when the query runs again."""
        self.came_back()
        self.changes.show(back)
        is_or_are = "is" if len(back) == 1 else "are"
        self.say(f"{count_of(len(back), 'article')} {is_or_are} back that you put off.")
        self.search.arrived(len(back - {*self.rows.rows}))

    def _announce(self) -> None:
        """Say how many articles came or went; an empty list shows them."""
        more, self._more = self._more, 0
        if not self.rows.rows:
            self.search.run_again()
            return
        self.search.arrived(more)
        if more < 0:
            gone = "was" if more == -1 else "were"
            self.say(f"{count_of(-more, 'article')} {gone} deleted from outside.")

    def _settle(self) -> None:
        """Bring the index in step and fold a long journal, in a thread."""

        def go_on(_done: int, _total: int) -> None:
            if self._closed.is_set():
                raise _Closed

        waiting, trouble = self.library.search.pending, ""
        try:
            with suppress(_Closed):
                if not self.library.is_settled:
                    self.library.settle(go_on)
                self.library.remember()
        except LibraryUnwritable as error:
            trouble = f"No change is lost, but octavo cannot tidy up: {error.problem}"
        except OctavoError as error:
            trouble = str(error)
        left = waiting & self.library.search.pending
        self.screen.call_later(self._settled, trouble, bool(trouble or left))

    def _settled(self, trouble: str, failed: bool) -> None:
        """Try again soon; the longer it fails, the later."""
        self._indexes = False
        self._skipped = min(2 * self._skipped + 1, MOST_SKIPPED) if failed else 0
        self._to_skip = self._skipped
        self._tidying.tell(trouble)


class _Closed(Exception):
    """The app is closed."""
