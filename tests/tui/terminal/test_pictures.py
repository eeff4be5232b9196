"""Which terminals draw pictures."""

import os
from types import SimpleNamespace
from typing import Literal

import pytest
from rich.console import Console
from textual.app import App

from octavo.tui.terminal.app import NamedTerminal, know_colours, picture_cells
from octavo.tui.terminal.input import PasteParser, TerminalTold


class Terminal(NamedTerminal, App[None]):
    """An app that knows its terminal."""


@pytest.mark.parametrize(
    ("colours", "name", "draws"),
    [
        pytest.param("truecolor", "kitty(0.41.1)", True, id="kitty"),
        pytest.param("truecolor", "kitty(0.26.5)", False, id="a kitty without placeholders"),
        pytest.param("truecolor", "ghostty 1.0.0", True, id="ghostty"),
        pytest.param("truecolor", "tmux 3.5a", False, id="a multiplexer"),
        pytest.param("truecolor", "", False, id="nothing told"),
        pytest.param("256", "kitty(0.41.1)", False, id="the colour says which picture it is"),
    ],
)
def test_a_terminal_draws_pictures_only_if_it_says_so_and_colours_come_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
    colours: Literal["truecolor", "256"],
    name: str,
    draws: bool,
) -> None:
    app = Terminal()
    for message in PasteParser().feed(f"\x1bP>|{name}\x1b\\" if name else "j"):
        if isinstance(message, TerminalTold):
            app.on_terminal_told(message)
    app.console = Console(force_terminal=True, color_system=colours)
    monkeypatch.setattr(app, "_driver", SimpleNamespace(write=print))
    assert (picture_cells(app) is not None) is draws


def test_over_ssh_a_terminal_of_all_colours_is_known_by_its_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    know_colours()
    assert "COLORTERM" not in os.environ
    monkeypatch.setenv("TERM", "xterm-kitty")
    know_colours()
    assert os.environ.pop("COLORTERM") == "truecolor"
