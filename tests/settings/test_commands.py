"""What must hold of the table of commands."""

from collections import Counter

import pytest

from octavo.settings.commands import COMMANDS, Context, command, works_in
from octavo.settings.keymap import canonical


def test_each_command_is_said_once() -> None:
    assert [id for id, times in Counter(c.id for c in COMMANDS).items() if times > 1] == []


@pytest.mark.parametrize("context", Context)
def test_no_two_commands_share_a_key_in_one_place(context: Context) -> None:
    keys = Counter(key for said in works_in(context) for key in said.keys)

    assert [key for key, times in keys.items() if times > 1] == []


def test_each_command_has_a_help_of_its_own() -> None:
    assert [said.id for said in COMMANDS if not said.help.endswith(".")] == []
    assert [
        help for help, times in Counter(c.help for c in COMMANDS).items() if times > 1
    ] == []


def test_each_title_means_one_command_in_one_place() -> None:
    for said in COMMANDS:
        namesakes = [c for c in COMMANDS if c.title == said.title and c.when & said.when]

        assert said.title, said.id
        assert namesakes == [said]


def test_each_command_works_somewhere_and_its_keys_are_spelled_the_one_way() -> None:
    for said in COMMANDS:
        assert said.when, said.id
        assert [canonical(key) for key in said.keys] == list(said.keys)


@pytest.mark.parametrize("context", Context)
def test_places_in_the_footer_are_told_apart(context: Context) -> None:
    places = [said.priority for said in works_in(context) if said.priority]

    assert places
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("key", "context", "id"),
    [
        ("j", Context.TEXT, "down"),
        ("/", Context.LIST, "search"),
        ("/", Context.TEXT, "find"),
        ("ctrl+l", Context.EDITOR, "query-line"),
        ("t", Context.TEXT, "edit-tags"),
        ("+", Context.LIST, "add-tags"),
        ("9", Context.LIST, "pinned-9"),
        ("*", Context.LIST, "mark-all"),
        ("ctrl+r", Context.TEXT, "redo"),
        ("escape", Context.LIST, "back"),
        ("ctrl+p", Context.LIST, "palette"),
    ],
)
def test_the_keys_that_scripts_rely_on(key: str, context: Context, id: str) -> None:
    assert key in command(id).keys
    assert context in command(id).when
