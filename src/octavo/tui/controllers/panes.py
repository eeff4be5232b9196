"""The panes: which of them are shown, which has the keyboard, and how wide the text is set."""

from collections.abc import Callable

from octavo.settings.config import DENSITIES
from octavo.settings.state import State
from octavo.tui.controllers.pane_controller import PaneController

TWO_PANES_FROM = 90
"""Columns; a narrower screen shows one pane at a time."""
MEASURE_STEP = 4
"""Columns by which the text is set wider or narrower."""


class PanesController(PaneController):
    """Shows the panes that there is room for, and goes from one to the other."""

    clear_query: Callable[[], bool]
    """Takes the query away, or tells that there was none."""
    state: State
    has_one_pane: bool = False
    """Whether one pane is shown at a time on any screen."""

    def __post_init__(self) -> None:
        self._zoomed = False
        """Whether only the text is shown on a screen that has room for both."""
        self._lent = False
        """Whether the text's pane is shown only for as long as its tags are edited."""
        self._fills = False
        """Whether it is shown alone for as long as articles are gone through."""

    def lay_out(self) -> None:
        """Show both panes, or the one that has the keyboard."""
        if self._is_narrow:
            reads = self.panes.in_text_pane or self._lent or self._fills
            self.panes.show_only("right" if reads else "left")
        else:
            self.panes.show_only("right" if self._zoomed or self._fills else "")

    def show_for_a_while(self) -> None:
        """Bring up the text's pane for its tag editor."""
        self._lent = True
        self.lay_out()

    def take_back(self) -> None:
        """Show again the pane that has the keyboard."""
        self._lent = False
        self.lay_out()

    def fill_screen(self, *, fills: bool) -> None:
        """Show the text's pane alone while articles are gone through, or no longer."""
        self._fills = fills
        self.lay_out()

    def back(self) -> None:
        """Go back one step: clear the marks, then leave the text, then clear the query."""
        if self.rows.marks:
            self.rows.clear_marks()
        elif self.panes.in_text or self._zoomed:
            self._zoomed = False
            self.panes.to_list()
            self.lay_out()
        elif not self.clear_query():
            quits = self.keymap.key_hint("quit")
            self.say(f"No step further back; {quits} quits", done=True)

    def next_pane(self) -> None:
        """Give the keyboard to the other of the two panes, whichever way one goes."""
        if self.panes.in_text:
            self.panes.to_list()
        else:
            self.panes.to_text()

    def zoom(self) -> None:
        """Give the text the whole screen, or bring the list back."""
        if self._is_narrow and self.panes.in_text:
            self.say("The text has the whole screen.", done=True)
            return
        self._zoomed = not self._zoomed and not self._is_narrow
        self.panes.to_text()
        self.lay_out()

    def change_density(self) -> None:
        """Give each row of the list one line, or more where there is room."""
        self.rows.set_compact(compact=not self.rows.is_compact)
        self.state.remember(density=DENSITIES[self.rows.is_compact])

    def widen(self, steps: int) -> None:
        """Set the text in longer lines, or shorter ones; the pane knows how far that goes."""
        self.pane.measure += steps * MEASURE_STEP
        self.state.remember(measure=self.pane.measure)

    @property
    def _is_narrow(self) -> bool:
        return self.has_one_pane or self.panes.columns < TWO_PANES_FROM
