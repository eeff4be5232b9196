"""What the app says in passing: one thing at a time, and out of the way at once."""

import pytest

from octavo.settings.config import Config
from octavo.settings.keymap import Keymap
from octavo.settings.state import State
from octavo.tui.screens import main
from octavo.tui.screens.tables import TagsScreen
from octavo.tui.terminal.app import standing
from octavo.tui.terminal.input import BackgroundReported
from tests.making import MakeArticle
from tests.tui.app.conftest import Open

pytestmark = pytest.mark.usefixtures("three")

NOTHING = "Nothing is marked yet that it could begin at; x marks a row."


async def test_what_is_told_at_the_foot_covers_no_row(open_room: Open) -> None:
    """What is said again takes the place of what was said."""
    async with open_room() as reader:
        await reader.press("X", "X", "X")
        assert reader.toasts() == reader.main.footer.remark == NOTHING
        assert not standing(reader.app)
        await reader.press("escape", "escape")
        assert reader.toasts() == ""
        assert reader.footer.last == "no step further back; q quits"
        await reader.press("T")
        assert isinstance(reader.app.screen, TagsScreen)
        assert not reader.app.screen.footer.last


async def test_what_is_said_in_one_breath_stays_together_until_the_next_key(
    open_room: Open,
) -> None:
    async with open_room() as reader:
        reader.main.say("It cannot be read.", error=True)
        reader.main.say("Added 2 articles.")
        await reader.settle()
        [toast] = standing(reader.app)
        assert toast.message == "It cannot be read.\nAdded 2 articles."
        assert toast.severity == "error"
        await reader.press("j")
        assert reader.toasts() == ""
        for message, error in (("It cannot be read.", True), ("Added 2 articles.", False)):
            reader.main.say(message, error=error)
            await reader.settle()
        assert reader.toasts() == "It cannot be read.\nAdded 2 articles."


async def test_the_next_key_takes_away_what_was_said(open_room: Open) -> None:
    """Also where it comes so fast that nothing was shown yet, but for what went wrong."""
    async with open_room() as reader:
        await reader.press("X", "s")
        assert (reader.toasts(), reader.footer.last) == ("", "starred ‘Third’")
        reader.main.say("It cannot be read.", error=True)
        await reader.press("X", "s")
        assert reader.toasts() == "It cannot be read."
        for key in ("j", "question_mark", "a", "slash", "T", "ctrl+p"):
            await reader.press("X")
            assert reader.toasts() == NOTHING, key
            await reader.press(key)
            assert reader.toasts() == "", key
            await reader.back_to_list()


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


async def test_the_window_is_named_after_what_is_read(
    make_article: MakeArticle, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []
    monkeypatch.setattr(main, "title_window", lambda _, title: titles.append(title))
    make_article("Eight \x1bleaves", "Folded.")
    async with open_room():
        assert titles[-1] == "Eight ␛leaves · octavo"


@pytest.mark.parametrize(
    ("config", "theme"),
    [
        pytest.param(Config(), "textual-light", id="by itself"),
        pytest.param(Config(theme="auto"), "textual-light", id="when asked to"),
        pytest.param(Config(theme="nord"), "nord", id="not when one is set"),
    ],
)
async def test_the_theme_goes_with_the_terminal(
    open_room: Open, config: Config, theme: str
) -> None:
    async with open_room(config=config) as reader:
        reader.app.post_message(BackgroundReported(0.9))
        await reader.settle()
        assert reader.app.theme == theme
        assert not reader.app.state.remembered.theme
        reader.app.theme = "dracula"
        await reader.settle()
        reader.app.post_message(BackgroundReported(0.9))
        await reader.settle()
        assert (reader.app.theme, State(reader.app.state.path).remembered.theme) == (
            *("dracula", "dracula"),
        )


async def test_the_menu_of_themes_leads_back_to_that_of_the_terminal(open_room: Open) -> None:
    async with open_room(config=Config(theme="nord")) as reader:
        reader.app.post_message(BackgroundReported(0.9))
        await reader.settle()
        for moves, theme in ((["k"], "monokai"), (["home"], "textual-light")):
            await reader.press("colon", *"theme", "enter", *moves, "enter")
            assert reader.app.theme == theme
        assert State(reader.app.state.path).remembered.theme == "auto"
    async with open_room(config=Config(theme="rose-pine")) as reader:
        assert reader.app.theme == "rose-pine"
