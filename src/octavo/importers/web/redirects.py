"""The redirects that one fetch goes through."""

from octavo.importers.web.responses import FetchFailed
from octavo.importers.web.urls import (
    NotOnTheWeb,
    host_of,
    is_private,
    redirect_target,
    requestable,
    without_user,
)


class RedirectChain:
    """Where a fetch has come to, and how long it has taken."""

    def __init__(self, asked: str, longest: float) -> None:
        """Set out for an address, for so many seconds.

        Raises:
            FetchFailed: If it leads nowhere on the web.
        """
        self.asked = asked
        try:
            self.address = requestable(asked)
        except NotOnTheWeb as problem:
            raise FetchFailed(asked, str(problem)) from None
        self.moved = ""
        """Where it has moved for good: the end of the permanent redirects at its start."""
        self.longest = longest
        self.spent = 0.0
        """Seconds of asking so far, without the waiting for a turn."""
        self._seen = {self.address}
        self._for_good = True

    @property
    def host(self) -> str:
        """Whom to ask next."""
        return host_of(self.address)

    @property
    def reached(self) -> str:
        """The address that answers in the end, as it may be kept."""
        return without_user(self.address)

    async def refuse_private(self) -> None:
        """Go nowhere that only the person could have meant.

        Raises:
            FetchFailed: If the address leads into a private network.
        """
        if await is_private(self.address):
            raise FetchFailed(self.asked, "it leads into a private network")

    async def follow(self, location: str, *, for_good: bool = False) -> None:
        """Turn to where a redirect leads.

        Raises:
            FetchFailed: If it leads nowhere good.
        """
        try:
            address = redirect_target(self.address, location)
        except NotOnTheWeb as problem:
            raise FetchFailed(self.asked, f"it redirects, but {problem}") from None
        if address in self._seen:
            raise FetchFailed(self.asked, "it redirects in a circle")
        if await _leaves_the_public(self.address, address):
            raise FetchFailed(self.asked, "it redirects into a private network")
        self._seen.add(address)
        self._for_good = self._for_good and for_good
        if self._for_good:
            self.moved = without_user(address)
        self.address = address


async def _leaves_the_public(here: str, there: str) -> bool:
    if host_of(here) == host_of(there):
        return False
    return await is_private(there) and not await is_private(here)
