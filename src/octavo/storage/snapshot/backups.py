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

from octavo.storage.atomic import sync_folder
from octavo.storage.snapshot.raw_tables import Slices, head_of, split

GENERATIONS = 5
SPACING = 3600.0
"""Seconds between two backups, at least."""

_NAME = "library-%Y%m%dT%H%M%S.%fZ.json"


class Backups:
    """The folder `backups/` of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """The backups, newest first."""
        made = ((made_at(path), path) for path in self.folder.glob("library-*.json"))
        return [path for time, path in sorted(made, reverse=True) if time > 0]

    def keep(self, file: Path, *, always: bool = False) -> Path | None:
        """Keep the file as it is now, unless the newest backup is younger than the spacing."""
        if not file.exists() or not (always or self._due()):
            return None
        self.folder.mkdir(exist_ok=True)
        kept = self.folder / datetime.now(UTC).strftime(_NAME)
        try:
            kept.hardlink_to(file)
        except OSError:
            shutil.copy2(file, kept)
        sync_folder(self.folder)
        for old in self.all()[GENERATIONS:]:
            old.unlink(missing_ok=True)
        return kept

    def good(self) -> Iterator[tuple[Path, Slices]]:
        """The backups that read as a library, newest first, and what is in them."""
        for path in self.all():
            try:
                slices = split(path.read_bytes())
            except (OSError, msgspec.DecodeError):
                continue
            yield path, slices

    def newest_good(self) -> Path | None:
        """The newest backup that reads as a library."""
        return next((path for path, _ in self.good()), None)

    def oldest_sequence(self) -> int | None:
        """The last operation that is in the oldest good backup."""
        return min((head_of(slices).sequence for _, slices in self.good()), default=None)

    def _due(self) -> bool:
        newest = next(iter(self.all()), None)
        return newest is None or abs(time.time() - made_at(newest)) > SPACING


def made_at(backup: Path) -> float:
    """When a backup was made, in seconds since 1970; 0 if its name does not say so."""
    try:
        return datetime.strptime(backup.name, _NAME).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0
