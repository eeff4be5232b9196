"""The inbox: a folder of which octavo takes in whatever lands there."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from octavo.model.draft import Result
from octavo.model.errors import OctavoError
from octavo.services.async_bridge import Stop

if TYPE_CHECKING:
    from octavo.services.add import Added, Addition

DONE = "done"
"""The folder in the inbox to which goes what has come in."""
REASON = ".reason.txt"
"""Ends the name of the file that says why the one beside it could not come in."""

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", "~", REASON)
"""Ends of the names of files that browsers and editors have not finished, or that are ours."""

BETWEEN_LOOKS = 3.0
"""Seconds; a file that is being written, or synced, changes more often."""
_MOST = 20
"""Reasons that are written down of one file."""

Signature = tuple[int, int, int]
"""What changes while a file is being written: inode, size in bytes, time in nanoseconds."""


class InboxRefused(OctavoError):
    """A folder that cannot be the inbox of a library, and why."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} cannot be the inbox: {reason}")


class Inbox:
    """What lies in the inbox of a library, but for hidden files.

    A file is taken in once it was the same at two looks, and then goes to `done/`. What
    cannot come in stays, with the reason beside it, and is tried again when it is another.
    Only one process at a time takes files from a folder; one that is killed before a file has
    gone to `done/` leaves it to be taken again, which adds nothing twice.
    """

    def __init__(self, library: Path, folder: Path | None = None) -> None:
        """The inbox of the library in a folder: another folder, or its own `inbox/`.

        Raises:
            InboxRefused: If octavo keeps its own files there.
        """
        own = library / "inbox"
        self.folder = folder or own
        self._done = self.folder / DONE
        self._seen: Mapping[Path, Signature] = {}
        self._refused: dict[Path, Signature] = {}
        self.unfinished = 0
        """How many files were new, or not as before, at the last look."""
        place = self.folder.resolve()
        if place != own.resolve() and place.is_relative_to(library.resolve()):
            raise InboxRefused(self.folder, "octavo keeps its own files there")

    def ready(self) -> list[Path]:
        """Look at the folder: the files, by name, that are as they were at the look before.

        Raises:
            OSError: If the folder is there and cannot be read.
        """
        before, self._seen = self._seen, _files_in(self.folder)
        _forget_reasons(self.folder)
        self._refused = {
            path: refused
            for path, refused in self._refused.items()
            if self._seen.get(path) == refused
        }
        same = [path for path, seen in sorted(self._seen.items()) if before.get(path) == seen]
        self.unfinished = len(self._seen) - len(same)
        return [path for path in same if path not in self._refused]

    def take_in(
        self, ready: Iterable[Path], addition: "Addition", stop: Stop | None = None
    ) -> "Iterator[Added]":
        """Take in what is ready, and tell what became of each part of it.

        Raises:
            LibraryUnwritable: If some cannot be written; what was told before is in.
            OSError: If there can be no `done/`, or a file that is in cannot go there.
        """
        if not (paths := list(ready)):
            return
        with _alone_in(self.folder) as alone:
            if not alone:
                return
            _make_folder(self._done)
            for path in paths:
                if stop and stop.told:
                    return
                if _signature(path) == (seen := self._seen[path]):
                    yield from self._take(path, seen, addition, stop)

    def _take(
        self, path: Path, seen: Signature, addition: "Addition", stop: Stop | None
    ) -> "Iterator[Added]":
        from octavo.services.detect import given_by

        reasons: dict[str, None] = {}
        of_rows: dict[str, None] = {}
        has_part = False
        if (problem := _no_file(path)) is None:
            return
        if problem:
            reasons[problem] = None
            yield addition.reject(str(path), problem)
        else:
            for given in given_by([str(path)], lambda _: b""):
                for added in addition.add(given):
                    if added.entry.result is Result.REJECTED and _signature(path) is None:
                        return  # whoever put it here has taken it away
                    if added.entry.result is not Result.REJECTED:
                        has_part = True
                    else:
                        (of_rows if added.in_export else reasons)[added.entry.reason] = None
                    yield added
        if (stop and stop.told) or _signature(path) != seen:
            return
        self._refused[path] = seen  # also if it cannot be moved: it is not read at each look
        if has_part and not reasons:
            with suppress(FileNotFoundError):
                _move(path, self._done)
            _forget_reason(_reason_of(path))
        else:
            _write_reason(path, [*reasons, *of_rows][:_MOST] or ["there is nothing in it"])


def _files_in(folder: Path) -> dict[Path, Signature]:
    """All but hidden files, unfinished ones and what is a page's; none without a folder."""
    try:
        with os.scandir(folder) as entries:
            paths = [
                Path(entry)
                for entry in entries
                if not entry.name.startswith(".")
                and entry.name != DONE
                and not entry.name.lower().endswith(_UNFINISHED)
            ]
            paths = [path for path in paths if not _is_of_page(path)]
    except FileNotFoundError:
        return {}
    return {path: signature for path in paths if (signature := _signature(path))}


def _is_of_page(path: Path) -> bool:
    """Whether a folder has the pictures of a page that was saved beside it, and may be done."""
    stem, sign, _ = path.name.replace("-", "_").rpartition("_")
    stem = path.name[: len(stem)] if sign else path.name.removesuffix(".files")
    pages = (f"{stem}{suffix}" for suffix in (".html", ".htm", ".xhtml"))
    there = (folder / page for page in pages for folder in (path.parent, path.parent / DONE))
    return path.is_dir() and not path.is_symlink() and any(page.exists() for page in there)


def _signature(path: Path) -> Signature | None:
    """That of the file itself, not of what a link leads to; None if it is gone."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _no_file(path: Path) -> str | None:
    """Why something is not even opened; empty if it is a file, None if it is gone."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return "it is a folder: put its files here, or name it to `octavo add`"
    if stat.S_ISLNK(mode):
        return "it is a link, which is not followed: put the file itself here"
    return "" if stat.S_ISREG(mode) else "it is no file, but a pipe, a socket or a device"


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Whether no other process takes files from the folder, and none does during a block."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Have a folder, which is no link.

    Raises:
        OSError: If it cannot be made.
    """
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "it is a link, not a folder", str(folder))


def _move(path: Path, folder: Path) -> None:
    """Move a file into a folder, under a name that is free there: `a.md`, then `a (2).md`.

    Raises:
        OSError: If it cannot be moved.
    """
    names = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    free = next(
        name for name in chain([path.name], names) if not os.path.lexists(folder / name)
    )
    path.rename(folder / free)


def _reason_of(path: Path) -> Path:
    """The file that says why this one could not come in."""
    return path.with_name(path.name + REASON)


def _write_reason(path: Path, reasons: Iterable[str]) -> None:
    """Say beside a file why it could not come in; a folder that allows no more goes without."""
    there, told = _reason_of(path), "".join(f"{reason}\n" for reason in reasons)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    _forget_reason(there)
    with suppress(OSError), os.fdopen(os.open(there, flags, 0o644), "w", -1, "utf-8") as file:
        file.write(f"{told}{_signed(told)}\n")


def _signed(told: str) -> str:
    """The last line of such a file, by which octavo knows that nobody has changed it."""
    return f"(octavo takes this away with the file: {crc32(told.encode()):08x})"


def _forget_reasons(folder: Path) -> None:
    """Take the reasons away whose files are gone."""
    for path in folder.glob(f"*{REASON}"):
        if not os.path.lexists(path.with_name(path.name.removesuffix(REASON))):
            _forget_reason(path)


def _forget_reason(path: Path) -> None:
    """Take a reason away, if octavo wrote it and nobody has added to it."""
    with suppress(OSError, UnicodeDecodeError):
        if stat.S_ISREG(path.lstat().st_mode):
            *told, signed = path.read_text("utf-8").splitlines(keepends=True) or [""]
            if signed.rstrip() == _signed("".join(told)):
                path.unlink()
