"""Sorting out by keyboard, seen in the library."""

import pytest

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.query import parse
from octavo.settings.config import Config
from tests.tui.app.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.usefixtures("three")


def titled(library: Library, title: str) -> Article:
    [article] = [a for a in library.articles(parse("in:all")) if a.title == title]
    return article


async def test_archiving_moves_on_and_moves_no_rows(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("e")
        assert reader.titles() == ["Third", "Second", "First"]
        await reader.press("e")
        assert reader.row_of(reader.list.cursor or 0).title == "First"
        await reader.press("f5")
        assert reader.titles() == ["First"]
    assert titled(library, "Third").archived


async def test_marks_make_a_command_a_bulk_command(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("x", "j", "X", "s")
        assert not reader.list.marks
    assert all(article.starred for article in library.articles())


async def test_undo_and_redo_walk_back_and_forth(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("e", "s", "u")
        assert not titled(library, "Second").starred
        await reader.press("u")
        assert not titled(library, "Third").archived
        await reader.press("ctrl+r", "ctrl+r")
    assert titled(library, "Third").archived
    assert titled(library, "Second").starred


async def test_an_emptied_trash_comes_back_by_undo(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("d")
        await reader.main.run_command("empty-trash")
        await reader.press("y")
        assert library.trashed() == 0
        await reader.press("u")
    assert titled(library, "Third").deleted is not None


async def test_marking_from_nowhere_says_so(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("X")
        assert "x marks a row" in reader.toasts()


async def test_the_density_of_the_list_is_remembered(open_room: Open) -> None:
    async with open_room() as reader:
        assert reader.list.row_height == 2
        await reader.press("=")
        assert reader.list.row_height == 1
    async with open_room() as reader:
        assert reader.list.row_height == 1
    async with open_room(config=Config(density="comfortable")) as reader:
        assert reader.list.row_height == 2


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_something_is_put_off_listed_and_brought_back(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press("w", "enter", "w", *(["backspace"] * 8), *"7d", "enter")
        assert titled(library, "Second").later
        assert reader.titles() == ["Third", "Second", "First"]
        await reader.press("f5")
        assert reader.titles() == ["First"]
        await reader.press("b", *"later", "enter")
        assert reader.titles() == ["Third", "Second"]
        await reader.press("w", "u", "u", "u", "escape")
        assert reader.titles() == ["Third", "Second", "First"]
    assert not any(article.later for article in library.articles())
