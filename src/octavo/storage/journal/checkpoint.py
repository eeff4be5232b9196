"""Trust: that a journal was looked at from end to end, so that opening need not do it again.

`index/journal` is derived, like all in that folder, and may be deleted at any time. It counts
only as long as nothing is written to the journal.
"""

import os
from pathlib import Path

from msgspec import Struct

from octavo.storage.snapshot.sidecar import derive, derived


class Seal(Struct, frozen=True):
    """What changes with whatever is written to a file."""

    size: int
    time: int
    """The time of its last change, in nanoseconds since 1970."""


class Known(Struct, frozen=True):
    """The content of `index/journal`."""

    seal: Seal
    lines: int
    sequence: int
    """The last operation in it."""


def seal_of(handle: int) -> Seal:
    """The seal of an open file."""
    status = os.fstat(handle)
    return Seal(status.st_size, status.st_mtime_ns)


def trusted(journal: Path) -> Known | None:
    """What is known of a journal, if anything is."""
    return derived(_path(journal), Known)


def trust(journal: Path, known: Known) -> None:
    """Write down what is known of a journal, unless that was done or the disk refuses."""
    if known != trusted(journal):
        derive(_path(journal), known)


def _path(journal: Path) -> Path:
    return journal.parent / "index" / "journal"
