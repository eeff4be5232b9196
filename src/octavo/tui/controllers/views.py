"""Controllers of panes of the main screen, and what some ask of those that are made later."""

from collections.abc import Callable
from typing import Protocol

from octavo.model.article import ArticleId
from octavo.model.operation import Operation
from octavo.tui.controllers.protocols import Controller
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.panes import Panes
from octavo.tui.widgets.reading.pane import ReadingPane


class PaneController(Controller):
    """Does what the keys ask for in the panes of the main screen."""

    panes: Panes

    @property
    def rows(self) -> ArticleList:
        """The list."""
        return self.panes.list

    @property
    def pane(self) -> ReadingPane:
        """The text."""
        return self.panes.text

    @property
    def to_pane(self) -> Callable[[], None]:
        """Gives the keyboard back to the pane that has it now."""
        return self.panes.to_text if self.panes.in_text else self.panes.to_list


class ShownChanges(Protocol):
    """Shows what was changed."""

    def done(self, operation: Operation | None) -> None: ...
    def show_all(self, ids: frozenset[ArticleId]) -> None: ...


class Jumps(Protocol):
    """Remembers where the reader was, to come back to."""

    def mark(self) -> None:
        """Before what may become a jump."""

    def unmark(self) -> None:
        """Now that no jump came of it."""

    def leave(self) -> None:
        """Before a jump, or now that what was marked became one."""

    def give_up(self) -> bool:
        """Go back to what was marked, which became no jump; False if nothing was."""

    def clear_query(self) -> bool:
        """Go back to where all was listed last; False if it never was."""

    def passes(self) -> None:
        """Before the cursor moves to another article."""

    def reads(self, id: ArticleId) -> None:
        """Before an article is read."""
