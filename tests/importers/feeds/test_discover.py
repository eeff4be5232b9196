"""Finding the feeds of a page."""

import pytest

from octavo.importers.feeds.discover import feeds_in_page, usual_feeds

PAGE = "https://harbour.example/news/"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" title="News" href="/rss">',
            [("https://harbour.example/rss", "News")],
            id="a link in the head",
        ),
        pytest.param(
            "<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF=feed.atom>",
            [("https://harbour.example/news/feed.atom", "")],
            id="in any case and without quotes",
        ),
        pytest.param(
            '<base href="https://cdn.example/x/">'
            '<link rel="alternate" type="application/feed+json" href="feed.json">',
            [("https://cdn.example/x/feed.json", "")],
            id="relative to the base",
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" title="Comments" href="/c/feed">'
            '<link rel="alternate" type="application/rss+xml" title="News" href="/feed">',
            [
                ("https://harbour.example/feed", "News"),
                ("https://harbour.example/c/feed", "Comments"),
            ],
            id="the feed of comments last",
        ),
        pytest.param(
            '<link rel="alternate" hreflang="de" href="/de/"><link rel="icon" href="/feed">',
            [],
            id="other alternates are none",
        ),
        pytest.param(
            '<a href="/about">Us</a><a href="/index.xml">Subscribe</a><a href="/x.zip">RSS</a>',
            [("https://harbour.example/index.xml", "Subscribe")],
            id="links that look like feeds, where the head names none",
        ),
        pytest.param(
            '<a href="feed://harbour.example/all">Feed</a><a href="/a.xml">RSS feed</a>',
            [("https://harbour.example/a.xml", "RSS feed")],
            id="links that say so",
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="feed:https://h.example/f">',
            [("https://h.example/f", "")],
            id="the scheme of feeds",
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="javascript:x">',
            [],
            id="no other schemes",
        ),
        pytest.param("", [], id="an empty page"),
    ],
)
def test_feeds_of_a_page(html: str, found: list[tuple[str, str]]) -> None:
    assert feeds_in_page(html, PAGE) == found


def test_usual_places_start_near_the_page() -> None:
    guesses = usual_feeds(PAGE)

    assert guesses[0] == "https://harbour.example/news/feed"
    assert "https://harbour.example/rss.xml" in guesses
    assert len(set(guesses)) == len(guesses)
    assert usual_feeds("file:///tmp/x") == ()
