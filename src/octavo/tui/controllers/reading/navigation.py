"""Going to places: to words of a text, to its headings, and to what is near to it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from octavo.library.library import Library
from octavo.model.article import Article, ArticleId
from octavo.settings.keymap import Keymap
from octavo.text import count_of, day, grouped, truncated, visible
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import LONG, Jumps, ShownChanges
from octavo.tui.controllers.selection import item_of
from octavo.tui.widgets.base.row_view import PanelRow

if TYPE_CHECKING:
    from octavo.library.queries import Related
    from octavo.markdown.layout.document import Heading
    from octavo.tui.controllers.reading.reading import ReadingController
    from octavo.tui.widgets.reading.scroller import TextScroller

NO_HEADINGS = "This text has no headings."
_LONG = 200_000
"""Characters of a text from which its headings are found while they are listed."""

_TITLE = 40
"""Cells of a title in a question."""


class OutlineController(PaneController):
    """Goes through a text by its headings."""

    jumps: Callable[[], Jumps]

    @property
    def _view(self) -> "TextScroller":
        return self.pane.view

    def open(self) -> None:
        """List the headings of the text."""
        at = self._view.current_heading()
        current = next(islice(self._view.headings(), max(0, at), None), None)
        if current is None:
            self.say(NO_HEADINGS)
            return
        is_long = len(self.pane.text) > _LONG
        known = islice(self._view.headings(), at + 1) if is_long else self._view.headings()
        highest = min((heading.level for heading in known), default=current.level)
        rows = (
            PanelRow(
                each.offset, each.text, depth=max(0, each.level - highest), lit=index == at
            )
            for index, each in enumerate(self._view.headings())
        )
        shown = rows if is_long else [*rows]
        self.panes.outline.open(shown, self._chosen, self.panes.to_text, at=current.offset)

    def next(self) -> None:
        """Go to the next heading that can be brought to the top."""
        below = islice(self._view.headings(), self._view.current_heading() + 1, None)
        self._go(below, "There is no heading further down.")

    def previous(self) -> None:
        """Go to the heading of what is read, or from there to the one before."""
        above = [*islice(self._view.headings(), self._view.current_heading() + 1)]
        self._go(reversed(above), "There is no heading further up.")

    def _chosen(self, row: PanelRow) -> None:
        self.panes.to_text()
        self.jumps().leave()
        self._view.jump(row.key)

    def _go(self, headings: "Iterable[Heading]", none: str) -> None:
        if not any(self._view.jump(heading.offset) for heading in headings):
            self.say(none if any(self._view.headings()) else NO_HEADINGS)


class RelatedController(PaneController):
    """Lists what is near to what is read, with why, and opens it."""

    reader: "ReadingController"
    changes: ShownChanges

    def __post_init__(self) -> None:
        self._is_found = asyncio.Event()
        self._is_found.set()

    async def answered(self) -> None:
        """Wait until what was looked for is listed, if that does not take long."""
        try:
            await asyncio.wait_for(self._is_found.wait(), LONG)
        except TimeoutError:
            self._is_found.set()  # so that no further key waits

    async def merge(self) -> None:
        """Merge the article that is pointed at into the one that is read, after a preview."""
        row = self.panes.related.cursor
        kept = item_of(self.library, self.reader.id)
        other = item_of(self.library, row.key) if row else None
        if not isinstance(kept, Article) or not isinstance(other, Article):
            self.say("Only an article can be merged into an article.")
            return
        if kept.deleted:
            self.say("Nothing can be merged into an article in the trash; restore it first.")
            return
        question = f"Merge {other.id} ‘{truncated(other.title, _TITLE)}’ into {kept.id}?"
        if await self.screen.confirm(question, _merged(self.library, kept, other, self.keymap)):
            self.changes.done(self.library.intake.unite(kept.id, other.id))
        self.panes.to_text()
        self.open()

    def open(self) -> None:
        """Look in a thread for what is near to what is read, and list that."""
        if (id := self.reader.id) is None:
            self.say("There is nothing to be near to.")
            return
        self._is_found.clear()
        self.screen.in_thread("related", self._find, id)

    def _find(self, id: ArticleId) -> None:
        try:
            found = self.library.related(id)
            self.screen.call_from_thread(self._show, id, found)
        finally:
            self.screen.call_later(self._is_found.set)

    def _show(self, id: ArticleId, found: "Sequence[Related]") -> None:
        """List it, unless the reader has gone on."""
        if self.reader.id != id:
            return
        if not found:
            self.say("Nothing here is near to it.")
            return
        back = self.to_pane
        if not self.panes.in_text:
            self.reader.read()
        items = ((each, item_of(self.library, each.id)) for each in found)
        rows = [PanelRow(each.id, item.title, each.reason) for each, item in items if item]
        self.panes.related.open(rows, self._chosen, back)

    def _chosen(self, row: PanelRow) -> None:
        self.panes.to_text()  # the place there is the one to come back to
        self.reader.open(row.key)


def _merged(library: Library, kept: Article, other: Article, keymap: Keymap) -> str:
    """What a merge of two articles keeps."""
    notes = [len(library.notes_on(article.id)) for article in (kept, other)]
    is_same = other.digest in ("", kept.digest)
    about, undo = map(keymap.key_hint, ("about", "undo"))
    becomes = f"its text becomes a version ({about} lists them)"
    of_text = "its text is the same" if is_same else becomes
    lines = (
        f"Kept: {_told_apart(kept)}, {kept.url or other.url or 'no address'}",
        f"Merged into it: {_told_apart(other)}",
        f"Tags: {', '.join(sorted(kept.tags | other.tags)) or 'none'}",
        f"Notes: {notes[0]} of this one and {notes[1]} of the other",
        f"The other goes to the trash; {of_text}. Undo ({undo}) brings all back.",
    )
    return "\n".join(map(visible, lines))


def _told_apart(article: Article) -> str:
    """What tells an article from one with the same title."""
    words = count_of(article.words, "word")
    return f"{article.id} ‘{truncated(article.title, _TITLE)}’, {words}, {day(article.added)}"


class FindController(PaneController):
    """Looks for something in the text that is read."""

    mark_hits: Callable[[], None]
    """Marks the hits of the query again."""
    jumps: Callable[[], Jumps]

    def __post_init__(self) -> None:
        self._is_open = False
        self._then = self.panes.to_text

    def open(self, then: Callable[[], None] | None = None) -> None:
        """Look for something in this text; then the keyboard goes back to it, or elsewhere."""
        self._is_open = True
        self._then = then or self.panes.to_text
        self.jumps().mark()
        self.panes.find_line.open(self.typed, self.closed)

    def typed(self, pattern: str) -> None:
        """Look for what is typed."""
        count = self.pane.find(pattern)
        if pattern and not count:
            self.panes.find_line.say("not found")

    def to_hit(self, step: int) -> None:
        """Go to the next place in the text that was searched for, or to the one before."""
        self.pane.go_to_hit(step)
        if not self.pane.current_hit:
            finds = self.keymap.key_hint("find")
            self.say(f"No hits in this text; {finds} finds some", done=True)

    def reached(self, number: int, total: int) -> None:
        """Say which hit is the current one; 0 means none is.

        The footer goes on saying it once the line is left.
        """
        self.screen.footer.hits = f"{number or '–'} of {grouped(total)}" if total else ""
        if total and self._is_open:
            self.panes.find_line.say(self.screen.footer.hits)

    def closed(self, kept: bool) -> None:
        """Give the keyboard back to the text; unless they are kept, the marks go."""
        self._is_open = False
        self.jumps().leave()
        if not kept:
            self.mark_hits()
        self._then()
