"""Going to places in a text: to words, to headings, and to what tells where it came from."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from octavo.library.library import Library
from octavo.model.article import Article, ArticleId
from octavo.model.operation import Operation
from octavo.text import grouped
from octavo.tui.controllers.protocols import (
    Focus,
    Footer,
    Jumps,
    JumpTarget,
    Say,
)
from octavo.tui.controllers.selection import item_of

if TYPE_CHECKING:
    from octavo.markdown.layout.document import Heading
    from octavo.tui.widgets.reading.panel import PanelRow

NO_HEADINGS = "This text has no headings."


class OutlinedText(JumpTarget, Protocol):
    """The pane of the text, as far as its headings go."""

    def headings(self) -> "Sequence[Heading]":
        """All of them, in order."""
        ...

    def current_heading(self) -> int:
        """The index of the one that what is on top of the pane stands under; -1 for none."""
        ...


class PanelView(Protocol):
    """A list of places in the text, beside or over it."""

    def open(
        self,
        rows: "Iterable[PanelRow]",
        chosen: "Callable[[PanelRow], object]",
        closed: Callable[[], None],
        *,
        at: int | None = None,
    ) -> None: ...


class OutlineController:
    """Goes through a text by its headings."""

    def __init__(
        self,
        *,
        pane: OutlinedText,
        panel: Callable[[], PanelView],
        focus: Focus,
        say: Say,
        jumps: Callable[[], Jumps],
    ) -> None:
        """`panel` is made when it is first called for."""
        self._jumps = jumps
        self._pane = pane
        self._panel = panel
        self._focus = focus
        self._say = say

    def open(self) -> None:
        """List the headings of the text."""
        from octavo.tui.widgets.reading.panel import PanelRow  # not needed to launch

        headings, at = self._pane.headings(), self._pane.current_heading()
        if not headings:
            self._say(NO_HEADINGS)
            return
        highest = min(heading.level for heading in headings)
        rows = [
            PanelRow(each.offset, each.text, depth=each.level - highest, lit=index == at)
            for index, each in enumerate(headings)
        ]
        current = rows[max(0, at)].place
        self._panel().open(rows, self._chosen, self._focus.to_text, at=current)

    def next(self) -> None:
        """Go to the next heading that can be brought to the top."""
        below = self._pane.headings()[self._pane.current_heading() + 1 :]
        self._go(below, "There is no heading further down.")

    def previous(self) -> None:
        """Go to the heading of what is read, or from there to the one before."""
        above = self._pane.headings()[: self._pane.current_heading() + 1]
        self._go(above[::-1], "There is no heading further up.")

    def _chosen(self, row: "PanelRow") -> None:
        self._focus.to_text()
        self._jumps().leave()
        self._pane.jump(row.place)

    def _go(self, headings: "Sequence[Heading]", none: str) -> None:
        if not any(self._pane.jump(heading.offset) for heading in headings):
            self._say(none if self._pane.headings() else NO_HEADINGS)


class FindView(Protocol):
    """The line to look for something in the text."""

    def open(
        self, changed: Callable[[str], object], left: Callable[[bool], object]
    ) -> None: ...
    def say_count(self, count: str) -> None: ...


class SearchedText(Protocol):
    """The pane of the text, as far as something can be looked for in it."""

    def find(self, pattern: str) -> int: ...


class FindController:
    """Looks for something in the text that is read."""

    def __init__(
        self,
        *,
        pane: SearchedText,
        line: Callable[[], FindView],
        focus: Focus,
        footer: Footer,
        mark_hits: Callable[[], None],
        jumps: Callable[[], Jumps],
    ) -> None:
        """`line` is made when it is first called for; `mark_hits` is for those of the query."""
        self._jumps = jumps
        self._pane = pane
        self._line = line
        self._focus = focus
        self._footer = footer
        self._mark_hits = mark_hits
        self._is_open = False
        self._then = focus.to_text

    def open(self, then: Callable[[], None] | None = None) -> None:
        """Look for something in this text; then the keyboard goes back to it, or elsewhere."""
        self._is_open = True
        self._then = then or self._focus.to_text
        self._jumps().mark()
        self._line().open(self.typed, self.closed)

    def typed(self, pattern: str) -> None:
        """Look for what is typed."""
        count = self._pane.find(pattern)
        if pattern and not count:
            self._line().say_count("not found")

    def reached(self, number: int, total: int) -> None:
        """Say which hit is the current one; 0 means none is.

        The footer goes on saying it once the line is left.
        """
        self._footer.hits = f"{number or '–'} of {grouped(total)}" if total else ""
        if total and self._is_open:
            self._line().say_count(self._footer.hits)

    def closed(self, kept: bool) -> None:
        """Give the keyboard back to the text; unless they are kept, the marks go."""
        self._is_open = False
        self._jumps().leave()
        if not kept:
            self._mark_hits()
        self._then()


class FindingsPanel(PanelView, Protocol):
    """The list of findings."""

    @property
    def room(self) -> int:
        """How many cells a line has."""
        ...


class Reader(Protocol):
    """What is read."""

    @property
    def id(self) -> ArticleId | None: ...
    def read(self) -> None: ...


class Forms(Protocol):
    """Asks for several lines at once."""

    def ask_form(
        self,
        question: str,
        lines: Sequence[tuple[str, str, str]],
        check: Callable[[str, str], str],
        then: Callable[[Mapping[str, str]], None],
    ) -> Awaitable[None]:
        """Ask for some lines, each a name, a label and a value; awaited until they are shown.

        `check` says what is wrong with the value of a line, or nothing; `then` is told what
        was changed, by name, if anything was.
        """
        ...


class ShownChanges(Protocol):
    """Shows what was changed."""

    def done(self, operation: Operation | None) -> None: ...


class AboutController:
    """Says where an article came from, and who or what made it, and has that corrected."""

    def __init__(
        self,
        *,
        library: Library,
        reader: Reader,
        pane: JumpTarget,
        panel: Callable[[], FindingsPanel],
        focus: Focus,
        say: Say,
        jumps: Jumps,
        asks: Forms,
        changes: ShownChanges,
    ) -> None:
        """`panel` is made when it is first called for."""
        self._library = library
        self._reader = reader
        self._pane = pane
        self._panel = panel
        self._focus = focus
        self._say = say
        self._jumps = jumps
        self._asks = asks
        self._changes = changes
        self._places: Sequence[int | None] = ()
        """Where each row of the panel stands in the text, if it does."""

    def open(self) -> None:
        """Show what is known of the article beside its text."""
        article = item_of(self._library, self._reader.id)
        if not isinstance(article, Article):
            self._say(
                "Only an article came from somewhere."
                if article
                else "There is nothing to tell about."
            )
            return
        from octavo.library.about import findings_on  # not needed to launch
        from octavo.tui.presenters.reading_text import finding_rows

        findings = findings_on(article, self._library.text(article.id))
        leave = self._focus.to_text if self._focus.in_text else self._focus.to_list
        if not self._focus.in_text:
            self._reader.read()
        panel = self._panel()
        rows, self._places = finding_rows(findings, panel.room)
        panel.open(rows, self._chosen, leave)

    def _chosen(self, row: "PanelRow") -> None:
        self._focus.to_text()
        if (place := self._places[row.place]) is not None:
            self._jumps.leave()
            self._pane.jump(place)

    def correct(self) -> Awaitable[None] | None:
        """Have what is known of the article corrected in a form."""
        article = item_of(self._library, self._reader.id)
        if not isinstance(article, Article):
            self._say("Only what is known of an article can be corrected.")
            return None
        from octavo.library.about import LABELS, problem_of, written_fields

        written = written_fields(article)
        lines = [(name, LABELS[name], value) for name, value in written.items()]
        keep = partial(self._correct, article.id)
        return self._asks.ask_form("Correct what is known of it", lines, problem_of, keep)

    def _correct(self, id: ArticleId, changed: Mapping[str, str]) -> None:
        self._changes.done(self._library.correct([id], changed))
