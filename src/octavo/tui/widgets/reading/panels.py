"""The panels: outline, links, highlights, saved queries, rules, sidebar and the others.

And texts with keys of their own: over the one that is read, at its foot, or only on view.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from octavo.markdown.layout.layout import lay_out
from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.drawing import Opened
from octavo.tui.widgets.base.row_view import PanelRow
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.reading.panel import Panel

_SHARE = 3
"""A footnote takes at most one part in so many of the text's height."""


class Outline(Panel):
    """The headings of the text, that of what is read set off from the others."""

    BINDINGS = [*bindings_for(Context.OUTLINE)]
    called, counted = "Outline", "heading"


class AboutPanel(Panel):
    """Where an article came from; a sign stands at what has a place in the text."""

    BINDINGS = [*bindings_for(Context.ABOUT)]
    DEFAULT_CSS = "AboutPanel.-beside { width: 48; }"
    WIDTH = 48
    called, counted = "About", "line"
    action_use = Panel.action_add


class LinkList(Panel):
    """The links of the text with their addresses, those in the library set off."""

    BINDINGS = [*bindings_for(Context.LINKS)]
    called, counted, lines_a_row, sign = "Links", "link", 2, "✓"


class RelatedPanel(Panel):
    """What is near to what is read, with why."""

    BINDINGS = [*bindings_for(Context.RELATED)]
    called, counted, where, lines_a_row = "Related", "title", "", 2


class HighlightPanel(Panel):
    """The highlights and notes of an article, those that stand nowhere set off."""

    BINDINGS = [*bindings_for(Context.HIGHLIGHTS)]
    DEFAULT_CSS = "HighlightPanel LineInput { visibility: hidden; }"
    called, counted, lines_a_row, sign = "Highlights", "note", 2, "✗"
    is_narrowed_by_typing = False


class SavedQueryPanel(Panel):
    """The saved queries over the list, each with a letter that chooses it."""

    BINDINGS = [*bindings_for(Context.SAVED)]
    DEFAULT_CSS = """
    SavedQueryPanel {
        dock: left;
        width: 42;
        border-right: vkey $primary 50%;
        LineInput { visibility: hidden; }
    }
    """
    called, counted, where = "Saved queries", "name", ""
    lines_a_row = 2
    is_narrowed_by_typing = False

    def on_key(self, event: events.Key) -> None:
        """Choose the query whose letter is typed."""
        typed = (event.character or "").casefold()
        for row in self.lines.rows:
            if typed and row.letter == typed:
                event.stop()
                self.lines.point(row.key)
                self._choose()
                return


class RulePanel(SavedQueryPanel, inherit_bindings=False):
    """The rules over list and text, in their order, those that are on set off."""

    BINDINGS = [*bindings_for(Context.RULES)]
    DEFAULT_CSS = "RulePanel { width: 100%; border-right: none; }"
    called, counted, where, sign = "Rules", "rule", " yet", "●"


class Sidebar(Panel):
    """All that there is to list, over the list or beside it: letters narrow it.

    A row whose sign is a plus narrows what is listed; of what is typed it is found last.
    """

    BINDINGS = [*bindings_for(Context.SIDEBAR)]
    DEFAULT_CSS = """
    Sidebar {
        dock: left;
        width: 42;
        grid-columns: auto 1fr 17;
        border-right: vkey $primary 50%;
        &.-beside {
            grid-columns: auto 1fr 1;
            border-left: none;
            border-right: vkey $foreground 20%;
            .panel--count { visibility: hidden; }
        }
        &.-beside PanelLines > .row-view--cursor { background: $surface; }
        &.-beside PanelLines > .row-view--edge { color: $surface; }
        &.-beside:focus-within PanelLines > .row-view--cursor { background: $primary 30%; }
        &.-beside:focus-within PanelLines > .row-view--edge { color: $primary; }
    }
    """
    called, counted, where = "Sidebar", "row", ""

    def stand(self, rows: Iterable[PanelRow], chosen: Callable[[PanelRow], object]) -> None:
        """Be beside the list, which keeps the keyboard."""
        self.is_beside, self._chosen = True, chosen
        self.fill(rows)
        self._look_on()

    def leave(self) -> None:
        """Stand beside the list no longer."""
        self.is_beside = False
        self.close()

    def close(self) -> None:
        """Be gone, or as it was before the keyboard came, where it stands beside the list."""
        if self.is_beside:
            self.input.put("", tell=False)
            self.put(self._all)
        else:
            super().close()

    async def action_add(self) -> None:
        """Leave what is pointed at out of the list; a minus within a name is one of it."""
        await self.input.settled()
        typed, at = self.input.value, self.input.cursor_position
        words = f"{typed[:at]}-{typed[at:]}".casefold().split()
        if typed and any(row.matches(words) for row in self._all):
            self.input.insert_text_at_cursor("-")
        else:
            await super().action_add()

    def _matching(self, rows: Sequence[PanelRow]) -> Sequence[PanelRow]:
        found = super()._matching(rows)
        return sorted(found, key=lambda row: row.letter == "+") if self.input.value else found


class PopupText(ReadingPane, inherit_bindings=False):
    """What it shows, which has the keyboard while it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.NOTE)]

    def __init__(self, go: Callable[[], None], close: Callable[[], None]) -> None:
        super().__init__()
        self._go = go
        self._close = close

    def action_go_there(self) -> None:
        """Go to where it stands in the text."""
        self._go()

    def action_follow(self) -> None:
        """Follow the first link in it."""
        if link := next(self.links.all(), None):
            self._close()
            self.post_message(self.LinkClicked(link.url))

    def action_close(self) -> None:
        """Go back to the text as it stands."""
        self._close()

    def focus_moved(self) -> None:
        """Be gone when the keyboard went elsewhere."""
        if not self.has_focus and self.screen.focused not in (None, self):
            self._close()


class TextPopup(Opened, Widget):
    """A footnote or a source at the foot of the text, no taller than it needs, or a text."""

    DEFAULT_CSS = """
    TextPopup {
        display: none;
        layer: panel;
        dock: bottom;
        height: auto;
        layout: vertical;
        background: $surface;
        border-top: hkey $primary 50%;
        &.-open { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = PopupText(self._go, self.close)
        self._gone_to: Callable[[], None] = lambda: None

    def open(self, text: str, gone_to: Callable[[], None], *, is_whole: bool = False) -> None:
        """Show a text and take the keyboard; `gone_to` is told when its place is asked for.

        What `is_whole` lies over all of the text.
        """
        if not self.text.is_attached:
            self.mount(self.text)
        self._gone_to = gone_to
        side = self.parent.size if isinstance(self.parent, Widget) else self.size
        self.text.show(text)
        if is_whole:
            tall = side.height - 1
        else:
            width = self.text.view.line_width_in(side.width)
            tall = min(len(lay_out(text, max(1, width))), side.height // _SHARE)
        self.text.styles.height = max(1, tall)
        self.be_open(self.text)

    def _go(self) -> None:
        self.close()
        self._gone_to()


class ViewPane(ReadingPane, inherit_bindings=False):
    """A text that is only on view: it has the keys of a reader, and none that change it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Context.VIEW)]
