"""Writing files so that a kill at any instant leaves the old one or the new one."""

import errno
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from octavo.storage.errors import LibraryUnreadable, LibraryUnwritable, NotALibrary

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "you have no permission",
    errno.EPERM: "you have no permission",
    errno.EFBIG: "the file would grow beyond the allowed size",
}

_LEFTOVER = re.compile(r"\..*\.new$")
_count = itertools.count()


def replace_file(path: Path, content: bytes) -> None:
    """Put new content in place of a file: written beside, synced, renamed, folder synced."""
    replace_file_with(path, [content])


def replace_file_with(
    path: Path,
    pieces: Iterable[bytes],
    *,
    time: int | None = None,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Put pieces of content in place of a file, one after the other.

    `time`, in seconds since 1970, becomes the file's time of change. `ready` is called when
    all is written and nothing is replaced yet.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}-{next(_count)}.new")
    try:
        with _created(beside, target) as handle:
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.writelines(pieces)
            if time is not None:
                os.utime(handle, (time, time))
            os.fsync(handle)
        ready()
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


@contextmanager
def _created(beside: Path, target: Path) -> Iterator[int]:
    """A new file with the mode of another, if that is there."""
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        if target.exists():
            os.fchmod(handle, target.stat().st_mode & 0o777)
        yield handle
    finally:
        os.close(handle)


def leftovers(*folders: Path) -> list[Path]:
    """Files that a kill left half written; while nobody writes, they are of no use."""
    found: list[Path] = []
    for folder in folders:
        with suppress(FileNotFoundError, NotADirectoryError):
            found += (path for path in folder.iterdir() if _LEFTOVER.match(path.name))
    return sorted(found)


def sync_folder(folder: Path) -> None:
    """Make renames and new files in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to write into words.

    Raises:
        LibraryUnwritable: If the system refuses.
    """
    try:
        yield
    except OSError as error:
        raise LibraryUnwritable(folder, _reason(error, folder)) from error


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to read into words.

    Raises:
        NotALibrary: If the folder, or the file that makes it a library, is not there.
        LibraryUnreadable: If the system refuses otherwise.
    """
    try:
        yield
    except NotADirectoryError as error:
        raise NotALibrary(folder, "it is a file, not a folder") from error
    except FileNotFoundError as error:
        raise NotALibrary(folder, "there is no such folder") from error
    except OSError as error:
        raise LibraryUnreadable(folder, _reason(error, folder)) from error


def _reason(error: OSError, folder: Path) -> str:
    known = _REASONS.get(error.errno or 0)
    return f"{known or error.strerror or error} ({error.filename or folder})"
