"""Controllers of the panes of the main screen."""

from collections.abc import Callable

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
