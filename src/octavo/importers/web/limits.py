"""How long, how much, how many and how often: what the web may cost.

This machine itself needs no pause between two requests.
"""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Sequence,
)
from contextlib import asynccontextmanager
from itertools import islice
from time import monotonic
from typing import TypeVar

from msgspec import Struct

from octavo.importers.web.urls import is_own
from octavo.model.url import site_of

MEGABYTE = 1024 * 1024

_FILES = ("application/", "message/", "multipart/", "audio/", "video/", "image/", "font/")
_PAGES = ("html", "xml", "json")


Item = TypeVar("Item")
Result = TypeVar("Result")


class Limits(Struct, frozen=True, kw_only=True):
    """How long, how much and how many; times are in seconds, sizes in bytes."""

    connect: float = 10
    """Until a server answers at all."""
    read: float = 20
    """Between two pieces of an answer."""
    total: float = 30
    """For a page with all its redirects, however lively the server is."""
    total_of_files: float = 180
    """The same for a PDF or another file."""
    most: int = 20 * MEGABYTE
    """Of a page, unpacked."""
    most_of_files: int = 64 * MEGABYTE
    redirects: int = 10
    at_once: int = 8
    at_once_per_host: int = 2
    pause: float = 0.5
    """Between the starts of two requests to one host."""

    def of_type(self, content_type: str) -> tuple[int, float]:
        """The most bytes and seconds for what is said to be of this type."""
        if is_file(content_type):
            return self.most_of_files, self.total_of_files
        return self.most, self.total


def is_file(content_type: str) -> bool:
    """Whether a type is that of a file, such as a PDF, and not of a page or a feed."""
    media = content_type.partition(";")[0].strip().lower()
    return media.startswith(_FILES) and not media.endswith(_PAGES)


def in_megabytes(size: int) -> str:
    """A size as people say it: `20 MB`, and `5 KB` or `7 bytes` where it is small."""
    if size >= MEGABYTE:
        return f"{size // MEGABYTE} MB"
    return f"{size // 1024} KB" if size >= 1024 else f"{size} bytes"


def in_seconds(seconds: float) -> str:
    """A time as people say it: `30 seconds`, `1 second`."""
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"


async def as_they_come(
    items: Iterable[Item],
    work: Callable[[Item], Coroutine[object, object, Result]],
    at_once: int,
) -> AsyncGenerator[tuple[Item, Result], None]:
    """Each item with what became of it, as soon as that is known; so many are begun at once.

    Closing the generator (`contextlib.aclosing`), or cancelling who waits for it, stops the
    work under way and waits until it has stopped.
    """
    waiting = iter(items)
    begun: dict[asyncio.Task[Result], Item] = {}
    try:
        while True:
            for item in islice(waiting, at_once - len(begun)):
                begun[asyncio.create_task(work(item))] = item
            if not begun:
                return
            done, _ = await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield begun.pop(task), task.result()
    finally:
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


def spread(urls: Sequence[str]) -> list[str]:
    """The addresses in an order that asks one host after the other, not one all the time."""
    rounds: dict[str, int] = {}
    numbered: list[tuple[int, str]] = []
    for url in urls:
        site = site_of(url)
        rounds[site] = rounds.get(site, 0) + 1
        numbered.append((rounds[site], url))
    return [url for _, url in sorted(numbered, key=lambda pair: pair[0])]


class _Host:
    """The queue before one host."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.open_from = 0.0
        """When the next request may start."""
        self.closed_until = 0.0
        """Until when nobody is to ask at all."""


class RateLimiter:
    """Has everybody wait for a slot, so that no host is asked too often."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def slot(self, name: str) -> AsyncIterator[None]:
        """A slot to ask a host in; it ends with the block."""
        host = self._host(name)
        async with host.places:
            if not is_own(name):
                await self._pause(host)
            async with self._places:
                yield

    def back_off(self, name: str, seconds: float) -> None:
        """Let nobody ask a host for some time, because it has had too many requests."""
        self._host(name).closed_until = monotonic() + seconds

    def seconds_left(self, name: str) -> float:
        """The seconds that a host is still to be left in peace."""
        return max(0.0, self._host(name).closed_until - monotonic())

    async def _pause(self, host: _Host) -> None:
        now = monotonic()
        start = max(now, host.open_from)
        host.open_from = start + self._limits.pause
        if start > now:
            await asyncio.sleep(start - now)

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host(self._limits.at_once_per_host))
