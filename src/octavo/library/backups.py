"""Backups: the last good generations of `library.json`.

The journal reaches back beyond the oldest of them, so that a backup and the operations
after it make the whole library again.
"""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Raw

from octavo.library.files import sync_folder

GENERATIONS = 5
SPACING = 3600.0
"""Seconds between two backups, at least."""


class Backups:
    """The folder `backups/` of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """The backups, newest first."""
        return sorted(self.folder.glob("library-*.json"), reverse=True)

    def keep(self, file: Path, *, always: bool = False) -> Path | None:
        """Keep the file as it is now, unless the newest backup is younger than the spacing."""
        if not file.exists() or not (always or self._due()):
            return None
        self.folder.mkdir(exist_ok=True)
        kept = self.folder / f"library-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.json"
        try:
            kept.hardlink_to(file)
        except OSError:
            shutil.copy2(file, kept)
        sync_folder(self.folder)
        for old in self.all()[GENERATIONS:]:
            old.unlink(missing_ok=True)
        return kept

    def newest_good(self) -> Path | None:
        """The newest backup that reads as a library."""
        return next(self._good(), None)

    def oldest_sequence(self) -> int | None:
        """The last operation that is in the oldest good backup."""
        sequences = [sequence_of(path.read_bytes()) for path in self._good()]
        return min(sequences, default=None)

    def _good(self) -> Iterator[Path]:
        for path in self.all():
            try:
                sequence_of(path.read_bytes())
            except (OSError, msgspec.DecodeError, KeyError):
                continue
            yield path

    def _due(self) -> bool:
        newest = next(iter(self.all()), None)
        if newest is None:
            return True
        made = datetime.strptime(newest.stem, "library-%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        return abs(time.time() - made.timestamp()) > SPACING


class _Sequence(msgspec.Struct):
    sequence: int


def sequence_of(content: bytes) -> int:
    """The last operation that a `library.json` holds.

    Raises:
        msgspec.DecodeError: If it is not one.
        KeyError: If it has no head.
    """
    slices = msgspec.json.decode(content, type=dict[str, dict[int, Raw]])
    return msgspec.json.decode(slices["meta"][1], type=_Sequence).sequence
