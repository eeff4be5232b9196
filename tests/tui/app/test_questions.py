"""Questions: what they say before Enter, and that a low screen shows what matters."""

import asyncio
from collections.abc import Awaitable, Iterator
from pathlib import Path

import pytest
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea

from octavo.library.library import Library
from octavo.model.tag import Tag
from octavo.tui.screens import add, command_screen, dialogs  # noqa: F401 - all screens
from octavo.tui.screens.dialogs import HelpScreen
from octavo.tui.terminal.input import Settling
from tests.making import MakeArticle
from tests.tui.app.conftest import Open, Reader


def shown(reader: Reader) -> str:
    """What the question says about the answer."""
    return str(reader.app.screen.query_one(".-more", Static).content)


def typed(text: str) -> list[str]:
    """The keys of some letters."""
    return [*map(_character_to_key, text)]


@pytest.mark.usefixtures("three")
async def test_a_merge_completes_what_is_no_tag_before_it_does_anything(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("T", "m", *"ess")
        assert shown(reader) == "“ess” is no tag; ⏎ takes essay."
        before = library.tags.counts()
        await reader.press("enter")
        assert library.tags.counts() == before
        assert reader.app.screen.query_one(Input).value == "essay"
        assert shown(reader) == "1 article will change. 2 articles have essay already."
        await reader.press("enter")
    assert [count.tag for count in library.tags.counts()] == [Tag("essay")]


@pytest.mark.usefixtures("three")
async def test_renaming_says_whether_the_tag_is_new(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("T", "r", "ctrl+u", *"ess")
        assert shown(reader) == "1 article will change. “ess” is a new tag; → takes essay."
        await reader.press("right")
        assert "the two become one" in shown(reader)
        await reader.press("ctrl+u", *"ess", "enter")
    assert Tag("ess") in [count.tag for count in library.tags.counts()]


QUESTIONS = {
    "adding": ["a"],
    "renaming": ["T", "r"],
    "merging": ["T", "m", *"co"],
    "deleting": ["T", "d"],
    "following": ["F", "a"],
}


@pytest.mark.parametrize("size", [(40, 10), (50, 15), (80, 24)], ids=str)
async def test_all_of_a_question_is_in_sight(
    make_article: MakeArticle, open_room: Open, size: tuple[int, int]
) -> None:
    make_article("One", tags="a-rather-long-tag-name-for-such-a-narrow-screen")
    make_article("Two", tags="content-strategy-for-all-that-is-written-here")
    async with open_room(size) as reader:
        for question, keys in QUESTIONS.items():
            await reader.press(*keys)
            asked = reader.app.screen
            assert asked.is_modal, question
            for part in asked.query("Static, Input, TextArea").results(Widget):
                placed = asked.find_widget(part)
                assert placed.visible_region == placed.region, (question, part)
                assert asked.region.contains_region(placed.region), (question, part)
            while reader.app.screen is not reader.main:
                await reader.press("escape")


@pytest.mark.usefixtures("three")
async def test_a_question_is_answered_in_one_breath(library: Library, open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("T", "r", "2", "enter", "u", "r", "3", "enter", "r", "4", "escape")
        assert {str(count.tag) for count in library.tags.counts()} == {"3", "essay"}
        await reader.press("d", "y", "d", "n", "u", "d", "y", "escape", "j")
        assert library.history.labels()[0].startswith("delete tag")
        assert len(library.tags.counts()) == 1
        assert reader.app.screen is reader.main
        assert reader.row_of(reader.list.cursor or 0).title == "Second"


@pytest.mark.usefixtures("three")
async def test_keys_sent_in_one_write_go_where_one_by_one_they_would(
    library: Library, open_room: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_room() as reader:
        for clear, format, path in (([], "jsonl", "a"), (["ctrl+u"], "bibtex", "b")):
            await reader.press("E", *clear, *format, "enter", *clear, *path, "enter")
            assert reader.app.screen is reader.main, format
            assert (tmp_path / path).exists(), format
        await reader.press("I", "ctrl+u", *"New", "home", "A", "down", *"By", "enter")
        assert reader.titles()[0] == "ANew"
        await reader.press("a", *"x y", "left", "left", *"Z", "escape", "a", "end", *"!")
        assert reader.app.screen.query_one(TextArea).text == "xZ y!"
        await reader.press("ctrl+u", "escape", "c", *"ab", "left", "X")
        assert reader.panes.note_editor.area.text == "aXb"


SAVED = [
    *typed("/no"),
    "ctrl+u",
    *typed("in:all"),
    "enter",
    "S",
    "ctrl+u",
    *typed("my"),
    "enter",
]


@pytest.mark.usefixtures("three")
async def test_keys_in_one_write_go_to_each_question_of_the_lists(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press(*SAVED, *typed(";"), "escape", "S", "ctrl+u", *typed("x"), "escape")
        assert [(each.name, each.query) for each in library.saved] == [("my", "in:all")]
        await reader.press(*typed(";"), "f2", "ctrl+u", *typed("yours"), "enter", "enter", "j")
        assert [each.name for each in library.saved] == ["yours"]
        assert reader.row_of(reader.list.cursor or 0).title == "Second"

        await reader.press(
            *typed("%ain:all -- +n"), "enter", "r", "ctrl+u", *typed("all"), "enter"
        )
        await reader.press(
            "space", *typed("ari"), "ctrl+u", *typed("ferry -- star"), "enter", "K"
        )
        told = [(rule.name, str(rule.acts), rule.on) for rule in library.rules]
        assert told == [("ferry", "star", True), ("all", "+n", False)]
        await reader.press("p", "y", "escape", "w", *typed("3d"), "enter")
        third, second = library.article(3), library.article(2)
        assert (third.starred, third.later) == (True, None)
        assert second.later


@pytest.mark.usefixtures("three")
async def test_keys_in_one_write_go_to_the_help_and_to_what_follows(
    library: Library, open_room: Open
) -> None:
    """Of which the next key waits for what a command chosen there asks."""
    async with open_room() as reader:
        await reader.press(*typed("?put"), "ctrl+u", *typed("star"), "enter", "s")
        assert [library.article(id).starred for id in (3, 2, 1)] == [True, True, False]
        await reader.press(*typed(":theme"), "enter", "j", "enter", "j")
        theme = reader.app.theme
        await reader.press(*typed("?theme"), "enter", "j", "enter", "k")
        assert theme != reader.app.theme
        assert reader.row_of(reader.list.cursor or 0).title == "Second"
        await reader.press(*typed("/in:all"), "enter", *typed(":save q"), "enter")
        await reader.press(*typed("my"), "enter", *typed(":all t"), "enter", "r", "escape")
        assert [each.name for each in library.saved] == ["my"]
        await reader.press("escape", *typed("?zz"), "escape", "j")
        assert reader.app.screen is reader.main


def test_keys_wait_for_every_screen() -> None:
    """Each that there is can tell when all is done that was typed until then."""
    screens = list(below(Screen))
    assert HelpScreen in screens
    assert [each for each in screens if not issubclass(each, Settling)] == []


def below(kind: type[Screen[object]]) -> Iterator[type[Screen[object]]]:
    """The kinds of screens of octavo that build on one."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("octavo.tui.screens."):
            yield each
        yield from below(each)


@pytest.mark.usefixtures("three")
async def test_a_question_that_was_left_holds_no_later_key(
    library: Library, open_room: Open
) -> None:
    async with open_room() as reader:
        await reader.press("F", "a", "escape", "E", "escape", "T", "r", "escape", "p")
        assert library.tags.pinned == (Tag("draft"),)


@pytest.mark.usefixtures("three")
async def test_an_act_that_goes_on_for_long_holds_keys_up_once_in_all(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, wait_for = list[float](), asyncio.wait_for

    def counted(awaited: Awaitable[object], timeout: float) -> Awaitable[object]:
        waited.append(timeout)
        return wait_for(awaited, timeout)

    monkeypatch.setattr(command_screen, "LONG", 0.0123)
    monkeypatch.setattr(asyncio, "wait_for", counted)
    async with open_room() as reader:
        ended = asyncio.Event()

        async def act() -> None:
            await reader.main.confirm("Begin?", "It takes long.")
            await ended.wait()

        await reader.main.act(act())
        await reader.press("y", "j", "j")
        assert (waited.count(0.0123), reader.list.at) == (1, 2)
        ended.set()
        await reader.settle()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (80, 20), (50, 15), (40, 10)])
async def test_all_options_are_reached_and_the_keys_are_in_sight(
    open_room: Open, size: tuple[int, int]
) -> None:
    async with open_room(size=size) as reader:
        await reader.press(*typed(":theme"), "enter", "end")
        box = reader.app.screen.query_one(OptionList)
        pointed = box.region.y + box.option_count - 1 - box.scroll_offset.y
        keys = reader.app.screen.query(".-keys").last()
        assert box.highlighted == box.option_count - 1
        assert box.region.y <= pointed < keys.region.y < size[1]
        assert reader.app.screen.find_widget(keys).visible_region == keys.region
