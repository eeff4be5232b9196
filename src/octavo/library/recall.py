"""Recall: the list of the empty query, kept between two launches.

`index/listing` is derived, like all in that folder, and may be deleted at any time. It
counts only for the very `library.json` and operation that it was made from.
"""

from collections.abc import Collection
from contextlib import suppress

import msgspec
from msgspec import Struct

from octavo.library.files import replace_file
from octavo.library.store import Store
from octavo.model.article import ArticleId

Known = tuple[list[ArticleId], set[ArticleId]]
"""What is listed, the oldest first, and what is in the trash."""


class Recalled(Struct, frozen=True):
    """The content of `index/listing`, in MessagePack."""

    of: tuple[int, int, int]
    """The size and time of `library.json`, and the last operation."""
    listed: list[ArticleId]
    trash: list[ArticleId]


def recalled(store: Store) -> Known | None:
    """The list as it was remembered, if nothing has changed since."""
    try:
        content = (store.folder / "index" / "listing").read_bytes()
        known = msgspec.msgpack.decode(content, type=Recalled)
        if known.of != _state_of(store):
            return None
    except (OSError, msgspec.DecodeError):
        return None
    return known.listed, set(known.trash)


def remember(store: Store, listed: Collection[ArticleId], trash: Collection[ArticleId]) -> None:
    """Write the list down, unless that was done or the disk refuses."""
    path = store.folder / "index" / "listing"
    with suppress(OSError):
        new = Recalled(_state_of(store), list(listed), sorted(trash))
        content = msgspec.msgpack.encode(new)
        if path.parent.is_dir() and not (path.exists() and path.read_bytes() == content):
            replace_file(path, content)


def _state_of(store: Store) -> tuple[int, int, int]:
    status = store.storage.path.stat()
    return status.st_size, status.st_mtime_ns, store.sequence
