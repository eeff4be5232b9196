"""The main screen: the query line, the list, the text with its tags, and the footer.

Long because what its widgets say is passed on here.
"""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.events import Key, Paste, Resize
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import AwaitMount, Widget
from textual.worker import Worker

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.feed import FeedId
from octavo.model.note import Note
from octavo.model.tag import Tag
from octavo.settings.commands import Context, works_in
from octavo.settings.config import Config
from octavo.settings.state import LastPlace, State
from octavo.text import label
from octavo.tui.bindings import DataMessage
from octavo.tui.controllers.protocols import LONG
from octavo.tui.controllers.reading.reading import PLACE_KEPT_EVERY
from octavo.tui.presenters.search_results import completed, row_of
from octavo.tui.screens.command_screen import TYPED, CommandScreen
from octavo.tui.screens.wiring import Controllers, MainParts
from octavo.tui.terminal.app import picture_cells, title_window
from octavo.tui.terminal.input import heard_out
from octavo.tui.terminal.painting import paint_directly
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.panes import Panes, context_of
from octavo.tui.widgets.query.query_line import QueryLine, QueryStatus
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.split import Split
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from octavo.services.add import Viewing

Said = TypeVar("Said", bound=Message)
Choice = TypeVar("Choice")

LOW = 20
"""Lines; on a screen of less there is no room for margins and frames."""

_WRITING = {"highlight-paragraph", "highlight-selected"}
"""Commands that write on the text."""


class MainScreen(CommandScreen[None]):
    """Composes the panes, connects controllers to them, and passes on what the widgets say.

    Large because Textual calls six of its methods, and the table of commands three.
    """

    AUTO_FOCUS: ClassVar[str | None] = "ArticleList"
    DEFAULT_CSS = """
    MainScreen {
        layout: vertical;
        Split { height: 1fr; }
        &.-narrow Sidebar, &.-narrow SavedQueryPanel { width: 100%; border-right: none; }
        .-list-pane { height: 1fr; }
        .-text-pane { height: 1fr; }
        ArticleList, ReadingPane { height: 1fr; }
        Headline { margin-top: 1; min-height: 3; }
        TagEditor { margin-bottom: 1; }
        &.-view {
            QueryLine { display: none; }
            TagEditor { max-height: 0; }
        }
        &.-low {
            Headline { margin-top: 0; min-height: 0; }
            TagEditor { margin: 0; }
        }
    }
    """

    # Textual would repaint the whole screen whenever the keyboard goes elsewhere.
    focused = Reactive[Widget | None](None, repaint=False)

    def __init__(
        self,
        library: Library,
        config: Config,
        state: State,
        query: str | None,
        viewing: "Viewing | None" = None,
    ) -> None:
        """Show a library, beginning with what a query finds, or where it was left.

        Of one that is only on `viewing` there is the text, and no list.
        """
        super().__init__(config.keymap, Context.VIEW if viewing else Context.LIST)
        self.library = library
        self._refreshes, self._is_plain = config.refresh_feeds, config.plain
        self._shows_pictures = config.pictures == "shown"
        self._is_view = viewing is not None
        self.footer.tells_last = not self._is_view
        self.set_class(self._is_view, "-view")
        remembered = state.remembered
        folder = str(library.folder.resolve())
        self._begins_at = LastPlace(folder, query or "", is_begun=False)
        if query is None and remembered.place.library == folder:
            self._begins_at = remembered.place
        if self._is_view:
            first = next(iter(viewing.ids), None) if viewing else None
            self._begins_at = LastPlace(folder, row=first, id=first, in_text=True)
        self._remember, self._place = state.remember, self._begins_at
        self.query_line = QueryLine(history=remembered.queries)
        rows = ArticleList(partial(row_of, library), now=library.now)
        text = _pane(is_view=self._is_view)
        self.panes = Panes(rows, remembered.split, text, self.keymap)
        self.panes.headline.is_kept = not self._is_view
        self.panes.text.measure = config.measure or remembered.measure
        self.panes.list.is_compact = (config.density or remembered.density) == "compact"
        self.controllers = of = Controllers(
            MainParts(
                screen=self,
                library=library,
                state=state,
                query_line=self.query_line,
                panes=self.panes,
                prompt=lambda: self.tag_prompt,
                speak=config.speak,
                citation=config.citation,
                has_one_pane=config.plain or self._is_view,
                inbox=config.inbox,
                viewing=viewing,
            )
        )
        self.connect(**vars(of), screens=self)
        self._heard = dict(
            [
                _heard(ArticleList.Opened, lambda said: of.reading.open(said.id)),
                _heard(ArticleList.NothingMarked, lambda _: self._say_nothing_marked()),
                _heard(QueryLine.Changed, lambda said: of.search.typed(said.text)),
                _heard(QueryLine.Submitted, lambda said: of.search.kept(said.text)),
                _heard(QueryLine.Abandoned, lambda said: of.search.dropped(said.text)),
                _heard(ReadingPane.AtEnd, lambda _: of.reading.pass_to(1)),
                _heard(ReadingPane.LinkClicked, lambda said: of.targets.follow(said.url)),
                _heard(ReadingPane.HitReached, lambda s: of.find.reached(s.number, s.total)),
                _heard(Split.Resized, lambda said: state.remember(split=said.fraction)),
                _heard(TagEditor.Asked, lambda _: of.tagging.edit()),
                _heard(Worker.StateChanged, of.jobs.worker_changed),
            ]
        )
        """What a message of a widget is passed on to."""
        paint_directly(self)

    def compose(self) -> ComposeResult:
        yield self.query_line
        yield self.panes
        yield self.footer

    def on_mount(self) -> None:
        """List the first query and give the list the keyboard."""
        of, panes = self.controllers, self.panes
        self.query_line.returns_to = panes.list
        self.query_line.input.complete = partial(completed, self.library)
        panes.list.pointed = of.pointed
        self.query_line.better, self.query_line.wider = of.search.better, of.search.wider
        panes.list.remarked = self._remarked
        panes.list.unbound = self._read_for
        self.watch(self.query_line.input, "value", self._tell_way_back)
        self.watch(self.query_line.input, "has_focus", of.search.tell_ways, init=False)
        panes.tag_editor.toggled = of.tagging.toggled
        panes.tag_editor.pasted = of.tagging.pasted
        panes.tag_editor.dismissed = of.tagging.dismissed
        panes.tag_editor.closed = of.tagging.closed
        panes.text.moved = of.reading.follow
        panes.text.relaid = self._relaid
        panes.text.selected = of.highlights.selected
        panes.text.pictures.are_possible = not (
            self._is_plain or self.app.no_color or self.app.console.color_system == "standard"
        )
        if self._shows_pictures and panes.text.pictures.are_possible:
            panes.text.view.rested = of.pictures.look
        panes.text.pictures.transmitter = partial(picture_cells, self.app)
        panes.to_list()
        self.watch(panes.headline, "item", self._name_window)
        of.jumps.begin(self._begins_at)
        self.set_interval(PLACE_KEPT_EVERY, self._keep_place_meanwhile)
        of.sync.start()
        if self._refreshes:
            of.refresh.start()
        if not self._is_view:
            of.inbox.start()
        for warning in self.library.warnings:
            self.say(warning)
        self.run_worker(self.to_its_end(of.notes.offer()))

    def keep_place(self) -> None:
        """Keep where the reader is, in the text and for the next session."""
        if self.is_mounted and not self._is_view:
            self._place = self._last_place()
            self._remember_place()
            self.controllers.reading.keep_place()

    def _keep_place_meanwhile(self) -> None:
        """Keep it for the case that octavo does not end well."""
        self.controllers.reading.keep_place()
        before, self._place = self._place, self._last_place()
        if self._place != before and not self._is_view:
            self.in_thread("place", self._remember_place)

    def _remember_place(self) -> None:
        self._remember(place=self._place)

    def _last_place(self) -> LastPlace:
        """Where the reader is; a query that is still typed counts as if it were kept."""
        place = self.controllers.jumps.last_place()
        if self.context is not Context.QUERY:
            return place
        return replace(place, query=self.query_line.text, is_begun=True)

    def on_unmount(self) -> None:
        """Keep the note that is being written, and let the work end with the app."""
        self.controllers.notes.keep()
        self.controllers.speech.close()
        self.controllers.jobs.close()
        self.controllers.inbox.close()
        self.controllers.sync.close()
        self.controllers.search.close()

    def update_node_styles(self, animate: bool = True) -> None:
        """Style anew all that the screen shows; at its first paint it all is new."""
        if self.outer_size:
            super().update_node_styles(animate)

    def on_resize(self, event: Resize) -> None:
        """Show the panes that there is room for."""
        self.set_class(self._is_plain or event.size.height < LOW, "-low")
        self.controllers.panes.lay_out()
        self.controllers.sidebar.fit()

    def set_focus(
        self,
        widget: Widget | None,
        scroll_visible: bool = False,  # noqa: ARG002 - all is in sight
        from_app_focus: bool = False,
    ) -> None:
        """Give the keyboard to a widget, and show at once what goes with that.

        Footer and headline are told first: what is told after the widgets is painted later.
        """
        before = self.focused
        if self._is_view and widget is self.panes.list:
            widget = self.panes.text
        self.footer.context = context_of(widget)
        self.panes.look_at(widget)
        super().set_focus(widget, False, from_app_focus)
        if self.focused is not before and self.is_mounted:
            if self.focused is self.panes.list:
                self.controllers.jumps.rest()
                self.controllers.reading.keep_place()
                self.controllers.reading.show(self.panes.list.cursor)
            self.controllers.panes.lay_out()

    async def settled(self) -> None:
        """Wait until what was typed so far has come to the screen, and a query is answered."""
        if self.context not in TYPED:
            await heard_out(self.query_line)
            await super().settled()
            await self.controllers.search.answered()
            await self.controllers.related.answered()
            await self._text_fitted()

    async def _text_fitted(self) -> None:
        """Wait until the text stands where it will, so that keys are about what is seen of it.

        It moves when what is around it comes, goes or folds, and that may fold more.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LONG):
                moves = True
                while moves:
                    await heard_out(self.panes.text)
                    await heard_out(self)
                    moves = await self.laid_out()

    def on_paste(self, event: Paste) -> None:
        """Have addresses that are pasted at the list added; of others say what takes them."""
        if self.context is Context.LIST and "://" in event.text:
            asked = self.controllers.add.ask_about(event.text.strip())
            self.run_worker(self.to_its_end(asked))
        elif self.context in (Context.LIST, Context.TEXT) and event.text.strip():
            add, note = map(self.keymap.key_hint, ("add", "write-alone"))
            self.say(
                f"A paste is no command here; {add} adds it as a text, {note} writes a note."
            )

    @on(QueryStatus.OrderAsked)
    async def _order_asked(self) -> None:
        self.panes.to_list()
        await self.run_command("order")

    @on(DataMessage)
    @on(Worker.StateChanged)
    def _pass_on(self, event: Message) -> None:
        if hear := self._heard.get(type(event)):
            event.stop()
            with self.telling_errors():
                hear(event)

    def open_tags(self, at: Tag | None = None) -> AwaitMount:
        """Open the tags screen, at a tag; what is typed right away goes there."""
        from octavo.tui.screens.tables import TagsScreen  # not needed to launch

        of = self.controllers
        screen = TagsScreen(
            library=self.library, keymap=self.keymap, long_history=of.long_history, at=at
        )
        again = lambda: self.open_tags(screen.table.cursor)  # noqa: E731
        return self._put_over(screen, partial(self._left, again))

    def open_feeds(self, at: FeedId | None = None) -> AwaitMount:
        """Open the feeds screen, at a feed; what is typed right away goes there."""
        from octavo.tui.screens.tables import FeedsScreen

        of = self.controllers
        screen = FeedsScreen(
            library=self.library,
            keymap=self.keymap,
            long_history=of.long_history,
            refreshing=of.refresh,
            add=of.add.add,
            show_changed=of.changes.show,
            at=at,
            has_one_pane=self._is_plain,
        )
        again = lambda: self.open_feeds(screen.table.cursor)  # noqa: E731
        return self._put_over(screen, partial(self._left, again))

    def open_notes(self) -> AwaitMount:
        """Open the notes screen; what is typed right away goes there."""
        from octavo.tui.screens.tables import NotesScreen

        of = self.controllers
        screen = NotesScreen(
            library=self.library,
            keymap=self.keymap,
            long_history=of.long_history,
            show_changed=of.changes.show,
        )
        return self._put_over(screen, of.notes.chosen)

    def _put_over(
        self, screen: CommandScreen[Choice], left: Callable[[Choice | None], None]
    ) -> AwaitMount:
        """Open a screen over this one; each tells of what was done last on the other."""
        here, there = self.footer, screen.footer
        screen.watch(here, "last", lambda: there.follow(here))
        self.watch(there, "last", lambda: here.follow(there), init=False)
        return self.app.push_screen(screen, left)

    def _remarked(self, marks: Collection[object]) -> None:
        self.query_line.marked = len(marks)
        self._tell_way_back()

    async def _read_for(self, event: Key) -> None:
        """Open the text for a key that means something there, and do what it means.

        Where the text was not to be seen, a key that writes on it does no more than open it.
        """
        pressed = {event.key, event.character}
        for command in works_in(Context.TEXT):
            if pressed & {*self.keymap.keys_of(command.id)}:
                is_seen = self.panes.single != "left"
                self.controllers.reading.read()
                if is_seen or command.id not in _WRITING:
                    await self._text_fitted()
                    await self.run_command(command.id)
                return

    def _tell_way_back(self) -> None:
        """Have the footer say whether Esc leads anywhere from the list."""
        self.footer.leads_back = bool(self.query_line.marked or self.query_line.text)

    def _name_window(self, item: Article | Note | None) -> None:
        """Have the terminal's window named after what is read."""
        title_window(self.app, f"{label(item.title)} · octavo" if item else "octavo")

    def _say_nothing_marked(self) -> None:
        key = self.keymap.key_hint("mark")
        self.say(f"Nothing is marked yet that it could begin at; {key} marks a row.")

    def _relaid(self) -> None:
        """Let what is in the text know that it is another one, or set anew."""
        self.controllers.caret.relaid()
        self.controllers.speech.relaid()

    def _left(self, again: Callable[[], object], query: str | None) -> None:
        """List what was chosen on the tags or the feeds screen, and show what changed there.

        `again` opens it again, where it was left.
        """
        self.panes.list.refresh_rows()
        self.controllers.reading.show_head()
        if query is not None:
            self.controllers.search.list_query(query, again)


def _pane(*, is_view: bool) -> ReadingPane:
    if not is_view:
        return ReadingPane()
    from octavo.tui.widgets.reading.panels import ViewPane  # not needed to launch

    return ViewPane()


def _heard(
    kind: type[Said], act: Callable[[Said], object]
) -> tuple[type[Message], Callable[[Message], None]]:
    """Has something done on messages of one kind."""

    def hear(message: Message) -> None:
        if isinstance(message, kind):
            act(message)

    return kind, hear
