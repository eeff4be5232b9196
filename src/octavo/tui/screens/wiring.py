"""Which controllers the main screen has, and what each of them is given."""

from typing import TYPE_CHECKING

from octavo.library.library import Library
from octavo.query.ast import parts_of, place_of
from octavo.settings.state import State
from octavo.tui.controllers.articles.search import SearchController
from octavo.tui.controllers.articles.tagging import TaggingController
from octavo.tui.controllers.articles.triage import TriageController
from octavo.tui.controllers.history import Changes, HistoryController
from octavo.tui.controllers.intake.add import AddController
from octavo.tui.controllers.intake.fetch import (
    FetchController,
    RefetchedDisplay,
    RefreshController,
)
from octavo.tui.controllers.jobs import Jobs
from octavo.tui.controllers.layout import LayoutController
from octavo.tui.controllers.notes.caret import CaretController
from octavo.tui.controllers.notes.highlight_list import HighlightListController
from octavo.tui.controllers.notes.highlights import HighlightController
from octavo.tui.controllers.notes.notes import NotesController
from octavo.tui.controllers.reading.jumps import JumpController
from octavo.tui.controllers.reading.links import LinksController, LinkTargets
from octavo.tui.controllers.reading.navigation import (
    AboutController,
    FindController,
    OutlineController,
)
from octavo.tui.controllers.reading.reading import ReadingController
from octavo.tui.controllers.selection import AddressController, Selection
from octavo.tui.controllers.sync import SyncController
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.panes import Panes
from octavo.tui.widgets.query.query_line import QueryLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo.model.article import ArticleId
    from octavo.tui.widgets.tags.tag_prompt import TagPrompt


class Controllers:
    """The controllers of the main screen, which it connects to its commands and widgets."""

    def __init__(
        self,
        *,
        screen: CommandScreen[None],
        library: Library,
        state: State,
        query_line: QueryLine,
        panes: Panes,
        prompt: "Callable[[], TagPrompt]",
    ) -> None:
        """Make them all; long, but it is one list, and reads as one."""
        rows, text, footer = panes.list, panes.text, screen.command_bar
        keymap, say = screen.keymap, screen.say
        fetching: set[ArticleId] = set()
        self.reading = ReadingController(
            library=library,
            host=screen,
            head=panes.headline,
            chips=panes.tag_editor,
            pane=text,
            rows=rows,
            focus=panes,
            say=say,
            keymap=keymap,
            fetching=fetching,
            jumps=lambda: self.jumps,
        )
        self.find = FindController(
            pane=text,
            line=lambda: panes.find_line,
            focus=panes,
            footer=footer,
            mark_hits=self.reading.mark_hits,
            jumps=lambda: self.jumps,
        )
        self.outline = OutlineController(
            pane=text.view,
            panel=lambda: panes.outline,
            focus=panes,
            say=say,
            jumps=lambda: self.jumps,
        )
        self.search = SearchController(
            library=library,
            host=screen,
            query_line=query_line,
            rows=rows,
            notice=panes.notice,
            reader=self.reading,
            footer=footer,
            say=say,
            keymap=keymap,
            state=state,
            jumps=lambda: self.jumps,
        )
        self.jumps = JumpController(
            library=library,
            search=self.search,
            reader=self.reading,
            rows=rows,
            pane=text,
            focus=panes,
            say=say,
        )
        self.layout = LayoutController(
            panes=panes,
            rows=rows,
            text=text,
            clear_query=self.search.clear,
            say=say,
            keymap=keymap,
            state=state,
        )
        self.changes = Changes(
            rows=rows,
            reader=self.reading,
            footer=footer,
            say=say,
            run_again=self.search.run_again,
            listed=lambda: self.highlight_list,
            lists_notes=lambda: any(map(place_of, parts_of(self.search.shown.where))),
        )
        self.history = HistoryController(
            history=library.history, say=say, show=self.changes.reversed
        )
        self.selection = Selection(
            library=library, rows=rows, read_now=lambda: self.reading.read_now
        )
        self.triage = TriageController(
            library=library,
            selection=self.selection,
            rows=rows,
            changes=self.changes,
            asks=screen,
            say=say,
            forget_place=self.reading.forget_place,
            run_again=self.search.run_again,
        )
        self.tagging = TaggingController(
            library=library,
            selection=self.selection,
            editor=panes.tag_editor,
            prompt=prompt,
            pane=self.layout,
            changes=self.changes,
            say=say,
            show_head=self.reading.show_head,
        )
        self.notes = NotesController(
            library=library,
            selection=self.selection,
            reader=self.reading,
            pane=text,
            editor=lambda: panes.note_editor,
            changes=self.changes,
            asks=screen,
            say=say,
            terminal=lambda: screen.app,
            keymap=keymap,
            selected=lambda: self.highlights,
            host=screen,
            autosave=state.autosave,
        )
        self.highlights = HighlightController(
            library=library,
            reader=self.reading,
            pane=text,
            changes=self.changes,
            say=say,
            terminal=lambda: screen.app,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
            footer=footer,
            keymap=keymap,
            clear_selection=screen.clear_selection,
        )
        self.caret = CaretController(
            pane=text,
            keys=lambda: panes.caret_keys,
            find=self.find,
            highlights=self.highlights,
            focus=panes,
            say=say,
            keymap=keymap,
            footer=footer,
            clear_selection=screen.clear_selection,
        )
        self.highlight_list = HighlightListController(
            library=library,
            reader=self.reading,
            pane=text,
            panel=lambda: panes.highlights,
            highlights=self.highlights,
            caret=self.caret,
            changes=self.changes,
            focus=panes,
            say=say,
            keymap=keymap,
            jumps=self.jumps,
            edit_tags=self.tagging.edit,
            write_note=self.notes.write_note,
            terminal=lambda: screen.app,
        )
        self.address = AddressController(
            selection=self.selection,
            say=say,
            terminal=lambda: screen.app,
            quote_selected=self.highlights.copy_selected,
            selected_text=screen.get_selected_text,
        )
        self.about = AboutController(
            library=library,
            reader=self.reading,
            pane=text.view,
            panel=lambda: panes.about,
            focus=panes,
            say=say,
            jumps=self.jumps,
            asks=screen,
            changes=self.changes,
            host=screen,
            shown=lambda: panes.note,
            keymap=keymap,
        )
        self.jobs = Jobs(
            host=screen,
            footer=footer,
            say=say,
            keymap=keymap,
            is_text_selected=lambda: bool(screen.get_selected_text()),
        )
        renewal = RefetchedDisplay(reader=self.reading, changes=self.changes)
        self.fetch = FetchController(
            library=library,
            selection=self.selection,
            jobs=self.jobs,
            reader=self.reading,
            changes=self.changes,
            renewal=renewal,
            footer=footer,
            say=say,
            fetching=fetching,
        )
        self.refresh = RefreshController(
            library=library,
            host=screen,
            jobs=self.jobs,
            search=self.search,
            renewal=renewal,
            say=say,
        )
        self.add = AddController(
            library=library,
            jobs=self.jobs,
            search=self.search,
            footer=footer,
            say=say,
            keymap=keymap,
            ask_what=screen.ask_what,
            looked_at=lambda: (self.search.shown, query_line.text, rows.cursor, screen.focused),
            refresh_due=self.refresh.refresh_due,
        )
        self.targets = LinkTargets(
            library=library,
            host=screen,
            reader=self.reading,
            pane=text,
            say=say,
            terminal=lambda: screen.app,
            open_outside=self.address.follow,
            add=self.add.add_page,
            jumps=self.jumps,
            note=lambda: panes.note,
        )
        self.links = LinksController(
            targets=self.targets,
            pane=text,
            hints=lambda: panes.hint_keys,
            panel=lambda: panes.link_list,
            focus=panes,
            footer=footer,
            say=say,
            keymap=keymap,
        )
        self.sync = SyncController(
            library=library,
            host=screen,
            search=self.search,
            query_line=query_line,
            rows=rows,
            changes=self.changes,
            say=say,
        )
