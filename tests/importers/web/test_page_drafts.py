"""From addresses to drafts."""

import asyncio
import hashlib
from collections.abc import Set
from contextlib import aclosing

import pytest

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.page_drafts import draft_of_url, drafts_of_urls
from octavo.importers.web.responses import FetchFailed
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.web.conftest import ALL, LIMITS
from tests.web.server import Web
from tests.web.wire import Connection, Request

PARAGRAPHS = """
<p>Above the door of the old harbour office hangs a clock that shows the tide and not the time.
It was put up in the year of the great storm, when nobody in the town trusted the sea.</p>
<p>A float in a pipe below the quay rises and falls with the water, and a chain takes its
movement up to the hand, as <a href="keeper">the keeper</a> says to everybody who asks.</p>
<p>Visitors ask for the time and are told that it is high water. Most of them laugh.</p>
"""


def page(title: str = "The tide clock", head: str = "", html: str = "<html>") -> str:
    return (
        f"<!DOCTYPE html>{html}<head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{PARAGRAPHS}</article></body></html>"
    )


async def end_of_all_but(tasks: Set[asyncio.Task[object]]) -> None:
    """Wait until nothing else is under way: a connection may just come about, to be closed."""
    async with asyncio.timeout(10):
        while left := asyncio.all_tasks() - tasks:
            await asyncio.wait(left)


async def rejected(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(DraftRejected) as rejection:
        await draft_of_url(fetcher, url, private=True)
    assert rejection.value.input == url
    return rejection.value.reason


async def test_the_headers_of_a_page_are_kept_with_what_it_declares(
    web: Web, fetcher: Fetcher
) -> None:
    head = '<meta name="ai-disclosure" content="ai-assisted">'
    url = web.page(
        "/news/clock", page(head=head), headers={"AI-Disclosure": "mode=ai-modified"}
    )
    draft = await draft_of_url(fetcher, url, private=True)
    assert draft.provenance
    assert [(each.value, each.where) for each in draft.provenance.declared] == [
        ("ai-modified", "HTTP header"),
        ("ai-assisted", "meta"),
    ]


async def test_a_page_becomes_a_draft(web: Web, fetcher: Fetcher) -> None:
    body = page()
    web.page("/news/clock", body)
    url = web.redirects("/go?utm_source=mail", "/news/clock?utm_source=mail")
    draft = await draft_of_url(fetcher, url, private=True)

    assert draft.title == "The tide clock"
    assert draft.url == web.url("/news/clock")
    assert f"[the keeper]({web.url('/news/keeper')})" in draft.text
    assert draft.source.kind == "page"
    assert draft.source.name == url
    assert draft.source.reached == web.url("/news/clock?utm_source=mail")
    assert draft.source.fetched is not None
    assert draft.source.content_type == "text/html; charset=utf-8"
    assert draft.source.hash == hashlib.sha256(body.encode()).hexdigest()


async def test_a_page_that_is_where_it_was_asked(web: Web, fetcher: Fetcher) -> None:
    draft = await draft_of_url(fetcher, web.page("/a", page()), private=True)
    assert draft.source.reached == ""


async def test_a_password_is_not_kept(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.page("http://news.example/a", page())
    draft = await draft_of_url(fetcher, "http://me:secret@news.example/a", private=True)
    assert "secret" not in repr(draft)


@pytest.mark.parametrize(
    ("type", "meta"),
    [
        pytest.param("text/html; charset=windows-1251", "utf-8", id="the header wins"),
        pytest.param("text/html", "windows-1251", id="the page says it"),
        pytest.param("text/html; charset=nonsense", "windows-1251", id="the header is wrong"),
        pytest.param("", "windows-1251", id="no header"),
    ],
)
async def test_how_the_letters_are_coded(
    web: Web, fetcher: Fetcher, type: str, meta: str
) -> None:
    text = "Часы над дверью показывают прилив, и никто не заводит их уже много лет. " * 4
    body = f"<!DOCTYPE html><html><head><meta charset={meta}><title>Часы</title><p>{text}"
    draft = await draft_of_url(
        fetcher, web.page("/a", body.encode("cp1251"), type=type), private=True
    )
    assert draft.title == "Часы"
    assert "прилив" in draft.text


@pytest.mark.parametrize("type", ["", "text/plain", "application/octet-stream", "x", "image"])
async def test_a_page_that_is_called_something_else(
    web: Web, fetcher: Fetcher, type: str
) -> None:
    draft = await draft_of_url(fetcher, web.page("/a", page(), type=type), private=True)
    assert draft.title == "The tide clock"
    assert "<p>" not in draft.text


async def test_a_page_that_came_packed(web: Web, fetcher: Fetcher) -> None:
    draft = await draft_of_url(fetcher, web.gzipped("/a", page()), private=True)
    assert draft.title == "The tide clock"


async def test_markdown(web: Web, fetcher: Fetcher) -> None:
    url = web.page("/notes/first", "# First\n\nSome *words*.", type="text/markdown")
    draft = await draft_of_url(fetcher, url, private=True)
    assert (draft.title, draft.text, draft.url) == ("First", "Some *words*.", url)


MAIL = b"""From: Ann Lee <ann@harbour.example>
To: readers@harbour.example
Subject: The tide clock
Date: Wed, 04 Mar 2026 08:00:00 +0000
Message-ID: <1@harbour.example>
Content-Type: text/plain; charset=utf-8

Above the door of the old harbour office hangs a clock that shows the tide.
"""


@pytest.mark.parametrize("type", ["message/rfc822", "text/plain", ""])
async def test_a_document(web: Web, fetcher: Fetcher, type: str) -> None:
    url = web.page("/letters/1.eml", MAIL, type=type)
    draft = await draft_of_url(fetcher, url, private=True)
    assert (draft.title, draft.url) == ("The tide clock", url)
    assert (draft.source.kind, draft.source.name) == ("page", url)


async def test_a_document_that_is_damaged(web: Web, fetcher: Fetcher) -> None:
    assert await rejected(fetcher, web.page("/a.pdf", b"%PDF-1.7 x", type="application/pdf"))


async def test_a_host_that_looks_like_a_file_is_none(wide_web: Web, fetcher: Fetcher) -> None:
    """`.rs` is Serbia's ending too."""
    wide_web.page("http://docs.rs/", "The crate is old.\n\nNobody uses it.", type="text/plain")
    draft = await draft_of_url(fetcher, "http://docs.rs", private=True)
    assert "```" not in draft.text
    assert draft.site == "docs.rs"


@pytest.mark.parametrize(
    ("body", "type", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png", "it is no page: the server calls it image/png"),
        (b"\0\0\0", "video/mp4", "it is no page: the server calls it video/mp4"),
        (
            b"\x89PNG\r\n\x1a\n",
            "text/html",
            "it is a PNG image; octavo does not read these yet",
        ),
        (bytes(range(256)) * 9, "", "it is binary data, not a text"),
        (b"", "text/html", "it is empty"),
        (b"<rss version='2.0'><channel/></rss>", "text/xml", "it is a feed, not an article"),
    ],
)
async def test_what_is_no_text(
    web: Web, fetcher: Fetcher, body: bytes, type: str, reason: str
) -> None:
    said = await rejected(fetcher, web.page("/a", body, type=type))
    assert said.startswith(reason)


REFRESH = "<meta http-equiv='Refresh' content='0; url={}'>"


async def test_a_page_that_only_sends_on(web: Web, fetcher: Fetcher) -> None:
    web.page("/b", page())
    url = web.page("/a", "<html><head>" + REFRESH.format("/b"))
    draft = await draft_of_url(fetcher, url, private=True)
    assert draft.title == "The tide clock"
    assert (draft.source.name, draft.source.reached) == (url, web.url("/b"))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f"<noscript>{REFRESH.format('/b')}</noscript>", id="without JavaScript"),
        pytest.param(f"<!-- {REFRESH.format('/b')} -->", id="in a comment"),
        pytest.param(REFRESH.format("/a"), id="to itself"),
        pytest.param(REFRESH.format("/b").replace("0;", "900;"), id="after a while"),
        pytest.param(REFRESH.format("javascript:x()"), id="to a script"),
        pytest.param(REFRESH.format("http://[x"), id="to nowhere"),
        pytest.param("<meta http-equiv=refresh>", id="without a word"),
    ],
)
async def test_a_page_that_stays(web: Web, fetcher: Fetcher, head: str) -> None:
    web.page("/b", page("Another"))
    draft = await draft_of_url(fetcher, web.page("/a", page(head=head)), private=True)
    assert draft.title == "The tide clock"
    assert len(web.asked) == 1


async def test_a_page_that_sends_on_without_an_end(web: Web, fetcher: Fetcher) -> None:
    web.page("/b", page(head=REFRESH.format("/a")))
    draft = await draft_of_url(
        fetcher, web.page("/a", page(head=REFRESH.format("/b"))), private=True
    )
    assert draft.title == "The tide clock"
    assert len(web.asked) == 3


async def test_a_page_may_not_send_into_a_private_network(
    wide_web: Web, fetcher: Fetcher
) -> None:
    inside = wide_web.page("/router", page())
    url = wide_web.page("http://news.example/a", page(head=REFRESH.format(inside)))
    with pytest.raises(FetchFailed) as failure:
        await draft_of_url(fetcher, url, private=True)
    assert failure.value.url == url
    assert failure.value.reason.startswith("it leads into a private network")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("/a?id=4&utm_source=x", "http://news.example/a?id=4", id="same site"),
        pytest.param("http://www.news.example/b", "http://www.news.example/b", id="with www"),
        pytest.param(
            "http://m.news.example/b", "http://m.news.example/b", id="another edition"
        ),
        pytest.param("/", "http://news.example/a", id="not the front page"),
        pytest.param("http://other.example/a", "http://news.example/a", id="not another site"),
        pytest.param("javascript:x", "http://news.example/a", id="not another scheme"),
        pytest.param("http://[x", "http://news.example/a", id="not what is no address"),
    ],
)
async def test_the_address_that_a_page_claims(
    wide_web: Web, fetcher: Fetcher, said: str, expected: str
) -> None:
    wide_web.page("http://news.example/a", page(head=f"<link rel=canonical href='{said}'>"))
    draft = await draft_of_url(fetcher, "http://news.example/a", private=True)
    assert (draft.url, draft.site) == (expected, draft.site)
    assert draft.site in ("news.example", "m.news.example")


CANONICAL = "<link rel='canonical' href='http://news.example/a'>"


@pytest.mark.parametrize(
    "html", ["<html amp>", "<html lang=en ⚡>", "<html amp4email lang=en>"]
)
async def test_the_full_version_of_an_amp_page(
    wide_web: Web, fetcher: Fetcher, html: str
) -> None:
    wide_web.page("http://news.example/a", page("The full story"))
    wide_web.page("http://amp.news.example/a", page(head=CANONICAL, html=html))
    draft = await draft_of_url(fetcher, "http://amp.news.example/a", private=True)
    assert (draft.title, draft.url) == ("The full story", "http://news.example/a")


async def test_an_amp_page_whose_full_version_fails(wide_web: Web, fetcher: Fetcher) -> None:
    wide_web.page("http://amp.news.example/a", page(head=CANONICAL, html="<html amp>"))
    draft = await draft_of_url(fetcher, "http://amp.news.example/a", private=True)
    assert (draft.title, draft.url) == ("The tide clock", "http://news.example/a")


async def test_a_page_in_a_cache_is_asked_of_its_own_host(
    wide_web: Web, fetcher: Fetcher
) -> None:
    wide_web.page("http://news.example/a", page())
    url = "http://www.google.com/amp/news.example/a"
    draft = await draft_of_url(fetcher, url, private=True)
    assert (draft.url, draft.source.name) == ("http://news.example/a", url)


async def test_many_pages_come_as_they_are_ready(web: Web, fetcher: Fetcher) -> None:
    pages = [web.page(f"/{number}", page(f"Page {number}")) for number in range(20)]
    film = web.page("/film", b"", type="video/mp4")
    found = {
        url: outcome
        async for url, outcome in drafts_of_urls(
            fetcher, [*pages, film, web.url("/no")], private=ALL
        )
    }
    assert [getattr(found[url], "title", "") for url in pages] == [
        f"Page {number}" for number in range(20)
    ]
    assert isinstance(found[film], DraftRejected)
    assert isinstance(found[web.url("/no")], FetchFailed)
    assert web.most_at_once <= LIMITS.at_once_per_host


async def test_a_slow_host_holds_up_no_other(wide_web: Web, fetcher: Fetcher) -> None:
    slow = [wide_web.slow(f"http://slow.example/{number}") for number in range(30)]
    quick = wide_web.page("http://quick.example/", page())
    async with aclosing(drafts_of_urls(fetcher, [*slow, quick], private=ALL)) as drafts:
        url, outcome = await anext(drafts)
    assert url == quick
    assert isinstance(outcome, Draft)


async def test_who_stops_listening_leaves_nothing_behind(web: Web, fetcher: Fetcher) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def answer(_: Request, to: Connection) -> None:
        loop.call_soon_threadsafe(started.set)
        to.wait()

    before = asyncio.all_tasks()
    urls = [web.page("/0", page()), *(web.answers(f"/{n}", answer) for n in range(1, 9))]
    async with aclosing(drafts_of_urls(fetcher, urls, private=ALL)) as drafts:
        await anext(drafts)
        await started.wait()
    await end_of_all_but(before)


async def test_who_is_cancelled_leaves_nothing_behind(web: Web, fetcher: Fetcher) -> None:
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    def answer(_: Request, to: Connection) -> None:
        loop.call_soon_threadsafe(started.set)
        to.wait()

    async def listen() -> None:
        async for _ in drafts_of_urls(fetcher, [web.answers("/a", answer)] * 9, private=ALL):
            raise AssertionError("nothing should come")

    before = asyncio.all_tasks()
    task = asyncio.create_task(listen())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await end_of_all_but(before)
