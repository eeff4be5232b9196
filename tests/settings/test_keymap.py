"""Reading keys from the config file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.settings.commands import COMMANDS, Context
from octavo.settings.keymap import Keymap, KeymapError, canonical, label, read_keys


@pytest.mark.parametrize(
    ("written", "key"),
    [
        pytest.param("e", "e", id="a letter"),
        pytest.param("G", "G", id="a capital"),
        pytest.param("shift+g", "G", id="a capital by way of shift"),
        pytest.param("?", "?", id="a sign"),
        pytest.param("question_mark", "?", id="a sign by Textual's name"),
        pytest.param("minus", "-", id="a sign by Textual's short name"),
        pytest.param("+", "+", id="the plus sign itself"),
        pytest.param("ctrl++", "ctrl+plus", id="the plus sign with a modifier"),
        pytest.param(",", "comma", id="the comma, which separates keys for Textual"),
        pytest.param(" ", "space", id="a space"),
        pytest.param("Ctrl+L", "ctrl+l", id="capitals that are only manners"),
        pytest.param("control+l", "ctrl+l", id="a modifier in full"),
        pytest.param("shift+ctrl+a", "ctrl+shift+a", id="modifiers in another order"),
        pytest.param("esc", "escape", id="a common short name"),
        pytest.param("PgDn", "pagedown", id="the name printed on the key"),
        pytest.param("ctrl+i", "tab", id="what a terminal sends for both"),
        pytest.param("ctrl+]", "ctrl+right_square_bracket", id="a sign with a modifier"),
        pytest.param("F5", "f5", id="a function key"),
        pytest.param("é", "é", id="a letter beyond ASCII"),
        pytest.param("ctr+x", None, id="no such modifier"),
        pytest.param("enterr", None, id="no such key"),
        pytest.param("ctrl+", None, id="a modifier alone"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_keys_have_one_spelling(written: str, key: str | None) -> None:
    assert canonical(written) == key


@given(st.text(max_size=12))
def test_a_canonical_key_is_its_own_spelling(written: str) -> None:
    key = canonical(written)

    assert key is None or canonical(key) == key


@pytest.mark.parametrize(
    ("key", "shown"),
    [("e", "e"), ("enter", "⏎"), ("ctrl+l", "^l"), ("shift+tab", "shift+Tab"), ("f5", "F5")],
)
def test_keys_are_shown_as_people_read_them(key: str, shown: str) -> None:
    assert label(key) == shown


def test_chosen_keys_stand_on_top_of_the_defaults() -> None:
    keymap, faults = read_keys({"undo": ["u", "ctrl+u"], "quit": "", "archive": "f2"})

    assert faults == []
    assert keymap.keys_of("undo") == ("u", "ctrl+u")
    assert keymap.keys_of("star") == ("s",)
    assert keymap.keys_of("quit") == ()
    assert keymap.label_of("quit") == ""
    assert keymap.overrides() == {"undo": "u,ctrl+u", "quit": "unbound", "archive": "f2"}
    assert keymap.keys_of("archive") == ("f2",)


def test_two_commands_may_swap_their_keys() -> None:
    _, faults = read_keys({"archive": "s", "star": "e"})

    assert faults == []


def test_everything_wrong_is_told_at_once() -> None:
    _, faults = read_keys(
        {"archve": "f2", "undo": "ctrl+uu", "mark": 7, "star": "d", "redo": ["f3", "backspce"]}
    )

    assert [(fault.path, fault.problem) for fault in faults[:-1]] == [
        (("keys", "archve"), "no command is called “archve”; the nearest is “archive”"),
        (("keys", "undo"), "no key is called “ctrl+uu”"),
        (("keys", "mark"), 'a key is written in quotes, several as a list: ["u", "ctrl+u"]'),
        (("keys", "redo"), "no key is called “backspce”; the nearest is “backspace”"),
    ]
    assert faults[-1] == KeymapError(
        ("keys", "star"),
        "“d” is also the key of “delete” in the list; "
        'give that another one, or none: delete = ""',
    )


@given(
    st.dictionaries(
        st.sampled_from([command.id for command in COMMANDS]),
        st.lists(st.sampled_from(["e", "s", "x", "f2", "ctrl+l", "tab", "?"]), unique=True),
    )
)
def test_a_keymap_without_faults_gives_each_key_one_command(table: dict[str, object]) -> None:
    keymap, faults = read_keys(table)

    for context in Context:
        works = [c.id for c in COMMANDS if context in c.when]
        keys = [key for id in works for key in keymap.keys_of(id)]
        assert faults or len(keys) == len(set(keys))


def test_without_a_config_the_defaults_hold() -> None:
    assert Keymap().overrides() == {}
    assert [Keymap().keys_of(command.id) for command in COMMANDS] == [
        command.keys for command in COMMANDS
    ]
