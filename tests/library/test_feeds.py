"""Feeds: followed and given up, kept in the library, undone like anything else."""

from collections.abc import Callable

import pytest
import tinydb
from msgspec.structs import replace

from octavo.library.feeds import FeedNotFound, Feeds
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.feed import Feed
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagEdit
from tests.making import MORNING


def feed(url: str, title: str = "", *tags: str) -> Feed:
    return Feed(id=0, url=url, title=title, tags=frozenset(map(Tag, tags)), added=MORNING)


@pytest.fixture
def tides(library: Library) -> Feed:
    """One feed that the library follows."""
    [followed] = library.feeds.follow([feed("https://tides.example/feed.xml", "Tides", "sea")])
    return followed


def titles(library: Library) -> list[str]:
    return [each.title for each in library.feeds.values()]


def test_a_feed_is_there_after_a_restart(library: Library, tides: Feed) -> None:
    library.close()
    with Library(library.folder) as again:
        assert dict(again.feeds) == {tides.id: tides}
    with tinydb.TinyDB(library.folder / "library.json") as plain:
        [document] = plain.table("feeds").all()
    assert (document["url"], document["tags"]) == (tides.url, ["sea"])
    assert check(library.folder) == []


def test_following_twice_only_adds_the_tags(library: Library, tides: Feed) -> None:
    known = feed("http://www.tides.example/feed.xml/", "Another title", "weather")
    new = feed("https://clouds.example/atom", "Clouds")
    assert [each.id for each in library.feeds.follow([known, new, new])] == [1, 2, 2]
    assert titles(library) == ["Tides", "Clouds"]
    assert library.feeds[1].tags == {Tag("sea"), Tag("weather")}
    assert library.history.labels() == ["follow 3 feeds", "follow Tides"]


def test_the_full_pages_of_a_known_feed_can_be_asked_for(library: Library, tides: Feed) -> None:
    library.feeds.follow([replace(tides, full=True)])
    assert library.feeds[tides.id].full
    library.feeds.follow([tides])
    assert library.feeds[tides.id].full


def test_giving_up_a_feed_can_be_undone(library: Library, tides: Feed) -> None:
    library.feeds.drop([tides.id])
    assert titles(library) == []
    assert library.history.undo().label == "undo: stop following Tides"
    assert dict(library.feeds) == {tides.id: tides}


def test_undo_passes_over_what_a_refresh_noted(library: Library, tides: Feed) -> None:
    read = replace(tides, etag='"2"', checked=MORNING, seen={"a": "1"})
    library.feeds.change([tides.id], lambda _: read, "refresh 1 feed", quiet=True)
    library.feeds.retag([tides.id], TagEdit.parse("+coast"))
    library.history.undo()
    assert library.feeds[tides.id] == read
    library.history.undo()
    assert titles(library) == []
    library.history.redo()
    assert titles(library) == ["Tides"]


def test_a_feed_that_is_gone_is_named(library: Library, tides: Feed) -> None:
    with pytest.raises(FeedNotFound, match="no feed has the number 7"):
        library.feeds.drop([tides.id, 7])
    assert titles(library) == ["Tides"]
    library.feeds.change(
        [7], lambda feed: replace(feed, etag="x"), "refresh 1 feed", quiet=True
    )
    assert titles(library) == ["Tides"]


def test_times_of_a_feed_that_a_script_inserts_are_in_utc(library: Library) -> None:
    fields = {
        "url": "https://tides.example/",
        "added": "2026-03-04",
        "due": MORNING.replace(tzinfo=None).isoformat(),
    }
    id = library.db.table("feeds").insert(fields)

    assert library.feeds[id].due == MORNING


def test_another_process_sees_the_feeds(library: Library, tides: Feed) -> None:
    with Library(library.folder) as other:
        other.feeds.drop([tides.id])
        library.follow()
        assert titles(library) == []


def test_check_finds_a_broken_feed(library: Library, tides: Feed) -> None:
    library.close()
    with tinydb.TinyDB(library.folder / "library.json") as plain:
        plain.table("feeds").update({"added": "some day"})
    [finding, by_script] = check(library.folder)
    assert "feeds 1" in finding.problem
    assert by_script.problem.startswith("library.json was changed by another program")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda feeds: feeds.retag([1], TagEdit.parse("+coast")), id="tag it"),
        pytest.param(lambda feeds: feeds.fill([1]), id="get its pages"),
        pytest.param(lambda feeds: feeds.drop([1]), id="give it up, and undo that"),
    ],
)
def test_what_another_process_noted_of_a_feed_stays(
    library: Library, tides: Feed, change: Callable[[Feeds], Operation]
) -> None:
    """Also where it is not known here yet, as while the app is open and cron refreshes."""
    with Library(library.folder) as other:
        other.feeds.change(
            [tides.id], lambda feed: replace(feed, seen={"a": "1"}), "refresh Tides", quiet=True
        )
        change(library.feeds)
        if tides.id not in library.feeds:
            library.history.undo()
    assert library.feeds[tides.id].seen == {"a": "1"}
