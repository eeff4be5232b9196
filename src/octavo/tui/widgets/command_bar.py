"""The footer: which keys work here and now, and what was done last."""

from textual.reactive import var
from textual.widget import Widget

from octavo.tui.commands import Context
from octavo.tui.keymap import Keymap


class CommandBar(Widget):
    """As many commands as fit the width, the most useful first."""

    context: var[Context] = var(Context.LIST)
    keymap: var[Keymap] = var(Keymap())
    last: var[str] = var("")
    """What was done last and can be undone, such as `ai +1`."""
    hidden: var[frozenset[str]] = var(frozenset())
    """The ids of commands that would do nothing now."""
