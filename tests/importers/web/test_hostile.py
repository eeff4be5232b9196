"""Whatever a server sends, a draft comes of it or a reason why not."""

import asyncio
import gzip
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.page_drafts import (
    draft_of_fetched,
    draft_of_url,
    drafts_of_urls,
    full_version,
    page_address,
    sent_on_to,
)
from octavo.importers.web.responses import Fetched, FetchFailed
from octavo.importers.web.urls import NotOnTheWeb, redirect_target, requestable, without_user
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.making import MORNING, examples
from tests.web.server import Web

IMPATIENT = Limits(connect=1, read=0.05, total=0.2, total_of_files=0.2, most=50_000, pause=0)

HEADERS = st.sampled_from(
    [
        "Content-Type: text/html",
        "Content-Type: text/html; charset=\xff\x00",
        "Content-Type: ;;;=",
        "Content-Type: image/\u2028",
        "Content-Encoding: gzip",
        "Content-Encoding: br, zstd, deflate",
        "Content-Length: 7",
        "Content-Length: 99999999999999999999999999999999",
        "Content-Length: \u00b2",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Location: /a",
        "Location: //",
        "Location: http://[::1",
        "Location: \x80\xff\u00e9",
        "Location: http://\u00df\u3002\xad/",
        "Retry-After: \u00b2",
        "Retry-After: Sun, 99 Foo 99999 25:61:61 +9999",
        "ETag: \xff",
        "Set-Cookie: \x00=;;;",
        "Connection: upgrade",
        "Upgrade: h2c",
        "no colon",
        ": no name",
        " folded",
    ]
)
STATUSES = st.sampled_from([200, 204, 301, 304, 307, 100, 101, 199, 206, 429, 503, 600, 999])
BODIES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"<html amp><link rel=canonical href='http://[x'><p>x",
            b"<meta http-equiv=refresh content='0;url=/a'><p>words",
            b"<meta http-equiv=refresh content='0;url=http://\xff]['>",
            b"5\r\nhello\r\n0\r\nTrailer: \xff\r\n\r\n",
            b"ffffffffffffffffff\r\n",
            gzip.compress(bytes(100_000)),
            gzip.compress(b"<p>words")[:-5],
            b"\xef\xbb\xbf<html>" + b"<div>" * 5000,
        ]
    ),
)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Something like HTTP."""
    headers = draw(st.lists(HEADERS, max_size=6))
    lines = [f"HTTP/1.{draw(st.integers(0, 2))} {draw(STATUSES)} OK", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace") + draw(BODIES)


async def ask(web: Web) -> None:
    async with Fetcher(IMPATIENT) as fetcher:
        with suppress(FetchFailed, DraftRejected):
            draft = await draft_of_url(fetcher, web.url("/a"), private=True)
            assert draft.text


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(raw=st.one_of(answers(), st.binary(max_size=200)))
@example(raw=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"\0" * 999)
@example(raw=b"HTTP/1.1 302 \xff\r\nLocation: \xff\xfe\r\n\r\n")
def test_any_answer(web: Web, raw: bytes) -> None:
    web.says("/a", raw)
    asyncio.run(ask(web))


@given(data=st.one_of(st.binary(), BODIES), content_type=st.text())
@settings(deadline=None)
def test_any_content(data: bytes, content_type: str) -> None:
    fetched = Fetched(
        asked="http://a.example/x",
        reached="http://a.example/x",
        at=MORNING,
        status=200,
        content_type=content_type,
        data=data,
    )
    with suppress(DraftRejected):
        draft = draft_of_fetched(fetched)
        assert draft.url.startswith("http")


ADDRESSES = st.one_of(
    st.text(),
    st.text(alphabet="/.?&=%#!:@[]~a0é。ß\xad\x00\n\\ 1").map(lambda rest: f"http://{rest}"),
    st.lists(
        st.sampled_from(
            ["http:", "//", "[", "]", "::1", "a.b", "@", ":", "80", "%", "#", "\u2100"]
        )
    ).map("".join),
)


@given(ADDRESSES, ADDRESSES)
@settings(deadline=None)
@example("HTTP://[@0", "")
def test_any_address(address: str, location: str) -> None:
    """One reader of addresses takes what another does not."""
    with suppress(NotOnTheWeb):
        place = requestable(address)
        assert requestable(place) == place
        without_user(address)
        assert "@" not in without_user(place).split("/")[2]
        assert redirect_target(place, location).startswith(("http://", "https://"))


@settings(deadline=None)
@given(ADDRESSES, ADDRESSES, st.binary())
def test_any_claim(said: str, reached: str, data: bytes) -> None:
    page_address(said, reached)
    sent_on_to(
        b"<meta http-equiv=refresh content='0;url=" + said.encode(errors="replace"), reached
    )
    full_version(b"<html amp><link rel=canonical href='" + data, reached)


@given(ADDRESSES)
@settings(max_examples=examples(30), deadline=None)
def test_any_address_that_is_not_on_the_web(address: str) -> None:
    async def fetch() -> None:
        async with Fetcher(IMPATIENT) as fetcher:
            async for url, outcome in drafts_of_urls(fetcher, ["file:" + address]):
                assert url == "file:" + address
                assert not isinstance(outcome, Draft)

    asyncio.run(fetch())


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
async def test_what_is_called_packed_and_is_not(web: Web, coding: str) -> None:
    web.packed("/a", b"\x1f\x8b\x28\xb5 nothing of the kind", coding)
    await ask(web)
