"""Following feeds: found from the address of a page, or taken from a list (OPML).

Each outline of a list that comes in is accounted for. What is followed is written as a list
for every other reader.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from octavo.exporters.records import opml_of
from octavo.importers.dispatch import kind_and_charset
from octavo.importers.exports.format import Part
from octavo.importers.feeds.content import FeedContent
from octavo.importers.feeds.discover import (
    LARGEST,
    Outline,
    feeds_in_page,
    outlines_of,
    unaliased,
    usual_feeds,
)
from octavo.importers.feeds.parse import feed_of
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.web.fetcher import FEEDS, Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.responses import Fetched, FetchFailed
from octavo.library.library import Library
from octavo.model.draft import LedgerEntry, Result
from octavo.model.errors import DraftRejected
from octavo.model.feed import Feed
from octavo.model.operation import OperationGroup
from octavo.model.tag import Tag
from octavo.model.url import identity
from octavo.services.async_bridge import Stop, awaited
from octavo.services.detect import address_in
from octavo.storage.files import UMASKED, replace_file
from octavo.text import count_of

__all__ = ["FeedContent", "FetchFailed"]


class DiscoveredFeed(Struct, frozen=True):
    """The feed at an address, or of the page there."""

    url: str
    content: FeedContent
    others: tuple[tuple[str, str], ...] = ()
    """The addresses and titles of the other feeds that the page names."""
    private: bool = False
    """Whether it is in a private network, on the host whose address was typed."""


def find_feed(
    url: str, limits: Limits | None = None, stop: Stop | None = None
) -> DiscoveredFeed:
    """The feed at an address; where a page is, the feed that the page names first.

    The address may be written as people do, such as `blog.example`.

    Raises:
        FetchFailed: If nothing can be had there.
        DraftRejected: If there is no feed.
        asyncio.CancelledError: If it is told to stop.
    """
    return awaited(_find(address_in(unaliased(url)), limits), stop)


def subscribe(
    library: Library, found: DiscoveredFeed, tags: Iterable[Tag] = (), *, full: bool = False
) -> Feed:
    """Follow a feed from now on; its articles come with the next refresh."""
    feed = Feed(
        id=0,
        url=found.url,
        title=found.content.title,
        page=found.content.page,
        tags=frozenset(tags),
        full=full,
        private=found.private,
        added=library.now(),
    )
    [followed] = library.feeds.follow([feed])
    return followed


async def _find(url: str, limits: Limits | None) -> DiscoveredFeed:
    async with Fetcher(limits) as fetcher:
        page = await _ask(fetcher, url, private=True)
        try:
            return await _discovered(page)
        except DraftRejected as rejection:
            named = feeds_in_page(_text(page), page.reached)
            found = await _first(fetcher, page, [address for address, _ in named])
            found = found or await _first(fetcher, page, usual_feeds(page.reached))
            if found is None:
                raise DraftRejected(url, f"{rejection.reason}, and names none") from None
            return replace(found, others=tuple(each for each in named if each[0] != found.url))


async def _first(
    fetcher: Fetcher, page: Fetched, addresses: Sequence[str]
) -> DiscoveredFeed | None:
    """The first of some addresses for a page where there is a feed."""
    for address in addresses:
        try:
            named = await _ask(fetcher, address, private=page.may_lead_to(address))
            return await _discovered(named, at=address)
        except (FetchFailed, DraftRejected):
            continue
    return None


async def _ask(fetcher: Fetcher, url: str, *, private: bool) -> Fetched:
    answer = await fetcher.fetch(url, accept=FEEDS, private=private)
    assert isinstance(answer, Fetched), "no version was named"
    return answer


async def _discovered(page: Fetched, at: str = "") -> DiscoveredFeed:
    """The feed that came from an address.

    Raises:
        DraftRejected: If it is none.
    """
    content = await asyncio.to_thread(
        feed_of, page.data, url=page.reached, content_type=page.content_type
    )
    url = at or page.moved or page.asked
    return DiscoveredFeed(url, content, private=page.may_lead_to(url))


def _text(page: Fetched) -> str:
    _, charset = kind_and_charset(page.content_type)
    return decode(page.data, page.asked, charset or declared_encoding(page.data))


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
    results = iter(found := _results(feeds, library.feeds.values()))
    if feeds and not rehearse:
        before = f"{group.label} and" if group.label else label
        new = sum(result is Result.ADDED for result, _ in found) or len(feeds)
        library.feeds.follow(feeds, f"{before} {count_of(new, 'feed')}", group)
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
            results.append((result, f"“{feed.name}” is followed already"))
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
