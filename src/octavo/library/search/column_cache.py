"""What was made from a look at all documents, kept in `index/` for the next process.

Each file `columns-NAME` there is derived, like all in that folder, and may be deleted at any
time. It says of which `library.json` it is, and holds what the documents told after some
operation later than that; what has changed since is told by the store, and looked at by itself.
"""

import unicodedata
from collections.abc import Iterable, Set
from contextlib import suppress

from msgspec import Struct

from octavo import __version__
from octavo.model.errors import LibraryError
from octavo.storage.files import read_derived, write_derived
from octavo.storage.snapshot.json_store import Stamp
from octavo.storage.store import Store

MOST = 20_000
"""Changes after which what was kept is of no use to anybody."""

BY = f"3 {__version__} {unicodedata.unidata_version}"
"""What told the keys of documents, and the samples of texts. The number goes up with what a
column, a fingerprint or a sample says of one; a test asks for that."""

Made = tuple[str, bytes, Set[int], Set[str]]
"""A name, what to keep under it, which documents have changed since, and in which fields that
matters."""


class _Cached(Struct, frozen=True):
    """The content of a file."""

    by: str
    of: Stamp
    """The `library.json` that there was then."""
    sequence: int
    """The last operation that is in it."""
    checksum: int | None
    """That of this operation, where the journal has it."""
    changed: frozenset[int]
    """The articles and notes that have changed since it was made, up to that operation."""
    content: bytes
    fields: frozenset[str]
    """Those of the documents that it is told from; none where it may be any."""


class ColumnCache:
    """Reads and writes these files for an open library."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.folder / "index"

    def read(self, name: str) -> tuple[bytes, Set[int]] | None:
        """What was kept under a name, and the articles and notes that have changed since."""
        if (cached := self._cached(name)) is None:
            return None
        return cached.content, self._changed(cached)

    def write(self, made: Iterable[Made]) -> None:
        """Keep what was made, with what has changed since, and what was kept before.

        Nothing is kept of few documents, or where the disk refuses.
        """
        store, known = self._store, self._store.loader.snapshots
        if not known or len(store.articles.by_id) <= store.limits.decoded_at_once:
            return
        with suppress(OSError, LibraryError):
            of = next(reversed(known))
            if store.storage.stamp() != of:
                return
            with store.still():  # what changes after this moment is looked at once more
                sequence = store.sequence
                checksum = store.journal.crc_of(sequence)
            kept = {each[0]: each for each in made}
            if len(known) > 1:  # this process wrote `library.json` anew
                kept = self._of_before() | kept
            for name, content, changed, fields in kept.values():
                if len(changed) <= MOST:
                    now = of, sequence, checksum
                    new = _Cached(BY, *now, frozenset(changed), content, frozenset(fields))
                    write_derived(self._folder / f"columns-{name}", new)

    def _of_before(self) -> dict[str, Made]:
        """All that was kept and still counts."""
        names = [path.name.partition("-")[2] for path in self._folder.glob("columns-*")]
        kept = ((name, self._cached(name)) for name in names)
        return {
            name: (name, each.content, self._changed(each), each.fields)
            for name, each in kept
            if each
        }

    def _changed(self, cached: _Cached) -> Set[int]:
        return cached.changed | self._store.touched(cached.fields, cached.sequence)

    def _cached(self, name: str) -> _Cached | None:
        cached = read_derived(self._folder / f"columns-{name}", _Cached)
        return cached if cached and self._is_of_use(cached) else None

    def _is_of_use(self, cached: _Cached) -> bool:
        """Whether it is of this library, and all is known that was done since."""
        store, first = self._store, self._store.loader.snapshots.get(cached.of)
        if first is None or cached.by != BY or cached.checksum is None:
            return False
        is_behind = first <= cached.sequence <= store.sequence
        return is_behind and store.journal.crc_of(cached.sequence) == cached.checksum
