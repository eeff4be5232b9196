"""A web on the loopback, and somebody who asks it."""

from collections.abc import AsyncIterator, Container

import pytest
from msgspec.structs import replace

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.responses import Fetched, FetchFailed
from tests.web.fixtures import secure_web, web, wide_web
from tests.web.server import Web

__all__ = ["secure_web", "web", "wide_web"]


class _Everything(Container[str]):
    def __contains__(self, _: object) -> bool:
        return True


ALL = _Everything()
"""Of addresses, as if the person had typed each."""

LIMITS = Limits(most=200_000, most_of_files=400_000, pause=0)
IMPATIENT = replace(LIMITS, read=0.3, total=0.6, total_of_files=0.6)


@pytest.fixture
async def fetcher(request: pytest.FixtureRequest) -> AsyncIterator[Fetcher]:
    """Somebody who asks; through the proxy in a test that has a wide web."""
    if "wide_web" in request.fixturenames:
        request.getfixturevalue("wide_web")
    async with Fetcher(LIMITS) as fetcher:
        yield fetcher


@pytest.fixture
async def impatient(web: Web) -> AsyncIterator[Fetcher]:
    """Somebody who asks, and does not wait long for an answer."""
    async with Fetcher(IMPATIENT) as fetcher:
        yield fetcher


async def fetched(fetcher: Fetcher, url: str) -> Fetched:
    """What is at an address that is typed."""
    answer = await fetcher.fetch(url, private=True)
    assert isinstance(answer, Fetched)
    return answer


async def failed(fetcher: Fetcher, url: str, *, private: bool = True) -> FetchFailed:
    """Why there is nothing."""
    with pytest.raises(FetchFailed) as failure:
        await fetcher.fetch(url, private=private)
    return failure.value
