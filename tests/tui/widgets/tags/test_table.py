"""The table of all tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Static

from octavo.model.tag import Tag, TagCount
from octavo.tui.widgets.tags.order import by_name
from octavo.tui.widgets.tags.table import TagsTable, bar_of
from tests.tui.widgets.stage import Stage, lines, staged

TAGS = [
    TagCount(Tag(name), count)
    for name, count in [
        ("policy", 60),
        ("ai", 412),
        ("policy/industry/chips", 7),
        ("policy/industry", 54),
        ("history/printing", 20),
        ("police", 2),
    ]
]


def shown(stage: Stage) -> str:
    """What stands at the end of the line above the tags."""
    return str(stage.app.query_one(".filtered--count", Static).render())


def names(table: TagsTable) -> list[str]:
    return [
        " ".join(line.strip("▌▐ ").split()) for line in lines(table.lines) if line.strip("▌▐ ")
    ]


async def test_tags_stand_below_those_that_they_belong_to() -> None:
    table = TagsTable()
    async with staged(table, size=(50, 12)) as stage:
        table.tags = TAGS
        table.pins = {3: Tag("ai")}
        await stage.pilot.pause()

        assert names(table) == [
            "3 ai 412",
            "history/printing 20",
            "police 2",
            "policy 60",
            "└ industry 54",
            "└ chips 7",
        ]


async def test_the_most_used_come_first_when_asked() -> None:
    table = TagsTable()
    async with staged(table, size=(50, 12)):
        table.tags = TAGS
        table.by_count = True

        assert names(table)[:4] == [
            "ai 412",
            "policy 60",
            "policy/industry 54",
            "history/printing 20",
        ]


async def test_those_that_are_used_once_are_shown_alone_and_the_line_above_says_so() -> None:
    table = TagsTable()
    async with staged(table, size=(60, 12)) as stage:
        table.tags = [*TAGS, TagCount(Tag("once"), 0, 1), TagCount(Tag("one"), 1)]
        await stage.pilot.pause()
        assert "8 ▏ by name" in shown(stage)
        table.by_count = table.once = True
        await stage.pilot.pause()
        assert [name.split()[0] for name in names(table)] == ["one", "once"]
        assert "2 of 8 used once ▏ by count" in shown(stage)


async def test_a_count_stands_at_its_name() -> None:
    table = TagsTable()
    async with staged(table, size=(120, 12)) as stage:
        table.tags = TAGS
        await stage.pilot.pause()
        drawn = lines(table.lines)
        assert [line.index(" 412 ") + 1 for line in drawn if "412" in line] == [5 + 16 + 2]


async def test_the_cursor_stays_on_its_tag() -> None:
    table = TagsTable()
    async with staged(table) as stage:
        table.tags = TAGS
        table.focus()
        await stage.press("j", "j", "j", "j")
        assert table.cursor == Tag("policy/industry")

        table.by_count = True
        assert table.cursor == Tag("policy/industry")

        table.tags = [entry for entry in TAGS if entry.tag != "policy/industry"]
        assert table.cursor is not None


async def test_typing_filters_and_enter_goes_back_to_the_tags() -> None:
    table = TagsTable()
    async with staged(table) as stage:
        table.tags = TAGS
        table.focus()
        await stage.pilot.pause()
        await stage.burst("slash", *"ind", "enter", "j")
        await stage.pilot.pause()

        assert [name.split()[0] for name in names(table)] == [
            "policy/industry",
            "policy/industry/chips",
        ]
        assert table.cursor == Tag("policy/industry/chips")
        assert table.lines.has_focus


async def test_escape_shows_all_again() -> None:
    table = TagsTable()
    async with staged(table) as stage:
        table.tags = TAGS
        table.focus()
        await stage.press("slash", *"ind", "escape")

        assert len(names(table)) == len(TAGS)
        assert table.lines.has_focus


async def test_two_clicks_open_a_tag() -> None:
    table = TagsTable()
    async with staged(table) as stage:
        table.tags = TAGS
        await stage.pilot.pause()
        await stage.pilot.double_click(table.lines, offset=(8, 1))

        assert len(stage.said(TagsTable.Opened)) == 1
        assert table.cursor == Tag("history/printing")


async def test_no_tags_is_no_trouble() -> None:
    table = TagsTable()
    async with staged(table) as stage:
        table.focus()
        await stage.press("j", "G", "k")

        assert table.cursor is None


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=12))
def test_the_hierarchy_loses_no_tag(paths: list[list[str]]) -> None:
    tags = {Tag("/".join(path)) for path in paths}

    rows = by_name(TagCount(tag, 1) for tag in tags)

    assert {row.tag for row in rows} == tags
    for row in rows:
        above = [tag for tag in tags if tag.covers(row.tag) and tag != row.tag]
        assert row.depth == len(above)
        assert str(row.tag).endswith(row.name)


@pytest.mark.parametrize(
    ("share", "bar"), [(0, ""), (0.001, "╸"), (0.5, "━━"), (0.6, "━━╸"), (1, "━━━━")]
)
def test_bars(share: float, bar: str) -> None:
    assert bar_of(share, 4) == bar
