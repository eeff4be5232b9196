"""What there is to list, on the left: the saved queries with their letters, and the sidebar."""

from textual import events

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.reading.panel import Panel


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

    def __init__(self) -> None:
        super().__init__()
        self.lines.can_focus = True

    def on_key(self, event: events.Key) -> None:
        """Choose the query whose letter is typed."""
        typed = (event.character or "").casefold()
        for row in self.lines.rows:
            if typed and row.letter == typed:
                event.stop()
                self.lines.point(row.key)
                self._choose()
                return


class Sidebar(Panel):
    """All that there is to list, over the list: letters narrow it."""

    BINDINGS = [*bindings_for(Context.SIDEBAR)]
    DEFAULT_CSS = """
    Sidebar {
        dock: left;
        width: 42;
        grid-columns: auto 1fr 17;
        border-left: none;
        border-right: vkey $primary 50%;
    }
    """
    called, counted, where = "Sidebar", "row", ""
