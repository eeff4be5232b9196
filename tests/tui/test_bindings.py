"""What Textual is handed: the table of commands as bindings and keys, and text as text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.keys import KEY_TO_UNICODE_NAME, Keys, key_to_character
from textual.screen import Screen
from textual.widgets import Input, Static

import octavo.tui
from octavo.library.tags import KEYS
from octavo.settings.commands import COMMANDS, Context
from octavo.settings.keymap import canonical
from octavo.tui.bindings import bindings_for

NAMES = {key.value for key in Keys if key.value[0] != "<"} - {"ignore", "none", "ctrl-at"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_key_that_textual_names_can_be_set(name: str) -> None:
    key = canonical(name)

    assert key is not None
    assert canonical(key) == key


@pytest.mark.parametrize("name", sorted(KEY_TO_UNICODE_NAME))
def test_a_sign_by_textuals_name_is_the_sign(name: str) -> None:
    sign = key_to_character(name)

    assert canonical(name) == ("comma" if sign == "," else sign)


def test_there_is_a_key_for_every_tag_that_can_be_pinned() -> None:
    ids = {command.id for command in COMMANDS}

    for stem in ("pinned", "pin"):
        assert {f"{stem}-{n}" for n in range(1, KEYS + 1)} <= ids
        assert f"{stem}-{KEYS + 1}" not in ids


def test_other_keys_can_be_asked_for() -> None:
    bindings = bindings_for(Context.LIST, {"archive": ("s", "f2"), "star": ()})

    action = "screen.run('archive')"
    assert Binding("s,f2", action, "Archive", id="archive", priority=True) in bindings
    assert "star" not in [binding.id for binding in bindings]


class Page(Static, can_focus=True):
    BINDINGS = [*bindings_for(Context.LIST)]


class Room(Screen[None]):
    deleted = False

    def compose(self) -> ComposeResult:
        yield Page()
        yield Input()

    def action_run(self, id: str) -> None:
        if id == "search":
            self.set_focus(self.query_one(Input))
        else:
            self.deleted = True


async def test_letters_typed_right_behind_a_command_go_where_it_leads() -> None:
    """All keys are queued at once, as a terminal hands over what is typed in one go."""
    app: App[None] = App()
    async with app.run_test() as pilot:
        room = Room()
        await app.push_screen(room)
        room.set_focus(room.query_one(Page))
        app.post_message(events.Key("slash", "/"))
        for letter in "dune":
            app.post_message(events.Key(letter, letter))
        await pilot.pause()

        assert room.query_one(Input).value == "dune"
        assert not room.deleted


PARSING = {
    *("Static", "Label", "Button", "Checkbox", "RadioButton", "Tab", "OptionList"),
    *("Option", "notify", "Hit", "DiscoveryHit", "from_markup", "from_text"),
}
"""What takes a text for markup, unless it is told not to."""
PARSED = {"tooltip", "border_title", "border_subtitle"}
TEXTS = {"Content", "_as_markup", "_marked"}
"""What makes text of what is in it."""


def _markup_in(source: str) -> Iterator[str]:
    """What a module hands on that would be taken for markup, and may not be its own words."""
    nodes = [*ast.walk(ast.parse(source))]
    assigned = [node for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign)]
    safe = {
        getattr(target, "attr", getattr(target, "id", ""))
        for node in assigned
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if node.value is not None and _is_text(node.value, set())
    }
    yield from (n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr in PARSED)
    for call in nodes:
        if isinstance(call, ast.Call) and _name(call.func) in PARSING:
            options = {each.arg: each.value for each in call.keywords}
            said = [*call.args[_name(call.func) == "Hit" :][:1], options.get("help")]
            is_told = "markup" in options and ast.unparse(options["markup"]) != "True"
            is_empty = not call.args and _name(call.func) == "Static"
            texts = all(_is_text(each, safe) for each in said if each)
            if not is_told and (is_empty or not texts):
                yield ast.unparse(call)


def _name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _is_text(node: ast.expr, safe: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return _name(node.func) in TEXTS
    return isinstance(node, ast.Constant) or _name(node) in safe


def test_nothing_but_our_own_words_is_taken_for_markup() -> None:
    found = {
        f"{path.name}: {call}"
        for path in Path(octavo.tui.__path__[0]).rglob("*.py")
        for call in _markup_in(path.read_text())
    }
    assert not found


KEY = "(?:[A-Za-z/+?!]|Esc|⏎|Space|Tab)"
NAMED = re.compile(rf"(?:^|[;.,:·(\n]) ?{KEY} [a-z]+s\b|\({KEY}\)")
"""A key in a sentence: `; u brings it back`, `Undo (u)`."""
FIXED = {"⏎ takes ", "⏎ yes   Esc no"}
"""What is said of keys that no setting changes: those of a question."""


def _keys_named_in(source: str) -> Iterator[str]:
    """What a module says of keys; its docstrings are not said."""
    nodes = [*ast.walk(ast.parse(source))]
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        said = node.value if isinstance(node, ast.Constant) and id(node) not in docs else None
        if isinstance(said, str) and NAMED.search(said):
            yield said


def test_no_sentence_names_a_key_that_may_be_another_one() -> None:
    found = {
        (path.name, said)
        for path in Path(octavo.tui.__path__[0]).rglob("*.py")
        for said in _keys_named_in(path.read_text())
        if said not in FIXED
    }
    assert not found
