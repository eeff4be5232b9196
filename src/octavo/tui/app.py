"""The app: one screen over one library, with every command in the help and the palette."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SuspendNotSupported
from textual.binding import BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import AppBlur
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES

from octavo.library.library import Library
from octavo.markdown.layout import bidi
from octavo.settings.commands import PANES, PINNED, Command, Context, Group, commands_with
from octavo.settings.config import Config
from octavo.settings.state import State
from octavo.text import visible
from octavo.tui.controllers.panes import TWO_PANES_FROM
from octavo.tui.screens.command_screen import CommandScreen
from octavo.tui.screens.main import LOW, MainScreen
from octavo.tui.terminal.app import (
    CursorFollowed,
    ExplicitBidiDriver,
    NamedTerminal,
    SystemClipboard,
    TerminalDriver,
    ToastApp,
    ends_with_browser,
    know_colours,
)
from octavo.tui.terminal.input import (
    AskedToEnd,
    BackgroundReported,
    KeysInOrder,
    Settling,
    TypeAhead,
    heard_out,
)
from octavo.tui.terminal.painting import (
    FewColours,
    Readable,
    Together,
    WithoutColour,
)

if TYPE_CHECKING:
    from octavo.services.add import Viewing

SWITCH = 0.001
"""Seconds that a worker may keep Python to itself while a key waits; Python's own is 5 ms."""
GARBAGE = 20_000
"""Objects that come before it is looked whether some can go, which takes some 3 ms."""
DARK, LIGHT = "textual-dark", "textual-light"
LAST_WORDS = 2.0
"""Seconds at the most that the end waits for what was typed."""
SAVED = "@"
"""Begins what a saved query is called as a command; no command of the table begins so."""
AUTO = "auto"
"""Goes with the background of the terminal."""
THEMES = (AUTO, *BUILTIN_THEMES)
"""The names that the settings file can give as the theme."""


class Octavo(
    TypeAhead,
    KeysInOrder,
    CursorFollowed,
    NamedTerminal,
    SystemClipboard,
    ToastApp,
    App[None],
):
    """The reading room over an open library, which stays its opener's to close.

    Large because Textual asks eleven methods of it, and the theme four more.
    """

    TITLE = "octavo"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    """Octavo's own is the help, with what works where the keyboard is."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (TWO_PANES_FROM, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]

    def __init__(
        self,
        library: Library,
        query: str | None = None,
        config: Config | None = None,
        state: Path | None = None,
        viewing: "Viewing | None" = None,
    ) -> None:
        """Open on a query, or where the library was left, which `state` remembers.

        What is on `viewing` is shown, and nothing else of its library.
        """
        know_colours()
        self._reorders = not (config or Config()).terminal_reorders(os.environ)
        bidi.leave_to_terminal(leave=not self._reorders)
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)  # Textual would take an empty one for a wish, too
        super().__init__()
        self._without_colour, self._readable = WithoutColour(), Readable()
        self._few_colours, self._together = FewColours(), Together([])
        self.library = library
        self.config = config or Config()
        self.state = State(state)
        """How things were left; it goes on being kept."""
        self._query = query
        self._viewing = viewing
        if self.config.plain:
            self.VERTICAL_BREAKPOINTS = [(0, "-low")]
        self.set_keymap(self.config.keymap.overrides())
        self._wanted_theme = self.config.theme or self.state.remembered.theme or AUTO
        is_known = self._wanted_theme in self.available_themes
        self.theme = self._wanted_theme if is_known else DARK
        self._is_light = False
        """Whether the terminal has told that its background is."""
        self._followed = self.theme
        """The theme that was taken without being chosen."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through; Textual itself would turn colours into greys."""
        if self.no_color:
            return [self._without_colour]
        few = [self._few_colours] if self.console.color_system == "standard" else []
        filters = [*super().get_line_filters(), self._readable, *few]
        if self._together.filters != filters:
            self._together = Together(filters)
        return [self._together]

    def get_driver_class(self) -> type[Driver]:
        """What talks to the terminal, and keeps it from putting text in another order."""
        driver = super().get_driver_class()
        if driver is not LinuxDriver:
            return ends_with_browser(driver)
        return ExplicitBidiDriver if self._reorders else TerminalDriver

    def get_default_screen(self) -> MainScreen:
        """The reading room itself, of the size that it will have: its styles are found once."""
        screen = MainScreen(self.library, self.config, self.state, self._query, self._viewing)
        across = max(each for each in self.HORIZONTAL_BREAKPOINTS if each[0] <= self.size.width)
        down = max(each for each in self.VERTICAL_BREAKPOINTS if each[0] <= self.size.height)
        return screen.add_class(across[1], down[1])

    def on_mount(self) -> None:
        """Remember the theme whenever another one is chosen."""
        self.theme_changed_signal.subscribe(self, lambda theme: self._theme_chosen(theme.name))

    def _theme_chosen(self, name: str) -> None:
        if name != self._followed:
            self._wanted_theme = name
            self.state.remember(theme=name)

    async def action_change_theme(self) -> None:  # type: ignore[override]  # it is awaited
        """Offer the themes by name, and first to go with the terminal."""
        if isinstance(screen := self.screen, CommandScreen):
            await screen.act(self._offer_themes(screen))

    async def _offer_themes(self, screen: CommandScreen[object]) -> None:
        names = [AUTO, *sorted(self.available_themes)]
        said = [f"{AUTO}: light or dark as the terminal is", *names[1:]]
        at = names.index(self._wanted_theme if self._wanted_theme in names else self.theme)
        if (chosen := await screen.choose("Theme", said, at)) is not None:
            self.choose_theme(names[chosen])

    def choose_theme(self, name: str) -> None:
        """Take a theme, or the one that goes with the terminal.

        So the next time as well, unless the settings file names one.
        """
        self._wanted_theme = name
        self.state.remember(theme=name)
        self._follow_ground()
        if name != AUTO:
            self.theme = name

    def on_background_reported(self, event: BackgroundReported) -> None:
        """Take the light theme where the background is light, unless a theme is chosen."""
        self._is_light = event.brightness > 0.5
        self._follow_ground()

    def _follow_ground(self) -> None:
        if self._wanted_theme == AUTO:
            self.theme = self._followed = LIGHT if self._is_light else DARK

    def on_app_blur(self, event: AppBlur) -> None:
        """Leave the focus where it is while another window has the keyboard."""
        event.prevent_default()

    async def on_asked_to_end(self, event: AskedToEnd) -> None:
        """End as by the command, once all that was typed before has come to where it goes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                await self.all_settled()
                await heard_out(self.focused)
        if not self.is_left:  # as when the input ends because the app does
            self.exit(return_code=128 + event.number)

    def on_exit_app(self) -> None:
        """Begin where the reader is the next time."""
        if self.screen_stack and isinstance(self.screen_stack[0], MainScreen):
            self.screen_stack[0].keep_place()

    def settling(self) -> Settling | None:
        """What a key is to wait for: the screen or the box that it is for, if any is left."""
        *_, screen = None, *self.screen_stack
        return screen if isinstance(screen, Settling) else None

    def on_ready(self) -> None:
        """Never look for garbage in what is there by now, and let keys go before workers."""
        gc.freeze()
        gc.enable()
        gc.set_threshold(GARBAGE)
        sys.setswitchinterval(SWITCH)

    async def action_help(self) -> None:
        """Search through all commands, and run the one that is chosen where the keyboard is."""
        if isinstance(screen := self.screen, CommandScreen):
            await screen.act(self._offer(screen, "?", screen.context, lambda _: True))

    async def action_palette(self) -> None:
        """Search through the commands that work where the keyboard is, and run one."""
        if isinstance(screen := self.screen, CommandScreen):
            here = screen.context
            await screen.act(self._offer(screen, ":", here, lambda each: here in each.when))

    async def _offer(
        self,
        screen: CommandScreen[object],
        sign: str,
        context: Context,
        is_offered: Callable[[Command], bool],
    ) -> None:
        from octavo.tui.screens.dialogs import HelpScreen  # not needed to launch
        from octavo.tui.widgets.help.help_list import HelpList

        pins = self.library.tags.pinned
        free = [f"{PINNED}{digit}" for digit in range(len(pins) + 2, 10)]  # one is enough
        all = (*commands_with(pins), *self._saved())
        offered = [each for each in all if is_offered(each) and each.id not in free]
        listed = HelpList(self.config.keymap, context, offered, sign=sign)
        if not (chosen := await screen.ask(HelpScreen(listed))):
            return
        if chosen.startswith(SAVED) and isinstance(screen, MainScreen):
            screen.controllers.saved.list_named(chosen.removeprefix(SAVED))
        else:
            await screen.run_command(chosen)

    def _saved(self) -> Iterator[Command]:
        """The saved queries as commands that list what they find, where there is a list."""
        for saved in self.library.saved if isinstance(self.screen, MainScreen) else ():
            keys = (f";{saved.letter}",) if saved.letter else ()
            name, query = visible(saved.mention), visible(saved.query)
            yield Command(SAVED + saved.name, keys, name, query, PANES, Group.SAVED)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address in the web browser; one for terminals has this one meanwhile."""
        import webbrowser  # where an address is opened, only

        with suppress(webbrowser.Error, SuspendNotSupported):
            browser = webbrowser.get()
            # exactly this one waits for its program: w3m, lynx, links, or what $BROWSER says
            if type(browser) is webbrowser.GenericBrowser and not self.is_web:
                with self.suspend():
                    browser.open(url)
                return
        super().open_url(url, new_tab=new_tab)

    def action_help_quit(self) -> None:
        """Say how to quit to those who press ctrl+c for it; Textual knows no keymap."""
        stops = "ctrl+c" in self.config.keymap.keys_of("stop")
        does = "^c only stops what is under way" if stops else "^c does not quit"
        self.notify(f"{does}; {self._way_out()}.", markup=False)

    def _way_out(self) -> str:
        keymap = self.config.keymap
        if key := keymap.label_of("quit"):
            return f"{key} quits, in the list and the text"
        if key := keymap.label_of("palette"):
            return f"to quit, type “quit” in the palette ({key})"
        return 'no key quits; the settings file gives one: quit = "q"'
