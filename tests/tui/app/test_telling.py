"""What the app says in passing: one thing at a time, and out of the way at once."""

import pytest

from octavo.settings.config import Config
from octavo.settings.keymap import Keymap
from octavo.tui.terminal.app import standing
from tests.tui.app.conftest import Open

pytestmark = pytest.mark.usefixtures("three")

NO_STEP = "There is no step further back; q quits."


async def test_what_is_said_again_takes_the_place_of_what_was_said(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("escape", "escape", "escape")
        assert reader.toasts() == NO_STEP


async def test_what_is_said_in_one_breath_stays_together(open_room: Open) -> None:
    async with open_room() as reader:
        reader.main.say("It cannot be read.", error=True)
        reader.main.say("Added 2 articles.")
        await reader.settle()
        [toast] = standing(reader.app)
        assert toast.message == "It cannot be read.\nAdded 2 articles."
        assert toast.severity == "error"


@pytest.mark.parametrize("key", ["j", "question_mark", "a", "slash", "T", "ctrl+p"])
async def test_the_next_key_takes_away_what_was_said(open_room: Open, key: str) -> None:
    async with open_room() as reader:
        await reader.press("escape")
        assert reader.toasts() == NO_STEP
        await reader.press(key)
        assert reader.toasts() == ""


@pytest.mark.parametrize(
    ("keymap", "said"),
    [
        pytest.param({}, "q quits, in the list", id="the key that quits"),
        pytest.param({"quit": ()}, "type “quit” in the palette", id="no key quits"),
        pytest.param(
            {"quit": (), "palette": ()},
            "no key quits; the settings file gives one",
            id="no way",
        ),
    ],
)
async def test_ctrl_c_says_how_to_quit(
    open_room: Open, keymap: dict[str, tuple[str, ...]], said: str
) -> None:
    async with open_room(config=Config(keymap=Keymap(keymap))) as reader:
        await reader.press("ctrl+c")
        assert reader.toasts().startswith("^c only stops what is under way; ")
        assert said in reader.toasts()
