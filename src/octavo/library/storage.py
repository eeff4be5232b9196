"""`library.json`: stock TinyDB JSON, read as slices and replaced whole.

TinyDB's own JSON storage writes in place; a kill in between leaves a file that does not
open. This one writes beside, syncs and renames, and keeps the file before as a backup.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw
from tinydb.storages import Storage

from octavo.library.backups import Backups
from octavo.library.errors import LibraryBroken, LibraryTooNew, NotALibrary
from octavo.library.files import replace_file

FORMAT = 1
"""The version of the files that this octavo writes."""

Slices = dict[str, dict[int, Raw]]
"""The documents of each table by id, each still the JSON that it is in the file."""

_split = msgspec.json.Decoder(Slices).decode


class Head(msgspec.Struct, frozen=True):
    """What `library.json` says of itself, as document 1 of its table `meta`."""

    format: int
    sequence: int = 0
    """The last operation that is folded in."""
    next_id: int = 1
    """The id that the next article or note gets."""


class LibraryStorage(Storage):
    """The storage of a library, for `TinyDB(path, storage=LibraryStorage)`."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.backups = Backups(self.path.parent / "backups")

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables as TinyDB wants them; None where there is no file yet."""
        if not self.path.exists():
            return None
        tables: dict[str, dict[str, Any]] = msgspec.json.decode(self.path.read_bytes())
        return tables

    def write(self, data: Mapping[str, Mapping[str, Any]] | Slices) -> None:
        """Replace the file, durably, and keep the one before as a backup now and then."""
        self.backups.keep(self.path)
        replace_file(self.path, msgspec.json.encode(data))

    def split(self) -> Slices:
        """All tables with their documents undecoded.

        Raises:
            NotALibrary: If there is no file.
            LibraryBroken: If it is not TinyDB's JSON with octavo's head.
            LibraryTooNew: If a newer octavo wrote it.
        """
        try:
            slices = _split(self.path.read_bytes())
            head = head_of(slices)
        except FileNotFoundError:
            raise NotALibrary(self.path.parent, "there is no library.json in it") from None
        except (msgspec.DecodeError, KeyError) as error:
            raise self.broken(
                f"no head: {error}" if isinstance(error, KeyError) else str(error)
            ) from error
        if head.format > FORMAT:
            raise LibraryTooNew(self.path.parent, head.format, FORMAT)
        return slices

    def broken(self, problem: str) -> LibraryBroken:
        """The error for a file that cannot be read, with the backup that could replace it."""
        return LibraryBroken(self.path.parent, problem, self.backups.newest_good())


def head_of(slices: Slices) -> Head:
    """What a library says of itself.

    Raises:
        KeyError: If it says nothing.
        msgspec.ValidationError: If it says something else.
    """
    return msgspec.json.decode(slices["meta"][1], type=Head)
