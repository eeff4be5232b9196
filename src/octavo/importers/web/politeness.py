"""Who may ask now: so many requests at once, so many to one host, and a pause between them.

This machine itself needs no pause.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from octavo.importers.web.limits import Limits
from octavo.importers.web.urls import is_own

_ROOM = 500
"""Hosts that are remembered before those that can be forgotten are."""


class _Host:
    """The queue before one host."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.users = 0
        """Those who ask and those who wait."""
        self.free = 0.0
        """When the next request may start."""
        self.rested = 0.0
        """Until when nobody is to ask at all."""


class Turns:
    """Hands out turns to ask, so that no host is asked too often."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.at_once)
        self._hosts: dict[str, _Host] = {}
        self._room = _ROOM

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """A turn to ask a host; it ends with the block."""
        host = self._host(name)
        host.users += 1
        try:
            async with host.places:
                if not is_own(name):
                    await self._pause(host)
                async with self._places:
                    yield
        finally:
            host.users -= 1

    def rest(self, name: str, seconds: float) -> None:
        """Let nobody ask a host for some time, because it has had too many requests."""
        self._host(name).rested = monotonic() + seconds

    def rest_of(self, name: str) -> float:
        """The seconds that a host is still to be left in peace."""
        return max(0.0, self._host(name).rested - monotonic())

    async def _pause(self, host: _Host) -> None:
        now = monotonic()
        start = max(now, host.free)
        host.free = start + self._limits.pause
        if start > now:
            await asyncio.sleep(start - now)

    def _host(self, name: str) -> _Host:
        if len(self._hosts) > self._room:
            now = monotonic()
            self._hosts = {
                name: host
                for name, host in self._hosts.items()
                if host.users or max(host.free, host.rested) > now
            }
            self._room = max(_ROOM, 2 * len(self._hosts))
        return self._hosts.setdefault(name, _Host(self._limits.at_once_per_host))
