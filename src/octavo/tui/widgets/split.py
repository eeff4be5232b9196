"""Two panes side by side, with a divider to drag."""

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from octavo.tui.bindings import DataMessage
from octavo.tui.widgets.base.drawing import RepaintedContainer, finished

_LEAST = 0.15
"""The least share of the width that a pane keeps."""


class Divider(Widget):
    """The gap between two panes that the mouse can take hold of.

    The line between them is that of the left pane, where its thumb is as well.
    """

    DEFAULT_CSS = """
    Divider {
        width: 1;
        height: 100%;
        pointer: ew-resize;
        &:hover { color: $primary; }
        &.-dragging { color: $primary; }
    }
    """

    def __init__(self, dragged: Callable[[int], None], dropped: Callable[[], None]) -> None:
        """Call `dragged` with the column of the screen the mouse moves it to."""
        super().__init__()
        self._dragged = dragged
        self._dropped = dropped

    def render_lines(self, crop: Region) -> list[Strip]:
        mark = "│" if self.has_class("-dragging") or self.mouse_hover else " "
        line = Strip([Segment(mark, self.rich_style)], 1)
        return finished(self, [line] * crop.height, crop)

    def on_mouse_down(self) -> None:
        self.add_class("-dragging")
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.has_class("-dragging"):
            self._dragged(event.screen_x)

    def on_mouse_up(self) -> None:
        if self.has_class("-dragging"):
            self.remove_class("-dragging")
            self.release_mouse()
            self._dropped()


class Split(RepaintedContainer, Widget):
    """Give it two widgets: `Split(left, right, fraction=0.36)`."""

    DEFAULT_CSS = """
    Split {
        layout: horizontal;
        height: 1fr;
        &.-single Divider { display: none; }
    }
    """

    fraction: var[float] = var(0.36, init=False)
    """The share of the width that the left pane has."""
    single: var[str] = var("", init=False)
    """`left` or `right` shows only that pane; empty shows both."""

    class Resized(DataMessage):
        """The divider was dragged to another place."""

        fraction: float

    def __init__(self, left: Widget, right: Widget, *, fraction: float = 0.36) -> None:
        super().__init__()
        self.left = left
        self.right = right
        self.set_reactive(Split.fraction, self.validate_fraction(fraction))

    def compose(self) -> ComposeResult:
        yield self.left
        yield Divider(self._follow, self._let_go)
        yield self.right

    def on_mount(self) -> None:
        self._share()

    def validate_fraction(self, fraction: float) -> float:
        """Leave each pane some room."""
        return min(max(fraction, _LEAST), 1 - _LEAST)

    def watch_fraction(self) -> None:
        self._share()

    def watch_single(self, single: str) -> None:
        self.set_class(bool(single), "-single")
        self.left.display = single != "right"
        self.right.display = single != "left"
        self._share()

    def _follow(self, x: int) -> None:
        self.fraction = (x - self.region.x) / max(1, self.size.width)

    def _let_go(self) -> None:
        self.post_message(self.Resized(self.fraction))

    def _share(self) -> None:
        """Give the left pane its share, and the right one the rest."""
        self.left.styles.width = "1fr" if self.single else f"{self.fraction * 100:.2f}%"
        self.right.styles.width = "1fr"
