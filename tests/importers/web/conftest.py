"""A web on the loopback, and somebody who asks it with little patience."""

from collections.abc import AsyncIterator

import pytest

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from tests.web.fixtures import secure_web, web, wide_web

__all__ = ["secure_web", "web", "wide_web"]

LIMITS = Limits(
    connect=2,
    read=0.3,
    total=0.6,
    total_of_files=1,
    most=200_000,
    most_of_files=400_000,
    pause=0,
)


@pytest.fixture
async def fetcher(request: pytest.FixtureRequest) -> AsyncIterator[Fetcher]:
    """Somebody who asks; through the proxy in a test that has a wide web."""
    if "wide_web" in request.fixturenames:
        request.getfixturevalue("wide_web")
    async with Fetcher(LIMITS) as fetcher:
        yield fetcher
