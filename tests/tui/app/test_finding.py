"""Finding by keyboard."""

import pytest

from octavo.library.library import Library
from octavo.query import Query
from tests.making import draft
from tests.tui.app.conftest import Open


@pytest.mark.usefixtures("three")
async def test_the_list_narrows_with_every_letter(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/", "f")
        assert set(reader.titles()) == {"First", "Third"}
        await reader.type("irs")
        assert reader.titles() == ["First"]
        await reader.press("enter")
        assert reader.list.has_focus
        assert reader.query_line.text == "firs"


@pytest.mark.usefixtures("three")
async def test_escape_brings_the_query_before_back(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/", *"bridge", "enter", "/", *" ferry", "escape")
        assert reader.query_line.text == "bridge"
        assert reader.titles() == ["Second"]


@pytest.mark.usefixtures("three")
async def test_escape_goes_back_step_by_step_and_never_quits(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/", *"the", "enter", "x", "enter")
        await reader.press("escape")
        assert not reader.list.marks
        await reader.press("escape")
        assert reader.list.has_focus
        await reader.press("escape")
        assert reader.controllers.search.shown == Query()
        await reader.press("escape")
        assert reader.app.is_running


@pytest.mark.usefixtures("three")
async def test_what_comes_in_from_outside_is_announced_and_listed_on_demand(
    library: Library, open_room: Open
) -> None:
    """Nothing moves under the cursor meanwhile; then it stays on its article."""
    async with open_room() as reader:
        await reader.press("j", "x")
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
        assert reader.list.marks == {before}


@pytest.mark.usefixtures("three")
async def test_ctrl_l_goes_to_the_query_line_from_anywhere(open_room: Open) -> None:
    async with open_room() as reader:
        for keys in (["enter"], ["t"], ["plus"]):
            await reader.press(*keys, "ctrl+l")
            assert reader.query_line.has_focus_within
            await reader.press("escape")
