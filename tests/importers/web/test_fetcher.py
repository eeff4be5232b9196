"""Asking the web: what comes, and in what words it fails."""

import asyncio
import gzip
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from octavo.importers.web.answer import Fetched, FetchFailed, NotModified
from octavo.importers.web.fetcher import USER_AGENT, Fetcher
from octavo.model.errors import DraftRejected
from tests.importers.web.conftest import LIMITS
from tests.web.server import CERTIFICATE, Web

PAGE = "<html><p>The tide clock has no spring.</p></html>"


async def fetched(fetcher: Fetcher, url: str) -> Fetched:
    answer = await fetcher.fetch(url)
    assert isinstance(answer, Fetched)
    return answer


async def failed(fetcher: Fetcher, url: str, *, given: bool = True) -> FetchFailed:
    with pytest.raises(FetchFailed) as failure:
        await fetcher.fetch(url, given=given)
    return failure.value


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
    new = await fetcher.fetch(url, etag='"6"')
    old = await fetcher.fetch(url, etag='"7"', modified="Sun, 01 Mar 2026 08:00:00 GMT")

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
            format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True),
            3000,
            3600,
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


async def test_redirects_are_followed(web: Web, fetcher: Fetcher) -> None:
    web.page("/d", PAGE)
    web.redirects("/c", "../d?x=1", "307 Temporary Redirect")
    web.redirects("/b", "/c", "308 Permanent Redirect")
    url = web.redirects("/a", web.url("/b"), "301 Moved Permanently")
    page = await fetched(fetcher, url)

    assert page.asked == url
    assert page.reached == web.url("/d?x=1")
    assert page.moved == web.url("/c")


async def test_a_redirect_in_other_letters(web: Web, fetcher: Fetcher) -> None:
    web.page("/caf%C3%A9", PAGE)
    page = await fetched(fetcher, web.redirects("/a", "/café"))
    assert page.reached == web.url("/caf%C3%A9")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/a", "it redirects in a circle"),
        ("#top", "it redirects in a circle"),
        (
            "file:///etc/passwd",
            "it redirects, but it is an address of the kind file:, not of the web",
        ),
        ("http://[oops", "it redirects, but it is no web address"),
        ("http://,/", "it redirects, but it is no web address"),
        ("http://:80", "it redirects, but it is no web address"),
    ],
)
async def test_a_redirect_that_leads_nowhere(
    web: Web, fetcher: Fetcher, location: str, reason: str
) -> None:
    failure = await failed(fetcher, web.redirects("/a", location))
    assert failure.reason == reason


async def test_redirects_without_an_end(web: Web, fetcher: Fetcher) -> None:
    for number in range(20):
        web.redirects(f"/{number}", f"/{number + 1}")
    failure = await failed(fetcher, web.url("/0"))
    assert failure.reason == "it redirects more than 10 times"
    assert len(web.asked) == 11


@pytest.mark.parametrize(
    "inside",
    [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/",
        "http://localhost/", "http://x.localhost/", "http://printer.local/", "http://[::1]/",
        "http://[::ffff:10.0.0.1]/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://0.0.0.0/", "http://100.64.0.1/", "http://[fe80::1]/", "http://224.0.0.1/",
        "http://[2002:7f00:1::]/",
    ],
)  # fmt: skip
async def test_the_public_web_may_not_send_into_a_private_network(
    wide_web: Web, fetcher: Fetcher, inside: str
) -> None:
    failure = await failed(fetcher, wide_web.redirects("http://news.example/a", inside))
    assert failure.reason == "it redirects into a private network"
    assert len(wide_web.asked) == 1

    failure = await failed(fetcher, inside, given=False)
    assert failure.reason == "it leads into a private network"
    assert len(wide_web.asked) == 1


async def test_a_private_address_that_was_given_may_redirect(
    web: Web, fetcher: Fetcher
) -> None:
    web.page("/b", PAGE)
    url = web.redirects("/a", f"http://localhost:{web.port}/b")
    assert (await fetched(fetcher, url)).data == PAGE.encode()


async def test_a_password_goes_to_its_own_host_only(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.redirects("http://news.example/a", "/b")
    wide_web.redirects("http://news.example/b", "http://other:x@other.example/c")
    wide_web.page("http://other.example/c", PAGE)
    page = await fetched(fetcher, "http://me:secret@news.example/a")

    assert page.reached == "http://other.example/c"
    said = [request.headers.get("authorization", "") for request in wide_web.asked]
    assert said[0].startswith("Basic ")
    assert said == [said[0], said[0], ""]


async def test_no_cookies_are_kept(web: Web, fetcher: Fetcher) -> None:
    url = web.page("/a", PAGE, headers={"Set-Cookie": "who=you; Path=/"})
    await fetched(fetcher, url)
    await fetched(fetcher, url)
    assert all("cookie" not in request.headers for request in web.asked)


async def test_a_host_in_other_letters(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.page("http://xn--bcher-kva.example/", PAGE)
    page = await fetched(fetcher, "http://Bücher.example")
    assert page.reached == "http://xn--bcher-kva.example/"


SILENCE = "127.0.0.1 said nothing for 0.3 seconds"
BROKEN = "the connection broke off"
STRANGE = "the server does not answer as web servers do"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"", BROKEN, id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", BROKEN, id="half a header"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", BROKEN, id="half a body"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
            BROKEN,
            id="half a chunk",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
            STRANGE,
            id="a chunk of no length",
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", STRANGE, id="another protocol"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", STRANGE, id="no status"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n", STRANGE, id="bad length"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 30_000, STRANGE, id="all headers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nhell",
            STRANGE,
            id="two lengths",
        ),
    ],
)
async def test_a_server_that_lies(web: Web, fetcher: Fetcher, raw: bytes, reason: str) -> None:
    failure = await failed(fetcher, web.says("/a", raw))
    assert failure.reason == reason


async def test_more_than_was_announced_is_left(web: Web, fetcher: Fetcher) -> None:
    url = web.says("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhell and more")
    assert (await fetched(fetcher, url)).data == b"hell"


async def test_a_server_without_a_word(web: Web, fetcher: Fetcher) -> None:
    failure = await failed(fetcher, web.slow("/a"))
    assert (failure.reason, failure.again) == (SILENCE, True)


async def test_a_server_that_drips(web: Web, fetcher: Fetcher) -> None:
    failure = await failed(fetcher, web.drips("/a"))
    assert failure.reason == "it took longer than 0.6 seconds"
    assert failure.again


@pytest.mark.parametrize(
    ("type", "reason"),
    [
        ("text/html", "it is larger than 195 KB"),
        ("application/pdf", "it is larger than 390 KB"),
    ],
)
async def test_a_page_without_an_end(
    web: Web, fetcher: Fetcher, type: str, reason: str
) -> None:
    failure = await failed(fetcher, web.endless("/a", type))
    assert (failure.reason, failure.again) == (reason, False)


async def test_what_is_said_to_be_too_large_is_not_read(web: Web, fetcher: Fetcher) -> None:
    url = web.says("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n")
    assert (await failed(fetcher, url)).reason == "it is larger than 195 KB"


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


async def test_a_certificate_that_nobody_vouches_for(secure_web: Web, fetcher: Fetcher) -> None:
    failure = await failed(fetcher, secure_web.page("/a", PAGE))
    assert failure.reason == (
        "127.0.0.1 cannot be trusted: its certificate is signed by itself, "
        "so that nobody vouches for it"
    )
    assert not failure.again


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person vouches for the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.mark.usefixtures("trusted")
async def test_http2(secure_web: Web) -> None:
    async with Fetcher(LIMITS) as fetcher:
        page = await fetched(fetcher, secure_web.page("/a", PAGE * 3000))
        assert page.data == PAGE.encode() * 3000
        packed = gzip.compress(PAGE.encode())
        assert (await fetched(fetcher, secure_web.packed("/b", packed, "gzip"))).data
        failure = await failed(fetcher, secure_web.page("/c", PAGE * 30_000))
        assert failure.reason == "it is larger than 195 KB"
        assert (await failed(fetcher, secure_web.url("/d"))).status == 404
    assert secure_web.asked[0].headers[":scheme"] == "https"


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_for_another_name(secure_web: Web) -> None:
    async with Fetcher(LIMITS) as fetcher:
        failure = await failed(fetcher, f"https://localhost:{secure_web.port}/")
    assert failure.reason == (
        "localhost cannot be trusted: its certificate is made out to another name"
    )


async def test_no_tls_where_it_is_expected(web: Web, fetcher: Fetcher) -> None:
    failure = await failed(fetcher, f"https://127.0.0.1:{web.port}/")
    assert failure.reason == "no secure connection to 127.0.0.1 can be made"


async def test_the_type_is_seen_before_the_body(web: Web, fetcher: Fetcher) -> None:
    seen: list[str] = []

    def refuse(content_type: str) -> None:
        seen.append(content_type)
        raise DraftRejected("film", "it is a film")

    with pytest.raises(DraftRejected):
        await fetcher.fetch(web.endless("/film", "video/mp4"), check=refuse)
    assert seen == ["video/mp4"]


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not claim():
            await asyncio.sleep(0.005)


async def test_a_fetch_that_is_cancelled_leaves_nothing(web: Web, fetcher: Fetcher) -> None:
    task = asyncio.create_task(fetcher.fetch(web.slow("/a")))
    await until(lambda: web.open_connections == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: web.open_connections == 0)
