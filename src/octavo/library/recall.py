"""Recall: the list of the empty query and the counts of the tags, kept between two launches.

`index/listing` is derived, like all in that folder, and may be deleted at any time. It
counts only for the very `library.json` and operation that it was made from.
"""

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from octavo.library.files import replace_file
from octavo.library.store import Store
from octavo.model.article import ArticleId


class Recalled(Struct, frozen=True, omit_defaults=True):
    """The content of `index/listing`, in MessagePack; None for what was never asked for."""

    of: tuple[int, int, int]
    """The size and time of `library.json`, and the last operation."""
    listed: list[ArticleId] | None = None
    """What the empty query finds, the oldest first."""
    trash: list[ArticleId] | None = None
    """The articles in the trash."""
    tags: dict[str, int] | None = None
    """How often each spelling of each tag stands, in the order in which they were met."""


def recalled(store: Store) -> Recalled:
    """What was remembered, if nothing has changed since; otherwise nothing."""
    try:
        content = _path(store).read_bytes()
        known = msgspec.msgpack.decode(content, type=Recalled)
        now = _state_of(store)
    except (OSError, msgspec.DecodeError):
        return Recalled((0, 0, 0))
    return known if known.of == now else Recalled(now)


def remember(
    store: Store,
    listed: list[ArticleId] | None,
    trash: set[ArticleId],
    tags: dict[str, int] | None,
) -> None:
    """Write down what is known, unless that was done or the disk refuses."""
    with suppress(OSError):
        old = recalled(store)
        new = Recalled(
            _state_of(store),
            old.listed if listed is None else listed,
            old.trash if listed is None else sorted(trash),
            old.tags if tags is None else tags,
        )
        if new != old and _path(store).parent.is_dir():
            replace_file(_path(store), msgspec.msgpack.encode(new))


def _path(store: Store) -> Path:
    return store.folder / "index" / "listing"


def _state_of(store: Store) -> tuple[int, int, int]:
    status = store.storage.path.stat()
    return status.st_size, status.st_mtime_ns, store.sequence
