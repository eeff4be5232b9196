"""The feeds screen, and what is new in feeds while the app is open."""

import pytest

from octavo.library.library import Library
from octavo.model.article import Source
from octavo.model.feed import Feed, FeedId
from octavo.settings.config import Config
from octavo.tui.controllers.intake import fetch as refreshing
from octavo.tui.screens.dialogs import Question
from octavo.tui.screens.tables import FeedsScreen
from octavo.tui.widgets.feeds.table import FeedRow
from tests.making import draft
from tests.services.making import rss
from tests.tui.app.conftest import Open, Reader
from tests.tui.pilot import PATIENCE
from tests.tui.widgets.stage import lines
from tests.web.server import Web

EBB, FLOOD = ("1", "Ebb", "It goes."), ("2", "Flood", "It comes.")


@pytest.fixture(autouse=True)
def _asked_by_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no feed asked by itself, however long a busy machine takes."""
    monkeypatch.setattr(refreshing, "FIRST_AFTER", PATIENCE)


@pytest.fixture
def tides(library: Library, web: Web) -> Feed:
    """A feed of two entries, followed and not asked yet."""
    return follow(library, web.page("/tides", rss(EBB, FLOOD)), "Tides")


def follow(library: Library, url: str, title: str) -> Feed:
    [feed] = library.feeds.follow(
        [Feed(id=0, url=url, title=title, added=library.now(), private=True)]
    )
    return feed


def screen(reader: Reader) -> FeedsScreen:
    assert isinstance(reader.app.screen, FeedsScreen)
    return reader.app.screen


def rows(reader: Reader) -> dict[FeedId, FeedRow]:
    """What the screen shows of each feed."""
    return {row.id: row for row in screen(reader).table.feeds}


async def test_without_feeds_the_screen_says_what_to_do(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("F")
        said = screen(reader).table.lines.placeholder.plain
        assert said.startswith("No feeds are followed yet.\n\na follows the feed of a site")
        assert "octavo import feeds.opml" in said
        feeds, done = screen(reader), list[str]()
        await reader.press("escape")
        assert reader.app.screen is reader.main
        feeds.asks_first("Follow Tides?", "2 articles", lambda: done.append("followed"))
        assert done == ["followed"], "who is elsewhere by now is not asked"


async def test_a_feed_is_found_by_a_page_and_its_articles_come(
    library: Library, open_room: Open, web: Web
) -> None:
    web.page("/feed", rss(EBB, FLOOD))
    web.page("/comments", rss(title="Replies"))
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' href='{path}'>"
        for path in ("/feed", "/comments")
    )
    url = web.page("/", f"<html><head>{links}</head><body>Hello</body></html>")
    async with open_room() as reader:
        await reader.press("F", "a")
        await reader.paste(url)
        await reader.press("enter")
        await reader.until(lambda: isinstance(reader.app.screen, Question))
        await reader.press("enter")
        await reader.until(lambda: len(library) == 2)
        await reader.settle()
        [feed] = library.feeds.values()
        assert (feed.title, feed.url) == ("Tides", web.url("/feed"))
        assert f"Following Tides. The page also names {web.url('/comments')}" in reader.toasts()
        await reader.until(lambda: feed.id in rows(reader))
        await reader.until(lambda: rows(reader)[feed.id].amount == "2 unread")
        await reader.until(lambda: rows(reader)[feed.id].asked == "asked just now")
        assert rows(reader)[feed.id].title == "Tides"


@pytest.mark.usefixtures("tides")
async def test_enter_lists_the_articles_of_a_feed(library: Library, open_room: Open) -> None:
    came = {title: Source("feed", key=f"1 {title}") for title in ("Ebb", "Flood")}
    library.add([draft(title, source=source) for title, source in came.items()])
    library.add([draft("Fog", site="Tides")])
    follow(library, "https://fog.example/", "Fog")
    async with open_room() as reader:
        await reader.press("F", "j")
        table = screen(reader).table
        await reader.until(lambda: len(table.newest.rows) == 2)
        assert [line.split()[:2] for line in lines(table.newest)[:2]] == [
            *(["●", "Flood"], ["●", "Ebb"]),
        ]
        await reader.press("k")
        assert not table.newest.rows
        await reader.pilot.resize_terminal(80, 24)
        await reader.until(lambda: not table.newest.display)
        await reader.press("j", "enter")
        assert reader.query_line.text == "feed:Tides"
        assert reader.titles() == ["Flood", "Ebb"]
        assert reader.list.at == 0


@pytest.mark.usefixtures("tides")
async def test_a_feed_is_deleted_after_asking_and_comes_back(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("F", "d", "n")
        assert len(library.feeds) == 1
        await reader.press("d", "y")
        assert not library.feeds
        assert screen(reader).table.feeds == ()
        await reader.press("u")
        assert [row.title for row in screen(reader).table.feeds] == ["Tides"]


async def test_refreshing_all_brings_what_is_new_and_shows_what_failed(
    library: Library, open_room: Open, web: Web, tides: Feed
) -> None:
    gone = follow(library, web.fails("/gone", "410 Gone"), "Gone")
    async with open_room() as reader:
        await reader.press("F", "R")
        await reader.until(lambda: rows(reader)[tides.id].amount == "2 unread")
        assert rows(reader)[gone.id].error == "the page is gone for good (410)"
        assert "2 new articles from 2 feeds. 1 feed could not be had. Gone:" in reader.toasts()
        await reader.press("slash", *"gone", "enter", "r")
        assert web.times_asked("/tides") == 1
        assert web.times_asked("/gone") == 2


@pytest.mark.usefixtures("tides", "three")
async def test_due_feeds_are_asked_by_themselves_and_nothing_moves(
    library: Library, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "FIRST_AFTER", 0.01)
    async with open_room() as reader:
        listed, cursor = reader.titles(), reader.list.cursor
        bar = reader.footer
        await reader.until(lambda: bar.news == "2 new articles · F5 shows them")
        assert (reader.titles(), reader.list.cursor) == (listed, cursor)
        assert reader.toasts() == ""
        await reader.press("f5")
        assert sorted(reader.titles()[:2]) == ["Ebb", "Flood"]
        assert reader.list.cursor == cursor
        assert bar.news == ""


@pytest.mark.usefixtures("tides")
async def test_feeds_are_left_alone_where_the_settings_say_so(
    library: Library, open_room: Open, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "FIRST_AFTER", 0.01)
    async with open_room(config=Config(refresh_feeds=False)) as reader:
        await reader.pilot.pause(0.2)
        await reader.settle()
    assert web.asked == []
