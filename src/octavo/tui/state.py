"""What the app remembers from one session to the next; losing it loses nothing of worth."""

from pathlib import Path

from msgspec import Struct


class Remembered(Struct, frozen=True, omit_defaults=True):
    """How the screen was left."""

    theme: str = ""
    measure: int = 76
    split: float = 0.36
    """The share of the width that the list has."""
    query: str = ""
    queries: tuple[str, ...] = ()
    """The latest queries that were kept, newest first."""


def remembered(path: Path | None = None) -> Remembered:
    """What was remembered last; the defaults where there is nothing or it cannot be read."""
    raise NotImplementedError


def remember(what: Remembered, path: Path | None = None) -> None:
    """Keep it, whole or not at all; a directory that cannot be written is passed over."""
    raise NotImplementedError
