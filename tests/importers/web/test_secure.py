"""TLS: whom to trust, and HTTP/2."""

import gzip

import pytest

from octavo.importers.web.fetcher import Fetcher
from tests.importers.web.conftest import LIMITS, failed, fetched
from tests.web.server import CERTIFICATE, Web

PAGE = "<html><p>The tide clock has no spring.</p></html>"


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
