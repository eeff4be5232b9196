"""Which controllers the main screen has, and what each of them is given.

Long because it is one list.
"""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from octavo.library.library import Library
from octavo.query.ast import parts_of, place_of
from octavo.settings.state import State
from octavo.tui.controllers import protocols
from octavo.tui.controllers.articles.rules import RulesController
from octavo.tui.controllers.articles.saved_queries import SavedQueriesController
from octavo.tui.controllers.articles.search import SearchController
from octavo.tui.controllers.articles.sidebar import SidebarController
from octavo.tui.controllers.articles.tagging import TaggingController
from octavo.tui.controllers.articles.triage import TriageController, TriageMode
from octavo.tui.controllers.changes import (
    Changes,
    HistoryController,
    SyncController,
)
from octavo.tui.controllers.intake.add import AddController, InboxController, KeepController
from octavo.tui.controllers.intake.fetch import (
    FetchController,
    RefreshController,
)
from octavo.tui.controllers.jobs import Jobs, LongHistory, RepeatedErrors
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
from octavo.tui.terminal.input import keys_typed
from octavo.tui.widgets.panes import Panes
from octavo.tui.widgets.query.query_line import QueryLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo.model.article import ArticleId
    from octavo.services.add import Viewing
    from octavo.tui.widgets.base.prompt import TagPrompt


class AllNeed(TypedDict):
    """What every controller is given."""

    library: Library
    screen: protocols.Screen


class PanesNeed(AllNeed):
    """What those are given, too, whose keys work in the panes."""

    panes: Panes


class ReadersNeed(PanesNeed):
    """What those are given, too, who change what is read."""

    reader: ReadingController
    changes: Changes


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
    """The command that reads aloud."""
    citation: str = ""
    """The style of CSL in which citations are copied; empty for octavo's own words."""
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
        self._all = AllNeed(library=of.library, screen=of.screen)
        self._panes = PanesNeed(**self._all, panes=of.panes)
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
            **self._panes,
            fetching=self.fetching,
            jumps=lambda: self.jumps,
            changes=lambda: self.changes,
        )
        self.find = FindController(
            **self._panes,
            mark_hits=self.reading.mark_hits,
            jumps=lambda: self.jumps,
        )
        self.outline = OutlineController(**self._panes, jumps=lambda: self.jumps)

        self.speech = SpeechController(**self._panes, command=of.speak)

    def _list(self, of: MainParts) -> None:
        """What is listed, and the way back to what was."""
        self.search = SearchController(
            **self._panes,
            query_line=of.query_line,
            reader=self.reading,
            state=of.state,
            jumps=lambda: self.jumps,
            listed=lambda: self.sidebar.listed(),  # noqa: PLW0108 - it comes later
            pointed=self.pointed,
        )
        self.jumps = JumpController(**self._panes, search=self.search, reader=self.reading)
        self.panes = PanesController(
            **self._panes,
            clear_query=self.search.clear,
            state=of.state,
            has_one_pane=of.has_one_pane,
        )
        self.saved = SavedQueriesController(**self._panes, search=self.search)
        self.sidebar = SidebarController(
            **self._panes,
            search=self.search,
            state=of.state,
            may_stand=not of.has_one_pane,
            looked=self.saved.looked,
        )
        self.changes = Changes(
            **self._panes,
            reader=self.reading,
            run_again=self.search.run_again,
            refresh_listed=lambda: self.highlight_list.refresh(),  # noqa: PLW0108 - made later
            lists_notes=lambda: any(map(place_of, parts_of(self.search.shown.where))),
            recount=self.search.recount,
        )
        self._readers = ReadersNeed(**self._panes, reader=self.reading, changes=self.changes)
        self.rules = RulesController(**self._panes, changes=self.changes)
        self.jobs = Jobs(**self._all)
        self.long_history = LongHistory(
            **self._all,
            jobs=self.jobs,
            show=partial(self.changes.reversed, points=False),
            list_again=self.search.run_again,
        )
        self.history = HistoryController(
            **self._all, show=self.changes.reversed, begin=self.long_history.begin
        )

    def _triage(self, of: MainParts) -> None:
        """What is done with what is at hand."""
        self.selection = Selection(
            library=of.library, rows=of.panes.list, read_now=lambda: self.reading.read_now
        )
        self.triage = TriageController(
            **self._panes,
            selection=self.selection,
            changes=self.changes,
            forget_place=self.reading.forget_place,
            run_again=self.search.run_again,
        )
        self.tagging = TaggingController(
            **self._all,
            selection=self.selection,
            editor=of.panes.tag_editor,
            prompt=of.prompt,
            pane=self.panes,
            changed=self.changes.done,
            show_head=self.reading.show_head,
        )
        self.triage_mode = TriageMode(
            **self._panes,
            triage=self.triage,
            layout=self.panes,
            open_editor=self.tagging.edit,
        )

    def _write(self, of: MainParts) -> None:
        """What the reader writes."""
        self.notes = NotesController(
            **self._readers,
            selection=self.selection,
            highlights=lambda: self.highlights,
            autosave=of.state.autosave,
        )
        self.highlights = HighlightController(
            **self._readers,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
            copy_as=lambda quoted: self.export.copy_as(quoted),  # noqa: PLW0108 - made later
        )
        self.caret = CaretController(
            **self._panes,
            finder=self.find,
            highlights=self.highlights,
        )
        self.highlight_list = HighlightListController(
            **self._readers,
            highlights=self.highlights,
            choose_place=self.caret.choose_place,
            jumps=self.jumps,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
        )

    def _take_in(self, of: MainParts) -> None:
        """What comes in, and where it came from."""
        self.address = AddressController(
            **self._all,
            selection=self.selection,
            quote_selected=partial(self.highlights.with_selected, self.highlights.copy),
        )
        self.about = AboutController(**self._readers, jumps=self.jumps)
        self.related = RelatedController(**self._readers)
        self.fetch = FetchController(
            **self._all,
            selection=self.selection,
            jobs=self.jobs,
            reader=self.reading,
            changes=self.changes,
            fetching=self.fetching,
        )
        self.refresh = RefreshController(
            **self._all,
            jobs=self.jobs,
            search=self.search,
            changes=self.changes,
        )
        self.add = AddController(
            **self._all,
            jobs=self.jobs,
            search=self.search,
            changes=self.changes,
            looked_at=lambda: (
                self.search.shown,
                of.query_line.text,
                of.panes.list.cursor,
                of.panes.text.position,
                of.screen.focused,
            ),
            refresh_due=self.refresh.refresh_due,
        )
        self.inbox = InboxController(
            **self._all,
            folder=of.inbox,
            met=RepeatedErrors(of.screen).tell,
            added=self.add.added,
        )
        self.keeping = KeepController(
            **self._all, viewing=of.viewing, reader=self.reading, jobs=self.jobs
        )
        self.export = ExportController(
            **self._panes,
            selection=self.selection,
            jobs=self.jobs,
            citation=of.citation,
            quoted=lambda: self.highlights.quoted(of.panes.text.selected_span),
        )

    def _follow(self, of: MainParts) -> None:
        """Where links lead, and what others change."""
        self.targets = LinkTargets(
            **self._panes,
            reader=self.reading,
            open_outside=self.address.follow,
            add_page=(self.keeping if of.viewing else self.add).add_page,
            jumps=self.jumps,
        )
        self.pictures = PicturesController(
            **self._panes,
            reader=self.reading,
            whole=self.targets.joined,
            jobs=self.jobs,
            typed=lambda: keys_typed(of.screen.app),
        )
        self.links = LinksController(**self._panes, targets=self.targets)
        self.sync = SyncController(
            **self._panes,
            search=self.search,
            query_line=of.query_line,
            changes=self.changes,
            came_back=self.sidebar.listed,
        )
