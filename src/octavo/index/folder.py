"""The folder of the index: begun anew, read where it cannot be written, and its faults.

The file `files` in it, the manifest, holds the checksums of all others behind its own, so that
a damaged one is never searched. It is written after each commit. What a kill has left between
the two is known by files that the manifest does not name: a commit always makes some.

To open an index, a large file is trusted that nobody has touched since: the system stamps every
change of a file with the time, and no program can set that back. What a disk itself gets wrong
has no stamp; for that, all is read once in the background, and before anything is written.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from octavo.model.errors import LibraryError
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

LAYOUT_FILE = "layout"
"""Says how documents lie in the index; there only when the rest is whole."""

_WRITTEN_BY_READERS = (".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock")


class IndexUnusable(LibraryError):
    """The index is missing, broken, of another version or cannot be written."""


class IndexDamaged(IndexUnusable):
    """A file of the index is not as it was written."""


@contextmanager
def translated_faults(folder: Path | None) -> Iterator[None]:
    """Turn what tantivy raises into `IndexUnusable`.

    It raises ValueError for nearly everything, and a broken file can make it panic, which
    reaches Python as an exception that is no `Exception` and cannot be named.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnusable(folder or Path(), f"the index cannot be used ({error})") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexUnusable(folder or Path(), f"the index is broken ({error})") from error


def empty(folder: Path) -> None:
    """Take all that is in the folder away.

    The manifest and the layout go first: then no half seems whole, and nothing is missed.
    """
    from shutil import rmtree

    for name in (MANIFEST, LAYOUT_FILE):
        (folder / name).unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            rmtree(path)
        else:
            path.unlink()


def open_as_folder(folder: Path) -> None:
    """Let those open the files of an index who may look into its folder, and nobody else.

    Tantivy makes some of them by the umask, and some for their owner alone.
    """
    mode = folder.stat().st_mode & 0o666
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mode & 0o777 != mode:
                path.chmod(mode)


def linked(folder: Path) -> "TemporaryDirectory[str]":
    """A folder that can be written, with the files of the index linked into it.

    For a read-only disk: even to read, tantivy makes a lock file, and a thread of its own may
    do so once more when the folder is being taken away.
    """
    import shutil
    from tempfile import TemporaryDirectory  # both with much of their own, for few disks

    beside = TemporaryDirectory(prefix="octavo-index-", ignore_cleanup_errors=True)
    for file in folder.iterdir():
        if file.name == "meta.json":
            shutil.copy(file, beside.name)
        elif file.name not in _WRITTEN_BY_READERS:
            Path(beside.name, file.name).symlink_to(file.absolute())
    return beside


MANIFEST = "files"

_OURS = lazy_pattern(r"layout|(\.managed|meta)\.json|[0-9a-f]{32}\..+")
_REWRITTEN = ("meta.json", ".managed.json")
"""What a commit writes anew; all other files are written once."""

_SMALL = 65_536
"""Bytes up to which a file is always read: a dozen such cost less than a millisecond."""


_PIECE = 1_000_000
"""Bytes that are read at once."""


class _File(Struct, frozen=True, array_like=True):
    size: int
    time: int
    """The time of the last change of its content, in nanoseconds since 1970."""
    crc: int
    touched: int = 0
    """The same of the file, by whatever call; `os.utime` sets `time`, and never this."""

    @property
    def stamp(self) -> tuple[int, int, int]:
        return self.size, self.time, self.touched


_files = msgspec.msgpack.Decoder(dict[str, _File]).decode


def write_manifest(folder: Path) -> None:
    """Note what is in the folder of an index now; only files that were touched are read.

    A file that is written once goes on having the checksum that it had.

    Raises:
        OSError: If that cannot be done.
    """
    known = _read(folder) or {}
    now = {path.name: _noted(path, known.get(path.name)) for path in _present(folder)}
    packed = msgspec.msgpack.encode(now)
    beside = folder / f".{MANIFEST}.new"
    beside.write_bytes(zlib.crc32(packed).to_bytes(4) + packed)
    beside.replace(folder / MANIFEST)


def faults(folder: Path, *, thorough: bool) -> Iterator[str]:
    """The files of an index that are not as they were written, in words.

    If it need not be thorough, a large file that was not touched is trusted. Without a manifest
    there is nothing to compare with.

    Raises:
        OSError: If a file cannot be read.
    """
    if (known := _read(folder)) is None:
        if thorough and (folder / MANIFEST).exists():
            yield f"index/{MANIFEST} is not what was written"
        return
    present = {path.name: path for path in _present(folder)}
    found = list(_faults(known, present, thorough=thorough))
    if found and (_read(folder) != known or {p.name for p in _present(folder)} != {*present}):
        yield from faults(folder, thorough=thorough)  # a commit came in between
    else:
        yield from found


def _faults(
    known: dict[str, _File], present: dict[str, Path], *, thorough: bool
) -> Iterator[str]:
    is_committing = bool(present.keys() - known.keys())
    for name, file in known.items():
        if is_committing and (name in _REWRITTEN or name not in present):
            continue
        if name not in present:
            yield f"index/{name} is gone"
        elif not _is_as(present[name], file, thorough=thorough):
            yield f"index/{name} is not what was written"


def _noted(path: Path, known: _File | None) -> _File:
    size, time, touched = stamp = _stamp(path)
    if known and stamp == known.stamp:
        return known
    crc = _crc(path)
    is_damaged = known and path.name not in _REWRITTEN and crc != known.crc
    return known if known and is_damaged else _File(size, time, crc, touched)


def _is_as(path: Path, file: _File, *, thorough: bool) -> bool:
    try:
        stamp = _stamp(path)
        if stamp[0] != file.size:
            return False
        is_untouched = stamp == file.stamp and file.size > _SMALL
        return (is_untouched and not thorough) or _crc(path) == file.crc
    except FileNotFoundError:  # another process has just merged it away
        return True


def _present(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _OURS.fullmatch(path.name)]


def _read(folder: Path) -> dict[str, _File] | None:
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        content = (folder / MANIFEST).read_bytes() if (folder / MANIFEST).is_file() else b""
        if zlib.crc32(content[4:]) == int.from_bytes(content[:4]):
            return _files(content[4:])
    return None


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            crc = zlib.crc32(piece, crc)
    return crc
