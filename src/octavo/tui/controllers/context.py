"""What every part of the reading room works with."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.widget import Widget

from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.model.article import ArticleId
from octavo.model.errors import OctavoError
from octavo.model.operation import Operation
from octavo.query.ast import Query
from octavo.settings.config import Config
from octavo.settings.state import Remembered
from octavo.text import count_of, visible
from octavo.tui.terminal.painting import paint_directly
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.articles.notice import Notice
from octavo.tui.widgets.articles.row import Row
from octavo.tui.widgets.command_bar import CommandBar
from octavo.tui.widgets.query.query_line import QueryLine
from octavo.tui.widgets.reading.headline import Headline
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.split import Split
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from textual.screen import Screen as _Screen

    _Base = _Screen[None]

    from octavo.tui.app import Octavo
    from octavo.tui.widgets.reading.find_line import FindLine
    from octavo.tui.widgets.tags.tag_prompt import TagPrompt
else:
    _Base = MessagePump  # what stands for a screen is the last class alone


class Room(_Base):
    """The panes, the library, and which articles a command is about."""

    # Textual would repaint the whole screen whenever the keyboard goes elsewhere.
    focused = Reactive[Widget | None](None, repaint=False)

    def __init__(
        self, library: Library, config: Config, remembered: Remembered, query: str
    ) -> None:
        super().__init__()
        self.library = library
        self.config = config
        self.shown = Query()
        """The query whose results are listed."""
        self.reading: ArticleId | None = None
        """What the reading pane shows."""
        self.fetching: set[ArticleId] = set()
        """The articles whose pages are being fetched."""
        self.query_line = QueryLine(history=remembered.queries)
        self.list = ArticleList(self.row_of, now=library.now)
        self.notice = Notice()
        self.headline = Headline()
        self.tag_editor = TagEditor()
        self.pane = ReadingPane()
        self.command_bar = CommandBar()
        self.first_query = query
        self.first_split = remembered.split
        self.pane.measure = config.measure or remembered.measure
        paint_directly(self)

    @property
    def octavo(self) -> "Octavo":
        """The app, which remembers how things were left."""
        return cast("Octavo", self.app)

    @property
    def split(self) -> Split:
        """The two panes."""
        return self.query_one(Split)

    @cached_property
    def find_line(self) -> "FindLine":
        """Looks for something in the text; it comes on the screen when it is first opened."""
        from octavo.tui.widgets.reading.find_line import FindLine  # not needed to launch

        return FindLine()

    @cached_property
    def tag_prompt(self) -> "TagPrompt":
        """Takes tags as signed words; it comes on the screen when it is first opened."""
        from octavo.tui.widgets.tags.tag_prompt import TagPrompt  # not needed to launch

        return TagPrompt()

    def update_node_styles(self, animate: bool = True) -> None:
        """Style anew all that the screen shows; at its first paint it all is new."""
        if self.size:
            super().update_node_styles(animate)

    def row_of(self, id: ArticleId) -> Row:
        """The row of an article or note; one that is gone for good leaves a gap."""
        try:
            return Row.of(self.library.item(id))
        except OctavoError:
            return Row(
                id=id, title="No longer in the library", when=self.library.now(), deleted=True
            )

    @property
    def in_text(self) -> bool:
        """Whether the keyboard is in the reading pane."""
        return self.focused is self.pane

    def targets(self) -> tuple[ArticleId, ...]:
        """What a command is about: all that is marked, else what is read or pointed at."""
        if self.list.marks:
            return self.list.chosen
        if self.in_text and self.reading is not None:
            return (self.reading,)
        return self.list.chosen

    def items(self, ids: Iterable[ArticleId]) -> list[Item]:
        """The articles and notes with some ids, those gone in the meantime left out."""
        kept = []
        for id in ids:
            try:
                kept.append(self.library.item(id))
            except OctavoError:
                continue
        return kept

    def done(self, operation: Operation | None, said: str = "") -> None:
        """Show what an operation changed, and in the footer that it can be undone."""
        if operation is None:
            return
        self.show_changed(operation.ids)
        self.command_bar.last = visible(said or operation.label)

    def show_changed(self, ids: frozenset[ArticleId]) -> None:
        """Draw again what shows some articles, where it stands."""
        self.list.refresh_rows(ids)
        if self.reading in ids:
            self.show_head()

    def show_head(self) -> None:
        """Draw what stands over the text; the parts of the room that know how do it."""

    def show_hits(self) -> None:
        """Mark in the text what the query found; the parts of the room that know how do it."""

    def say(self, message: str, *, error: bool = False) -> None:
        """Tell the reader something that needs no answer."""
        self.app.notify(
            visible(message), severity="error" if error else "information", markup=False
        )

    def key_of(self, id: str) -> str:
        """The key that runs a command."""
        return self.config.keymap.label_of(id) or "the palette"

    def subject(self, ids: tuple[ArticleId, ...]) -> str:
        """What a line is about when that is more than one article."""
        return count_of(len(ids), "article") if len(ids) > 1 else ""
