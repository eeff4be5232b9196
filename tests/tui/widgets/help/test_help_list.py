"""The help."""

import pytest

from octavo.settings.commands import COMMANDS, Command, Context
from octavo.settings.keymap import Keymap
from octavo.tui.widgets.help.help_list import HelpList, search
from tests.tui.widgets.stage import lines, staged


async def test_commands_stand_under_their_headings() -> None:
    help_list = HelpList(Keymap(), None)
    async with staged(help_list, size=(100, 30)):
        heading, first, *_ = lines(help_list.lines)

        assert heading.strip(" ▐") == "Tag"
        assert first.strip("▌").split()[:3] == ["t", "Tag", "Put"]


async def test_what_works_where_the_keyboard_is_comes_first() -> None:
    help_list = HelpList(Keymap(), Context.RULES)
    async with staged(help_list) as stage:
        entries = help_list.lines.rows
        here = entries[: entries.index("Elsewhere")]
        listed = [entry for entry in here if isinstance(entry, Command)]
        assert {entry.id for entry in listed} == {
            command.id for command in COMMANDS if Context.RULES in command.when
        }
        assert {entry.id for entry in entries if isinstance(entry, Command)} == {
            command.id for command in COMMANDS
        }

        help_list.input.open()
        await stage.burst(*"delete")
        assert help_list.lines.pointed in listed


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("archive", "archive", id="a title"),
        pytest.param("e", "archive", id="a key"),
        pytest.param("ctrl+r", "redo", id="a key with a modifier"),
        pytest.param("put away", "archive", id="what one wants to do"),
        pytest.param("TRASH EMPTY", "empty-trash", id="words in any order and case"),
    ],
)
def test_words_and_keys_find_commands(typed: str, first: str) -> None:
    assert search(COMMANDS, typed, Keymap())[0].id == first


def test_keys_are_those_that_are_bound() -> None:
    keymap = Keymap({"archive": ("f9",)})

    assert search(COMMANDS, "F9", keymap)[0].id == "archive"


async def test_enter_runs_what_is_pointed_at() -> None:
    help_list = HelpList(Keymap(), None)
    async with staged(help_list) as stage:
        help_list.input.open()
        await stage.burst(*"star", "enter")

        assert [said.id for said in stage.said(HelpList.Chosen)] == ["star"]


async def test_the_cursor_passes_over_headings() -> None:
    help_list = HelpList(Keymap(), None)
    async with staged(help_list) as stage:
        help_list.input.open()
        for command in COMMANDS[:20]:
            assert help_list.lines.pointed == command
            await stage.burst("down")

        await stage.burst(*("down",) * (len(COMMANDS) - 21))
        assert help_list.lines.pointed == COMMANDS[-1]
        await stage.burst("down")
        assert help_list.lines.pointed == COMMANDS[-1]
        await stage.burst("up")
        assert help_list.lines.pointed == COMMANDS[-2]


async def test_nothing_found_says_so_and_escape_closes() -> None:
    help_list = HelpList(Keymap(), None)
    async with staged(help_list) as stage:
        help_list.input.open()
        await stage.press(*"zzz", "enter")
        assert stage.said(HelpList.Chosen) == []
        assert "Nothing found." in lines(help_list.query_one(".help-list--told"))[1]

        await stage.press("escape")
        assert len(stage.said(HelpList.Closed)) == 1
