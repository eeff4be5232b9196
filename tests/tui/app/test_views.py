"""Saved queries and the sidebar by keys."""

import pytest

from octavo.library.library import Library
from octavo.model.tag import Tag, TagEdit
from octavo.settings.commands import Command, Context, works_in
from octavo.tui.screens.dialogs import HelpScreen
from octavo.tui.widgets.help.help_list import HelpLines
from octavo.tui.widgets.tags.table import TagLines
from tests.making import MakeArticle
from tests.tui.app.conftest import NARROW, WIDE, Open
from tests.tui.widgets.stage import lines


@pytest.fixture(autouse=True)
def _three(make_article: MakeArticle) -> None:
    make_article("First", "The first river.", tags="essay draft")
    make_article("Second", "The second bridge.", tags="essay")
    make_article("Third", "The third ferry.")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_query_is_saved_and_a_letter_lists_it(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press("/", *"tag:essay sort:title", "enter", "S", *"Mine", "enter")
        assert [saved.query for saved in library.saved] == ["tag:essay sort:title"]
        await reader.press("escape")
        assert len(reader.list.rows) == 3
        await reader.press("semicolon", "m", "j", "s")
        assert reader.query_line.text == "tag:essay sort:title"
    assert [article.title for article in library.articles() if article.starred] == ["Second"]


async def test_a_name_is_completed_used_and_undone(library: Library, open_room: Open) -> None:
    library.saved.save("Long essays", "tag:essay sort:title")
    async with open_room() as reader:
        await reader.press("/", *"@lo", "tab", *" -tag:draft", "enter")
        assert reader.query_line.text == '@"Long essays" -tag:draft'
        assert [reader.row_of(id).title for id in reader.list.rows] == ["Second"]
        await reader.press("semicolon", "delete", "escape")
        assert not len(library.saved)
        await reader.press("u", "semicolon", "l")
        assert len(reader.list.rows) == 2
        await reader.press("/", "ctrl+u", *"@lo", "tab", "enter", "comma", "home", "enter")
        assert reader.query_line.text == 'sort:added @"Long essays"', "the order is not its own"
        assert [reader.row_of(id).title for id in reader.list.rows] == ["Second", "First"]


async def test_the_keyboard_comes_back_to_the_text(library: Library, open_room: Open) -> None:
    """A name and a number are told whole, however little room there is for the query."""
    asked = "tag:essay OR (tag:draft author:somebody published:>2019)"
    library.saved.save("Essays", asked)
    async with open_room(size=(50, 15)) as reader:
        await reader.press("enter", "semicolon")
        row, *_ = lines(reader.panes.saved_queries.lines)
        assert row.split()[1:3] == ["Essays", "tag:essay"]
        assert row.split()[-1] == "2"
        await reader.press("escape")
        assert reader.text.has_focus
        await reader.press("semicolon", "e")
        assert reader.list.has_focus
        assert reader.query_line.text == asked


async def test_the_palette_has_them(library: Library, open_room: Open) -> None:
    library.saved.save("Long essays", "tag:essay")
    library.saved.save("see [/b]", '"[red]" OR "[/b]"')
    async with open_room() as reader:
        await reader.press("colon", *"see")
        row, *_ = lines(reader.app.screen.query_one(HelpLines))
        assert all(each in row for each in ('@"see [/b]"', '"[red]" OR "[/b]"'))
        await reader.press(
            "escape", "T", "question_mark", *"long e", "enter", "escape", "escape"
        )
        assert len(reader.list.rows) == 3, "the help of another screen has none to list"
        await reader.press("ctrl+p", *"essays", "enter")
        assert reader.query_line.text == "tag:essay"
        assert len(reader.list.rows) == 2


async def test_the_palette_has_what_works_where_the_keyboard_is(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("T", "colon")
        rows = reader.app.screen.query_one(HelpLines).rows
        listed = [row for row in rows if isinstance(row, Command)]
        assert {row.id for row in listed} == {row.id for row in works_in(Context.TAGS)}
        await reader.press(*"count", "enter")
        assert reader.app.screen.query_one(TagLines).rows[0].tag == Tag("essay")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_the_sidebar_lists_what_is_typed(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    """A minus within a name is typed, too."""
    library.retag([1], TagEdit.parse("+open-data"))
    async with open_room(size=size) as reader:
        await reader.press("b", *"open", "minus", "d", "enter")
        assert reader.query_line.text == "tag:open-data"
        await reader.press("b", *"dra", "enter", "s")
        assert reader.query_line.text == "tag:draft"
        await reader.press("b", *"star", "enter")
        assert [reader.row_of(id).title for id in reader.list.rows] == ["First"]
        await reader.press("b", "escape")
        assert reader.list.has_focus
        await reader.press("b", "enter")
        assert reader.query_line.text == "is:starred"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_rule_is_written_and_applied(
    library: Library, open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press("%", "a")
        await reader.type("river -- +water star")
        await reader.press("enter")
        await reader.press("p")
        await reader.until(lambda: reader.app.screen is not reader.main)
        await reader.press("enter")
        await reader.until(lambda: library.article(1).starred)
        await reader.press("escape")
        assert reader.list.has_focus
        await reader.press("u", "%", "space", "r", "space", "2", "enter", "escape")
        assert [(rule.name, rule.on) for rule in library.rules] == [("river 2", False)]
    assert not library.article(1).starred


async def test_the_sidebar_stands_beside_the_list_on_a_wide_screen(
    library: Library, open_room: Open
) -> None:
    async with open_room(size=(160, 40)) as reader:
        await reader.press("B")
        assert reader.list.has_focus
        left = reader.list.region.x
        assert left >= 30
        await reader.press("b", *"dra", "enter", "s")
        assert reader.query_line.text == "tag:draft"
        assert reader.list.region.x == left
        await reader.press("escape")
        await reader.press("b", *"+dra")
        await reader.until(lambda: reader.main.panes.sidebar.cursor is not None)
        await reader.press("minus", "escape")
        assert reader.query_line.text == "-is:archived -is:later -tag:draft"
    async with open_room(size=(160, 40)) as reader:
        assert reader.list.region.x == left
        await reader.press("B")
        assert reader.list.region.x < left
    assert [article.title for article in library.articles() if article.starred] == ["First"]


async def test_help_is_there_where_letters_are_typed_and_names_the_pinned_tags(
    library: Library, open_room: Open
) -> None:
    library.tags.pin([Tag("essay")])
    async with open_room(size=(80, 24)) as reader:
        for key in ("slash", "b", "c", "t"):
            await reader.press(key, "f1")
            assert isinstance(reader.app.screen, HelpScreen), key
            await reader.press("escape", "escape")
        await reader.press("f1", "1")
        help = reader.app.screen.query_one(HelpLines)
        assert help.pointed
        assert (help.pointed.title, help.pointed.help) == (
            "essay",
            "Toggle the pinned tag essay.",
        )
        await reader.press("enter")
    [third, *_] = library.articles()
    assert Tag("essay") in third.tags
