"""Hostile and broken feeds: a result or a reason, in bounded time."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.feeds.content import FeedContent
from octavo.importers.feeds.discover import feeds_in_page, outlines_of, usual_feeds
from octavo.importers.feeds.parse import feed_of
from octavo.importers.feeds.xml_feed import channel_of_xml
from octavo.model.errors import DraftRejected
from tests.importers.feeds.samples import (
    ATOM_03,
    JSON_FEED,
    NOW,
    RSS_091,
    RSS_10,
    RSS_IN_JSON,
    URL,
    rss,
)
from tests.making import examples

LIST = """<opml version="2.0"><body><outline text="Sea"><outline text="Tide tables"
 xmlUrl="https://tides.example/atom.xml" category="/a/b,c"/></outline></body></opml>"""

LONG = f"<title>&#{'9' * 5000};&amp;#{'9' * 5000};</title>"
WHOLE = [
    RSS_091,
    RSS_10,
    ATOM_03,
    JSON_FEED,
    RSS_IN_JSON,
    LIST,
    rss("<title>One</title>"),
    rss(LONG),
]
SPLINTERS = st.sampled_from(
    (
        *("<", "&", "<![CDATA[", "]]>", "<!--", "<item>", "</item>", "<!ENTITY", "\x00"),
        *('"', "{", "}", "[", "&#0;", "&#x1b;", "<base ", "<content xmlns=''>"),
        *("xml:base='http://['", "<link>http://[/</link>"),
    )
)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A valid document from which pieces are cut, and into which others are put."""
    data = draw(st.sampled_from(WHOLE)).encode()
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(st.one_of(SPLINTERS.map(str.encode), st.binary(max_size=8)))
        data = data[:start] + piece + data[end:]
    return data


def check(data: bytes) -> None:
    """Read it as all that it may be; whatever else is raised fails the test."""
    with contextlib.suppress(DraftRejected):
        content = feed_of(data, url=URL, now=NOW)
        assert isinstance(content, FeedContent)
        assert len({entry.key for entry in content.entries}) == len(content.entries)
    with contextlib.suppress(DraftRejected):
        list(outlines_of(data, "list.opml"))
    feeds_in_page(data.decode("utf-8", "replace"), URL)


@settings(max_examples=examples(40), deadline=None)
@given(mutilated())
def test_a_mutilated_feed_gives_a_result_or_a_reason(data: bytes) -> None:
    check(data)


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_result_or_a_reason(data: bytes) -> None:
    check(data)
    check(b"<rss>" + data)


@given(st.text(max_size=40))
def test_any_address_can_be_guessed_at(url: str) -> None:
    usual_feeds(url)
    feeds_in_page(f"<base href='{url}'><a href='{url}'>RSS</a>", url)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<rss><channel>" + "<item" * 10_000, id="tags that never end"),
        pytest.param("<rss><channel>" + "<a>" * 20_000, id="elements nested deeply"),
        pytest.param("<rss>" + "<" * 80_000, id="signs without tags"),
        pytest.param("<rss><channel><title>" + "&" * 80_000, id="loose ampersands"),
        pytest.param("<rss " + "a='b' " * 40_000, id="attributes without end"),
        pytest.param("<rss><channel><title>" + "<![CDATA[" * 40_000, id="open CDATA"),
        pytest.param("<rss><channel>" + "<guid><![CDATA[" * 40_000, id="open ids"),
        pytest.param("<!--" * 40_000 + "<rss>", id="comments that never end"),
        pytest.param(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
            + "<div>" * 20_000,
            id="XHTML nested deeply",
        ),
        pytest.param("<opml><body>" + "<outline text='a'>" * 40_000, id="folders in folders"),
        pytest.param('{"items": ' + "[" * 40_000, id="JSON nested deeply"),
    ],
)
def test_hostile_feeds_take_bounded_time(text: str) -> None:
    started = time.process_time()
    check(text.encode())

    assert time.process_time() - started < 8


def test_a_comment_that_never_ends_hides_no_feed() -> None:
    closed = "<!-- <channel> --> <!-- made by hand "
    text = closed + rss("<item><title>One</title><guid>1</guid></item>")
    assert [entry.title for entry in feed_of(text.encode(), url=URL).entries] == ["One"]


def test_ids_that_are_no_addresses_take_no_time_each() -> None:
    long = f"<description>{'The tide came in. ' * 120}</description>"
    text = rss(*(f"<guid>{number}</guid>{long}" for number in range(3_000)))
    started = time.process_time()
    channel = channel_of_xml(text, url=URL, name=URL)

    assert {item.url for item in channel.items} == {""}
    assert time.process_time() - started < 8


def test_no_control_character_comes_through() -> None:
    bell = rss(
        "<title>a&#x9b;31mb\x1b[0m</title><description>&amp;#27;]0;x&amp;#7;</description>"
    )
    [entry] = feed_of(bell.encode(), url=URL, now=NOW).entries

    assert not set("\x1b\x9b\x07") & set(entry.title + entry.text)
