"""Feeds: what the feeds screen does with them, and how they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from octavo.importers.feeds.discover import Outline, outlines_of
from octavo.library.library import Library
from octavo.model.feed import Feed, FeedId
from octavo.model.operation import Operation
from octavo.model.tag import Tag
from octavo.storage.lock import Lock
from octavo.tui.controllers.intake.feeds_screen import FeedRows, FeedsController
from octavo.tui.widgets.feeds.table import FeedRow, FeedsTable
from tests.making import draft
from tests.services.making import rss
from tests.tui.controllers.conftest import Desk
from tests.web.server import Web

EBB, FLOOD = ("1", "Ebb", "It goes."), ("2", "Flood", "It comes.")


@dataclass
class Table:
    """The table of feeds."""

    feeds: Sequence[FeedRow] = ()
    cursor: FeedId | None = None


class Screen:
    """The feeds screen over a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.library = desk.library
        self.table = Table()
        self.left: list[str | None] = []
        self.done: list[Operation] = []
        table = cast("FeedsTable", self.table)
        self.look = FeedRows(library=desk.library, screen=desk.screen, table=table).look
        self.of = FeedsController(
            library=desk.library,
            screen=desk.screen,
            table=table,
            jobs=desk.of.jobs,
            refreshing=desk.of.refresh,
            add=desk.of.add.add,
            changed=self.changed,
            leave=self.left.append,
        )

    def changed(self, operation: Operation | None) -> None:
        if operation:
            self.done.append(operation)

    def answer(self, *answers: str | bool) -> None:
        self.desk.screen.answers = [*answers]

    @property
    def said(self) -> list[str]:
        return self.desk.screen.said

    def row(self, feed: Feed) -> FeedRow:
        """What is shown of a feed."""
        self.look()
        return {row.id: row for row in self.table.feeds}[feed.id]


@pytest.fixture
def screen(desk: Desk) -> Screen:
    return Screen(desk)


@pytest.fixture
def tides(screen: Screen, web: Web) -> Feed:
    """A feed of two entries, followed and not asked yet, under the cursor."""
    feed = follow(screen.library, web.page("/tides", rss(EBB, FLOOD)), "Tides")
    screen.table.cursor = feed.id
    return feed


def follow(library: Library, url: str, title: str) -> Feed:
    [feed] = library.feeds.follow(
        [Feed(id=0, url=url, title=title, added=library.now(), private=True)]
    )
    return feed


async def test_a_feed_is_found_by_a_page_and_its_articles_come(
    screen: Screen, web: Web
) -> None:
    web.page("/feed", rss(EBB, FLOOD))
    web.page("/comments", rss(title="Replies"))
    links = "".join(
        f"<link rel='alternate' type='application/rss+xml' href='{path}'>"
        for path in ("/feed", "/comments")
    )
    screen.answer(web.page("/", f"<html><head>{links}</head><body>Hello</body></html>"), True)
    await screen.of.follow()
    assert len(screen.library) == 2
    assert screen.desk.screen.asked[1].startswith("Follow Tides? 2 articles:\n")
    assert "Ebb" in screen.desk.screen.asked[1]
    [feed] = screen.library.feeds.values()
    assert (feed.title, feed.url) == ("Tides", web.url("/feed"))
    assert f"Following Tides. The page also names {web.url('/comments')}" in screen.said[0]
    row = screen.row(feed)
    assert (row.title, row.asked, row.amount) == ("Tides", "asked just now", "2 unread")
    screen.answer(feed.url, True)
    await screen.of.follow()
    assert screen.said[-1] == "Already following Tides."


async def test_a_feed_is_not_followed_where_the_answer_is_no(screen: Screen, web: Web) -> None:
    screen.answer(web.page("/feed", rss(EBB, FLOOD)), False)
    await screen.of.follow()
    assert len(screen.desk.screen.asked) == 2
    assert not screen.library.feeds


async def test_what_has_no_feed_says_so(screen: Screen, web: Web) -> None:
    screen.answer(web.page("/", "<html><body>Hello</body></html>"))
    await screen.of.follow()
    assert "and names none" in screen.desk.screen.errors[0]
    assert not screen.library.feeds


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "The address of a feed"),
        ("tides.example", "Its feed is looked for"),
        ("no address", "!That is no address"),
    ],
)
async def test_it_says_what_is_looked_for(screen: Screen, line: str, said: str) -> None:
    screen.desk.screen.waits = True
    screen.answer(line)
    await screen.of.follow()
    assert screen.desk.screen.asked[0].startswith(f"Follow the feed at: {said}")


async def test_a_list_of_feeds_is_followed_and_asked(
    screen: Screen, wide_web: Web, tmp_path: Path
) -> None:
    feed = wide_web.page("http://tides.example/feed", rss(EBB, FLOOD))
    opml = tmp_path / "feeds.opml"
    outline = f'<outline text="Tides" xmlUrl="{feed}"/>'
    opml.write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    screen.answer(str(opml))
    screen.desk.start()
    await screen.of.follow()
    assert "1 row of a list of feeds: 1 added." in screen.said
    assert sorted(screen.desk.titles()) == ["Ebb", "Flood"]


@pytest.mark.usefixtures("tides")
def test_the_articles_of_a_feed_are_listed(screen: Screen) -> None:
    screen.of.list_articles()
    assert screen.left == ["feed:Tides"]


async def test_a_feed_is_deleted_after_asking_and_comes_back(
    screen: Screen, tides: Feed
) -> None:
    await screen.of.drop()
    assert len(screen.library.feeds) == 1
    screen.answer(True)
    await screen.of.drop()
    assert not screen.library.feeds
    assert screen.done[0].label == "stop following Tides"
    assert "Undo (u) brings it back" in screen.desk.screen.asked[0]
    screen.desk.of.history.undo()
    assert screen.row(tides).title == "Tides"


async def test_tags_and_whole_pages_are_set(screen: Screen, tides: Feed) -> None:
    screen.answer("+sea +news")
    await screen.of.tag()
    screen.of.toggle_full()
    changed = screen.library.feeds[tides.id]
    assert changed.tags == {Tag("sea"), Tag("news")}
    assert changed.full
    assert screen.desk.screen.asked == [
        "Tag what comes from Tides: New articles of it will get news, sea."
    ]
    screen.answer("-sea")
    await screen.of.tag()
    screen.of.toggle_full()
    changed = screen.library.feeds[tides.id]
    assert not changed.full
    assert changed.tags == {Tag("news")}


async def test_without_feeds_there_is_nothing_to_act_on(screen: Screen) -> None:
    for act in (screen.of.drop, screen.of.tag, screen.of.export):
        await act()
    for at_once in (screen.of.toggle_full, screen.of.refresh, screen.of.refresh_all):
        at_once()
    assert screen.desk.screen.asked == []
    assert screen.desk.of.jobs.running == ()


def test_refreshing_all_brings_what_is_new_and_shows_what_failed(
    screen: Screen, web: Web, tides: Feed
) -> None:
    gone = follow(screen.library, web.fails("/gone", "410 Gone"), "Gone")
    screen.of.refresh_all()
    assert screen.row(tides).amount == "2 unread"
    assert screen.row(gone).error == "the page is gone for good (410)"
    [said] = screen.desk.screen.errors
    assert said.startswith("2 new articles from 2 feeds. 1 feed could not be had. Gone:")
    screen.table.cursor = gone.id
    screen.of.refresh()
    assert web.times_asked("/tides") == 1
    assert web.times_asked("/gone") == 2


@pytest.mark.usefixtures("tides")
async def test_feeds_are_exported(screen: Screen, tmp_path: Path) -> None:
    opml = tmp_path / "out.opml"
    screen.answer(str(opml))
    await screen.of.export()
    assert screen.said == [f"1 feed is in {opml}."]
    [row] = outlines_of(opml.read_bytes(), "out.opml")
    assert isinstance(row.outline, Outline)
    assert row.outline.url == next(iter(screen.library.feeds.values())).url


@pytest.mark.usefixtures("tides")
async def test_a_list_that_cannot_be_written_is_not_asked_for(
    screen: Screen, tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "none" / "out.opml"):
        screen.answer(str(path))
        await screen.of.export()
    assert [said.split(": ")[1][:16] for said in screen.desk.screen.asked] == [
        "!That is a folde",
        "!There is no fol",
    ]


@pytest.mark.usefixtures("tides")
def test_due_feeds_are_asked_by_themselves_and_nothing_moves(
    screen: Screen, three: Desk
) -> None:
    listed, cursor = three.titles(), three.rows.cursor
    three.of.refresh.start()
    three.screen.tick()
    assert three.footer.news == "2 new articles · F5 shows them"
    assert (three.titles(), three.rows.cursor) == (listed, cursor)
    assert screen.said == []
    three.of.search.run_again()
    assert sorted(three.titles()[:2]) == ["Ebb", "Flood"]
    assert three.rows.cursor == cursor


def test_a_feed_that_is_not_due_is_left_alone(screen: Screen, web: Web, tides: Feed) -> None:
    later = screen.library.now() + timedelta(hours=1)
    screen.library.feeds.change(
        [tides.id], lambda feed: replace(feed, due=later), "later", quiet=True
    )
    screen.desk.of.refresh.refresh_due()
    assert web.asked == []


@pytest.mark.usefixtures("tides")
def test_feeds_that_another_window_asks_are_left_to_it(screen: Screen, web: Web) -> None:
    with Lock(screen.library.folder, "refresh").held():
        screen.desk.of.refresh.refresh_due()
        assert web.asked == []
    screen.desk.of.refresh.refresh_due()
    assert len(screen.library) == 2


@pytest.mark.usefixtures("tides")
def test_feeds_are_not_asked_twice_at_once(screen: Screen) -> None:
    screen.desk.screen.waits = True
    screen.desk.of.refresh.refresh_due()
    screen.desk.of.refresh.refresh_due()
    assert len(screen.desk.of.jobs.running) == 1


def test_an_entry_that_was_edited_is_shown_where_it_stands(
    screen: Screen, web: Web, tides: Feed
) -> None:
    desk = screen.desk
    desk.of.refresh.refresh([tides.id])
    desk.start("ebb")
    web.page("/tides", rss(("1", "Ebb", "It goes far."), FLOOD))
    desk.of.refresh.refresh([tides.id])
    assert desk.text.text.strip() == "It goes far."


def test_unread_articles_are_counted_again_after_a_change(screen: Screen, tides: Feed) -> None:
    screen.desk.of.refresh.refresh([tides.id])
    assert screen.row(tides).amount == "2 unread"
    screen.library.archive(range(1, 3))
    screen.library.add([draft("Another")])
    assert screen.row(tides).amount != "2 unread"


def test_what_is_put_off_is_not_counted_as_unread(screen: Screen, tides: Feed) -> None:
    screen.desk.of.refresh.refresh([tides.id])
    screen.library.put_off([1], screen.library.now() + timedelta(days=1))
    assert screen.row(tides).amount == "1 unread"
