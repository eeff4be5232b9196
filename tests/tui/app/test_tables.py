"""The screens of tags and of feeds, by keys."""

import pytest

from octavo.library.library import Library
from octavo.model.tag import Tag, TagEdit
from octavo.tui.screens.tables import TagsScreen
from tests.tui.app.conftest import Open, Reader

pytestmark = pytest.mark.usefixtures("three")


def tags(reader: Reader) -> TagsScreen:
    assert isinstance(reader.app.screen, TagsScreen)
    return reader.app.screen


async def test_a_move_is_made_from_the_help_and_a_tag_that_is_gone_meanwhile_says_so(
    open_room: Open, library: Library
) -> None:
    async with open_room() as reader:
        await reader.press("T")
        before = tags(reader).table.cursor
        await reader.press("question_mark", *"down one", "enter")
        assert tags(reader).table.cursor != before
        await reader.press("g", "r")
        library.tags.delete(Tag("draft"))
        await reader.press("x", "enter")
        assert reader.toasts() == "nothing is tagged draft"


async def test_a_tag_is_dragged_under_another(library: Library, open_room: Open) -> None:
    """It is asked first, with the other one in the line."""
    library.retag([1], TagEdit.parse("zoo"))
    async with open_room() as reader:
        await reader.press("T")
        lines = tags(reader).table.lines
        start, end = (
            next(y for y, row in enumerate(lines.rows) if row.tag == name)
            for name in (Tag("zoo"), Tag("essay"))
        )
        await reader.pilot.mouse_down(lines, offset=(8, start))
        await reader.pilot.mouse_up(lines, offset=(8, end))
        await reader.pilot.pause()
        await reader.press("enter")
        assert Tag("essay/zoo") in library.article(1).tags
        await reader.press("u")
    assert Tag("zoo") in library.article(1).tags


async def test_a_tag_is_moved_by_key(library: Library, open_room: Open) -> None:
    """The list tells of it, too, and takes it back."""
    library.retag([1], TagEdit.parse("policy/industry"))
    async with open_room() as reader:
        await reader.press("T", "/", *"industry", "enter", ">")
        await reader.press(*(["backspace"] * 6), *"economy", "enter")
        assert Tag("economy/industry") in library.article(1).tags
        await reader.press("q")
        assert "policy/industry" in reader.footer.last
        await reader.press("u")
    assert Tag("policy/industry") in library.article(1).tags
