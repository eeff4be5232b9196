"""Lists of feeds: all of one are followed at once, and each outline is accounted for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from octavo.importers.exports.format import HEAD
from octavo.importers.feeds.opml import LARGEST, Outline, OutlineRow, is_opml, outlines_of
from octavo.library.feeds import Feeds
from octavo.library.library import Library
from octavo.model.address import identity
from octavo.model.draft import LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.feed import Feed
from octavo.model.tag import Tag


def is_list(path: Path) -> bool:
    """Whether a file is a list of feeds (OPML), told by its beginning."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    return is_opml(head.replace(b"\0", b"").decode("utf-8", "replace"))


def follow_list(
    library: Library,
    path: Path,
    tags: frozenset[Tag] = frozenset(),
    *,
    rehearse: bool = False,
) -> Iterator[LedgerEntry]:
    """Follow the feeds of a list, as one step for undo; one that is known gets the tags.

    Raises:
        OSError: If it cannot be read.
    """
    try:
        rows = _rows(path)
    except DraftRejected as rejection:
        yield _rejected(path.name, rejection)
        return
    feeds = [
        _feed(row.outline, library, tags) for row in rows if isinstance(row.outline, Outline)
    ]
    known = _Known(library.feeds)
    results = iter([known.result(feed) for feed in feeds])
    if feeds and not rehearse:
        library.feeds.follow(feeds, f"import {path.name}: {len(feeds)} feeds")
    for row in rows:
        place = f"{path.name}, {row.place}"
        if isinstance(row.outline, DraftRejected):
            yield _rejected(place, row.outline)
        else:
            result, reason = next(results)
            yield LedgerEntry(input=place, result=result, reason=reason)


class _Known:
    """The feeds that are followed, those of the list so far included."""

    def __init__(self, feeds: Feeds) -> None:
        self._tags = {identity(feed.url): feed.tags for feed in feeds.values()}

    def result(self, feed: Feed) -> tuple[Result, str]:
        """What becomes of a feed of the list, and why."""
        place = identity(feed.url)
        tags = self._tags.get(place)
        self._tags[place] = (tags or frozenset()) | feed.tags
        if tags is None:
            return Result.ADDED, ""
        reason = f"“{feed.title or feed.url}” is followed already"
        return (Result.UNCHANGED if feed.tags <= tags else Result.MERGED), reason


def _rows(path: Path) -> Sequence[OutlineRow]:
    with path.open("rb") as file:
        return list(outlines_of(file.read(LARGEST + 1), path.name))


def _rejected(place: str, rejection: DraftRejected) -> LedgerEntry:
    return LedgerEntry(input=place, result=Result.REJECTED, reason=rejection.reason)


def _feed(outline: Outline, library: Library, tags: frozenset[Tag]) -> Feed:
    return Feed(
        id=0,
        url=outline.url,
        title=outline.title,
        page=outline.page,
        tags=outline.tags | tags,
        added=library.now(),
        outline=outline.attributes,
    )
