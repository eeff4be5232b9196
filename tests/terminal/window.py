"""The app in a terminal, on a library and in a home of its own."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.terminal.terminal import USUAL, Terminal


class Window(Terminal):
    """octavo as somebody has it open who never set anything."""

    def __init__(
        self,
        library: Path,
        *arguments: str,
        columns: int = 120,
        lines: int = 40,
        through: Sequence[str] = (),
        **env: str,
    ) -> None:
        """Open it by a command of its own, or through others."""
        super().__init__(
            [*through, sys.executable, "-m", "octavo", "--library", str(library), *arguments],
            {**environment(library), **env},
            columns=columns,
            lines=lines,
        )


def environment(library: Path) -> dict[str, str]:
    """An environment in which nothing was set or remembered before."""
    home = library.parent / "home"
    home.mkdir(exist_ok=True)
    return {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "OCTAVO_CONFIG": str(home / "config.toml"),
        **USUAL,
    }
