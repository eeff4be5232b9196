"""Following feeds: found from the address of a page, or taken from a list."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from octavo.importers.dispatch import kind_and_charset
from octavo.importers.feeds.discover import feeds_in_page, unaliased, usual_feeds
from octavo.importers.feeds.model import FeedContent
from octavo.importers.feeds.parse import feed_of
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.web.fetcher import FEEDS, Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.responses import Fetched, FetchFailed
from octavo.library.library import Library
from octavo.model.errors import DraftRejected
from octavo.model.feed import Feed
from octavo.model.tag import Tag
from octavo.services.async_bridge import Stop, awaited
from octavo.services.detect import address_in

__all__ = ["DiscoveredFeed", "FetchFailed", "find_feed", "subscribe"]


class DiscoveredFeed(Struct, frozen=True):
    """The feed at an address, or of the page there."""

    url: str
    content: FeedContent
    others: tuple[tuple[str, str], ...] = ()
    """The addresses and titles of the other feeds that the page names."""


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
        added=library.now(),
    )
    [followed] = library.feeds.follow([feed])
    return followed


async def _find(url: str, limits: Limits | None) -> DiscoveredFeed:
    async with Fetcher(limits) as fetcher:
        page = await _ask(fetcher, url)
        try:
            return DiscoveredFeed(page.moved or page.asked, _content(page))
        except DraftRejected as rejection:
            named = feeds_in_page(_text(page), page.reached)
            found = await _first(fetcher, [address for address, _ in named])
            found = found or await _first(fetcher, usual_feeds(page.reached))
            if found is None:
                raise DraftRejected(url, f"{rejection.reason}, and names none") from None
            others = tuple(each for each in named if each[0] != found.url)
            return DiscoveredFeed(found.url, found.content, others)


async def _first(fetcher: Fetcher, addresses: Sequence[str]) -> DiscoveredFeed | None:
    """The first of some addresses where there is a feed."""
    for address in addresses:
        try:
            return DiscoveredFeed(address, _content(await _ask(fetcher, address)))
        except (FetchFailed, DraftRejected):
            continue
    return None


async def _ask(fetcher: Fetcher, url: str) -> Fetched:
    answer = await fetcher.fetch(url, accept=FEEDS)
    assert isinstance(answer, Fetched), "no version was named"
    return answer


def _text(page: Fetched) -> str:
    _, charset = kind_and_charset(page.content_type)
    return decode(page.data, page.asked, charset or declared_encoding(page.data))


def _content(page: Fetched) -> FeedContent:
    return feed_of(page.data, url=page.reached, content_type=page.content_type)
