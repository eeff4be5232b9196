"""How much room the files of a library take, and when it was last kept as a backup."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from octavo.storage.snapshot.backups import Backups, made_at


class DiskUse(Struct, frozen=True, kw_only=True):
    """Sizes are in bytes."""

    total: int
    texts: int
    index: int
    journal: int
    last_backup: datetime | None
    """None where there is no backup yet."""


def disk_use(folder: Path) -> DiskUse:
    """The files in the folder of a library, which another process may be changing."""
    newest = next(iter(Backups(folder / "backups").all()), None)
    return DiskUse(
        total=_size(_files(folder)),
        texts=_size(_files(folder / "texts")),
        index=_size(_files(folder / "index")),
        journal=_size([folder / "journal.jsonl"]),
        last_backup=datetime.fromtimestamp(made_at(newest), UTC) if newest else None,
    )


def _files(folder: Path) -> Iterable[Path]:
    for top, _, names in os.walk(folder):
        yield from (Path(top) / name for name in names)


def _size(files: Iterable[Path]) -> int:
    """Bytes of some files; what another process has just taken away has none."""
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except FileNotFoundError:
            continue
    return total
