"""Connections to the web: only where it is allowed, and for no more work than is worth it.

A name is looked up once, and the connection goes to one of the very addresses that were
checked, so that nobody can answer a second look-up with another one (DNS rebinding). TLS
still holds the server to its name. Where the environment names a proxy, that one looks names
up: then only numbers, and names that no public network has, are known to be private.

Large because who opens a connection answers for it until it is closed, however it is ended.
"""

import asyncio
import socket
import ssl
from asyncio import FIRST_COMPLETED
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
)
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from octavo.importers.web.limits import Limits
from octavo.importers.web.urls import is_private, is_public

PRIVATE = "private"
"""The extension of a request that may go into a private network, and of an answer from one."""

OVERHEAD = 512 * 1024
"""Bytes that a server may send beside bodies before it is given up: a second or two of work."""
_ERRORS = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
    *(httpcore.ProxyError, httpcore.UnsupportedProtocol),
)
_HEAD = 64 * 1024
"""Bytes that the head of each answer may have beside that."""
_READ = 64
"""What a read counts at the least, in bytes: a segment of TCP costs more than what is in it."""
_FRAMING = 16
"""One byte in so many of a body may go for its framing, as in chunks of 100 bytes."""
_WINDOW = 2**24
"""Bytes that a server sends of a body that is given up: the window that httpcore opens."""
_STAGGER = 0.25
"""Seconds after which the next address of a host is tried too (RFC 8305, section 5)."""


class PrivateNetwork(Exception):
    """A name stands for nothing but addresses in a private network."""


class TooMuchWork(Exception):
    """A server sends and sends, and next to nothing of it is what was asked for."""


class MeteredStream(httpcore.AsyncNetworkStream):
    """A connection that counts what it costs, and ends when that is too much.

    What nobody asked for counts, such as interim answers (1xx), pings, the headers of chunks
    and frames; and so does what comes byte by byte.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._spent = 0

    def expect_rest(self) -> None:
        """Expect the rest of a body that nobody reads to come before the next answer."""
        self._spent = min(0, self._spent) - _WINDOW

    def credit(self, body: int) -> None:
        """Count so many bytes of a body as worth their work."""
        self._spent = max(0, self._spent - body - body // _FRAMING)

    def credit_head(self) -> None:
        """Count the head of an answer as worth its work."""
        self._spent = max(0, self._spent - _HEAD)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(max_bytes, timeout)
        self._spent += max(len(data), _READ)
        if self._spent > OVERHEAD:
            raise TooMuchWork("the server sends much, and next to nothing of it is the page")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            secure = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:  # httpcore closes it after an error, but not if it is cancelled
            await self.aclose()
            raise
        return MeteredStream(secure)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _Network(httpcore.AsyncNetworkBackend):
    """Connects to hosts: to public addresses alone, unless it may go anywhere."""

    def __init__(self, *, anywhere: bool) -> None:
        self._anywhere = anywhere
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            PrivateNetwork: If it has no address that may be connected to.
        """
        try:
            async with asyncio.timeout(timeout):
                numbers = await self._numbers(host, port)
                connect = self._network.connect_tcp
                tries = [
                    partial(connect, number, port, timeout, local_address, socket_options)
                    for number in numbers
                ]
                return MeteredStream(await _first(tries))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error

    async def _numbers(self, host: str, port: int) -> list[str]:
        """The addresses of a host, the likeliest first, of which one is to be connected to."""
        look_up = asyncio.get_running_loop().getaddrinfo
        try:
            found = await look_up(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        numbers = dict.fromkeys(str(address[0]) for *_, address in found)
        allowed = [number for number in numbers if self._anywhere or is_public(number)]
        if not allowed:
            raise PrivateNetwork
        return allowed


async def _first(
    tries: Iterable[Callable[[], Awaitable[httpcore.AsyncNetworkStream]]],
) -> httpcore.AsyncNetworkStream:
    """The first connection that is there; another is tried if one fails or lets wait.

    Raises:
        httpcore.NetworkError: If all fail.
        httpcore.TimeoutException: The same.
    """
    tries = list(tries)
    begun: set[asyncio.Future[httpcore.AsyncNetworkStream]] = set()
    try:
        while True:
            if tries:
                begun.add(asyncio.ensure_future(tries.pop(0)()))
            pause = _STAGGER if tries else None
            done, _ = await asyncio.wait(begun, timeout=pause, return_when=FIRST_COMPLETED)
            for attempt in done:
                begun.remove(attempt)
                if not attempt.exception() or not (begun or tries):
                    return await attempt
    finally:
        _ABANDONED.update(begun)
        for attempt in begun:
            attempt.add_done_callback(_close)


_ABANDONED: set[asyncio.Future[Any]] = set()
"""Connections that nobody waits for, until they are there or have failed and can be closed.

One that is cancelled while it comes about may stay open for good, as nobody has it yet.
"""


def _close(attempt: asyncio.Future[httpcore.AsyncNetworkStream]) -> None:
    """Close a connection that nobody waits for."""
    _ABANDONED.discard(attempt)
    if not (attempt.cancelled() or attempt.exception()):
        closing = asyncio.ensure_future(attempt.result().aclose())
        _ABANDONED.add(closing)
        closing.add_done_callback(_ABANDONED.discard)


class Connections(httpx.AsyncBaseTransport):
    """All connections to the web: straight, or through the proxies of the system.

    Those into private networks are kept apart, so that no other request comes upon them.
    """

    def __init__(self, limits: Limits, trust: ssl.SSLContext) -> None:
        self._limits = limits
        self._trust = trust
        self._proxies = getproxies()
        self._pools: dict[object, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, by the way that leads there."""
        url = request.url
        proxy = self._proxy(url)
        pool = self._pool(proxy or bool(request.extensions.get(PRIVATE)))
        asked = httpcore.Request(
            request.method,
            _url(url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            with _errors_of_httpx():
                answer = await pool.handle_async_request(asked)
        except asyncio.CancelledError:
            await _close_unasked(pool)
            raise
        stream = answer.extensions["network_stream"]
        if isinstance(stream, MeteredStream):
            stream.credit_head()
        number = str(stream.get_extra_info("server_addr")[0])
        private = is_private(str(url)) or (not proxy and not is_public(number))
        assert isinstance(answer.stream, AsyncIterable)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream, stream),
            extensions={**answer.extensions, PRIVATE: private},
        )

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    def _proxy(self, url: httpx.URL) -> str:
        """The proxy that asks in our place, or empty."""
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all") or ""
        if not proxy or proxy_bypass(url.host):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"

    def _pool(self, way: str | bool) -> httpcore.AsyncConnectionPool:
        """The connections of one way: a proxy, or straight, to anywhere if it is True."""
        return self._pools.get(way) or self._pools.setdefault(way, self._new_pool(way))

    def _new_pool(self, way: str | bool) -> httpcore.AsyncConnectionPool:
        most, network = self._limits.at_once, _Network(anywhere=bool(way))
        pool = partial(
            httpcore.AsyncConnectionPool,
            max_connections=most,
            max_keepalive_connections=most,
            http2=True,
            ssl_context=self._trust,
            network_backend=network,
        )
        if isinstance(way, bool):
            return pool()
        try:
            proxy = httpx.Proxy(way)
        except ValueError as error:
            raise httpx.ProxyError(str(error)) from error
        return pool(
            proxy=httpcore.Proxy(
                _url(proxy.url),
                auth=proxy.raw_auth,
                headers=proxy.headers.raw,
                ssl_context=proxy.ssl_context,
            )
        )


class _Body(httpx.AsyncByteStream):
    """The body of an answer, whose bytes are worth their work."""

    def __init__(self, body: AsyncIterable[bytes], stream: object) -> None:
        self._body = body
        self._stream = stream
        self._ended = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _errors_of_httpx():
            async for piece in self._body:
                if isinstance(self._stream, MeteredStream):
                    self._stream.credit(len(piece))
                yield piece
        self._ended = True

    async def aclose(self) -> None:
        if isinstance(self._stream, MeteredStream) and not self._ended:
            self._stream.expect_rest()
        if close := getattr(self._body, "aclose", None):
            await close()


async def _close_unasked(pool: httpcore.AsyncConnectionPool) -> None:
    """Close what was connected and never asked: httpcore keeps it if that was cancelled.

    Another request that was about to use such a connection takes a new one.
    """
    for connection in pool.connections:
        if ", NEW," in connection.info():
            await connection.aclose()


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    """Errors as httpx names them: as httpcore does."""
    try:
        yield
    except ImportError as error:  # of what speaks to a SOCKS proxy, and is no part of octavo
        raise httpx.ProxyError(str(error)) from error
    except _ERRORS as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
