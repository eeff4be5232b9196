"""Finding by keyboard."""

from threading import current_thread, main_thread
from typing import Any

import pytest

from octavo.index.reader import Snapshot
from octavo.index.search.word_search import AT_HAND
from octavo.library.library import Library
from octavo.model.search import Scores
from octavo.query import Query
from octavo.tui.widgets.query.query_line import QueryStatus
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import Open
from tests.tui.widgets.stage import lines, strips


@pytest.mark.usefixtures("three")
async def test_the_list_narrows_with_every_letter_and_escape_goes_back_step_by_step(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        await reader.press("/", *"the", "enter", "x", "enter")
        await reader.press("escape")
        assert not reader.list.marks
        await reader.press("escape")
        assert reader.list.has_focus
        await reader.press("escape")
        assert reader.controllers.search.shown == Query()
        await reader.press("escape")
        assert reader.app.is_running, "it never quits"

        await reader.press("/", "f")
        assert set(reader.titles()) == {"First", "Third"}
        await reader.type("irs")
        assert reader.titles() == ["First"]
        await reader.press("enter")
        assert reader.list.has_focus
        assert reader.query_line.text == "firs"

        await reader.press("/", "ctrl+u", *"bridge", "enter", "/", *" ferry", "escape")
        assert reader.query_line.text == "bridge", "the query before is back"
        assert reader.titles() == ["Second"]


async def test_a_letter_never_waits_for_all_that_was_listed(
    library: Library, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than the best of a ranking is fetched in threads only."""
    library.add([draft(f"Tide {number}") for number in range(AT_HAND * 2)])
    library.search.sync.catch_up()
    scored = Snapshot.scored
    in_main_thread: list[bool] = []

    def noted(self: Snapshot, *asked: Any) -> tuple[Scores, int]:  # noqa: ANN401 - as it is
        in_main_thread.append(current_thread() is main_thread())
        return scored(self, *asked)

    monkeypatch.setattr(Snapshot, "scored", noted)
    async with open_room() as reader:
        await reader.press("/", *"tid")
        assert len(reader.list.rows) == AT_HAND * 2
        # a reader who rests gets the rest
        await reader.until(lambda: isinstance(reader.list.rows, list))

    assert in_main_thread
    assert not any(in_main_thread)


@pytest.mark.usefixtures("three")
async def test_what_comes_in_from_outside_is_announced_and_listed_on_demand(
    library: Library, open_room: Open
) -> None:
    """Nothing moves under the cursor meanwhile; then it stays on its article."""
    async with open_room() as reader:
        marked = reader.list.cursor
        await reader.press("x")
        before, rows = reader.list.cursor, reader.titles()
        with Library(library.folder) as other:
            other.add([draft("Fourth", "Newer than all.")])
        await reader.until(lambda: bool(reader.footer.news))
        assert reader.titles() == rows
        assert reader.query_line.total == 4
        assert reader.footer.news == "1 new article · F5 shows them"
        await reader.press("f5")
        assert reader.titles() == ["Fourth", *rows]
        assert reader.list.cursor == before
        assert reader.list.marks == {marked}


@pytest.mark.usefixtures("three")
async def test_ctrl_l_goes_to_the_query_line_from_anywhere(open_room: Open) -> None:
    async with open_room() as reader:
        for keys in (["enter"], ["t"], ["plus"]):
            await reader.press(*keys, "ctrl+l")
            assert reader.query_line.has_focus_within
            await reader.press("escape")


@pytest.mark.usefixtures("three")
async def test_the_menu_of_orders_changes_the_order_of_what_is_listed(open_room: Open) -> None:
    """By a click at the top, too; and a query keeps its words."""
    async with open_room() as reader:
        status = reader.main.query_one(QueryStatus)
        await reader.pilot.click(QueryStatus, offset=(status.size.width - 4, 0))
        await reader.press("j", "enter")
        assert reader.query_line.order == "oldest first"
        await reader.press("comma", "k", "enter", "g")
        await reader.press("comma", "j", "enter", "j")
        assert reader.titles() == ["First", "Second", "Third"]
        assert reader.query_line.text == "sort:-added"
        assert reader.query_line.order == "oldest first"
        assert reader.list.at == 1
        await reader.press("comma", "k", "enter")
        assert reader.titles() == ["Third", "Second", "First"]
        assert reader.query_line.text == ""
        await reader.press("comma", "k", "escape")
        assert reader.query_line.text == ""
        await reader.press("/", *"riv", "enter", "comma", "j", "enter")
        assert reader.query_line.text == "sort:added riv"
        assert reader.titles() == ["First"]


async def test_the_passage_that_was_found_stands_in_the_row(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("Boats", "Nothing here.\n\nA *ferry* crosses the river at dawn.")
    async with open_room() as reader:
        await reader.press("/", *"river", "enter")
        await reader.until(lambda: "A ferry crosses the river" in lines(reader.list)[1])
        second = strips(reader.list)[1]
        assert [part.text for part in second if part.style and part.style.underline] == [
            "river"
        ]
        await reader.press("escape")
        assert "ferry" not in lines(reader.list)[1]


@pytest.mark.usefixtures("three")
async def test_a_key_takes_what_is_offered(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.step("/", *"brigde", "tab")
        assert (reader.query_line.text, reader.titles()) == ("bridge", ["Second"])
        await reader.step("space", *"ferry", "shift+tab")
        assert (reader.query_line.text, reader.titles()) == ("bridge", ["Second"])
        await reader.press("escape", "/")
        await reader.paste("ferry - (\nthird")
        await reader.press("enter", "tab", "enter")
        assert (reader.query_line.text, reader.titles()) == ("ferry third", ["Third"])
