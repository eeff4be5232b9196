"""What is typed while the app starts arrives, all of it and in its order."""

from collections.abc import Callable

from textual import events
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from octavo.library.library import Library
from octavo.tui.app import Octavo
from octavo.tui.screens.main import MainScreen
from octavo.tui.terminal.input import TypeAhead
from tests.making import MakeArticle


def keys(app: App[None], *names: str) -> None:
    """Keys as the driver posts them, whenever the terminal sends them."""
    for name in names:
        app.post_message(events.Key(name, name if len(name) == 1 else None))


class Form(Screen[None]):
    """Empties its line and takes the keyboard when it is mounted, as the reading room does."""

    def __init__(self, typing: Callable[[str], None]) -> None:
        super().__init__()
        self.line = Input()
        self._typing = typing

    def compose(self) -> ComposeResult:
        self._typing("b")
        yield self.line
        self.line.focus()
        self._typing("c")

    def on_mount(self) -> None:
        self._typing("d")
        self.line.value = ""
        self.set_focus(self.line)
        self._typing("e")


class Typed(TypeAhead, App[None]):
    """Is typed at from the beginning on."""

    def get_default_screen(self) -> Screen[None]:
        return Form(lambda key: keys(self, key))

    def on_load(self) -> None:
        keys(self, "a")

    def on_ready(self) -> None:
        keys(self, "f")


async def test_keys_wait_for_the_first_screen_and_keep_their_order() -> None:
    async with Typed().run_test() as pilot:
        await pilot.press("z")

        typed = pilot.app.screen.query_one(Input).value
        assert sorted(typed) == [*"abcdefz"]
        assert typed.replace("f", "") == "abcdez"


async def test_a_query_that_is_typed_before_the_app_is_there_is_run(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs", "A low wall.")

    class Early(Octavo):
        def on_load(self) -> None:
            keys(self, "slash", *"weir", "enter")

    async with Early(library).run_test() as pilot:
        await pilot.press("home")  # which waits for all that was typed before

        assert isinstance(pilot.app.screen, MainScreen)
        assert pilot.app.screen.query_line.text == "weir"
        assert pilot.app.screen.focused is pilot.app.screen.panes.list
