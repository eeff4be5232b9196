"""Finding by keyboard."""

import pytest

from octavo.library.library import Library
from octavo.query import Query
from tests.making import MakeArticle, draft
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
async def test_a_query_that_cannot_be_read_leaves_the_list(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/")
        await reader.type("bridge )")
        assert reader.query_line.fault is not None
        assert reader.titles() == ["Second"]


@pytest.mark.usefixtures("three")
async def test_nothing_found_says_what_would_be(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/")
        await reader.type("bridge ferry ")
        assert "Nothing has all of this" in str(reader.panes.notice.content)
        assert "Without ferry there is 1 article." in str(reader.panes.notice.content)
        assert set(reader.titles()) == {"Second", "Third"}


@pytest.mark.usefixtures("three")
async def test_a_word_that_is_not_there_is_offered_as_it_is_spelt(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/")
        await reader.type("brigde ")
        assert "“brigde”; did you mean bridge?" in str(reader.panes.notice.content)


@pytest.mark.usefixtures("three")
async def test_when_two_parts_find_nothing_both_are_named(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("/")
        await reader.type("river tag:nonexist author:knuth ")
        notice = str(reader.panes.notice.content)
        assert "There is no tag nonexist and no author knuth." in notice
        assert "Without them there is 1 article." in notice
        assert (notice + str(reader.list.placeholder)).count("Nothing") == 1


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("query", ["\\", "~", "title:~"])
async def test_marks_alone_are_a_fault_at_once(open_room: Open, query: str) -> None:
    async with open_room() as reader:
        await reader.press("/")
        await reader.type(query)
        assert reader.query_line.fault is not None


@pytest.mark.usefixtures("three")
async def test_where_everything_is_when_the_list_is_empty(
    library: Library, open_room: Open
) -> None:
    library.delete([1, 2, 3])
    async with open_room() as reader:
        assert "in the trash" in str(reader.list.placeholder)
        assert "in:trash" in str(reader.list.placeholder)
        assert "archived" not in str(reader.list.placeholder)


async def test_an_empty_library_says_what_to_do(open_room: Open) -> None:
    async with open_room() as reader:
        assert "a adds an address" in str(reader.list.placeholder)


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
        await reader.pilot.pause(1)
        assert reader.titles() == rows
        assert reader.query_line.total == 4
        assert reader.footer.news == "1 new article · F5 shows them"
        await reader.press("f5")
        assert reader.titles() == ["Fourth", *rows]
        assert reader.list.cursor == before
        assert reader.list.marks == {before}


@pytest.mark.usefixtures("three")
async def test_what_is_deleted_from_outside_is_said(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        with Library(library.folder) as other:
            other.delete([1, 2])
        await reader.pilot.pause(1)
        assert "2 articles were deleted from outside." in reader.toasts()
        assert reader.titles() == ["Third", "Second", "First"]


async def test_an_empty_list_shows_at_once_what_comes_in(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        with Library(library.folder) as other:
            other.add([draft("First", "At last.")])
        await reader.pilot.pause(1)
        await reader.settle()
        assert reader.titles() == ["First"]


async def test_a_change_from_elsewhere_is_drawn_in_place(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    article = make_article("First")
    async with open_room() as reader:
        with Library(library.folder) as other:
            other.star([article.id])
        await reader.pilot.pause(0.6)
        assert reader.row_of(article.id).starred


@pytest.mark.usefixtures("three")
async def test_ctrl_l_goes_to_the_query_line_from_anywhere(open_room: Open) -> None:
    async with open_room() as reader:
        for keys in (["enter"], ["t"], ["plus"]):
            await reader.press(*keys, "ctrl+l")
            assert reader.query_line.has_focus_within
            await reader.press("escape")
