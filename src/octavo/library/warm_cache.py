"""The list of the empty query and the counts of the tags, kept between two launches.

`index/listing` is derived, like all in that folder, and may be deleted at any time. It
counts only for the very `library.json` and operation that it was made from.
"""

from contextlib import suppress

from msgspec import Struct

from octavo.model.article import ArticleId
from octavo.storage.atomic import read_derived, write_derived
from octavo.storage.snapshot.json_store import Stamp
from octavo.storage.store import Store


class CachedLists(Struct, frozen=True, omit_defaults=True):
    """The content of `index/listing`; None for what was never asked for."""

    of: Stamp
    """The `library.json` that there was then."""
    sequence: int
    """The last operation that is in it."""
    listed: list[ArticleId] | None = None
    """What the empty query finds, the oldest first."""
    trash: list[ArticleId] | None = None
    """The articles in the trash."""
    tags: dict[str, int] | None = None
    """How often each spelling of each tag stands, in the order in which they were met."""


class WarmCache:
    """Reads and writes `index/listing` for an open library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._path = store.folder / "index" / "listing"

    def read(self) -> CachedLists:
        """What was written, if nothing has changed since; otherwise nothing."""
        try:
            nothing = CachedLists(self._store.storage.stamp(), self._store.sequence)
        except OSError:
            return CachedLists(Stamp(0, 0, b""), self._store.sequence)
        cached = read_derived(self._path, CachedLists)
        is_of_now = cached and (cached.of, cached.sequence) == (nothing.of, nothing.sequence)
        return cached if cached and is_of_now else nothing

    def write(
        self,
        listed: list[ArticleId] | None,
        trash: set[ArticleId],
        tags: dict[str, int] | None,
    ) -> None:
        """Keep what is known, unless that was done or the disk refuses."""
        with suppress(OSError):
            old = self.read()
            new = CachedLists(
                self._store.storage.stamp(),
                self._store.sequence,
                old.listed if listed is None else listed,
                old.trash if listed is None else sorted(trash),
                old.tags if tags is None else tags,
            )
            if new != old:
                write_derived(self._path, new)
