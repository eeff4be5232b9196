"""Which controllers the main screen has, and what each of them is given.

Long because it is one list.
"""

from typing import TYPE_CHECKING, NamedTuple

from octavo.library.library import Library
from octavo.query.ast import parts_of, place_of
from octavo.settings.state import State
from octavo.tui.controllers.articles.rules import RulesController
from octavo.tui.controllers.articles.saved_queries import SavedQueriesController
from octavo.tui.controllers.articles.search import SearchController
from octavo.tui.controllers.articles.sidebar import SidebarController
from octavo.tui.controllers.articles.tagging import TaggingController
from octavo.tui.controllers.articles.triage import TriageController, TriageMode
from octavo.tui.controllers.changes import (
    Changes,
    HistoryController,
    RepeatedErrors,
    SyncController,
)
from octavo.tui.controllers.intake.add import AddController, InboxController, KeepController
from octavo.tui.controllers.intake.fetch import (
    FetchController,
    RefreshController,
)
from octavo.tui.controllers.jobs import Jobs
from octavo.tui.controllers.notes.caret import CaretController
from octavo.tui.controllers.notes.highlights import HighlightController
from octavo.tui.controllers.notes.note_lists import HighlightListController
from octavo.tui.controllers.notes.notes import NotesController
from octavo.tui.controllers.panes import PanesController
from octavo.tui.controllers.reading.about import AboutController
from octavo.tui.controllers.reading.jumps import JumpController
from octavo.tui.controllers.reading.links import LinksController, LinkTargets
from octavo.tui.controllers.reading.navigation import (
    FindController,
    OutlineController,
    RelatedController,
)
from octavo.tui.controllers.reading.pictures import PicturesController
from octavo.tui.controllers.reading.reading import ReadingController
from octavo.tui.controllers.reading.speech import SpeechController
from octavo.tui.controllers.selection import AddressController, ExportController, Selection
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.panes import Panes
from octavo.tui.terminal.app import keys_typed
from octavo.tui.widgets.query.query_line import QueryLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo.model.article import ArticleId
    from octavo.services.add import Viewing
    from octavo.tui.widgets.base.prompt import TagPrompt


class MainParts(NamedTuple):
    """What the main screen consists of, as far as its controllers are given it."""

    screen: CommandScreen[None]
    library: Library
    state: State
    query_line: QueryLine
    panes: Panes
    prompt: "Callable[[], TagPrompt]"
    """Makes the prompt for tags when it is first called for."""
    speak: str | None = None
    citation: str = ""
    """The command that reads aloud."""
    has_one_pane: bool = False
    """Whether one pane is shown at a time on any screen."""
    inbox: "Path | None" = None
    """The folder that is the inbox, where it is not the library's own."""
    viewing: "Viewing | None" = None
    """What is only on view, if the library is one that passes."""


class Controllers:
    """The controllers of the main screen, which it connects to its commands and widgets."""

    def __init__(self, of: MainParts) -> None:
        """Make them all: each knows those before it, and others once they are there."""
        self.fetching: set[ArticleId] = set()
        """The articles whose pages are asked for."""
        self._read(of)
        self._list(of)
        self._triage(of)
        self._write(of)
        self._take_in(of)
        self._follow(of)

    def pointed(self, id: "ArticleId | None") -> None:
        """Show what the cursor came to; in another list, once that is painted."""
        if not self.search.is_listing:
            self.reading.show(id)
            self.triage_mode.came_to(id)

    def _read(self, of: MainParts) -> None:
        """What is read, and the ways through it."""
        self.reading = ReadingController(
            library=of.library,
            host=of.screen,
            head=of.panes.headline,
            chips=of.panes.tag_editor,
            pane=of.panes.text,
            rows=of.panes.list,
            focus=of.panes,
            say=of.screen.say,
            keymap=of.screen.keymap,
            fetching=self.fetching,
            jumps=lambda: self.jumps,
            changes=lambda: self.changes,
        )
        self.find = FindController(
            pane=of.panes.text,
            line=lambda: of.panes.find_line,
            focus=of.panes,
            footer=of.screen.command_bar,
            mark_hits=self.reading.mark_hits,
            jumps=lambda: self.jumps,
        )
        self.outline = OutlineController(
            text=of.panes.text,
            pane=of.panes.text.view,
            panel=lambda: of.panes.outline,
            focus=of.panes,
            say=of.screen.say,
            jumps=lambda: self.jumps,
        )

        self.speech = SpeechController(
            pane=of.panes.text,
            keys=lambda: of.panes.speech_keys,
            host=of.screen,
            say=of.screen.say,
            keymap=of.screen.keymap,
            footer=of.screen.command_bar,
            command=of.speak,
        )

    def _list(self, of: MainParts) -> None:
        """What is listed, and the way back to what was."""
        self.search = SearchController(
            library=of.library,
            host=of.screen,
            query_line=of.query_line,
            rows=of.panes.list,
            notice=of.panes.notice,
            reader=self.reading,
            footer=of.screen.command_bar,
            say=of.screen.say,
            keymap=of.screen.keymap,
            state=of.state,
            jumps=lambda: self.jumps,
            asks=of.screen,
            listed=lambda: self.sidebar.listed(),  # noqa: PLW0108 - it comes later
            pointed=self.pointed,
        )
        self.jumps = JumpController(
            library=of.library,
            search=self.search,
            reader=self.reading,
            rows=of.panes.list,
            pane=of.panes.text,
            focus=of.panes,
            say=of.screen.say,
        )
        self.panes = PanesController(
            panes=of.panes,
            rows=of.panes.list,
            text=of.panes.text,
            clear_query=self.search.clear,
            say=of.screen.say,
            keymap=of.screen.keymap,
            state=of.state,
            has_one_pane=of.has_one_pane,
        )
        self.saved = SavedQueriesController(
            library=of.library,
            host=of.screen,
            search=self.search,
            panel=lambda: of.panes.saved_queries,
            focus=of.panes,
            asks=of.screen,
            say=of.screen.say,
            footer=of.screen.command_bar,
            keymap=of.screen.keymap,
        )
        self.sidebar = SidebarController(
            library=of.library,
            host=of.screen,
            search=self.search,
            rows=of.panes.list,
            panel=lambda: of.panes.sidebar,
            focus=of.panes,
            columns=lambda: of.panes.columns,
            say=of.screen.say,
            state=of.state,
            may_stand=not of.has_one_pane,
            looked=self.saved.looked,
        )
        self.changes = Changes(
            rows=of.panes.list,
            reader=self.reading,
            footer=of.screen.command_bar,
            say=of.screen.say,
            run_again=self.search.run_again,
            listed=lambda: self.highlight_list,
            lists_notes=lambda: any(map(place_of, parts_of(self.search.shown.where))),
            recount=self.search.recount,
        )
        self.rules = RulesController(
            library=of.library,
            panel=lambda: of.panes.rules,
            focus=of.panes,
            asks=of.screen,
            say=of.screen.say,
            changes=self.changes,
            keymap=of.screen.keymap,
        )
        self.history = HistoryController(
            history=of.library.history, say=of.screen.say, show=self.changes.reversed
        )

    def _triage(self, of: MainParts) -> None:
        """What is done with what is at hand."""
        self.selection = Selection(
            library=of.library, rows=of.panes.list, read_now=lambda: self.reading.read_now
        )
        self.triage = TriageController(
            library=of.library,
            selection=self.selection,
            rows=of.panes.list,
            changes=self.changes,
            asks=of.screen,
            say=of.screen.say,
            keymap=of.screen.keymap,
            forget_place=self.reading.forget_place,
            run_again=self.search.run_again,
        )
        self.tagging = TaggingController(
            library=of.library,
            selection=self.selection,
            editor=of.panes.tag_editor,
            prompt=of.prompt,
            pane=self.panes,
            changes=self.changes,
            say=of.screen.say,
            keymap=of.screen.keymap,
            show_head=self.reading.show_head,
            host=of.screen,
        )

        self.triage_mode = TriageMode(
            library=of.library,
            triage=self.triage,
            rows=of.panes.list,
            bar=lambda: of.panes.triage_bar,
            panes=self.panes,
            text=of.panes.text,
            focus=of.panes,
            host=of.screen,
            say=of.screen.say,
            keymap=of.screen.keymap,
            open_editor=self.tagging.edit,
        )

    def _write(self, of: MainParts) -> None:
        """What the reader writes."""
        self.notes = NotesController(
            library=of.library,
            selection=self.selection,
            reader=self.reading,
            pane=of.panes.text,
            editor=lambda: of.panes.note_editor,
            changes=self.changes,
            asks=of.screen,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            keymap=of.screen.keymap,
            selected=lambda: self.highlights,
            host=of.screen,
            autosave=of.state.autosave,
        )
        self.highlights = HighlightController(
            library=of.library,
            reader=self.reading,
            pane=of.panes.text,
            changes=self.changes,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
            footer=of.screen.command_bar,
            keymap=of.screen.keymap,
            clear_selection=of.screen.clear_selection,
            copy_as=lambda quoted: self.export.copy_as(quoted),  # noqa: PLW0108 - made later
        )
        self.caret = CaretController(
            pane=of.panes.text,
            keys=lambda: of.panes.caret_keys,
            finder=self.find,
            highlights=self.highlights,
            focus=of.panes,
            say=of.screen.say,
            keymap=of.screen.keymap,
            footer=of.screen.command_bar,
            clear_selection=of.screen.clear_selection,
        )
        self.highlight_list = HighlightListController(
            library=of.library,
            reader=self.reading,
            pane=of.panes.text,
            panel=lambda: of.panes.highlights,
            highlights=self.highlights,
            caret=self.caret,
            changes=self.changes,
            focus=of.panes,
            say=of.screen.say,
            keymap=of.screen.keymap,
            jumps=self.jumps,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
            terminal=lambda: of.screen.app,
        )

    def _take_in(self, of: MainParts) -> None:
        """What comes in, and where it came from."""
        self.address = AddressController(
            selection=self.selection,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            quote_selected=self.highlights.copy_selected,
            selected_text=of.screen.get_selected_text,
        )
        self.about = AboutController(
            library=of.library,
            reader=self.reading,
            pane=of.panes.text.view,
            panel=lambda: of.panes.about,
            focus=of.panes,
            say=of.screen.say,
            jumps=self.jumps,
            asks=of.screen,
            changes=self.changes,
            host=of.screen,
            shown=lambda: of.panes.popup,
            keymap=of.screen.keymap,
        )
        self.related = RelatedController(
            library=of.library,
            host=of.screen,
            reader=self.reading,
            panel=lambda: of.panes.related,
            focus=of.panes,
            say=of.screen.say,
            asks=of.screen,
            keymap=of.screen.keymap,
            changes=self.changes,
        )
        self.jobs = Jobs(
            host=of.screen,
            footer=of.screen.command_bar,
            say=of.screen.say,
            keymap=of.screen.keymap,
            is_text_selected=lambda: bool(of.screen.get_selected_text()),
        )
        self.fetch = FetchController(
            library=of.library,
            selection=self.selection,
            jobs=self.jobs,
            reader=self.reading,
            changes=self.changes,
            footer=of.screen.command_bar,
            say=of.screen.say,
            keymap=of.screen.keymap,
            fetching=self.fetching,
        )
        self.refresh = RefreshController(
            library=of.library,
            host=of.screen,
            jobs=self.jobs,
            search=self.search,
            changes=self.changes,
            say=of.screen.say,
        )
        self.add = AddController(
            library=of.library,
            jobs=self.jobs,
            search=self.search,
            changes=self.changes,
            footer=of.screen.command_bar,
            say=of.screen.say,
            keymap=of.screen.keymap,
            ask_what=of.screen.ask_what,
            looked_at=lambda: (
                self.search.shown,
                of.query_line.text,
                of.panes.list.cursor,
                of.screen.focused,
            ),
            refresh_due=self.refresh.refresh_due,
        )

        self.inbox = InboxController(
            library=of.library,
            folder=of.inbox,
            host=of.screen,
            met=RepeatedErrors(of.screen.say).tell,
            added=self.add.added,
        )
        self.keeping = KeepController(
            viewing=of.viewing, reader=self.reading, jobs=self.jobs, say=of.screen.say
        )
        self.export = ExportController(
            library=of.library,
            rows=of.panes.list,
            selection=self.selection,
            jobs=self.jobs,
            asks=of.screen,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            citation=of.citation,
            quoted=lambda: self.highlights.quoted(of.panes.text.selected_span),
        )

    def _follow(self, of: MainParts) -> None:
        """Where links lead, and what others change."""
        self.targets = LinkTargets(
            library=of.library,
            host=of.screen,
            reader=self.reading,
            pane=of.panes.text,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            open_outside=self.address.follow,
            add_page=(self.keeping if of.viewing else self.add).add_page,
            jumps=self.jumps,
            footnote=lambda: of.panes.popup,
        )
        self.pictures = PicturesController(
            pane=of.panes.text,
            reader=self.reading,
            whole=self.targets.whole,
            jobs=self.jobs,
            say=of.screen.say,
            terminal=lambda: of.screen.app,
            typed=lambda: keys_typed(of.screen.app),
        )
        self.links = LinksController(
            targets=self.targets,
            pane=of.panes.text,
            hints=lambda: of.panes.hint_keys,
            panel=lambda: of.panes.link_list,
            focus=of.panes,
            footer=of.screen.command_bar,
            say=of.screen.say,
            keymap=of.screen.keymap,
        )
        self.sync = SyncController(
            library=of.library,
            host=of.screen,
            search=self.search,
            query_line=of.query_line,
            rows=of.panes.list,
            changes=self.changes,
            footer=of.screen.command_bar,
            say=of.screen.say,
            came_back=self.sidebar.listed,
        )
