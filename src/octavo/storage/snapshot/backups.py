"""The last good generations of `library.json`, in the folder `backups/`.

With the operations since then, one of them makes the tables of any time after it.

Long because which are kept, and what is made of them, stand together.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Raw

from octavo.model.operation import Fields, Operation
from octavo.storage.errors import UNDECODABLE, JournalBroken
from octavo.storage.files import (
    FOLDER_MODE,
    has_checksum,
    is_sound,
    is_sound_at,
    open_file,
    pieces_of,
    read_file,
    replace_file_with,
    sync_folder,
)
from octavo.storage.journal.records import Line, is_gapless, lines_of
from octavo.storage.snapshot.raw_tables import (
    Head,
    Slices,
    compacted,
    divergence,
    empty,
    fields_in,
    head_of,
    is_old,
    split,
)

GENERATIONS = 5
"""How many backups are kept, and of those that must be kept as many again."""

SPACING = 3600.0
"""Seconds between two backups, at least, but for the newest: it is of the last rewrite, since
what a session brought in would be in none for an hour, and most sessions are shorter."""

_END_BYTES = 16_384
"""Enough for what a file says of itself at its end: 2 KB of checksums, and little else."""

_NAME = "library-%Y%m%dT%H%M%S.%fZ"

_KEPT, _ENDING = "-kept.json", ".json"
"""How the names of those that must be kept end, and of the others."""


class Backups:
    """The folder `backups/` of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """The backups, newest first."""
        made = ((made_at(path), path) for path in _listed(self.folder))
        return [path for time, path in sorted(made, reverse=True) if time > 0]

    def keep(self, file: Path, *, always: bool = False) -> Path | None:
        """Keep the file as it is now, in place of the newest backup if that came too soon.

        One that is not as octavo wrote it is no backup, but where it must be kept `always`:
        before and after what is done seldom, with all of it at stake. Only others of that kind
        take its place. Where the folder refuses, nothing but what must be kept always is not
        done without it.

        Raises:
            OSError: If it must be kept, and cannot be.
        """
        try:
            return self._kept(file, is_forced=always)
        except OSError:
            if always:
                raise
            return None

    def good(self) -> Iterator[tuple[Path, Slices]]:
        """The backups that are as they were written, newest first, and what is in them."""
        for path in self.all():
            with suppress(OSError, *UNDECODABLE):
                content = read_file(path)
                if is_sound(content):
                    yield path, split(content, sound=True)

    def fault(self) -> str:
        """Why no backups can be read or made; nothing if they can, or the library cannot."""
        try:
            names = self.folder.iterdir() if os.path.lexists(self.folder) else ()
            list(names)
        except FileNotFoundError:
            return "leads to nothing"
        except OSError as error:
            return f"cannot be read ({error.strerror or error})"
        is_shut = os.path.lexists(self.folder) and not os.access(self.folder, os.W_OK | os.X_OK)
        is_refused = is_shut and os.access(self.folder.parent, os.W_OK)
        return "cannot be written (Permission denied)" if is_refused else ""

    def fault_of(self, path: Path) -> str:
        """Why a backup is of no use; nothing if it is as it was written.

        One of an older format, kept before it was brought up to date, may bear no checksum.
        """
        try:
            content = read_file(path)
            slices = split(content, sound=False)
        except (OSError, *UNDECODABLE) as problem:
            return f"cannot be read ({problem_in(problem)})"
        unsigned = is_old(slices) and not has_checksum(content)
        return "" if unsigned or is_sound(content) else "is not what was written"

    def told(self, path: Path) -> str:
        """A backup as a person would say it."""
        return f"the backup of {datetime.fromtimestamp(made_at(path)):%Y-%m-%d at %H:%M}"

    def newest_good(self) -> Path | None:
        """The newest backup that is as it was written."""
        return next((path for path, _ in self.good()), None)

    def oldest_sequence(self) -> int | None:
        """The last operation in the oldest backup that is not kept for long, by its end."""
        heads = (_head_at_end(path) for path in self.all() if not _must_be_kept(path))
        return min((head.sequence for head in heads if head), default=None)

    def _kept(self, file: Path, *, is_forced: bool) -> Path | None:
        if not file.exists():
            return None
        now = datetime.now(UTC)
        self._date_back(now)
        older = self.all()
        if not is_forced and (not is_sound_at(file) or _has(older[:1], file)):
            return None
        self.folder.mkdir(FOLDER_MODE, exist_ok=True)
        kept = self.folder / (now.strftime(_NAME) + (_KEPT if is_forced else _ENDING))
        if is_forced or not _is_linked(kept, file):
            # A file that stays may be written into, and its link with it.
            with file.open("rb") as source:
                replace_file_with(kept, pieces_of(source, file.stat().st_size))
        sync_folder(self.folder)
        alike = [path for path in older if _must_be_kept(path) == is_forced]
        is_soon = len(alike) > 1 and abs(made_at(alike[0]) - made_at(alike[1])) < SPACING
        if is_soon and not is_forced:
            alike.pop(0).unlink(missing_ok=True)
        for old in alike[GENERATIONS - 1 :]:
            old.unlink(missing_ok=True)
        return kept

    def _date_back(self, now: datetime) -> None:
        """Give what a clock that was ahead has dated names of now, in their order.

        The newest would not be the one that was made last.
        """
        ahead = (path for path in self.all() if made_at(path) > now.timestamp())
        for number, path in enumerate(ahead, 1):
            ending = _KEPT if _must_be_kept(path) else _ENDING
            before = now - timedelta(microseconds=number)
            path.rename(self.folder / (before.strftime(_NAME) + ending))


def problem_in(error: Exception) -> str:
    """What is wrong with a file, in words, by what its reading raised."""
    match error:
        case OSError():
            return error.strerror or str(error)
        case UnicodeDecodeError() | RecursionError():
            return "it is not what was written"
        case _:
            return str(error)


def made_at(backup: Path) -> float:
    """When a backup was made, in seconds since 1970; 0 if its name does not say so."""
    name = backup.name.removesuffix(_KEPT).removesuffix(_ENDING)
    with suppress(ValueError):
        made = datetime.fromisoformat(name.removeprefix("library-"))
        return made.timestamp() if made.strftime(_NAME) == name else 0.0
    return 0.0


def _head_at_end(backup: Path) -> Head | None:
    """What a backup says of itself in its last table, without a look at its documents."""
    with (
        suppress(OSError, ValueError, *UNDECODABLE),
        os.fdopen(open_file(backup), "rb") as file,
    ):
        file.seek(-min(_END_BYTES, file.seek(0, os.SEEK_END)), os.SEEK_END)
        _, meta, end = file.read().rpartition(b'"meta":')
        documents = msgspec.json.decode(b"{" + meta + end, type=dict[str, dict[int, Raw]])
        return head_of(documents)
    return None


def _must_be_kept(backup: Path) -> bool:
    return backup.name.endswith(_KEPT)


def _has(backups: Iterable[Path], file: Path) -> bool:
    """Whether one of some backups is a file as it is."""
    with suppress(OSError):
        return any(_are_alike(path, file) for path in backups)
    return False


def _are_alike(*paths: Path) -> bool:
    size, other = (path.stat().st_size for path in paths)
    with ExitStack() as opened:
        files = [opened.enter_context(os.fdopen(open_file(path), "rb")) for path in paths]
        pieces = zip(*(pieces_of(file, size) for file in files), strict=False)
        return size == other and all(one == another for one, another in pieces)


def _is_linked(new: Path, file: Path) -> bool:
    """Whether a file could be given another name, which costs nothing.

    Where it is a link itself, what it leads to gets that name: of a link, all that is written
    later would be in the backup.
    """
    try:
        new.hardlink_to(file.resolve())
    except OSError:
        return False
    return True


def _listed(folder: Path) -> list[Path]:
    """What is in a folder; nothing if it is not there, or may not be looked into."""
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def rebuilt(
    backups: Backups, since: Callable[[int], Iterable[Operation]], head: Head
) -> Slices | None:
    """The tables as they were with this head, from a backup and the operations since.

    None if no backup of this copy is good and old enough with the operations going on from it.
    """
    through = head.sequence
    for slices in chain((slices for _, slices in backups.good()), [empty()]):
        sequence = head_of(slices).sequence
        if divergence(head_of(slices).checksums, head.checksums) is not None:
            continue
        with suppress(JournalBroken):
            operations = [op for op in since(sequence) if op.sequence <= through]
            if sequence <= through and is_gapless(operations, sequence, through):
                return compacted(slices, operations)
    return None


def are_exchanged(library: bytes, journal: bytes) -> bool:
    """Whether `library.json` and the journal have each other's name, by what is in them."""
    (is_library, has_lines), (is_other, has_others) = map(_told, (library, journal))
    return (has_lines and not has_others) or (is_other and not is_library)


def _told(content: bytes) -> tuple[bool, bool]:
    """Whether a file is a `library.json`, and whether it has a line of a journal."""
    is_library = False
    with suppress(*UNDECODABLE):
        is_library = bool(split(content, sound=False))
    return is_library, any(line.body is not None for line in lines_of(content))


def is_strange(slices: Slices, backups: Backups, journal: bytes) -> bool:
    """Whether tables are another library's than the newest backup and the journal are of.

    Then none of its documents came into the library at the same time, under the same title, as
    that with its id.
    """
    lines = [line for line in lines_of(journal) if line.body is not None]
    written = {line.sequence: line.crc for line in lines}
    checksums = head_of(slices).checksums
    if not lines or any(written.get(n) == crc for n, crc in checksums.items()):
        return False
    backup = next((tables for _, tables in backups.good()), empty())
    if divergence(head_of(backup).checksums, written) is not None:
        return False
    known, here = _origins_in(backup) | _origins_of(lines), _origins_in(slices)
    shared = known.keys() & here.keys()
    return bool(shared) and all(known[place] != here[place] for place in shared)


_Origins = dict[tuple[str, int], tuple[object, object]]
"""When each article and note came into a library, and its title."""


def _origins_in(slices: Slices) -> _Origins:
    return {
        (table, id): _origin(fields_in(raw))
        for table in ("articles", "notes")
        for id, raw in slices.get(table, {}).items()
    }


def _origins_of(lines: Iterable[Line]) -> _Origins:
    return {
        (change.table, change.id): _origin(change.after)
        for line in lines
        for change in line.operation().changes
        if change.after is not None and change.before is None
    }


def _origin(fields: Fields) -> tuple[object, object]:
    return fields.get("added"), fields.get("title")
