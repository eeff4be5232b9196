"""Faults of the index, in octavo's own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from octavo.model.errors import LibraryError


class IndexUnusable(LibraryError):
    """The index is missing, broken, of another version or cannot be written."""


class IndexLocked(LibraryError):
    """Another process keeps writing to the index."""


@contextmanager
def in_words(folder: Path | None) -> Iterator[None]:
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
