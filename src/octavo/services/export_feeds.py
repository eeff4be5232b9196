"""The feeds of a library as a list that every other reader takes."""

from pathlib import Path

from octavo.exporters.opml import opml_of
from octavo.library.library import Library
from octavo.storage.atomic import replace_file


def opml_of_feeds(library: Library) -> str:
    """All feeds of a library as OPML 2.0."""
    return opml_of(library.feeds.values(), made=library.now())


def write_feeds(library: Library, path: Path) -> int:
    """Write all feeds of a library to a file, as OPML, and tell how many there are.

    A file that is there already is replaced, as a whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    replace_file(path, opml_of_feeds(library).encode())
    return len(library.feeds)
