"""Tagging by keyboard, seen in the library."""

import pytest
from textual.events import AppBlur, AppFocus

from octavo.library.library import Library
from tests.making import MakeArticle
from tests.tui.app.conftest import NARROW, Open, Reader


def tags_of(library: Library, title: str) -> set[str]:
    [article] = [a for a in library.articles() if a.title == title]
    return set(map(str, article.tags))


async def test_toggling_and_making_a_tag(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    """Take one tag off, make a new one, and keep the rest, which a letter erases nothing of."""
    make_article("First", tags="essay draft")
    async with open_room() as reader:
        await reader.press("t", *"dra", "enter", *"poem", "enter", "escape")
        assert tags_of(library, "First") == {"essay", "poem"}
        await reader.press("t", "x", "escape")
        assert tags_of(library, "First") == {"essay", "poem"}
        await reader.press("t", "backspace", "escape")
    assert tags_of(library, "First") == {"essay"}


async def test_what_is_half_typed_waits_while_another_window_has_the_keyboard(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    make_article("First")
    async with open_room() as reader:
        for key, begin, rest in (("+", "ess", "ay"), ("t", "po", "em")):
            await reader.press(key, *begin)
            reader.app.post_message(AppBlur())
            await reader.settle()
            reader.app.post_message(AppFocus())
            await reader.press(*rest, "enter", "escape")
    assert tags_of(library, "First") == {"essay", "poem"}


async def test_a_text_stays_where_it_is_while_another_window_has_the_keyboard(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("First")
    async with open_room(NARROW) as reader:
        await reader.press("enter")
        assert reader.text.has_focus
        reader.app.post_message(AppBlur())
        await reader.settle()
        assert reader.text.has_focus
        assert reader.text.is_on_screen


def assert_in_sight(reader: Reader) -> None:
    """Headline, chips, line and menu stand below one another, above the footer."""
    editor = reader.panes.tag_editor
    assert editor.input.has_focus
    line, menu = editor.input.region, editor.menu.region
    assert editor.region.y >= reader.panes.headline.region.bottom
    assert line.bottom == editor.region.bottom
    assert menu.y >= line.bottom
    assert menu.height > 0
    assert menu.bottom <= reader.footer.region.y


@pytest.mark.parametrize("size", [(120, 40), (50, 15), (40, 10)], ids=str)
async def test_the_line_is_in_sight_however_many_tags_there_are(
    make_article: MakeArticle, open_room: Open, size: tuple[int, int]
) -> None:
    """For one in the list, while it is read, and for many."""
    tags = " ".join(f"subject-{number}/part" for number in range(76))
    for title in ("A title on all of three lines, " * 5, "A long title, and more of it " * 5):
        make_article(title, tags=tags)
    make_article("Another", tags="essay")
    async with open_room(size) as reader:
        for keys in ("jt", ["enter", "t"], ["asterisk", "t"]):
            await reader.press(*keys)
            assert_in_sight(reader)
            await reader.press(*"sub", "enter", *"new", "enter")
            assert_in_sight(reader)
            await reader.back_to_list()


async def test_the_line_stays_in_sight_when_the_screen_gets_lower(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("A long title, " * 5, tags=" ".join(f"subject-{n}" for n in range(76)))
    async with open_room((80, 24)) as reader:
        await reader.press("t")
        assert_in_sight(reader)
        for size in ((80, 12), (40, 10)):
            await reader.pilot.resize_terminal(*size)
            await reader.settle()
            assert_in_sight(reader)


@pytest.mark.usefixtures("three")
async def test_the_prompt_puts_tags_on_and_takes_them_off(
    library: Library, open_room: Open
) -> None:
    """A name that is no tag stays there, and changes nothing."""
    async with open_room() as reader:
        await reader.press("plus", *'"ai', "enter")
        assert reader.main.tag_prompt.has_focus_within
        assert tags_of(library, "Third") == set()
        await reader.press("escape")
        await reader.press("j", "plus")
        await reader.type("ai -essay policy/industry")
        await reader.press("enter")
    assert tags_of(library, "Second") == {"ai", "policy/industry"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["plus", *"new", "enter"], id="the prompt"),
        pytest.param(["t", *"new", "enter", "escape"], id="the editor"),
    ],
)
async def test_the_key_after_a_tag_comes_after_it(
    library: Library, open_room: Open, keys: list[str]
) -> None:
    async with open_room() as reader:
        await reader.press(*keys, "d")
        assert library.history.labels()[:2] == ["delete ‘Third’", "tag ‘Third’ +new"]
        await reader.press(*keys, "j", "full_stop")
    assert tags_of(library, "Second") == {"essay", "new"}
    assert tags_of(library, "First") == {"essay", "draft", "new"}


@pytest.mark.usefixtures("three")
async def test_tagging_from_inside_the_text(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("enter", "t", *"ferry", "enter", "escape")
        assert reader.text.has_focus
    assert tags_of(library, "Third") == {"ferry"}


@pytest.mark.usefixtures("three")
async def test_tagging_on_a_narrow_screen_goes_back_to_the_list(
    library: Library, open_room: Open
) -> None:
    async with open_room(NARROW) as reader:
        await reader.press("t", *"ferry", "enter", "escape")
        assert reader.list.has_focus
        assert reader.panes.single == "left"
    assert tags_of(library, "Third") == {"ferry"}


async def test_what_is_suggested_is_taken_by_keys_however_fast_they_come(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    for number in range(6):
        make_article(f"Loom {number}", site="looms.example", tags="craft wool")
    make_article("New", site="looms.example")
    async with open_room() as reader:
        await reader.press("t", "tab", "alt+2", "escape")
        assert tags_of(library, "New") == {"craft", "wool"}
        await reader.press("u", "t", "down", "delete", "escape")
        assert not library.tag_suggestions.of(7)
        await reader.press("u")
        assert [str(each.tag) for each in library.tag_suggestions.of(7)] == ["wool"]


async def test_a_pasted_list_becomes_its_tags(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    make_article("First", tags="essay")
    async with open_room() as reader:
        await reader.press("t")
        await reader.paste("essay, ferry,-no, river/wide")
        assert reader.panes.tag_editor.input.value == "-no"
        await reader.paste("one\r\ntwo words\nthree")
        await reader.paste("#foo #bar")
    lines = {"one", "two words", "three", "foo", "bar"}
    assert tags_of(library, "First") == {"essay", "ferry", "river/wide"} | lines


async def test_tags_that_are_pasted_are_one_step(
    library: Library, make_article: MakeArticle, open_room: Open
) -> None:
    make_article("First", tags="ai")
    async with open_room() as reader:
        await reader.press("t")
        await reader.paste("essay, ai, poem, a/b")
        await reader.press("escape")
        assert tags_of(library, "First") == {"ai", "essay", "poem", "a/b"}
        await reader.press("u")
        assert tags_of(library, "First") == {"ai"}
