"""Two panes side by side, with a divider to drag."""

from dataclasses import dataclass

from textual.message import Message
from textual.reactive import var
from textual.widget import Widget


class Split(Widget):
    """Give it two widgets: `Split(left, right, fraction=0.36)`."""

    fraction: var[float] = var(0.36)
    """The share of the width that the left pane has."""
    single: var[str] = var("")
    """`left` or `right` shows only that pane; empty shows both."""

    @dataclass
    class Resized(Message):
        """The divider was dragged to another place."""

        fraction: float

    def __init__(
        self,
        left: Widget,
        right: Widget,
        *,
        fraction: float = 0.36,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(left, right, id=id, classes=classes)
