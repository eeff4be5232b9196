"""The list of articles: what it draws and where its cursor is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import overload

import pytest
from textual.content import Content
from textual.geometry import Region

from octavo.model.article import State
from octavo.model.tag import Tag
from octavo.tui.widgets.articles.article_list import ArticleList
from tests.tui.widgets.articles.rows import NOW, Shelf, ids, make_list, row
from tests.tui.widgets.stage import lines, staged, strips


async def test_a_row_tells_title_origin_and_tags() -> None:
    tags = (Tag("ai"), Tag("policy/industry"))
    unread = row(1, "Seoul weighs a plan", site="ledger.example", tags=tags, state=State.UNREAD)
    widget = make_list(unread)
    async with staged(widget, size=(60, 20)):
        widget.show([1])

        assert lines(widget)[:3] == [
            "▌● Seoul weighs a plan",
            "▌  ledger.example  ai  policy/industry         7 min   2 d",
            "",
        ]


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        pytest.param({"state": State.UNREAD}, ["▌● A", f"▌  {'7 min   2 d':>55}"], id="unread"),
        pytest.param(
            {"state": State.READING, "progress": 0.38},
            ["▌◐ A", f"▌  38 %{'7 min   2 d':>51}"],
            id="reading, and how far",
        ),
        pytest.param({}, ["▌  A", f"▌  {'7 min   2 d':>55}"], id="read"),
        pytest.param({"starred": True}, ["▌★ A", f"▌  {'7 min   2 d':>55}"], id="starred"),
        pytest.param(
            {"archived": True, "site": "x.org"},
            ["▌  A", f"▌  archived · x.org{'7 min   2 d':>39}"],
            id="archived",
        ),
        pytest.param(
            {"failed": True, "minutes": None},
            ["▌✗ A", f"▌  failed{'2 d':>49}"],
            id="a page that could not be had",
        ),
        pytest.param({"is_gap": True}, ["▌✗ A", "▌"], id="what could not be read"),
        pytest.param(
            {"deleted": True}, ["▌  A", f"▌  in the trash{'7 min   2 d':>43}"], id="deleted"
        ),
        pytest.param(
            {"note": True, "minutes": None, "site": "note"},
            ["▌¶ A", f"▌  note{'2 d':>51}"],
            id="a note",
        ),
    ],
)
async def test_what_a_row_is_shows_without_colour(
    fields: dict[str, object], drawn: list[str]
) -> None:
    widget = make_list(row(1, "A", **fields))
    async with staged(widget, size=(60, 20)):
        widget.show([1])

        assert lines(widget)[:2] == drawn


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        pytest.param((60, 15), "▌● Title 1 2 d", id="low"),
        pytest.param((28, 20), "▌● Title 1", id="narrow"),
        pytest.param((80, 15), "▌● Title 1 ai korea 7 min 2 d", id="low and wide"),
    ],
)
async def test_a_row_takes_one_line_where_space_is_short(
    size: tuple[int, int], drawn: str
) -> None:
    widget = make_list(row(1, tags=(Tag("ai"), Tag("korea")), state=State.UNREAD), row(2))
    async with staged(widget, size=size):
        widget.show([1, 2])
        first, second, *_ = lines(widget)

        assert first.split() == drawn.split()
        assert second.startswith("   Title 2")


async def test_text_from_the_world_is_text() -> None:
    widget = make_list(row(1, "[red]x[/] \x1b[31m\x07 [1]", site="a\nb"))
    async with staged(widget):
        widget.show([1])

        assert lines(widget)[0] == "▌  [red]x[/] ␛[31m␇ [1]"
        assert lines(widget)[1].startswith("▌  a b  ")


async def test_moving_says_where_the_cursor_is() -> None:
    widget = make_list()
    async with staged(widget) as stage:
        told: list[int | None] = []
        widget.pointed = told.append
        widget.show(range(1, 6))
        widget.focus()
        await stage.press("j", "down", "k", "G", "j")

        assert told == [1, 2, 3, 2, 5]
        assert widget.cursor == 5


@pytest.mark.parametrize(
    ("key", "cursor"),
    [("pagedown", 62), ("pageup", 38), ("home", 1), ("g", 1), ("end", 100), ("G", 100)],
)
async def test_long_moves(key: str, cursor: int) -> None:
    widget = make_list()
    async with staged(widget) as stage:
        widget.show(range(1, 101), cursor=50)
        widget.focus()
        await stage.press(key)

        assert widget.cursor == cursor
        assert widget.at in widget.visible_rows()


@pytest.mark.parametrize(
    ("after", "cursor"),
    [
        pytest.param(ids(9, 5, 4, 3), 4, id="still listed, elsewhere"),
        pytest.param(ids(1, 2, 3, 5, 6), 5, id="gone: the next one below it"),
        pytest.param(ids(6, 7, 1), 6, id="gone with the next ones: the one after"),
        pytest.param(ids(1, 2, 3), 3, id="gone with all below it: the last"),
        pytest.param(ids(), None, id="nothing left"),
    ],
)
async def test_the_cursor_stays_on_its_article(
    after: tuple[int, ...], cursor: int | None
) -> None:
    widget = make_list()
    async with staged(widget):
        widget.show(ids(1, 2, 3, 4, 5, 6), cursor=4)
        widget.show(after)

        assert widget.cursor == cursor


async def test_the_cursor_goes_below_many_that_are_gone() -> None:
    widget = make_list()
    async with staged(widget):
        widget.show(range(1, 20), cursor=2)
        widget.show(ids(1, 18, 12, 19))

        assert widget.cursor == 12


async def test_the_cursor_stays_where_it_is_on_the_screen() -> None:
    """Forty rows above it are gone; its line on the screen is the same."""
    widget = make_list()
    async with staged(widget, size=(60, 30)) as stage:
        widget.show(range(1, 101), cursor=60)
        await stage.pilot.pause()
        before = [at for at, line in enumerate(lines(widget)) if "Title 60" in line]
        widget.show(range(41, 101))
        await stage.pilot.pause()

        assert [at for at, line in enumerate(lines(widget)) if "Title 60" in line] == before


async def test_showing_the_same_says_nothing() -> None:
    widget = make_list()
    async with staged(widget):
        told: list[int | None] = []
        widget.show(ids(1, 2, 3), cursor=2)
        widget.pointed = told.append
        widget.show(ids(3, 2))

        assert told == []


async def test_a_changed_row_is_drawn_again_in_its_place() -> None:
    shelf = Shelf()
    widget = ArticleList(shelf, now=lambda: NOW)
    async with staged(widget, size=(60, 30)):
        widget.show(ids(1, 2, 3))
        lines(widget)
        shelf.rows[2] = row(2, tags=(Tag("new"),), archived=True)
        shelf.asked.clear()
        widget.refresh_rows({2})

        assert lines(widget)[2] == "   Title 2"
        assert lines(widget)[3].split() == ["archived", "new", "7", "min", "2", "d"]
        assert shelf.asked == [2]


async def test_only_rows_on_the_screen_are_asked_for() -> None:
    shelf = Shelf()
    widget = ArticleList(shelf, now=lambda: NOW)
    async with staged(widget, size=(60, 30)) as stage:
        widget.show(range(1, 100_001))
        await stage.pilot.pause()
        widget.focus()
        await stage.press("G")
        await stage.press("pageup", "j")

        assert len(set(shelf.asked)) < 60
        assert max(shelf.asked) == 100_000


class Fetched(Sequence[int]):
    """Ids that remember which of them were fetched."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids
        self.fetched: set[int] = set()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        places = range(len(self.ids))[index]
        self.fetched.update((places,) if isinstance(places, int) else places)
        return self.ids[index]


@pytest.mark.parametrize(
    "narrowed",
    [
        pytest.param(range(1, 5_001), id="the row of the cursor is still listed"),
        pytest.param(range(8, 5_001), id="that row is gone"),
    ],
)
async def test_no_row_below_the_screen_is_fetched_when_a_letter_narrows_the_list(
    narrowed: range,
) -> None:
    """What is far down may take long to fetch, and the reader types on."""
    widget = make_list()
    async with staged(widget, size=(60, 30)) as stage:
        before = Fetched(range(1, 10_001))
        widget.show(before)
        await stage.pilot.pause()
        widget.show(Fetched(narrowed))

        assert max(before.fetched) < 30


async def test_a_key_draws_only_the_rows_that_it_touches() -> None:
    shelf = Shelf()
    widget = ArticleList(shelf, now=lambda: NOW)
    async with staged(widget, size=(60, 30)) as stage:
        widget.show(range(1, 100))
        widget.focus()
        await stage.pilot.pause()
        shelf.asked.clear()
        await stage.press("j")

        assert sorted(set(shelf.asked)) == [1, 2]


async def test_an_empty_list_says_what_to_do() -> None:
    widget = make_list()
    async with staged(widget, size=(40, 20)):
        widget.placeholder = Content("Nothing has all of these words. [1] Leave one out.")

        assert lines(widget)[:4] == [
            "",
            "  Nothing has all of these words. [1]",
            "  Leave one out.",
            "",
        ]


async def test_hits_are_set_off_in_titles() -> None:
    widget = make_list(row(1, "Seoul weighs, Seoul waits"))
    async with staged(widget, size=(60, 20)):
        widget.show(ids(1))
        widget.hits = lambda _, title: [
            (at, at + 5) for at in range(len(title)) if title.startswith("Seoul", at)
        ]

        marked = [
            part.text for part in strips(widget)[0] if part.style and part.style.underline
        ]
        assert marked == ["Seoul", "Seoul"]


async def test_the_cursor_stays_in_sight_when_the_terminal_shrinks() -> None:
    widget = make_list()
    async with staged(widget, size=(60, 40)) as stage:
        widget.show(range(1, 100), cursor=12)
        await stage.pilot.resize_terminal(40, 10)
        await stage.pilot.pause()

        assert any("Title 12" in line for line in lines(widget))


async def test_the_end_of_the_list_begins_with_a_whole_row() -> None:
    widget = make_list()
    async with staged(widget, size=(60, 21)) as stage:
        widget.show(range(1, 100))
        widget.focus()
        for keys in (("G",), ("k", "k"), ("pageup",), ("j",)):
            await stage.press(*keys)
            assert "Title" in lines(widget)[0]
            assert any(line.startswith("▌  Title") for line in lines(widget))


async def test_a_compact_list_takes_one_line_a_row_and_the_cursor_stays_in_place() -> None:
    widget = make_list()
    async with staged(widget, size=(60, 30)) as stage:
        widget.show(range(1, 100), cursor=40)
        await stage.pilot.pause()
        above = widget.at - widget.visible_rows().start
        widget.set_compact(compact=True)
        await stage.pilot.pause()

        assert widget.at - widget.visible_rows().start == above
        assert ["Title 40" in line for line in lines(widget)[:2]] == [True, False]


@pytest.mark.parametrize(
    ("fields", "by_published", "told"),
    [
        pytest.param({}, False, "2 d", id="when it was added"),
        pytest.param({}, True, "9 d", id="what the list is sorted by"),
        pytest.param({"is_from_feed": True}, False, "9 d", id="a feed's own date"),
        pytest.param({"published": None}, True, "2 d", id="no other is known"),
        pytest.param({"added": NOW - timedelta(minutes=5)}, False, "<1 h", id="minutes ago"),
    ],
)
async def test_what_an_age_is_counted_from(
    fields: dict[str, object], by_published: bool, told: str
) -> None:
    dated = {"published": NOW - timedelta(days=9), **fields}
    widget = make_list(row(1, "A", **dated))
    async with staged(widget, size=(60, 20)):
        widget.show([1])
        widget.by_published = by_published

        assert lines(widget)[1].endswith(f"7 min {told:>5}")


async def test_all_that_is_counted_later_moves_the_thumb_and_draws_no_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = range(1, 21)
    widget = make_list(*map(row, rows))
    async with staged(widget, size=(60, 20)) as stage:
        first = list(rows)
        widget.show(first)
        await stage.pilot.pause()
        drawn, refreshed = [line[:59].rstrip() for line in lines(widget)], list[Region]()
        monkeypatch.setattr(widget, "refresh", lambda *regions: refreshed.extend(regions))
        widget.complete(first, [*first, *range(21, 200)])
        assert [line[:59].rstrip() for line in lines(widget)] == drawn
        assert {(each.x, each.width) for each in refreshed} == {(59, 1)}


async def test_rows_that_are_counted_later_and_stand_in_sight_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    widget = make_list(*map(row, range(1, 6)))
    async with staged(widget, size=(60, 20)):
        first = [1, 2, 3]
        widget.show(first)
        refreshed = list[tuple[Region, ...]]()
        monkeypatch.setattr(widget, "refresh", lambda *regions: refreshed.append(regions))
        widget.complete(first, range(1, 6))
        assert () in refreshed


async def test_a_row_that_stays_in_another_list_is_drawn_once() -> None:
    widget = make_list(*map(row, (1, 2, 3)))
    async with staged(widget, size=(60, 20)):
        widget.show([1, 2, 3])
        drawn = widget.draw_row(2, 59)
        widget.show([1, 3])
        assert widget.draw_row(1, 59) is drawn
        widget.refresh_rows()
        assert widget.draw_row(1, 59) is not drawn
