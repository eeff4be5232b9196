"""The tags of an article, always visible."""

from collections.abc import Sequence

from textual.reactive import var
from textual.widget import Widget

from octavo.tui.widgets.chip import Chip


class TagBar(Widget):
    """Tags as chips, on as many lines as they need; past `max_lines`, how many more."""

    chips: var[Sequence[Chip]] = var(())
    max_lines: var[int] = var(2)
