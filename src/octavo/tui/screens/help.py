"""The help: every command with its keys."""

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from octavo.settings.keymap import Keymap
from octavo.tui.widgets.help.help_list import HelpList


class HelpScreen(ModalScreen[str | None]):
    """Gives back the id of the command to run, or None."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        HelpList {
            width: 84;
            max-width: 100%;
            height: 90%;
            padding: 0 1;
            background: $panel;
            border: round $primary;
        }
        &.-low HelpList {
            height: 100%;
            border: none;
            Horizontal { margin: 0; }
            .help-list--told { height: 2; padding: 0 1; }
        }
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        help_list = HelpList()
        help_list.keymap = self._keymap
        yield help_list

    @on(HelpList.Chosen)
    def _chosen(self, event: HelpList.Chosen) -> None:
        self.dismiss(event.id)

    @on(HelpList.Closed)
    def _help_closed(self) -> None:
        self.dismiss(None)
