"""The two panes of the main screen: the list, and the text with its head and tags.

Long because whatever may come on them stands here.
"""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from textual.containers import Vertical
from textual.widget import Widget

from octavo.settings.commands import Context
from octavo.settings.keymap import Keymap
from octavo.tui.widgets.articles.article_list import ArticleList, Notice
from octavo.tui.widgets.base.drawing import RepaintedContainer
from octavo.tui.widgets.reading.headline import Headline
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.split import Split
from octavo.tui.widgets.tags.tag_editor import TagEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo.tui.widgets.base.prompt import FindLine
    from octavo.tui.widgets.reading.input_modes import (
        CaretKeys,
        HintKeys,
        SpeechKeys,
        TriageBar,
    )
    from octavo.tui.widgets.reading.note_editor import NoteEditor
    from octavo.tui.widgets.reading.panel import Panel
    from octavo.tui.widgets.reading.panels import (
        AboutPanel,
        HighlightPanel,
        LinkList,
        Outline,
        RelatedPanel,
        RulePanel,
        SavedQueryPanel,
        Sidebar,
        TextPopup,
    )

_CONTEXTS = {
    "ReadingPane": Context.TEXT,
    "ViewPane": Context.VIEW,
    "QueryLine": Context.QUERY,
    "TagEditor": Context.EDITOR,
    "TagPrompt": Context.PROMPT,
    "FindLine": Context.PROMPT,
    "NoteArea": Context.NOTE_EDITOR,
    "Outline": Context.OUTLINE,
    "LinkList": Context.LINKS,
    "AboutPanel": Context.ABOUT,
    "HintKeys": Context.HINTS,
    "PopupText": Context.NOTE,
    "CaretKeys": Context.CARET,
    "SpeechKeys": Context.SPEECH,
    "HighlightPanel": Context.HIGHLIGHTS,
    "SavedQueryPanel": Context.SAVED,
    "Sidebar": Context.SIDEBAR,
    "RulePanel": Context.RULES,
    "RelatedPanel": Context.RELATED,
    "TriageBar": Context.TRIAGE,
}
"""Where the keyboard is in which widget, by its name: some are not imported to launch."""

IN_TEXT = Context.TEXT, Context.VIEW, Context.CARET, Context.SPEECH
"""Where the keyboard is in the text, or in what has it in the place of that."""


Part = TypeVar("Part", bound=Widget)
Lazy = cached_property


class Pane(RepaintedContainer, Vertical):
    """One side of the screen."""

    DEFAULT_CSS = "Pane { layers: default panel; }"


class TextPane(Pane):
    """The side of the text; a panel lies beside it, or over all of it where there is no room.

    Headline and tags fold to one line while one reads, and are there again at the top.
    """

    def __init__(self, headline: Headline, editor: TagEditor, text: ReadingPane) -> None:
        super().__init__(headline, editor, text, classes="-text-pane")
        self._text = text
        self._headline, self._editor = headline, editor
        self._reads = self._edits = False
        self._came_far = False
        """Whether the text has gone far while it had no size to tell what folds."""
        text.column_moved = self._align
        text.settled = self._fold
        self._panels: list[Panel | NoteEditor] = []

    def add(self, panel: "Panel | NoteEditor") -> None:
        """Put a panel on the screen, not to be seen until it is opened."""
        self._panels.append(panel)
        self.mount(panel)
        self.on_resize()

    def _align(self, left: int, width: int) -> None:
        """Have headline and tags begin and end where the lines of the text do."""
        right = max(0, self._text.size.width - left - width)
        for part in (self._headline, self._editor):
            if part.styles.padding != (0, right, 0, left):
                part.styles.padding = (0, right, 0, left)

    def look_at(self, focused: Widget) -> None:
        """Take in where the keyboard goes."""
        within, edits = focused.ancestors_with_self, self._edits
        self._edits = self._editor in within
        self._reads = self in within and not self._edits
        self._headline.lit = context_of(focused) in IN_TEXT
        self._fold(is_near=edits or self._edits)

    def _fold(self, is_near: bool) -> None:
        """Fold what is above the text when more of that has gone by than there is to fold.

        Lines that are near stay where they are on the screen.
        """
        headline, text = self._headline, self._text
        is_near = is_near and not self._came_far
        self._came_far = not is_near and not text.view.is_fitted
        top = text.view.viewport.top if text.view.viewport else 0
        spared = text.region.y - self.region.y - headline.folded_height
        folds = self._reads and (top > 0 if headline.folded else top > spared > 0)
        if folds != headline.folded:
            text.view.stays_put = is_near and text.view.is_fitted
            headline.folded = folds
            self._editor.display = not folds

    def on_resize(self) -> None:
        """Let a panel lie beside the text if that is comfortable to read then."""
        for panel in self._panels:
            left = self._text.view.line_width_in(self.size.width - panel.WIDTH)
            least = min(panel.LEAST_TEXT, self._text.measure)
            panel.fit(beside=left >= least, room=self.size)


def _lazy(kind: str, put: "Callable[[Panes, Part], None]") -> "Lazy[Part]":
    """A part that is imported, made and put on the screen when it is first wanted."""

    def made(panes: "Panes") -> Part:
        module, _, name = kind.rpartition(".")
        part: Part = getattr(import_module(f"octavo.tui.widgets.{module}"), name)()
        put(panes, part)
        return part

    return cached_property(made)


class Panes(Split):
    """Who has the keyboard, and what is shown.

    Those parts that are lazy come on the screen when they are first wanted.
    """

    DEFAULT_CSS = """
    Panes {
        layers: default panel;
        &.-single Sidebar.-beside { display: none; }
    }
    """

    def __init__(
        self, rows: ArticleList, fraction: float, text: ReadingPane, keymap: Keymap
    ) -> None:
        self._keymap = keymap
        self._panels: list[SavedQueryPanel | Sidebar] = []
        notice, headline, editor = Notice(), Headline(), TagEditor()
        super().__init__(
            Pane(notice, rows, classes="-list-pane"),
            side := TextPane(headline, editor, text),
            fraction=fraction,
        )
        self._side = side
        self.notice = notice
        self.list = rows
        self.headline = headline
        self.tag_editor = editor
        self.text = text
        rows.track = "│"

    def watch_single(self, single: str) -> None:
        """Have the list drawn with the line that parts it from the text, or without."""
        super().watch_single(single)
        self.list.track = " " if single else "│"
        self.list.lay_out()

    def _share(self) -> None:
        super()._share()
        for panel in self._panels:
            panel.cover(None if self.single else self.left.styles.width)

    def _at_text(self, part: Widget) -> None:
        """Put what has the keyboard in the place of the text, or is shown with it."""
        self.right.mount(part)

    def _beside(self, panel: "Panel | NoteEditor") -> None:
        self._side.add(panel)

    def _over(self, panel: "SavedQueryPanel | Sidebar") -> None:
        """Put a panel over the list; it leaves no strip of that."""
        self._panels.append(panel)
        self._share()
        self.mount(panel)

    def _rules_over(self, panel: "RulePanel") -> None:
        panel.where = f" yet; {self._keymap.key_hint('add-rule')} adds one"
        self._over(panel)

    find_line: "Lazy[FindLine]" = _lazy("base.prompt.FindLine", _at_text)
    hint_keys: "Lazy[HintKeys]" = _lazy("reading.input_modes.HintKeys", _at_text)
    caret_keys: "Lazy[CaretKeys]" = _lazy("reading.input_modes.CaretKeys", _at_text)
    speech_keys: "Lazy[SpeechKeys]" = _lazy("reading.input_modes.SpeechKeys", _at_text)
    triage_bar: "Lazy[TriageBar]" = _lazy("reading.input_modes.TriageBar", _at_text)
    popup: "Lazy[TextPopup]" = _lazy("reading.panels.TextPopup", _at_text)
    note_editor: "Lazy[NoteEditor]" = _lazy("reading.note_editor.NoteEditor", _beside)
    outline: "Lazy[Outline]" = _lazy("reading.panels.Outline", _beside)
    about: "Lazy[AboutPanel]" = _lazy("reading.panels.AboutPanel", _beside)
    link_list: "Lazy[LinkList]" = _lazy("reading.panels.LinkList", _beside)
    related: "Lazy[RelatedPanel]" = _lazy("reading.panels.RelatedPanel", _beside)
    highlights: "Lazy[HighlightPanel]" = _lazy("reading.panels.HighlightPanel", _beside)
    saved_queries: "Lazy[SavedQueryPanel]" = _lazy("reading.panels.SavedQueryPanel", _over)
    rules: "Lazy[RulePanel]" = _lazy("reading.panels.RulePanel", _rules_over)
    sidebar: "Lazy[Sidebar]" = _lazy("reading.panels.Sidebar", _over)

    def look_at(self, focused: Widget | None) -> None:
        """Take in where the keyboard goes, and show it."""
        if focused:
            self._side.look_at(focused)

    @property
    def columns(self) -> int:
        """How wide the screen is."""
        return self.screen.size.width

    @property
    def in_text(self) -> bool:
        """Whether the keyboard is in the text, or what has it in the place of that."""
        return context_of(self.screen.focused) in IN_TEXT

    @property
    def in_text_pane(self) -> bool:
        """Whether the keyboard is in the text, its tags, or what is open over it."""
        focused = self.screen.focused
        return focused is not None and self.right in focused.ancestors_with_self

    def to_list(self) -> None:
        """Give the keyboard to the list."""
        self.screen.set_focus(self.list)

    def to_text(self) -> None:
        """Give the keyboard to the text."""
        self.screen.set_focus(self.text)

    def show_only(self, pane: str) -> None:
        """Show the `left` or the `right` pane; empty shows both."""
        self.single = pane


def context_of(widget: Widget | None) -> Context:
    """Where the keyboard is when a widget has it."""
    within = widget.ancestors_with_self if widget else []
    found = (_CONTEXTS.get(type(part).__name__) for part in within)
    return next(filter(None, found), Context.LIST)
