"""What the app remembers from one session to the next; losing it loses nothing of worth."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace
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


class State:
    """What is remembered now; whatever changes of it is kept at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.remembered = remembered(path)

    def remember(self, **what: object) -> None:
        """Keep how something on the screen was left, for the next session."""
        self.remembered = replace(self.remembered, **what)
        remember(self.remembered, self.path)

    def remember_query(self, text: str) -> None:
        """Keep a query in front of those kept before; an empty one is not worth it."""
        kept = dict.fromkeys((text, *self.remembered.queries))
        self.remember(queries=tuple(filter(str.strip, kept))[:QUERIES])


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
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        beside.touch(0o600)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.write_bytes(json.format(json.encode(what), indent=2))
        beside.replace(path)
