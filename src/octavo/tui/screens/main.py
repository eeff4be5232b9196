"""The reading room: the list, the text and the tag editor on one screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from octavo.tui.controllers.add import Adding
from octavo.tui.controllers.reading import PLACE_KEPT_EVERY
from octavo.tui.controllers.refresh import Refreshing
from octavo.tui.controllers.sync import Following
from octavo.tui.controllers.tagging import Tagging
from octavo.tui.controllers.triage import Sorting
from octavo.tui.widgets.base.raw_lines import Ground
from octavo.tui.widgets.split import Split


class Pane(Ground, Vertical):
    """One side of the room."""


class MainScreen(Tagging, Sorting, Adding, Refreshing, Following, Screen[None]):
    """Puts the panes on the screen; what they do is in the parts that it is made of."""

    AUTO_FOCUS: ClassVar[str | None] = "ArticleList"
    DEFAULT_CSS = """
    MainScreen {
        layout: vertical;
        Split { height: 1fr; }
        .-list-pane { height: 1fr; }
        .-text-pane { height: 1fr; }
        ArticleList, ReadingPane { height: 1fr; }
        Headline { margin-top: 1; min-height: 3; }
        TagEditor { margin-bottom: 1; }
        &.-low {
            Headline { margin-top: 0; min-height: 0; }
            TagEditor { margin: 0; }
        }
    }
    """

    def compose(self) -> ComposeResult:
        yield self.query_line
        yield Split(
            Pane(self.notice, self.list, classes="-list-pane"),
            Pane(self.headline, self.tag_editor, self.pane, classes="-text-pane"),
            fraction=self.first_split,
        )
        yield self.command_bar

    def on_mount(self) -> None:
        """List the first query and give the list the keyboard."""
        self.command_bar.keymap = self.config.keymap
        self.query_line.returns_to = self.list
        self.query_line.input.complete = self.complete_query
        self.list.pointed = self.point
        self.list.remarked = self.count_marks
        self.pane.moved = self.follow_text
        self.start(self.first_query)
        self.set_focus(self.list)
        self.set_interval(PLACE_KEPT_EVERY, self.keep_place)
        self.follow()
        self.keep_fresh()
        for warning in self.library.warnings:
            self.say(warning)

    async def action_tags(self) -> None:
        """Open the tags screen; what is typed right away goes there."""
        from octavo.tui.screens.tags import TagsScreen  # not needed to launch

        screen = TagsScreen(self.library, self.config.keymap)
        await self.app.push_screen(screen, self._chosen_elsewhere)

    def _chosen_elsewhere(self, query: str | None) -> None:
        """List what was chosen on the tags or the feeds screen."""
        self.list.refresh_rows()
        self.show_head()
        if query is not None:
            self.list_query(query, top=True)

    async def action_feeds(self) -> None:
        """Open the feeds screen; what is typed right away goes there."""
        from octavo.tui.screens.feeds import FeedsScreen

        await self.app.push_screen(FeedsScreen(self), self._chosen_elsewhere)
