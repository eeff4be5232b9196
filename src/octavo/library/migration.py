"""Older formats become the present one when a library is opened, after a backup."""

from collections.abc import Callable

import msgspec
from msgspec import Raw

from octavo.library.lock import WriteLock
from octavo.library.storage import FORMAT, LibraryStorage, Slices, head_of

Step = Callable[[Slices], Slices]
"""Turns the tables of one format into those of the next."""

STEPS: dict[int, Step] = {}
"""The step that leads on from each older format; there is none yet."""


def migrate(storage: LibraryStorage, lock: WriteLock, steps: dict[int, Step] = STEPS) -> None:
    """Bring a library of an older format up to the present one.

    Raises:
        LibraryError: If it cannot be read or written.
    """
    if not _is_old(storage.split()):
        return
    with lock.held():
        slices = storage.split()
        storage.backups.keep(storage.path, always=True)
        while _is_old(slices):
            slices = _stamped(steps[head_of(slices).format](slices))
        storage.write(slices)


def _is_old(slices: Slices) -> bool:
    return head_of(slices).format < FORMAT


def _stamped(slices: Slices) -> Slices:
    head = head_of(slices)
    newer = msgspec.structs.replace(head, format=head.format + 1)
    return {**slices, "meta": {**slices["meta"], 1: Raw(msgspec.json.encode(newer))}}
