"""Who may ask now: so many requests at once, so many to one host, and a pause between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from octavo.importers.web.limits import Limits

_MOST_REMEMBERED = 500


class _Host:
    """The queue before one host."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.users = 0
        """Those who ask and those who wait."""
        self.free = 0.0
        """When the next request may start."""


class Turns:
    """Hands out turns to ask, so that no host is asked too often."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """A turn to ask a host; it ends with the block."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.places:
                await self._pause(host)
                async with self._places:
                    yield
        finally:
            host.users -= 1

    async def _pause(self, host: _Host) -> None:
        now = monotonic()
        start = max(now, host.free)
        host.free = start + self._limits.pause
        if start > now:
            await asyncio.sleep(start - now)

    def _host(self, name: str) -> _Host:
        if len(self._hosts) > _MOST_REMEMBERED:
            now = monotonic()
            self._hosts = {
                name: host
                for name, host in self._hosts.items()
                if host.users or host.free > now
            }
        return self._hosts.setdefault(name, _Host(self._limits.at_once_per_host))
