"""Asking the web: what comes, and in what words it fails."""

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from octavo.importers.web.fetcher import USER_AGENT, Fetcher
from octavo.importers.web.responses import Fetched, NotModified
from octavo.model.errors import DraftRejected
from tests.importers.web.conftest import failed, fetched
from tests.web.server import Web

PAGE = "<html><p>The tide clock has no spring.</p></html>"


async def test_a_page(web: Web, fetcher: Fetcher) -> None:
    url = web.page("/clock", PAGE, headers={"ETag": '"1"', "Last-Modified": "yesterday"})
    page = await fetched(fetcher, url + "#spring")

    assert page.data == PAGE.encode()
    assert (page.asked, page.reached, page.moved) == (url + "#spring", url, "")
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")
    assert (page.etag, page.modified) == ('"1"', "yesterday")
    assert datetime.now(UTC) - page.at < timedelta(seconds=10)
    [request] = web.asked
    assert request.target == "/clock"
    assert request.headers["user-agent"] == USER_AGENT


async def test_a_version_that_is_known_does_not_come_again(web: Web, fetcher: Fetcher) -> None:
    url = web.versioned("/feed", "<rss/>", etag='"7"')
    new = await fetcher.fetch(url, etag='"6"', private=True)
    old = await fetcher.fetch(
        url, etag='"7"', modified="Sun, 01 Mar 2026 08:00:00 GMT", private=True
    )

    assert isinstance(new, Fetched)
    assert isinstance(old, NotModified)
    assert old.etag == '"7"'
    assert web.asked[-1].headers["if-modified-since"] == "Sun, 01 Mar 2026 08:00:00 GMT"


async def test_not_modified_is_no_answer_to_those_who_have_nothing(
    web: Web, fetcher: Fetcher
) -> None:
    failure = await failed(fetcher, web.fails("/a", "304 Not Modified"))
    assert failure.reason == "the server answers with no page (304)"


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        ("404 Not Found", "the server does not know this page (404)", False),
        ("410 Gone", "the page is gone for good (410)", False),
        ("401 Unauthorized", "the server asks for a name and a password (401)", False),
        ("403 Forbidden", "the server refuses to show this page (403)", False),
        ("499 Odd", "the server refuses (499)", False),
        ("500 Oops", "the server made a mistake (500)", True),
        ("503 Busy", "the server is overloaded or being mended (503)", True),
        ("522 Far", "the server is in trouble (522)", True),
        ("999 Request denied", "the server refuses (999)", False),
        ("505 Old", "the server is in trouble (505)", False),
        ("300 Choose", "the server answers with no page (300)", False),
        ("302 Found", "the server answers with no page (302)", False),
        ("206 Partial Content", "the server answers with no page (206)", False),
    ],
)
async def test_an_answer_that_is_no_page(
    web: Web, fetcher: Fetcher, status: str, reason: str, again: bool
) -> None:
    url = web.fails("/a", status)
    failure = await failed(fetcher, url)
    assert (failure.url, failure.reason, failure.again) == (url, reason, again)
    assert failure.status == int(status[:3])


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        pytest.param("120", 120, 120, id="a number of seconds"),
        pytest.param("in a while", None, None, id="words say nothing"),
        pytest.param("-5", None, None, id="no negative number"),
        pytest.param("9" * 50, 2_592_000, 2_592_000, id="a month is the most"),
        pytest.param("Sun, 01 Mar 1998 08:00:00 GMT", 0, 0, id="a date that is past"),
        pytest.param(
            format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True),
            86_400,
            172_800,
            id="a date",
        ),
    ],
)
async def test_when_the_server_wants_to_be_asked_again(
    web: Web, fetcher: Fetcher, header: str, least: float | None, most: float | None
) -> None:
    url = web.fails("/a", "429 Too Many Requests", {"Retry-After": header})
    failure = await failed(fetcher, url)
    assert failure.again
    if least is None or most is None:
        assert failure.retry_after is None
    else:
        assert failure.retry_after is not None
        assert least <= failure.retry_after <= most


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "it is an address of the kind file:, not of the web"),
        ("FTP://a.example/x", "it is an address of the kind ftp:, not of the web"),
        ("javascript:alert(1)", "it is an address of the kind javascript:, not of the web"),
        ("data:text/html,x", "it is an address of the kind data:, not of the web"),
        ("place:sort=8", "it is an address of the kind place:, not of the web"),
        ("a.example/x", "it is no web address"),
        ("localhost:80/x", "it is no web address"),
        ("http://", "it is no web address"),
        ("http://a,b/", "it is no web address"),
        ("http:///x", "it is no web address"),
        ("http://a.example:port/", "it is no web address"),
        ("http://a.example:99999/", "it is no web address"),
        ("http://[::1/", "it is no web address"),
        ("http://a..example/", "it is no web address"),
        ("http://" + "a" * 100 + "\u00fc.example/", "it is no web address"),
        ("http://a.example/" + "x" * 70_000, "it is no web address"),
        ("", "it is no web address"),
    ],
)
async def test_what_cannot_be_asked(fetcher: Fetcher, url: str, reason: str) -> None:
    failure = await failed(fetcher, url)
    assert (failure.reason, failure.again) == (reason, False)


async def test_no_cookies_are_kept(web: Web, fetcher: Fetcher) -> None:
    url = web.page("/a", PAGE, headers={"Set-Cookie": "who=you; Path=/"})
    await fetched(fetcher, url)
    await fetched(fetcher, url)
    assert all("cookie" not in request.headers for request in web.asked)


async def test_a_host_in_other_letters(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.page("http://xn--bcher-kva.example/", PAGE)
    page = await fetched(fetcher, "http://Bücher.example")
    assert page.reached == "http://xn--bcher-kva.example/"


async def test_nobody_listens(web: Web, fetcher: Fetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        failure = await failed(fetcher, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert failure.reason == "no server answers at 127.0.0.1"
    assert failure.again


async def test_no_such_server(web: Web, fetcher: Fetcher) -> None:
    """The name cannot exist; no name server is needed to know that."""
    failure = await failed(fetcher, "http://nobody.invalid/")
    assert "nobody.invalid" in failure.reason


async def test_the_type_is_seen_before_the_body(web: Web, fetcher: Fetcher) -> None:
    seen: list[str] = []

    def refuse(content_type: str) -> None:
        seen.append(content_type)
        raise DraftRejected("film", "it is a film")

    with pytest.raises(DraftRejected):
        await fetcher.fetch(web.endless("/film", "video/mp4"), check=refuse, private=True)
    assert seen == ["video/mp4"]


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not claim():
            await asyncio.sleep(0.005)


async def test_a_fetch_that_is_cancelled_leaves_nothing(web: Web, fetcher: Fetcher) -> None:
    task = asyncio.create_task(fetcher.fetch(web.slow("/a"), private=True))
    await until(lambda: web.open_connections == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: web.open_connections == 0)


@pytest.mark.parametrize("turns", range(0, 40, 2))
async def test_a_fetch_leaves_nothing_wherever_it_is_cancelled(
    web: Web, fetcher: Fetcher, turns: int
) -> None:
    for more in range(2):
        task = asyncio.create_task(fetcher.fetch(web.slow("/a"), private=True))
        for _ in range(turns + more):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await asyncio.sleep(0.005)
    await until(lambda: web.open_connections == 0)
