"""Finding one's way: through a text by its headings."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from octavo.tui.controllers.protocols import Focus, Say

if TYPE_CHECKING:
    from octavo.markdown.layout.document import Heading
    from octavo.tui.widgets.reading.panel import PanelRow

NO_HEADINGS = "This text has no headings."


class OutlinedText(Protocol):
    """The pane of the text, as far as its headings go."""

    def headings(self) -> "Sequence[Heading]":
        """All of them, in order."""
        ...

    def current_heading(self) -> int:
        """The index of the one that what is on top of the pane stands under; -1 for none."""
        ...

    def jump(self, place: int) -> bool:
        """Put a place on top; False if the text stays as it is."""
        ...


class PanelView(Protocol):
    """A list of places in the text, beside or over it."""

    def open(
        self,
        rows: "Iterable[PanelRow]",
        chosen: "Callable[[PanelRow], object]",
        closed: Callable[[], None],
        *,
        at: int | None = None,
    ) -> None: ...


class OutlineController:
    """Goes through a text by its headings."""

    def __init__(
        self, *, pane: OutlinedText, panel: Callable[[], PanelView], focus: Focus, say: Say
    ) -> None:
        """`panel` is made when it is first called for."""
        self._pane = pane
        self._panel = panel
        self._focus = focus
        self._say = say

    def open(self) -> None:
        """List the headings of the text."""
        from octavo.tui.widgets.reading.panel import PanelRow  # not needed to launch

        headings, at = self._pane.headings(), self._pane.current_heading()
        if not headings:
            self._say(NO_HEADINGS)
            return
        highest = min(heading.level for heading in headings)
        rows = [
            PanelRow(each.offset, each.text, depth=each.level - highest, lit=index == at)
            for index, each in enumerate(headings)
        ]
        current = rows[max(0, at)].place
        self._panel().open(rows, self._chosen, self._focus.to_text, at=current)

    def next(self) -> None:
        """Go to the next heading that can be brought to the top."""
        below = self._pane.headings()[self._pane.current_heading() + 1 :]
        self._go(below, "There is no heading further down.")

    def previous(self) -> None:
        """Go to the heading of what is read, or from there to the one before."""
        above = self._pane.headings()[: self._pane.current_heading() + 1]
        self._go(above[::-1], "There is no heading further up.")

    def _chosen(self, row: "PanelRow") -> None:
        self._focus.to_text()
        self._pane.jump(row.place)

    def _go(self, headings: "Sequence[Heading]", none: str) -> None:
        if not any(self._pane.jump(heading.offset) for heading in headings):
            self._say(none if self._pane.headings() else NO_HEADINGS)
