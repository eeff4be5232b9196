"""Which terminals draw pictures."""

from types import SimpleNamespace
from typing import Literal

import pytest
from rich.console import Console
from textual.app import App

from octavo.tui.terminal.app import picture_cells


@pytest.mark.parametrize(("colours", "draws"), [("truecolor", True), ("256", False)])
def test_a_terminal_draws_pictures_only_if_colours_come_to_it_as_they_are(
    monkeypatch: pytest.MonkeyPatch, colours: Literal["truecolor", "256"], draws: bool
) -> None:
    """The colour of a cell says which picture it is."""
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    app = App[None]()
    app.console = Console(force_terminal=True, color_system=colours)
    monkeypatch.setattr(app, "_driver", SimpleNamespace(write=print))
    assert (picture_cells(app) is not None) is draws
