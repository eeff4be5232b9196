"""Lists of feeds (OPML): followed all at once, and written for every other reader.

Each outline of a list that comes in is accounted for.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from octavo.exporters.opml import opml_of
from octavo.importers.exports.format import Part
from octavo.importers.feeds.opml import LARGEST, Outline, outlines_of
from octavo.library.library import Library
from octavo.model.draft import LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.feed import Feed
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag
from octavo.model.url import identity
from octavo.storage.atomic import UMASKED, replace_file
from octavo.text import count_of


def follow_list(
    library: Library,
    part: Part,
    tags: frozenset[Tag] = frozenset(),
    *,
    label: str,
    group: OperationGroup,
    rehearse: bool = False,
) -> Iterator[tuple[LedgerEntry, str]]:
    """Follow the feeds of a list; one that is known gets the tags.

    It is one step for undo with all that is done `group`, whose label goes before that of
    the feeds. Each outline comes with what is to be mended of it if it is rejected.
    """
    try:
        with part.open() as file:
            rows = outlines_of(file.read(LARGEST + 1), part.name)
        if not rows:
            raise DraftRejected(part.name, "there is no feed in it")
    except DraftRejected as rejection:
        yield _rejected(part.name, rejection), ""
        return
    feeds = [
        _feed(row.outline, library, tags) for row in rows if isinstance(row.outline, Outline)
    ]
    results = iter(_results(feeds, library.feeds.values()))
    if feeds and not rehearse:
        before = f"{group.label} and" if group.label else label
        library.feeds.follow(feeds, f"{before} {count_of(len(feeds), 'feed')}", group)
    for row in rows:
        place = f"{part.name}, {row.place}"
        if isinstance(row.outline, DraftRejected):
            yield _rejected(place, row.outline), row.raw
        else:
            result, reason = next(results)
            yield LedgerEntry(input=place, result=result, reason=reason), ""


def _results(feeds: Iterable[Feed], followed: Iterable[Feed]) -> list[tuple[Result, str]]:
    """What becomes of each feed of a list, and why; one may come twice in it."""
    known = {identity(feed.url): feed.tags for feed in followed}
    results: list[tuple[Result, str]] = []
    for feed in feeds:
        place = identity(feed.url)
        tags = known.get(place)
        known[place] = (tags or frozenset()) | feed.tags
        if tags is None:
            results.append((Result.ADDED, ""))
        else:
            result = Result.UNCHANGED if feed.tags <= tags else Result.MERGED
            results.append((result, f"“{feed.title or feed.url}” is followed already"))
    return results


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


def opml_of_feeds(library: Library) -> str:
    """All feeds of a library as OPML 2.0."""
    return opml_of(library.feeds.values(), made=library.now())


def write_feeds(library: Library, path: Path) -> int:
    """Write all feeds of a library to a file, as OPML, and tell how many there are.

    A file that is there already is replaced, as a whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    replace_file(path, opml_of_feeds(library).encode(), mode=UMASKED)
    return len(library.feeds)
