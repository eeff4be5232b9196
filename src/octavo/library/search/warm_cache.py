"""Recall: the list of the empty query and the counts of the tags, kept between two launches.

`index/listing` is derived, like all in that folder, and may be deleted at any time. It
counts only for the very `library.json` and operation that it was made from.
"""

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from octavo.model.article import ArticleId
from octavo.storage.atomic import read_derived, write_derived
from octavo.storage.snapshot.json_store import Stamp
from octavo.storage.store import Store


class Recalled(Struct, frozen=True, omit_defaults=True):
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


def recalled(store: Store) -> Recalled:
    """What was remembered, if nothing has changed since; otherwise nothing."""
    try:
        nothing = Recalled(store.storage.stamp(), store.sequence)
    except OSError:
        return Recalled(Stamp(0, 0, b""), store.sequence)
    known = read_derived(_path(store), Recalled)
    is_of_now = known and (known.of, known.sequence) == (nothing.of, nothing.sequence)
    return known if known and is_of_now else nothing


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
            store.storage.stamp(),
            store.sequence,
            old.listed if listed is None else listed,
            old.trash if listed is None else sorted(trash),
            old.tags if tags is None else tags,
        )
        if new != old:
            write_derived(_path(store), new)


def _path(store: Store) -> Path:
    return store.folder / "index" / "listing"
