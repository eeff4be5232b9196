"""Servers that are broken, slow or endless, or that lie."""

import pytest

from octavo.importers.web.fetcher import Fetcher
from tests.importers.web.conftest import failed, fetched
from tests.web.server import Web

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


async def test_a_server_without_a_word(web: Web, impatient: Fetcher) -> None:
    failure = await failed(impatient, web.slow("/a"))
    assert (failure.reason, failure.again) == (SILENCE, True)


async def test_a_server_that_drips(web: Web, impatient: Fetcher) -> None:
    failure = await failed(impatient, web.drips("/a"))
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
