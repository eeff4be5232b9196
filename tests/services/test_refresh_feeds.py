"""What is new in a feed comes in once; what is the reader's own stays."""

import socket
from contextlib import closing
from datetime import datetime
from threading import Barrier

import pytest

from octavo.importers.feeds.content import FeedContent
from octavo.importers.feeds.parse import feed_of
from octavo.library.library import Library
from octavo.library.rule_evaluator import Acts
from octavo.model.errors import DraftRejected
from octavo.model.feed import Feed
from octavo.model.tag import Tag, TagEdit
from octavo.services import refresh_feeds
from octavo.services.refresh_feeds import Refreshed, due_now, refresh, refresh_due
from octavo.services.subscribe import find_feed, subscribe
from octavo.storage.lock import Lock
from tests.making import Clock, draft
from tests.services.making import QUICK, page, rss
from tests.web.server import Web

FIRST = ("1", "High water", "It came at noon.")
SECOND = ("2", "Low water", "It came at six.")


@pytest.fixture
def feed(library: Library, web: Web) -> Feed:
    """A feed of one entry, followed with a tag."""
    web.page("/feed.xml", rss(FIRST), type="application/rss+xml")
    found = find_feed(web.url("/feed.xml"), QUICK)
    return subscribe(library, found, [Tag("sea")])


def refreshed(library: Library, *, asked: bool = True) -> Refreshed:
    [result] = refresh(library, list(library.feeds), QUICK, asked=asked)
    return result


def titles(library: Library) -> list[str]:
    return [article.title for article in library.articles()]


def test_an_entry_becomes_an_article_once(library: Library, web: Web, feed: Feed) -> None:
    assert len(refreshed(library).added) == 1
    renumbered = ("a", "High water", "It came at noon.")
    body = rss(SECOND, renumbered).replace("tides.example/a<", "tides.example/1<")
    web.page("/feed.xml", body)
    assert len(refreshed(library).added) == 1
    assert titles(library) == ["Low water", "High water"]
    [low, high] = library.articles()
    assert (low.site, low.url) == ("Tides", "http://tides.example/2")
    assert high.tags == {Tag("sea")}
    assert library.text(high.id) == "It came at noon."


def test_the_tags_of_a_feed_are_a_rule(library: Library, web: Web, feed: Feed) -> None:
    """Told as one, also of what was here already; switched off it does nothing."""
    library.add([draft("High water", url="http://tides.example/1")])
    refreshed(library)
    [rule] = library.rules
    assert rule.line == "feed:Tides -- +sea"
    assert library.article(1).tags == {Tag("sea")}
    assert library.history.labels()[0] == (
        "refresh feeds: more about High water; rule ‘feed:Tides’ tagged 1"
    )
    library.retag([1], TagEdit.parse("-sea"))
    library.rules.change(rule, on=False)
    web.page("/feed.xml", rss(SECOND, FIRST))
    refreshed(library)
    assert titles(library)[0] == "Low water"
    assert not library.article(2).tags
    library.rules.change(rule, on=True, acts=Acts.parse("+sea +low"))
    library.rules.apply()
    assert library.article(2).tags == {Tag("low"), Tag("sea")}
    library.retag([2], TagEdit.parse("-sea"))
    library.rules.apply()
    assert [library.article(id).tags for id in (1, 2)] == [set(), {Tag("low")}]


def test_a_feed_that_takes_long_to_read_holds_up_no_other(
    library: Library, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("/a.xml", "/b.xml"):
        web.page(path, rss(FIRST), type="application/rss+xml")
        subscribe(library, find_feed(web.url(path), QUICK))
    both = Barrier(2)

    def slow(data: bytes, *, url: str, content_type: str, now: datetime) -> FeedContent:
        both.wait(30)
        return feed_of(data, url=url, content_type=content_type, now=now)

    monkeypatch.setattr(refresh_feeds, "feed_of", slow)
    results = list(refresh(library, list(library.feeds), QUICK))

    assert [result.feed.error for result in results] == ["", ""]


def test_an_edited_entry_keeps_what_is_the_readers(
    library: Library, web: Web, feed: Feed
) -> None:
    refreshed(library)
    library.retag([1], TagEdit.parse("+harbour -sea"))
    library.archive([1])
    web.page("/feed.xml", rss(("1", "High water", "It came at one.")))
    assert refreshed(library).edited == (1,)
    assert library.text(1) == "It came at one."
    assert library.article(1).tags == {Tag("harbour")}
    assert library.article(1).archived


def test_a_feed_keeps_what_is_changed_of_it_meanwhile(
    library: Library, web: Web, feed: Feed
) -> None:
    other = subscribe(library, find_feed(web.page("/b", rss(SECOND)), QUICK))
    refreshing = refresh(library, [feed.id, other.id], QUICK)
    first = next(refreshing).feed.id
    [last] = {feed.id, other.id} - {first}
    library.feeds.retag([last], TagEdit.parse("+harbour -sea"))
    assert [each.feed.tags for each in refreshing] == [{Tag("harbour")}]
    assert library.feeds[last].tags == {Tag("harbour")}
    assert library.feeds[last].checked is not None


@pytest.mark.parametrize("brings", [True, False], ids=["that brings more", "without news"])
def test_what_is_undone_while_a_feed_is_read_stays_undone(
    library: Library, web: Web, feed: Feed, monkeypatch: pytest.MonkeyPatch, brings: bool
) -> None:
    """Also by another process; a reader who asks for it gets it again."""
    refreshed(library)
    web.page("/feed.xml", rss(*[SECOND] * brings, FIRST))

    def undone(data: bytes, *, url: str, content_type: str, now: datetime) -> FeedContent:
        with Library(library.folder) as other:
            other.history.undo()
        return feed_of(data, url=url, content_type=content_type, now=now)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(refresh_feeds, "feed_of", undone)
        refreshed(library)
    assert titles(library) == ["Low water"] * brings
    refreshed(library)
    assert sorted(titles(library)) == ["High water", *["Low water"] * brings]


def test_two_refreshes_at_once_forget_nothing_of_each_other(
    library: Library, web: Web, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed(library)
    web.page("/feed.xml", rss(SECOND, FIRST))

    def late(data: bytes, *, url: str, content_type: str, now: datetime) -> FeedContent:
        monkeypatch.undo()
        web.page("/feed.xml", rss(("3", "Slack water", "It came at nine."), FIRST))
        with Library(library.folder) as other:
            refreshed(other)
        return feed_of(data, url=url, content_type=content_type, now=now)

    monkeypatch.setattr(refresh_feeds, "feed_of", late)
    refreshed(library)
    assert {key.rpartition("/")[2] for key in library.feeds[feed.id].seen} == {"1", "2", "3"}


def test_what_was_deleted_does_not_come_back(library: Library, web: Web, feed: Feed) -> None:
    refreshed(library)
    library.delete([1])
    library.empty_trash()
    web.page("/feed.xml", rss(SECOND, FIRST))
    refreshed(library)
    assert titles(library) == ["Low water"]


def test_a_feed_that_is_unchanged_is_not_sent_again(library: Library, web: Web) -> None:
    url = web.versioned("/feed.xml", rss(FIRST), etag='"7"', type="application/rss+xml")
    subscribe(library, find_feed(url, QUICK))
    assert len(refreshed(library).added) == 1
    assert refreshed(library).added == ()
    assert web.asked[-1].headers["if-none-match"] == '"7"'
    assert library.feeds[1].error == ""


def _asked_after(library: Library, web: Web, clock: Clock, **time: int) -> int:
    """How often the feed was asked for in all, when some time is over."""
    clock.advance(**time)
    list(refresh_due(library, QUICK))
    return web.times_asked("/feed.xml")


@pytest.mark.parametrize(
    ("said", "stale"),
    [
        pytest.param("max-age=7200", {"hours": 2}, id="as long as it says"),
        pytest.param("public, Max-Age = 10800, immutable", {"hours": 3}, id="among others"),
        pytest.param("max-age=99999999", {"days": 1}, id="a day at most"),
        pytest.param("max-age=5", {"minutes": 30}, id="half an hour at least"),
        pytest.param("s-maxage=7200", {"hours": 1}, id="what is for other caches"),
        pytest.param("max-age=soon", {"hours": 1}, id="what is no number"),
    ],
)
def test_a_feed_is_not_asked_while_it_is_fresh(
    library: Library, web: Web, clock: Clock, said: str, stale: dict[str, int]
) -> None:
    url = web.page("/feed.xml", rss(FIRST), headers={"Cache-Control": said})
    subscribe(library, find_feed(url, QUICK))
    asked = _asked_after(library, web, clock)
    assert _asked_after(library, web, clock) == asked
    assert _asked_after(library, web, clock, **stale, seconds=-1) == asked
    assert _asked_after(library, web, clock, seconds=1) == asked + 1


def test_a_feed_that_is_unchanged_says_anew_how_long(
    library: Library, web: Web, clock: Clock
) -> None:
    unchanged = {"ETag": '"7"', "Cache-Control": "max-age=14400"}
    url = web.page("/feed.xml", rss(FIRST), headers={"ETag": '"7"'})
    subscribe(library, find_feed(url, QUICK))
    asked = _asked_after(library, web, clock)
    web.fails("/feed.xml", "304 Not Modified", unchanged)
    assert _asked_after(library, web, clock, hours=1) == asked + 1
    assert _asked_after(library, web, clock, hours=3, minutes=59) == asked + 1
    assert _asked_after(library, web, clock, minutes=1) == asked + 2


def test_what_a_feed_and_its_server_say_counts_by_the_longer(
    library: Library, web: Web, clock: Clock
) -> None:
    body = rss(FIRST).replace("<channel>", "<channel><ttl>180</ttl>")
    url = web.page("/feed.xml", body, headers={"Cache-Control": "max-age=7200"})
    subscribe(library, find_feed(url, QUICK))
    asked = _asked_after(library, web, clock)
    assert _asked_after(library, web, clock, hours=2, minutes=59) == asked
    assert _asked_after(library, web, clock, minutes=1) == asked + 1


def test_one_process_refreshes_a_library(library: Library, web: Web, feed: Feed) -> None:
    asked = web.times_asked("/feed.xml")
    with closing(Lock(library.folder, "refresh")) as lock, lock.held(0):
        assert list(refresh_due(library, QUICK)) == []
    assert web.times_asked("/feed.xml") == asked
    assert len(list(refresh_due(library, QUICK))) == 1


def test_a_feed_in_trouble_is_left_alone_for_longer(
    library: Library, web: Web, feed: Feed, clock: Clock
) -> None:
    refreshed(library)
    web.fails("/feed.xml", "429 Too Many Requests", {"Retry-After": "7200"})
    failed = refreshed(library).feed
    assert failed.failures == 1
    assert "too many requests" in failed.error
    assert due_now(library) == []
    clock.advance(hours=1, minutes=59)
    assert due_now(library) == []
    clock.advance(minutes=2)
    assert due_now(library) == [1]
    web.page("/feed.xml", rss(SECOND, FIRST))
    assert refreshed(library).feed.error == ""
    assert titles(library) == ["Low water", "High water"]


def test_one_refresh_is_one_step(library: Library, web: Web) -> None:
    for name in "ab":
        items = [(f"{name}{n}", f"Entry {name}{n}", f"Text {name}{n}") for n in range(3)]
        subscribe(library, find_feed(web.page(f"/{name}", rss(*items, title=name)), QUICK))
    assert sum(len(each.added) for each in refresh(library, [1, 2], QUICK)) == 6
    library.history.undo()
    assert titles(library) == []
    assert library.history.labels() == ["follow b", "follow a"]


def test_what_was_undone_comes_again_when_asked_for(library: Library, web: Web) -> None:
    url = web.versioned("/feed.xml", rss(FIRST), etag='"7"', type="application/rss+xml")
    subscribe(library, find_feed(url, QUICK))
    refreshed(library)
    library.history.undo()
    assert titles(library) == []
    assert refreshed(library, asked=False).added == ()
    assert web.asked[-1].headers["if-none-match"] == '"7"'
    assert len(refreshed(library).added) == 1
    assert titles(library) == ["High water"]


def test_what_was_undone_does_not_come_in_the_background(
    library: Library, web: Web, feed: Feed
) -> None:
    refreshed(library)
    library.history.undo()
    for items in ([SECOND, FIRST], [SECOND, ("1", "High water", "It came at one.")]):
        web.page("/feed.xml", rss(*items))
        refreshed(library, asked=False)
        assert titles(library) == ["Low water"]
    assert len(refreshed(library).added) == 1
    assert sorted(titles(library)) == ["High water", "Low water"]
    assert refreshed(library).added == ()


def test_an_edit_that_was_undone_comes_again_when_asked_for(
    library: Library, web: Web, feed: Feed
) -> None:
    refreshed(library)
    web.page("/feed.xml", rss(("1", "High water", "It came at one.")))
    refreshed(library)
    library.history.undo()
    assert refreshed(library, asked=False).edited == ()
    assert library.text(1) == "It came at noon."
    assert refreshed(library).edited == (1,)
    assert library.text(1) == "It came at one."


def test_what_is_done_again_does_not_come_twice(library: Library, web: Web, feed: Feed) -> None:
    refreshed(library)
    library.history.undo()
    refreshed(library, asked=False)
    library.history.redo()
    assert refreshed(library).added == ()
    assert titles(library) == ["High water"]


def test_a_refresh_can_be_undone_after_a_feed_is_gone(library: Library, web: Web) -> None:
    for name in "ab":
        items = (name, f"Entry {name}", f"Text {name}")
        subscribe(library, find_feed(web.page(f"/{name}", rss(items, title=name)), QUICK))
    refreshing = refresh(library, [1, 2], QUICK)
    gone = next(refreshing).feed.id
    library.feeds.drop([gone])
    list(refreshing)
    library.history.undo()
    assert titles(library) == []
    assert list(library.feeds) == [3 - gone]


def test_a_feed_cut_short_brings_whole_pages(library: Library, wide_web: Web) -> None:
    wide_web.page("http://tides.example/feed", rss(FIRST, SECOND))
    wide_web.page("http://tides.example/1", page("High water", "It came up to the clock."))
    found = find_feed("http://tides.example/feed", QUICK)
    subscribe(library, found, full=True)
    refreshed(library)
    texts = {article.title: library.text(article.id) for article in library.articles()}
    assert texts["High water"].startswith("It came up to the clock.")
    assert texts["Low water"] == "It came at six."


def test_a_page_names_its_feeds(web: Web) -> None:
    feed = web.page("/news.xml", rss(FIRST))
    other = web.url("/comments.xml")
    head = (
        f"<link rel=alternate type=application/rss+xml title=News href={feed}>"
        f"<link rel=alternate type=application/rss+xml title=Comments href={other}>"
    )
    found = find_feed(web.page("/", f"<html><head>{head}</head><p>Hello</html>"), QUICK)
    assert (found.url, found.others) == (feed, ((other, "Comments"),))


@pytest.mark.parametrize("start", ["feed://", "feed:http://", ""])
def test_an_address_may_be_written_as_people_do(web: Web, start: str) -> None:
    bare = web.page("/feed", rss(FIRST)).removeprefix("http://")
    assert find_feed(f"{start}{bare}", QUICK).content.title == "Tides"


def test_a_page_without_a_feed_is_refused(web: Web) -> None:
    with pytest.raises(DraftRejected, match="it is a web page, not a feed, and names none"):
        find_feed(web.page("/plain", page("Plain")), QUICK)


# What a page or a list names is not what the person typed


def test_a_public_page_may_not_name_a_feed_in_a_private_network(
    library: Library, wide_web: Web
) -> None:
    inside = wide_web.page("/router.xml", rss(FIRST))
    head = f"<link rel=alternate type=application/rss+xml href={inside}>"
    url = wide_web.page("http://news.example/", f"<html><head>{head}</head><p>Hello</html>")
    wide_web.page("http://news.example/feed", rss(FIRST))
    found = find_feed(url, QUICK)
    assert (found.url, found.private) == ("http://news.example/feed", False)
    assert wide_web.times_asked("/router.xml") == 0


def test_a_typed_private_page_names_feeds_of_its_own_host_alone(web: Web) -> None:
    other = f"http://localhost:{web.port}/other.xml"
    web.page("/other.xml", rss(FIRST))
    feed = web.page("/feed.xml", rss(FIRST))
    head = "".join(
        f"<link rel=alternate type=application/rss+xml href={address}>"
        for address in (other, feed)
    )
    found = find_feed(web.page("/", f"<html><head>{head}</head><p>Hello</html>"), QUICK)
    assert (found.url, found.private) == (feed, True)
    assert web.times_asked("/other.xml") == 0


def test_a_list_may_not_name_a_feed_in_a_private_network_until_it_is_typed(
    library: Library, web: Web
) -> None:
    url = web.page("/feed.xml", rss(FIRST))
    library.feeds.follow([Feed(id=0, url=url, title="Tides", added=library.now())])
    assert "private network" in refreshed(library).feed.error
    assert not web.asked

    subscribe(library, find_feed(url, QUICK))
    assert refreshed(library).added
    assert len(library.feeds) == 1


def test_a_private_feed_may_not_send_elsewhere_inside(library: Library, web: Web) -> None:
    """Nor is what was allowed to its host allowed to another one that it names."""
    elsewhere = f"http://localhost:{web.port}/secret"
    web.page("/secret", page("Secret"))
    item = f"<item><guid>1</guid><title>Ebb</title><link>{elsewhere}</link></item>"
    feed = web.page("/feed.xml", f"<rss version='2.0'><channel>{item}</channel></rss>")
    subscribe(library, find_feed(feed, QUICK), full=True)
    refreshed(library)
    [article] = library.articles()
    assert "private network" in article.source.error
    web.redirects("/feed.xml", f"http://localhost:{web.port}/feed.xml")
    assert "private network" in refreshed(library).feed.error
    assert web.times_asked("/secret") == 0


def test_a_feed_that_was_public_never_leads_inside_later(
    library: Library, wide_web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name, which was typed, stands for this machine from one day on."""
    url = f"http://news.example:{wide_web.port}/feed"
    wide_web.page("/feed", rss(FIRST))
    subscribe(library, find_feed(url, QUICK))
    monkeypatch.delenv("http_proxy")
    number = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", wide_web.port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [number])
    asked = len(wide_web.asked)
    assert "private network" in refreshed(library).feed.error
    assert len(wide_web.asked) == asked


@pytest.mark.parametrize(
    ("link", "text"),
    [
        pytest.param("/releases", "We mended lamp {}.", id="one page for all"),
        pytest.param("/releases#v{}", "We mended lamp {}.", id="places on one page"),
        pytest.param("/{}", "All went well. " * 40, id="one long text for all"),
        pytest.param("/releases", "All went well. " * 40, id="one page and one text"),
    ],
)
def test_every_entry_with_an_id_of_its_own_comes_in(
    library: Library, web: Web, link: str, text: str
) -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>t{n}</guid><title>Release {n}</title>"
        f"<link>http://tides.example{link.format(n)}</link>"
        f"<description>{text.format(n)}</description></item>"
        for n in range(5)
    )
    body = f"<rss version='2.0'><channel><title>Tides</title>{items}</channel></rss>"
    web.page("/feed.xml", body, type="application/rss+xml")
    subscribe(library, find_feed(web.url("/feed.xml"), QUICK))
    assert len(refreshed(library).added) == 5
    assert sorted(titles(library)) == [f"Release {n}" for n in range(5)]
    assert not refreshed(library).added


def test_a_feed_that_was_asked_while_the_clock_was_ahead_is_asked_again(
    library: Library, web: Web, feed: Feed, clock: Clock
) -> None:
    clock.advance(days=2_000)
    refreshed(library)
    clock.advance(days=-2_000)
    assert due_now(library) == [feed.id]
    refreshed(library)
    assert due_now(library) == []
