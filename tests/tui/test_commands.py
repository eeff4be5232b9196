"""Each command of the table is done by something, in every place where it works."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.widget import Widget

from octavo.library.library import Library
from octavo.settings.commands import Command, Context, works_in
from octavo.settings.config import Config
from octavo.settings.state import State
from octavo.tui.app import Octavo
from octavo.tui.screens.main import MainScreen
from octavo.tui.screens.tables import FeedsScreen, NoteLines, NotesScreen, TagsScreen
from octavo.tui.widgets.articles.article_list import ArticleList
from octavo.tui.widgets.base.line_input import FilterLine
from octavo.tui.widgets.base.prompt import FindLine, TagPrompt
from octavo.tui.widgets.feeds.table import FeedLines
from octavo.tui.widgets.help.help_list import HelpList
from octavo.tui.widgets.query.query_line import QueryLine
from octavo.tui.widgets.reading.input_modes import CaretKeys, HintKeys, SpeechKeys, TriageBar
from octavo.tui.widgets.reading.note_editor import NoteArea
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.reading.panels import (
    AboutPanel,
    HighlightPanel,
    LinkList,
    Outline,
    PopupText,
    RelatedPanel,
    RulePanel,
    SavedQueryPanel,
    Sidebar,
    ViewPane,
)
from octavo.tui.widgets.tags.table import TagLines
from octavo.tui.widgets.tags.tag_menu import TagInput

WIDGETS: dict[Context, tuple[type[Widget], ...]] = {
    Context.LIST: (ArticleList,),
    Context.TEXT: (ReadingPane,),
    Context.VIEW: (ViewPane,),
    Context.QUERY: (QueryLine,),
    Context.EDITOR: (TagInput,),
    Context.PROMPT: (TagPrompt, FindLine, FilterLine),
    Context.NOTE_EDITOR: (NoteArea,),
    Context.TAGS: (TagLines,),
    Context.FEEDS: (FeedLines,),
    Context.NOTES: (NoteLines,),
    Context.HELP: (HelpList,),
    Context.OUTLINE: (Outline,),
    Context.LINKS: (LinkList,),
    Context.ABOUT: (AboutPanel,),
    Context.HINTS: (HintKeys,),
    Context.NOTE: (PopupText,),
    Context.CARET: (CaretKeys,),
    Context.SPEECH: (SpeechKeys,),
    Context.HIGHLIGHTS: (HighlightPanel,),
    Context.SAVED: (SavedQueryPanel,),
    Context.RULES: (RulePanel,),
    Context.RELATED: (RelatedPanel,),
    Context.SIDEBAR: (Sidebar,),
    Context.TRIAGE: (TriageBar,),
}
"""What has the keyboard where."""

Screens = Mapping[Context, MainScreen | TagsScreen | FeedsScreen | NotesScreen]


@pytest.fixture
def screens(library: Library, tmp_path: Path) -> Screens:
    """The screens with commands of their own; all other places are on the main one."""
    main = MainScreen(library, Config(), State(tmp_path / "state.json"), "")
    of, keymap = main.controllers, main.keymap
    tags = TagsScreen(library=library, keymap=keymap, long_history=of.long_history)
    feeds = FeedsScreen(
        library=library,
        keymap=keymap,
        long_history=of.long_history,
        refreshing=of.refresh,
        add=of.add.add,
        show_changed=of.changes.show,
    )
    notes = NotesScreen(
        library=library,
        keymap=keymap,
        long_history=of.long_history,
        show_changed=of.changes.show,
    )
    own: Screens = {Context.TAGS: tags, Context.FEEDS: feeds, Context.NOTES: notes}
    return {**dict.fromkeys(Context, main), **own}


@pytest.mark.parametrize("context", Context)
def test_what_a_command_names_is_there(screens: Screens, context: Context) -> None:
    missing = [
        (command.id, command.target)
        for command in works_in(context)
        if not is_there(command, context, screens)
    ]

    assert missing == []


def test_every_context_has_its_widgets() -> None:
    missing = {*Context} - WIDGETS.keys()
    assert not missing, "say in WIDGETS which widgets have the keyboard there"


def is_there(command: Command, context: Context, screens: Screens) -> bool:
    """Whether the app, a controller, or all that can have the keyboard there does it."""
    controller, dot, method = command.target.partition(".")
    if controller in ("app", "screen"):
        kind = Octavo if controller == "app" else type(screens[context])
        return callable(getattr(kind, f"action_{method}", None))
    if dot:
        return screens[context].method_for(command) is not None
    action = f"action_{command.target.partition('(')[0]}"
    found = [getattr(each, action, None) for each in WIDGETS[context]]
    return all(map(callable, found))
