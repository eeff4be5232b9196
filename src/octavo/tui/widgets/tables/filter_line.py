"""The line that narrows a table."""

from collections.abc import Callable

from textual.actions import SkipAction

from octavo.settings.commands import Context
from octavo.tui.bindings import bindings_for
from octavo.tui.widgets.base.line_input import LineInput


class FilterLine(LineInput):
    """Letters of the rows to show; Enter and Esc go back to the rows."""

    BINDINGS = [*bindings_for(Context.PROMPT)]

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__(placeholder="filter")
        self._leave = leave

    async def action_apply(self) -> None:
        """Keep the filter."""
        await self.settled()
        self._leave()

    async def action_cancel(self) -> None:
        """Show all rows again."""
        await self.settled()
        self.value = ""
        self._leave()

    def action_complete(self) -> None:
        raise SkipAction
