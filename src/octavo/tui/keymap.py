"""Which keys do which command: the defaults with the config file's `[keys]` on top."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from octavo.tui.commands import Context


@dataclass(frozen=True)
class Fault:
    """Something wrong in the config file."""

    path: tuple[str, ...]
    """Where: the names of the tables and the key, such as `("keys", "archive")`."""
    problem: str
    """What is wrong and what to do about it."""


@dataclass(frozen=True)
class Keymap:
    """The keys of every command."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Only what differs from the defaults: command ids and their keys."""

    def keys_of(self, id: str) -> tuple[str, ...]:
        """What a command is bound to, in canonical spelling."""
        raise NotImplementedError

    def label_of(self, id: str) -> str:
        """The first of a command's keys as the footer shows it, or nothing."""
        raise NotImplementedError

    def overrides(self) -> dict[str, str]:
        """For `App.set_keymap`, whose ids are those of the commands."""
        raise NotImplementedError

    def command_at(self, key: str, context: Context) -> str | None:
        """The id of the command that a key does in a context."""
        raise NotImplementedError


def read_keys(table: Mapping[str, object]) -> tuple[Keymap, list[Fault]]:
    """What `[keys]` asks for, and all that is wrong with it."""
    raise NotImplementedError
