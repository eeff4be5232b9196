"""The panels: outline, links, highlights, saved queries, rules, sidebar and the others."""

from collections.abc import Callable, Iterable, Sequence

from textual import events

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.reading.panel import Panel, PanelRow


class Outline(Panel):
    """The headings of the text, that of what is read set off from the others."""

    BINDINGS = [*bindings_for(Context.OUTLINE)]
    called, counted = "Outline", "heading"


class AboutPanel(Panel):
    """Where an article came from; a sign stands at what has a place in the text."""

    BINDINGS = [*bindings_for(Context.ABOUT)]
    DEFAULT_CSS = "AboutPanel { min-width: 48; &.-beside { width: 48; } }"
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
        width: 48;
        border-left: none;
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
    """The rules over the list, in their order, those that are on set off."""

    BINDINGS = [*bindings_for(Context.RULES)]
    DEFAULT_CSS = "RulePanel { width: 64; }"
    called, counted, where, sign = "Rules", "rule", " yet; a adds one", "●"


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
        border-left: none;
        border-right: vkey $primary 50%;
        &.-beside {
            grid-columns: auto 1fr 1;
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

    def _narrow(self, typed: str) -> None:
        """Narrow the rows; a minus that is part of none leaves the pointed one out."""
        row = self.cursor
        super()._narrow(typed)
        if row and (typed == "-" or (typed[-1:] == "-" and not self.lines.rows)):
            self.input.put("", tell=False)
            self._added(row)

    def _matching(self, rows: Sequence[PanelRow]) -> Sequence[PanelRow]:
        found = super()._matching(rows)
        return sorted(found, key=lambda row: row.letter == "+") if self.input.value else found
