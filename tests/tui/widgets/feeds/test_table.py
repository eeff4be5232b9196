"""The table of feeds."""

from octavo.model.tag import Tag
from octavo.tui.widgets.feeds.table import FeedRow, FeedsTable, NewestTitle, matching
from tests.tui.widgets.stage import lines, staged

FEEDS = [
    FeedRow(
        id=1,
        title="Salt and Iron",
        host="salt.example",
        tags=(Tag("history"),),
        unread=1200,
        newest=(NewestTitle("The pump", "2 d", False), NewestTitle("Ore", "3 w", True)),
        asked="asked 1 h ago",
    ),
    FeedRow(id=2, title="Away", host="away.example", error="no such host", untagged=True),
    FeedRow(id=3, title="Évry \x1b[2J daily", host="evry.example", full=True, untagged=True),
]


def test_words_are_looked_for_in_all_that_a_feed_says() -> None:
    def found(typed: str) -> list[int]:
        return [row.id for row in matching(FEEDS, typed)]

    assert found("") == [1, 2, 3]
    assert found("SALT history") == [1]
    assert found("host") == [2]
    assert found("évry example") == [3]
    assert found("salt away") == []


async def test_a_feed_says_what_waits_and_why_it_could_not_be_had() -> None:
    table = FeedsTable()
    async with staged(table, size=(60, 30)) as stage:
        table.feeds = FEEDS
        await stage.pilot.pause()
        shown = [" ".join(line.strip("▌▐ ").split()) for line in lines(table.lines)]
        assert shown[:6] == [
            "Salt and Iron 1 200 unread",
            "salt.example · asked 1 h ago history",
            "Away",
            "✗ no such host · never asked",
            "Évry ␛[2J daily",
            "evry.example · never asked · whole pages · tags off",
        ]


async def test_the_newest_of_the_feed_under_the_cursor_stand_beside() -> None:
    table = FeedsTable()
    async with staged(table, size=(120, 12)) as stage:
        table.feeds = FEEDS
        await stage.pilot.pause()
        assert [" ".join(line.split()) for line in lines(table.newest)[:2]] == [
            "● The pump 2 d",
            "Ore 3 w",
        ]
        table.lines.focus()
        await stage.press("j")
        assert table.cursor == 2
        assert not "".join(lines(table.newest)).strip()
