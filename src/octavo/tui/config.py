"""The config file: what a person set, read from TOML with clear errors."""

from dataclasses import dataclass
from pathlib import Path

from octavo.model.errors import OctavoError
from octavo.tui.keymap import Keymap


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the config file."""

    path: Path
    line: int | None
    problem: str

    def __str__(self) -> str:
        """`config.toml:12: no command is called “archve”; the nearest is “archive”`."""
        raise NotImplementedError


class ConfigError(OctavoError):
    """All that is wrong with the config file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Config:
    """What the config file says, or else the defaults."""

    keymap: Keymap = Keymap()
    theme: str | None = None
    """The name of a Textual theme; None leaves it to what was chosen in the app."""
    measure: int | None = None
    """Columns of text; None leaves it to what was chosen in the app."""


def config_path() -> Path:
    """`$OCTAVO_CONFIG`, or `config.toml` in the user's config directory."""
    raise NotImplementedError


def read_config(path: Path | None = None) -> Config:
    """The config file at a path, or at `config_path()`; one that is missing says nothing.

    Raises:
        ConfigError: With everything that is wrong with it.
    """
    raise NotImplementedError
