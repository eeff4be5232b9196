"""Jumps: back to where the reader was, and forth again."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo.model.article import ArticleId
from octavo.settings.state import LastPlace
from octavo.tui.controllers.articles.query_runner import CursorTarget
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.selection import item_of

if TYPE_CHECKING:
    from octavo.tui.controllers.articles.search import SearchController
    from octavo.tui.controllers.reading.reading import ReadingController

JUMPS = 100
"""How many places one can go back to."""


class Location(NamedTuple):
    """Where a reader is."""

    query: str
    """What is listed, as it was typed."""
    row: ArticleId | None
    """What the cursor is on."""
    drop: int
    """How many lines that stands below the top of the list."""
    id: ArticleId | None
    """What is read: most often that, or what a link led to."""
    position: int
    """Offset of the line of the text that is on top."""
    in_text: bool
    """Whether the keyboard is in the text, else in the list."""


class JumpController(PaneController):
    """Goes back to where the reader was before a jump, and forth again.

    A jump leads to another article in the text, along a link, to a heading or a place that was
    looked for, or to another query. Where one comes back to an article that is gone for good,
    one goes on to the place before that.

    Large because others tell it of eight steps, each a method, before or after they are made.
    """

    search: "SearchController"
    reader: "ReadingController"

    def __post_init__(self) -> None:
        self._before: deque[Location] = deque(maxlen=JUMPS)
        self._after: deque[Location] = deque(maxlen=JUMPS)
        self._marked: Location | None = None
        self._unfiltered: Location | None = None
        """Where all was listed last, without a query."""
        self._read: Location | None = None
        """Where the text was left for the list."""

    def begin(self, last: LastPlace) -> None:
        """List what was listed last, and go to where the reader was."""
        place = Location(last.query, last.row, last.drop, last.id, last.position, last.in_text)
        arrive = partial(self._arrive, place)
        target = CursorTarget(last.row, last.drop, lambda: arrive)
        self.search.start(last.query, target, is_begun=last.is_begun)

    def last_place(self) -> LastPlace:
        """Where the reader is, to begin there the next time."""
        place, folder = self._here(), str(self.library.folder.resolve())
        return LastPlace(folder, is_begun=self.search.is_begun, **place._asdict())

    def mark(self) -> None:
        """Take note of where the reader is before what may become a jump."""
        self._marked = self._here()

    def unmark(self) -> None:
        """Forget the place that was marked, as no jump came of it."""
        self._marked = None

    def leave(self) -> None:
        """Keep the place that was marked, or else this one, as one to come back to."""
        place, self._marked = self._marked or self._here(), None
        self._keep(place)
        self._note_unfiltered(place)

    def give_up(self) -> bool:
        """Go back to what was marked, which became no jump; False if nothing was."""
        place, self._marked = self._marked, None
        if place:
            self._return_by_asking(place)
        return place is not None

    def clear_query(self) -> bool:
        """Go back to where all was listed last; False if it never was."""
        if self._unfiltered:
            self._return_by_asking(self._unfiltered)
        return self._unfiltered is not None

    def rest(self) -> None:
        """Take note of where in the text the reader is, who goes to the list."""
        if self.reader.id is not None:
            self._read = self._here()._replace(in_text=True)

    def passes(self) -> None:
        """Keep the place in the text, if that has the keyboard, before the cursor moves on."""
        if self.panes.in_text:
            self._keep(self._here())

    def reads(self, id: ArticleId) -> None:
        """Keep the place in the text that was read last, before another one is."""
        self.passes()
        if not self.panes.in_text and self._read and self._read.id != id:
            self._keep(self._read)

    def back(self) -> None:
        """Go to where the reader was before the last jump."""
        self._go(self._before, self._after, "There is no place further back.")

    def forth(self) -> None:
        """Go to where the reader was before going back."""
        self._go(self._after, self._before, "There is no place further on.")

    def _here(self) -> Location:
        listed, read = self.search.text, self.reader.id
        row, drop = self.rows.cursor, self.rows.drop
        return Location(listed, row, drop, read, self.pane.position, self.panes.in_text)

    def _keep(self, place: Location) -> None:
        if not self._before or not _is_same(self._before[-1], place):
            self._before.append(place)
        self._after.clear()

    def _note_unfiltered(self, place: Location) -> None:
        if not place.query:
            self._unfiltered = place

    def _go(self, places: deque[Location], others: deque[Location], none: str) -> None:
        here = self._here()
        while places:
            place = places.pop()
            is_gone = place.in_text and item_of(self.library, place.id) is None
            if not _is_same(place, here) and not is_gone:
                others.append(here)
                self._note_unfiltered(here)
                self._return_to(place)
                return
        self.say(none)

    def _return_to(self, place: Location) -> None:
        if place.query != self.search.text:
            self._return_by_asking(place)
            return
        if place.row != self.rows.cursor:
            self.rows.show(self.rows.rows, place.row, place.drop)
        self._arrive(place)

    def _return_by_asking(self, place: Location) -> None:
        self._arrive(place)
        self.search.return_to(place.query, place.row, place.drop, self._hold)

    def _arrive(self, place: Location) -> None:
        if not place.in_text:
            self.panes.to_list()
            return
        self.panes.to_text()
        self._read_at(place)

    def _read_at(self, place: Location) -> None:
        self.reader.show(place.id)
        self.pane.view.jump(place.position)

    def _hold(self) -> Callable[[], None]:
        """Keep what is read by then while the cursor goes to its row."""
        place, is_read = self._here(), self.panes.in_text_pane

        def release() -> None:
            if is_read and self.reader.id != place.id:
                self._read_at(place)

        return release


def _is_same(one: Location, other: Location) -> bool:
    """Whether two are the same but for how far the list is scrolled."""
    return one._replace(drop=other.drop) == other
