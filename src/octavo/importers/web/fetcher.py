"""Asking the web for pages, feeds and files, within limits."""

import asyncio
import os
import ssl
from collections.abc import Callable
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import monotonic
from typing import NamedTuple, Self

import httpx
from msgspec.structs import asdict

from octavo import __version__
from octavo.importers.text.clean import clean_line
from octavo.importers.web.connections import PRIVATE, Connections, PrivateNetwork, TooMuchWork
from octavo.importers.web.limits import Limits, RateLimiter, in_megabytes, in_seconds
from octavo.importers.web.responses import (
    CODINGS,
    Damaged,
    Fetched,
    FetchFailed,
    HttpResponse,
    NotModified,
    TooLarge,
    failure,
    refusal,
    seconds_of_freshness,
    seconds_to_wait,
    unpack,
)
from octavo.importers.web.urls import (
    NotOnTheWeb,
    host_of,
    is_private,
    redirect_target,
    requestable,
    without_user,
)

USER_AGENT = f"octavo/{__version__} (+reader)"
PAGES = "text/html,application/xhtml+xml;q=0.9,text/markdown;q=0.9,text/plain;q=0.8,*/*;q=0.5"
FEEDS = (
    "application/atom+xml,application/rss+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.5"
)

_MOVED = frozenset((301, 302, 303, 307, 308))
_TOO_MANY = 429
_REST = 30.0
"""Seconds that a host is left in peace when it has had too many requests and names no time."""

_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))

Check = Callable[[str], None]
"""Is told the content type before the body is read; what it raises ends the fetch."""


class _Redirect(NamedTuple):
    location: str
    for_good: bool


class _RedirectChain:
    """Where a fetch has come to, and how long it has taken."""

    def __init__(self, asked: str, longest: float, *, private: bool) -> None:
        """Set out for an address, for so many seconds.

        Raises:
            FetchFailed: If it leads nowhere on the web.
        """
        self.asked = asked
        try:
            self.address = requestable(asked)
        except NotOnTheWeb as problem:
            raise FetchFailed(asked, str(problem)) from None
        self.private = private
        """Whether the host to ask next may be in a private network."""
        self.moved = ""
        """Where it has moved for good: the end of the permanent redirects at its start."""
        self.longest = longest
        self.spent = 0.0
        """Seconds of asking so far, without the waiting for a turn."""
        self._seen = {self.address}
        self._for_good = True
        self._refuse_private()

    @property
    def host(self) -> str:
        return host_of(self.address)

    @property
    def reached(self) -> str:
        """The address that answers in the end, as it may be kept."""
        return without_user(self.address)

    @property
    def strayed(self) -> FetchFailed:
        """That it has come into a private network, where it may not go."""
        leads = "it leads" if len(self._seen) == 1 else "it redirects"
        way_out = "to allow that, add the address yourself"
        return FetchFailed(self.asked, f"{leads} into a private network; {way_out}")

    def follow(self, location: str, *, for_good: bool = False) -> None:
        """Turn to where a redirect leads: to another host only if that is a public one.

        Raises:
            FetchFailed: If it leads nowhere good.
        """
        try:
            address = redirect_target(self.address, location)
        except NotOnTheWeb as problem:
            raise FetchFailed(self.asked, f"it redirects, but {problem}") from None
        if address in self._seen:
            raise FetchFailed(self.asked, "it redirects in a circle")
        self._seen.add(address)
        self._for_good = self._for_good and for_good
        if self._for_good:
            self.moved = without_user(address)
        self.private = self.private and host_of(address) == self.host
        self.address = address
        self._refuse_private()

    def _refuse_private(self) -> None:
        if is_private(self.address) and not self.private:
            raise self.strayed


class Fetcher:
    """Asks the web, politely and within limits; used as `async with Fetcher() as fetcher`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.reading = asyncio.Semaphore(1)
        """Held by who reads a page: one at a time leaves the screen its share of time."""
        self._limiter = RateLimiter(self.limits)
        self._client = _client(self.limits)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        modified: str = "",
        accept: str = PAGES,
        check: Check | None = None,
        private: bool = False,
    ) -> Fetched | NotModified:
        """What an address holds now, or that it is unchanged since `etag` or `modified`.

        Only an address that the person typed may lead into a `private` network, and no
        further than to its own host: a page, a feed, a file or a redirect may name none.

        Raises:
            FetchFailed: If it cannot be had.
        """
        chain = _RedirectChain(url, self.limits.total, private=private)
        asked = {"Accept": accept, "If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in asked.items() if value}
        for _ in range(self.limits.redirects + 1):
            answer = await self._ask(chain, headers, check)
            if not isinstance(answer, _Redirect):
                return answer
            chain.follow(answer.location, for_good=answer.for_good)
        raise FetchFailed(url, f"it redirects more than {self.limits.redirects} times")

    async def _ask(
        self, chain: _RedirectChain, headers: dict[str, str], check: Check | None
    ) -> Fetched | NotModified | _Redirect:
        """Ask once, in turn, and within the time that is left."""
        async with self._limiter.slot(chain.host):
            if wait := self._limiter.seconds_left(chain.host):
                raise refusal(chain.asked, _TOO_MANY, wait)
            start = monotonic()
            clock = asyncio.timeout(chain.longest - chain.spent)
            try:
                told = {PRIVATE: chain.private}
                asking = self._client.stream(
                    "GET", chain.address, headers=headers, extensions=told
                )
                async with clock, asking as response:
                    return await self._read(chain, response, check, clock)
            except PrivateNetwork:
                raise chain.strayed from None
            except TooMuchWork as work:
                raise FetchFailed(chain.asked, str(work)) from None
            except TimeoutError:
                reason = f"it took longer than {in_seconds(chain.longest)}"
                raise FetchFailed(chain.asked, reason, again=True) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise failure(chain.asked, chain.host, error, self.limits) from error
            finally:
                chain.spent += monotonic() - start

    async def _read(
        self,
        chain: _RedirectChain,
        response: httpx.Response,
        check: Check | None,
        clock: asyncio.Timeout,
    ) -> Fetched | NotModified | _Redirect:
        """What a response says.

        Raises:
            FetchFailed: If it says that there is nothing.
        """
        status, headers = response.status_code, response.headers
        if status in _MOVED and headers.get("location", "").strip():
            return _Redirect(headers["location"], status in (301, 308))
        if status == 304 and not _CONDITIONS.isdisjoint(response.request.headers):
            return NotModified(**asdict(_answer(chain, response)))
        if not 200 <= status < 300 or status == 206:
            wait = seconds_to_wait(headers)
            if status == _TOO_MANY:
                self._limiter.back_off(chain.host, _REST if wait is None else wait)
            raise refusal(chain.asked, status, wait)
        content_type = clean_line(headers.get("content-type", ""))
        if check:
            check(content_type)
        most, chain.longest = self.limits.of_type(content_type)
        clock.reschedule(asyncio.get_running_loop().time() + chain.longest - chain.spent)
        return Fetched(
            **asdict(_answer(chain, response)),
            status=status,
            content_type=content_type,
            data=await _body(chain.asked, response, most),
            told=dict(headers),
        )


def _answer(chain: _RedirectChain, response: httpx.Response) -> HttpResponse:
    headers = response.headers
    return HttpResponse(
        asked=chain.asked,
        reached=chain.reached,
        moved=chain.moved,
        etag=headers.get("etag", ""),
        modified=headers.get("last-modified", ""),
        fresh=seconds_of_freshness(headers),
        private=response.extensions[PRIVATE],
    )


async def _body(asked: str, response: httpx.Response, most: int) -> bytes:
    """The body of a response, unpacked.

    Raises:
        FetchFailed: If it is larger than `most` bytes, or cannot be unpacked.
    """
    try:
        packed = await _packed(response, most)
        codings = response.headers.get("content-encoding", "")
        return await asyncio.to_thread(unpack, packed, codings, most) if codings else packed
    except TooLarge:
        raise FetchFailed(asked, f"it is larger than {in_megabytes(most)}") from None
    except Damaged:
        raise FetchFailed(asked, "it comes packed, and is damaged", again=True) from None


async def _packed(response: httpx.Response, most: int) -> bytes:
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise TooLarge
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def _client(limits: Limits) -> httpx.AsyncClient:
    """A client that follows nothing and keeps no cookies; proxies are those of the system."""
    trust = _trust(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))
    return httpx.AsyncClient(
        transport=Connections(limits, trust),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": CODINGS},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
    )


@cache
def _trust(*_: str) -> ssl.SSLContext:
    """Whom to trust: httpx finds it where these variables say; it takes a tenth of a second."""
    return httpx.create_ssl_context()
