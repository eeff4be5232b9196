"""What the app remembers from one session to the next; losing it loses nothing of worth."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, Struct, json
from platformdirs import user_state_path

from octavo.settings.config import MEASURE

QUERIES = 50
"""How many of the latest queries are remembered."""


class Remembered(Struct, frozen=True, omit_defaults=True):
    """How the screen was left."""

    theme: str = ""
    measure: int = MEASURE
    split: float = 0.36
    """The share of the width that the list has."""
    query: str = ""
    queries: tuple[str, ...] = ()
    """The latest queries that were kept, newest first."""


def state_path() -> Path:
    """`state.json` in the user's directory for state."""
    return user_state_path("octavo", appauthor=False) / "state.json"


def remembered(path: Path | None = None) -> Remembered:
    """What was remembered last; the defaults where there is nothing or it cannot be read."""
    try:
        return json.decode((path or state_path()).read_bytes(), type=Remembered)
    except (OSError, DecodeError, UnicodeDecodeError):
        return Remembered()


def remember(what: Remembered, path: Path | None = None) -> None:
    """Keep it, whole or not at all; a directory that cannot be written is passed over."""
    path = path or state_path()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(json.format(json.encode(what), indent=2))
        beside.replace(path)
