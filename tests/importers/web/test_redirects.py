"""Redirects: followed by hand, and not everywhere."""

import pytest

from octavo.importers.web.fetcher import Fetcher
from tests.importers.web.conftest import failed, fetched
from tests.web.server import Web

PAGE = "<html><p>The tide clock has no spring.</p></html>"


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
        "http://[2002:7f00:1::]/", "http://[64:ff9b::10.0.0.1]/", "http://[::10.0.0.1]/",
        "http://[fec0::1]/", "http://127.0.0.1./", "http://nas/",
        "http://localhost./", "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/",
    ],
)  # fmt: skip
async def test_the_public_web_may_not_send_into_a_private_network(
    wide_web: Web, fetcher: Fetcher, inside: str
) -> None:
    failure = await failed(fetcher, wide_web.redirects("http://news.example/a", inside))
    assert failure.reason.startswith("it redirects into a private network")
    assert len(wide_web.asked) == 1

    failure = await failed(fetcher, inside, private=False)
    assert failure.reason.startswith("it leads into a private network")
    assert len(wide_web.asked) == 1


async def test_a_private_address_that_was_typed_may_redirect_on_its_host(
    web: Web, fetcher: Fetcher
) -> None:
    web.page("/b", PAGE)
    page = await fetched(fetcher, web.redirects("/a", "/b"))
    assert page.data == PAGE.encode()
    assert page.private


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "nas", "[::1]"])
async def test_a_private_address_that_was_typed_may_not_redirect_to_another_one(
    web: Web, fetcher: Fetcher, host: str
) -> None:
    web.page("/b", PAGE)
    url = web.redirects("/a", f"http://{host}:{web.port}/b")
    assert "it redirects into a private network" in (await failed(fetcher, url)).reason
    assert len(web.asked) == 1


async def test_the_way_back_from_the_public_web_is_closed_too(
    wide_web: Web, fetcher: Fetcher
) -> None:
    wide_web.redirects("http://127.0.0.1/a", "http://news.example/b")
    wide_web.redirects("http://news.example/b", "http://127.0.0.1/c")
    failure = await failed(fetcher, "http://127.0.0.1/a")
    assert "it redirects into a private network" in failure.reason
    assert len(wide_web.asked) == 2


async def test_a_password_goes_to_its_own_host_only(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.redirects("http://news.example/a", "/b")
    wide_web.redirects("http://news.example/b", "http://other:x@other.example/c")
    wide_web.page("http://other.example/c", PAGE)
    page = await fetched(fetcher, "http://me:secret@news.example/a")

    assert page.reached == "http://other.example/c"
    said = [request.headers.get("authorization", "") for request in wide_web.asked]
    assert said[0].startswith("Basic ")
    assert said == [said[0], said[0], ""]
