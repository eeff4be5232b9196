"""What came from an address becomes a draft, or a plain reason why it does not."""

import time

import pytest

from octavo.importers.dispatch import draft_of_page, draft_of_text, kind_and_charset
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import arrivals_from
from octavo.importers.web.page_drafts import sent_on_to
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

HERE = "https://harbour.example/news/clock.html?utm_source=x"
TEXT = "<p>In and out it goes, <a href='../map'>twice</a> a day, whatever the clock says.</p>"


def read(data: bytes | str, content_type: str = "text/html", url: str = HERE) -> Draft:
    data = data.encode() if isinstance(data, str) else data
    source = Source(kind="page", name=url)
    return draft_of_page(data, url=url, content_type=content_type, source=source)


def test_links_start_from_where_the_page_came_from() -> None:
    draft = read(f"<link rel=canonical href='https://other.example/a/b/c'>{TEXT}")
    assert draft.url == "https://other.example/a/b/c"
    assert "[twice](https://harbour.example/map)" in draft.text


@pytest.mark.parametrize(
    ("head", "address"),
    [
        pytest.param("", "https://harbour.example/news/clock.html", id="without tracking"),
        pytest.param(
            "<link rel='canonical' href='/news/clock'>",
            "https://harbour.example/news/clock",
            id="canonical, relative",
        ),
        pytest.param(
            "<meta property='og:url' content='https://harbour.example/c'>",
            "https://harbour.example/c",
            id="Open Graph",
        ),
        pytest.param(
            "<link rel=canonical href='https://harbour.example/'>",
            "https://harbour.example/news/clock.html",
            id="not the front page",
        ),
        pytest.param(
            "<link rel=canonical href='javascript:x'>",
            "https://harbour.example/news/clock.html",
            id="no script",
        ),
    ],
)
def test_the_address_of_a_page(head: str, address: str) -> None:
    draft = read(f"<html amp><head>{head}</head><body>{TEXT}</body></html>")
    assert (draft.url, draft.site) == (address, "harbour.example")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        pytest.param("", "ADDRESS", id="nobody knows where"),
        pytest.param(
            '<atom:link href="https://a.example/f.xml" rel="self"/><link>https://a.example</link>',
            "https://a.example/f.xml",
            id="it says where",
        ),
    ],
)
def test_a_file_of_a_feed_says_how_to_follow_it(link: str, address: str) -> None:
    feed = f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{link}<item/></channel></rss>'
    with pytest.raises(
        DraftRejected, match=f"a feed, .*`octavo feeds add {address}` follows it"
    ):
        draft_of_text(feed, Source(kind="file", name="feed.xml"))


def test_a_file_of_a_json_feed_says_how_to_follow_it() -> None:
    feed = (
        '{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "title": "Tides", "feed_url":'
        ' "https:\\/\\/a.example\\/f.json", "items": [{"id": "1", "url": "https://a.example/1"}]}'
    )
    why = "a feed, not an article: `octavo feeds add https://a.example/f.json` follows it"
    with pytest.raises(DraftRejected, match=why):
        draft_of_text(feed, Source(kind="file", name="feed.json"))
    [row] = arrivals_from((part_of(feed.encode(), "feed.json"),))
    assert isinstance(row.row.draft, DraftRejected)
    assert why in row.row.draft.reason


def test_the_charset_of_the_header_is_used() -> None:
    draft = read(
        "<p>Die Uhr hängt über der Tür.</p>".encode("cp1252"), "text/html; charset=latin1"
    )
    assert draft.text == "Die Uhr hängt über der Tür."


@pytest.mark.parametrize(
    ("content_type", "found"),
    [
        pytest.param('Text/HTML; Charset="UTF-8"', ("text/html", "UTF-8"), id="both"),
        pytest.param("text/html", ("text/html", ""), id="no charset"),
        pytest.param("", ("", ""), id="nothing"),
        pytest.param("html", ("", ""), id="no type"),
        pytest.param("text/html;;; =", ("text/html", ""), id="broken"),
    ],
)
def test_what_a_content_type_says(content_type: str, found: tuple[str, str]) -> None:
    assert kind_and_charset(content_type) == found


@pytest.mark.parametrize(
    ("data", "content_type", "title"),
    [
        pytest.param("# Tides\n\nIn and out.", "text/markdown", "Tides", id="Markdown"),
        pytest.param("Tides\n\nIn and out.", "text/plain", "Tides", id="plain text"),
        pytest.param(
            "<!doctype html><title>Tides</title><p>In and out.",
            "text/plain",
            "Tides",
            id="a lie",
        ),
        pytest.param("<title>Tides</title><p>In and out.", "", "Tides", id="unsaid"),
        pytest.param(
            "<?xml version='1.0'?><html><head><title>Tides</title></head><p>In.</p></html>",
            "application/xml",
            "Tides",
            id="XHTML as XML",
        ),
    ],
)
def test_what_begins_as_a_page_is_one(data: str, content_type: str, title: str) -> None:
    draft = read(data, content_type)
    assert (draft.title, draft.url) == (title, "https://harbour.example/news/clock.html")


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        pytest.param(b"%PDF-1.7", "application/pdf", "PDF", id="a PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "image/png", "image/png", id="an image"),
        pytest.param(b'{"a": 1}', "application/ld+json", "json", id="data"),
        pytest.param(b"<rss version='2.0'><channel/></rss>", "text/xml", "feed", id="a feed"),
        pytest.param(
            b"<?xml version='1.0'?>\n<feed xmlns='x'></feed>", "text/html2/x", "feed", id="Atom"
        ),
        pytest.param(b"", "text/html", "empty", id="nothing"),
        pytest.param(b"\x00\x01\x02" * 99, "text/html", "binary", id="binary data"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, content_type: str, reason: str) -> None:
    with pytest.raises(DraftRejected, match=reason):
        read(data, content_type)


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        pytest.param(
            '<META http-equiv="Refresh" content="0; URL=/new">',
            "https://harbour.example/new",
            id="at once",
        ),
        pytest.param(
            "<meta content=\"3;url='https://b.example/?a=1&amp;b=2'\" http-equiv=refresh>",
            "https://b.example/?a=1&b=2",
            id="soon",
        ),
        pytest.param("<meta http-equiv=refresh content='300; url=/new'>", "", id="in a while"),
        pytest.param("<meta http-equiv=refresh content='60'>", "", id="itself"),
        pytest.param("<meta http-equiv=refresh content='0;url=clock.html'>", "", id="here"),
        pytest.param("<meta http-equiv=refresh content='0;url=file:///x'>", "", id="a file"),
        pytest.param("<p>refresh</p>", "", id="nowhere"),
    ],
)
def test_where_a_page_sends_its_reader(tag: str, address: str) -> None:
    assert sent_on_to(f"<html>{tag}".encode(), HERE) == address


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(
            "<div>" * 50_000 + "In and out it goes.", "In and out it goes.", id="divs"
        ),
        pytest.param("<blockquote>" * 9_000 + "<p>In and out.", "In and out.", id="quotes"),
        pytest.param("<ul><li>" * 9_000 + "In and out.", "In and out.", id="lists"),
        pytest.param(
            "<script>" + "let x = '<p>no</p>';" * 900_000 + "</script><p>In and out.</p>",
            "In and out.",
            id="scripts of 18 MB",
        ),
        pytest.param(
            f"<p>In and out.<img src='data:image/png;base64,{'A' * 20_000_000}'></p>",
            "In and out.",
            id="embedded images",
        ),
        pytest.param(
            "<div hidden id='S:0'><template id='B:0'></template><p>In.</p></div><p>Out.</p>",
            "Out.",
            id="a piece in itself",
        ),
    ],
)
def test_the_text_of_a_hostile_page_is_found(markup: str, text: str) -> None:
    assert read(markup).text.lstrip("> -") == text


def test_a_page_that_is_too_large_is_refused_soon() -> None:
    started = time.process_time()
    with pytest.raises(DraftRejected, match="too large: 50 million characters"):
        read(b"<html><body>" + b"<p>x</p>" * 6_250_000)
    assert time.process_time() - started < 10


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(DraftRejected, match=r"too large: 1\.2 million tags"):
        read(b"<html><body>" + b"<p>x</p>" * 600_000)
