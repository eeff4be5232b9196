"""Following feeds: found from the address of a page, or taken from a list."""

import asyncio
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

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
