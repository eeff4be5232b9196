"""The feeds of a library are written as a list that `octavo import` takes again."""

from pathlib import Path

from octavo.importers.feeds.content import FeedContent
from octavo.library.library import Library
from octavo.services.imports import Import
from octavo.services.subscribe import DiscoveredFeed, subscribe, write_feeds


def test_feeds_that_are_written_can_be_followed_elsewhere(
    library: Library, tmp_path: Path
) -> None:
    feed = subscribe(
        library, DiscoveredFeed("http://tides.example/feed", FeedContent(title="Tides"))
    )
    assert write_feeds(library, tmp_path / "feeds.opml") == 1
    with Library.create(tmp_path / "other") as other:
        list(Import(other, tmp_path / "feeds.opml"))
        [followed] = other.feeds.values()
    assert (followed.url, followed.title) == (feed.url, "Tides")
