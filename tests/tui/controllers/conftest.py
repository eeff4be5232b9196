"""The controllers of the main screen, wired as there, over fakes and a real library."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from octavo.library.library import Library
from octavo.settings.state import State
from octavo.tui.presenters.search_results import row_of
from octavo.tui.screens.wiring import Controllers, MainParts
from tests.making import MakeArticle
from tests.tui.controllers import fakes
from tests.web.fixtures import web, wide_web

if TYPE_CHECKING:
    from octavo.tui.screens.command_screen import CommandScreen
    from octavo.tui.widgets.base.prompt import TagPrompt
    from octavo.tui.widgets.panes import Panes
    from octavo.tui.widgets.query.query_line import QueryLine

__all__ = ["web", "wide_web"]


class Desk:
    """Controllers at work, and what they made of the screen."""

    def __init__(self, library: Library, state: Path) -> None:
        self.library = library
        self.screen = fakes.Screen()
        self.panes = fakes.Panes()
        self.line = fakes.QueryLine()
        self.prompt = fakes.TagPrompt()
        self.state = State(state)
        parts = MainParts(
            screen=cast("CommandScreen[None]", self.screen),
            library=library,
            state=self.state,
            query_line=cast("QueryLine", self.line),
            panes=cast("Panes", self.panes),
            prompt=lambda: cast("TagPrompt", self.prompt),
        )
        self.of = Controllers(parts)
        self.panes.list.pointed = self.of.pointed

    @property
    def rows(self) -> fakes.Rows:
        return self.panes.list

    @property
    def text(self) -> fakes.Text:
        return self.panes.text

    @property
    def footer(self) -> fakes.Footer:
        return self.screen.footer

    def start(self, query: str = "") -> None:
        """List what a query finds."""
        self.of.search.start(query)

    def titles(self) -> list[str]:
        """What is listed."""
        return [row_of(self.library, id).title for id in self.rows.rows]

    def reads(self) -> str:
        """The title of what is read."""
        item = self.panes.headline.item
        return item.title if item else ""


@pytest.fixture
def desk(library: Library, tmp_path: Path) -> Desk:
    """The controllers over `library`, with nothing listed yet."""
    return Desk(library, tmp_path / "state.json")


@pytest.fixture
def three(make_article: MakeArticle, desk: Desk) -> Desk:
    """Three articles, listed: Third, Second, First."""
    make_article("First", "The first river.", tags="essay draft")
    make_article("Second", "The second bridge.", tags="essay")
    make_article("Third", "The third ferry.")
    desk.start()
    return desk
