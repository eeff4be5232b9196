"""What the app does otherwise than Textual's: how it talks to the terminal and ends, toasts.

Long because Textual's private names that the app as a whole takes all stand here.
"""

import os
import signal
import subprocess
import sys
from codecs import getincrementaldecoder
from collections.abc import (
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager, suppress
from functools import partial
from select import select
from shutil import which
from types import FrameType
from typing import IO, Protocol, runtime_checkable

from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.geometry import Offset
from textual.notifications import Notification, SeverityLevel

from octavo.markdown.layout.bidi import AS_GIVEN, REORDERED
from octavo.patterns import lazy_pattern
from octavo.tui.terminal.input import (
    AppMixin,
    AskedToEnd,
    KeysInOrder,
    TerminalParser,
    TerminalTold,
)


class CursorFollowed(AppMixin):
    """Has the terminal's own cursor where one types, or where the row or the caret is.

    Screen readers and input methods follow it. A widget says where it is to be at the moment at
    which the screen is painted: before that, its place may not be known.
    """

    @property
    def cursor_position(self) -> Offset:
        """Where the cursor is to stand on the screen."""
        told: Offset | None = getattr(self.focused, "cursor_screen_offset", None)
        return self._told if told is None else told

    @cursor_position.setter
    def cursor_position(self, told: Offset) -> None:
        self._told = told


ASK_GROUND = "\x1b]11;?\x1b\\"
"""Asks a terminal for its background (xterm's control sequences, OSC 11)."""

ASK_NAME = "\x1b[>q"
"""Has a terminal say which it is (xterm's control sequences, XTVERSION)."""
_DRAW_PICTURES = frozenset({"xterm-kitty", "xterm-ghostty", "ghostty"})
"""What terminals call themselves that know the Unicode placeholders of kitty's protocol."""

TITLE = "\x1b]2;{}\x07"
"""Gives the window a title."""
KEEP_TITLE, GIVE_TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"
"""Push the title of the window on a stack of the terminal's, and pop it (XTWINOPS)."""

_KITTY = lazy_pattern(r"kitty\((\d{1,4})\.(\d{1,4})")

_BETWEEN_TICKS = 0.1
"""Seconds between two looks whether the app is left, or has the terminal no more."""
_ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""What asks a program to end."""
_LONGEST_END = 30
"""Seconds in which the app ends when it is asked to; after that it is ended."""


class Output:
    """What is written to a terminal, or to nowhere, once that has gone."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.fileno, self.isatty = file.fileno, file.isatty

    def write(self, text: str) -> None:
        with self._in_vain():
            self._file.write(text)

    def flush(self) -> None:
        with self._in_vain():
            self._file.flush()

    @contextmanager
    def _in_vain(self) -> Iterator[None]:
        """Let what cannot be written, and all that waits to be, go nowhere."""
        try:
            yield
        except BlockingIOError:  # as a program left it that had the terminal
            os.set_blocking(self.fileno(), True)
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


class TerminalDriver(linux_driver.LinuxDriver):
    """Gives the window its title back in the end, and asks for what the app wants to know.

    Where the terminal goes, or a signal asks for it, it has the app end. Textual takes the end
    of the input for nothing, and looks at it again and again.
    """

    asks_ground = True
    """Whether the terminal is asked for its background."""
    title = ""
    """What the window is called while the app has it; empty before that is known."""
    _new_title = ""
    """What tells the terminal that, with the next painting: a write of its own takes longer.

    One always follows: the headline that says what is read, and its text, are painted anew too.
    """
    _has_terminal = False
    """Whether that is not another program's, or the shell's, meanwhile."""

    def __init__(self, app: App[None], *args: bool, **more: object) -> None:
        super().__init__(app, *args, **more)  # type: ignore[arg-type]
        vars(self).update(_file=Output(self._file or sys.stderr))
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._asked_to_end)

    def write(self, data: str) -> None:
        super().write(f"{self._new_title}{data}")
        self._new_title = ""

    def name_window(self, title: str) -> None:
        """Give the window a title, if that is another one."""
        if title != self.title:
            self.title, self._new_title = title, TITLE.format(title)

    def _asked_to_end(self, number: int, _: FrameType | None) -> None:
        """Have the app end; by the system, where it is asked again or that takes too long.

        A window that is closed may say so twice: by its shell, and by the kernel. Ctrl+c is
        not for octavo while another program has the terminal.
        """
        is_left = isinstance(self._app, KeysInOrder) and self._app.is_left
        if self._has_terminal or is_left or number != signal.SIGINT:
            is_hangup = number == signal.SIGHUP
            signal.signal(number, signal.SIG_IGN if is_hangup else signal.SIG_DFL)
            signal.alarm(_LONGEST_END)
            if self._loop.is_running():
                self.send_message(AskedToEnd(number))

    def _sigtstp_application(self, *_: object) -> None:
        """Stop, once what the signal came into is done.

        That may be a write, for which Textual holds a lock.
        """
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        """Begin anew after a stop, in the same way."""
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._begin_anew)

    def _begin_anew(self) -> None:
        """Take the terminal again; what was stopped from outside has not given it back."""
        if self._has_terminal:
            self.suspend_application_mode()
        super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Read what is typed for as long as somebody is there."""
        parser, decode = TerminalParser(), getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            messages = parser.tick()
            if select([self.fileno], [], [], _BETWEEN_TICKS)[0]:
                if not (read := self._read()):
                    self.send_message(AskedToEnd(signal.SIGHUP))
                    return
                text = decode(read)
                messages = parser.feed(text) if text else ()
            for message in messages:
                self.process_message(message)

    def _read(self) -> bytes:
        """What has come; nothing at the end of all."""
        with suppress(OSError):
            os.set_blocking(self.fileno, True)  # as a program may have left it otherwise
            return os.read(self.fileno, 1 << 12)
        return b""

    def start_application_mode(self) -> None:
        self._new_title = ""  # it comes once that of the shell is kept
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = True
        self.write(KEEP_TITLE)
        if self.title:  # as another program, or the shell, had the terminal
            self.write(TITLE.format(self.title))
        if self.asks_ground:
            self.write(ASK_GROUND)
        if may_draw_pictures():
            self.write(ASK_NAME)

    def stop_application_mode(self) -> None:
        self._has_terminal = False
        self.write(GIVE_TITLE_BACK)
        super().stop_application_mode()


class ExplicitBidiDriver(TerminalDriver):
    """Has the terminal draw characters in the order in which they come, while the app runs."""

    def start_application_mode(self) -> None:
        super().start_application_mode()
        self.write(AS_GIVEN)

    def stop_application_mode(self) -> None:
        self.write(REORDERED)
        super().stop_application_mode()


def ends_with_browser(driver: type[Driver]) -> type[Driver]:
    """What talks to a browser, and has the app end with the server between; others as is."""
    if driver.__module__ != "textual.drivers.web_driver":
        return driver
    from textual.drivers.web_driver import WebDriver  # it is there by now

    class EndingWebDriver(WebDriver):
        def run_input_thread(self) -> None:
            super().run_input_thread()
            if self._loop.is_running():
                self.send_message(AskedToEnd(signal.SIGHUP))

    return EndingWebDriver


def may_draw_pictures() -> bool:
    """Whether the terminal is of a kind that does, in some versions."""
    return not _DRAW_PICTURES.isdisjoint(map(os.environ.get, ("TERM", "TERM_PROGRAM")))


def know_colours() -> None:
    """Have those terminals shown all colours, also where ssh drops the variable for it."""
    if os.environ.get("TERM") in _DRAW_PICTURES:
        os.environ.setdefault("COLORTERM", "truecolor")


def title_window(app: App[None], title: str) -> None:
    """Give the terminal's window a title; control characters in it must be visible ones."""
    driver = app._driver
    if isinstance(driver, TerminalDriver):
        driver.name_window(title)
    elif driver is not None:
        driver.write(TITLE.format(title))


class NamedTerminal(AppMixin):
    """Knows which terminal it runs in, once that has said so."""

    terminal_name = ""
    """With the version, as `kitty(0.41.1)`."""

    def on_terminal_told(self, event: TerminalTold) -> None:
        """Remember what the terminal says of itself."""
        self.terminal_name = event.name


def picture_cells(app: App[None]) -> Callable[[str], None] | None:
    """Hands commands to the terminal if it draws pictures where placeholders of them stand.

    Those are the ones that say so of themselves; a multiplexer says its own name. A colour says
    which picture it is, so it must come as it is.
    """
    is_exact = app.console.color_system == "truecolor"
    if not (isinstance(app, NamedTerminal) and is_exact and draws(app.terminal_name)):
        return None
    return app._driver.write if app._driver else None


def draws(name: str) -> bool:
    """Whether the terminal that is called so knows placeholders; kitty does from 0.28 on."""
    told = _KITTY.match(name)
    version = told and (int(told[1]), int(told[2]))
    return version >= (0, 28) if version else name.startswith("ghostty ")


CSS = """
Toast { margin-top: 0; }
ToastRack { overflow: hidden; }
Screen.-low Toast {
    width: 100%;
    max-width: 100%;
    max-height: 2;
    padding: 0 1;
}
"""


_COPIERS: Mapping[str, Sequence[Sequence[str]]] = {
    "WAYLAND_DISPLAY": [("wl-copy",)],
    "DISPLAY": [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")],
    "WSL_DISTRO_NAME": [("clip.exe",)],
}
"""What gives a text to the clipboard of a desktop, by the variable that it sets."""
_PATIENCE = 5.0
"""Seconds for that."""


def copier(environ: Mapping[str, str], platform: str = sys.platform) -> Sequence[str]:
    """The program that fills the clipboard of the system that the screen belongs to.

    Empty where there is none, and from afar: there the terminal alone can do it.
    """
    if any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return ()
    known = [each for name, some in _COPIERS.items() if environ.get(name) for each in some]
    known += [("pbcopy",)] * (platform == "darwin")
    return next((each for each in known if which(each[0], path=environ.get("PATH"))), ())


def fill_clipboard(command: Sequence[str], text: str) -> None:
    """Give a program of the system a text for its clipboard; if it fails, so be it."""
    encoding = "utf-16" if command[0] == "clip.exe" else "utf-8"
    nowhere = subprocess.DEVNULL
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            command,
            input=text.encode(encoding, "replace"),
            stdout=nowhere,
            stderr=nowhere,
            timeout=_PATIENCE,
            check=False,
            start_new_session=True,
        )


class SystemClipboard(AppMixin):
    """Copies for the terminal (OSC 52), which not all heed, and for the system as well."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text both ways."""
        super().copy_to_clipboard(text)
        if not (self.is_headless or self.is_web) and (command := copier(os.environ)):
            fill = partial(fill_clipboard, command, text)
            self.run_worker(fill, group="clipboard", thread=True)


@runtime_checkable
class Remarking(Protocol):
    """A screen that has a place for what is said in a line."""

    def remark(self, said: str) -> bool: ...


class ToastApp(AppMixin):
    """What is said in one breath is one toast; it takes the place of the one before.

    A line that is no error stands in the footer of the screen if it fits there, over no text.

    What went wrong stays above it, as nobody may have read it since the last key.
    It goes with the next key that does something, so that it never lies over what that key
    brought up.
    """

    CSS = CSS
    _breath: dict[str, SeverityLevel] | None = None
    """What is being said, in its order, and how grave each of it is."""
    _remarks = False
    """Whether a footer may still tell what was said."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something, together with what else is said before the app draws breath."""
        if title or markup:
            self._clear()
            super().notify(
                message, title=title, severity=severity, timeout=timeout, markup=markup
            )
        elif self._breath is None:
            self._breath = {message: severity}
            self.call_later(self._show, timeout)
        else:
            self._breath[message] = severity

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key means; what was said before it has been read by then.

        Of what comes so fast that it was not shown yet, what went wrong stays.
        """
        said, unseen = self._remarks or standing(self), self._breath or {}
        self._breath = None
        done = await super().run_action(action, default_namespace, namespaces)
        if done and said:
            self._clear()
        for message, severity in unseen.items():
            if not done or severity == "error":
                self.notify(message, severity=severity, markup=False)
        return done

    def _show(self, timeout: float | None) -> None:
        if self._breath is None:
            return
        wrong = [each.message for each in standing(self) if each.severity == "error"]
        said: dict[str, SeverityLevel] = dict.fromkeys("\n".join(wrong).splitlines(), "error")
        said |= self._breath
        self._breath = None
        gravest: SeverityLevel = "error" if "error" in said.values() else "information"
        self._clear()
        message, screen = "\n".join(said), self.screen
        if gravest == "information" and "\n" not in message and isinstance(screen, Remarking):
            self._remarks = screen.remark(message)
        if not self._remarks:
            super().notify(message, severity=gravest, timeout=timeout, markup=False)

    def _clear(self) -> None:
        """Take away what was said, also from the screens that a dialog lies over."""
        self.clear_notifications()
        self._remarks = False
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()
            if isinstance(screen, Remarking):
                screen.remark("")


def standing(app: App[None]) -> Sequence[Notification]:
    """The toasts that are or will be on the screen, the oldest first."""
    return tuple(app._notifications)
