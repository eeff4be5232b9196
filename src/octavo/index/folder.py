"""The folder of the index: begun anew, read where it cannot be written, and its faults."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from octavo.model.errors import LibraryError

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
    """Take all that is in the folder away, the layout first so that no half seems whole."""
    (folder / LAYOUT_FILE).unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
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


def linked(folder: Path) -> TemporaryDirectory[str]:
    """A folder that can be written, with the files of the index linked into it.

    For a read-only disk: even to read, tantivy makes a lock file.
    """
    beside = TemporaryDirectory(prefix="octavo-index-")
    for file in folder.iterdir():
        if file.name == "meta.json":
            shutil.copy(file, beside.name)
        elif file.name not in _WRITTEN_BY_READERS:
            Path(beside.name, file.name).symlink_to(file.absolute())
    return beside
