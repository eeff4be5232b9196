"""The folder of the index: who may write there, and how to read what cannot be written."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from octavo.index.errors import IndexLocked

PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""

LAYOUT_FILE = "layout"
"""Says how documents lie in the index; there only when the rest is whole."""

_LOCK = ".lock"
_WRITTEN_BY_READERS = (_LOCK, ".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock")


@contextmanager
def held(folder: Path | None) -> Iterator[None]:
    """Be the only one who writes; an index in memory has no other.

    Raises:
        IndexLocked: If another process keeps writing.
    """
    if folder is None:
        yield
        return
    try:
        with FileLock(folder / _LOCK, PATIENCE, thread_local=False):
            yield
    except Timeout as error:
        raise IndexLocked(folder, "another process keeps writing to the index") from error


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """Take all that is in the folder away, the layout first so that no half seems whole.

    Raises:
        IndexLocked: If another process keeps writing.
    """
    with held(folder):
        (folder / LAYOUT_FILE).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != _LOCK:
                path.unlink()
        yield


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
