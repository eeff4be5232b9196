"""What controllers ask of any screen, and of one another where one is made later.

A little each, so that fakes can do it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol, dataclass_transform

from octavo.model.article import ArticleId
from octavo.model.operation import Operation
from octavo.settings.keymap import Keymap

if TYPE_CHECKING:
    from octavo.library.library import Library

Span = tuple[int, int]
"""A range of a text, as offsets in characters."""

LONG = 1.0
"""Seconds that a key waits for what comes of the one before; only an act on many articles takes
as long, and what is to break it off must not wait."""


@dataclass_transform(kw_only_default=True)
class Wired:
    """An object whose fields are what it needs, each of them given by name."""

    def __init__(self, **needs: object) -> None:
        """`__post_init__` makes what is its own."""
        self.__dict__.update(needs)
        self.__post_init__()

    def __post_init__(self) -> None: ...


class Terminal(Protocol):
    """What lies outside of the app."""

    def open_url(self, url: str) -> None:
        """Open an address in the web browser."""

    def copy_to_clipboard(self, text: str) -> None:
        """Give the terminal a text to paste elsewhere."""

    def suspend(self) -> AbstractContextManager[None]:
        """Leave the terminal to another program for a block."""


class Ticks(Protocol):
    """A timer that can be held up."""

    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def reset(self) -> None: ...


class Footer(Protocol):
    """The line of commands, which also says what goes on."""

    last: str
    news: str
    hits: str
    asks: str
    working: str


class Screen(Protocol):
    """What any screen does for its controllers: it says, asks, and is the place for work.

    Large because it is asked for all three.
    """

    @property
    def keymap(self) -> Keymap: ...
    @property
    def footer(self) -> Footer: ...
    @property
    def app(self) -> Terminal: ...

    def say(self, message: str, *, error: bool = False, done: bool = False) -> None:
        """Tell the reader something that needs no answer; what was `done`, as receipts are."""

    async def confirm(self, question: str, more: str) -> bool:
        """Ask yes or no."""

    async def ask_line(
        self,
        question: str,
        answer: str = "",
        *,
        known: Sequence[str] = (),
        usual: bool = False,
        preview: Callable[[str], str],
    ) -> str | None:
        """Ask for a line, beginning from an answer; None if the reader thought better of it.

        A `usual` answer gives way to what is typed, which `known` completes. `preview` says
        what an answer would do; where it begins with `!`, what is wrong with it, and then it
        is not taken. So it is where the library refuses what it tries.
        """

    async def ask_form(
        self,
        question: str,
        lines: Sequence[tuple[str, str, str]],
        check: Callable[[str, str], str],
    ) -> Mapping[str, str]:
        """Ask for some lines, each a name, a label and a value; gives what was changed.

        That is by name; `check` says what is wrong with the value of a line, or nothing.
        """

    async def choose(self, question: str, options: Sequence[str], at: int) -> int | None:
        """Ask for one of some options, beginning at one; None if the reader wants none."""

    async def ask_what(self, given: str, *, selected: bool) -> tuple[str, bool]:
        """Ask for something to add, from what was given; the text, and whether to add it.

        If that is `selected`, what is typed comes in its place.
        """

    def asks_first(self, question: str, more: str, act: Callable[[], None]) -> None:
        """Ask what no key has asked for, then act; at once if the reader is elsewhere."""

    def get_selected_text(self) -> str | None:
        """What is selected with the mouse."""

    def clear_selection(self) -> None: ...

    def set_timer(self, delay: float, callback: Callable[[], None]) -> object: ...
    def set_interval(
        self, interval: float, callback: Callable[[], None], *, pause: bool = False
    ) -> Ticks: ...

    def in_thread(
        self,
        group: str,
        work: Callable[..., object],
        *args: object,
        joins: bool = False,
        may_fail: bool = False,
    ) -> None:
        """Do something in another thread; what goes wrong with the library there is told.

        What its group has not begun yet is called off, unless it `joins` that. An error that
        nobody thought of ends the app, unless it `may_fail`.
        """

    def call_later(self, callback: Callable[..., object], *args: object) -> bool:
        """From any thread: call something in the app's own, without waiting for it."""

    def call_from_thread(self, callback: Callable[..., object], *args: object) -> object:
        """From another thread: call something in the app's own, and wait until that is done."""

    def call_after_refresh(self, callback: Callable[..., object], *args: object) -> bool:
        """Call something once what has changed by now is painted."""


class Controller(Wired):
    """Does what the keys ask for, on a library and a screen."""

    library: "Library"
    screen: Screen

    def say(self, message: str, *, error: bool = False, done: bool = False) -> None:
        """Tell the reader something that needs no answer."""
        self.screen.say(message, error=error, done=done)

    @property
    def keymap(self) -> Keymap:
        """Which keys there are for what."""
        return self.screen.keymap


class ShownChanges(Protocol):
    """Shows what was changed."""

    def done(self, operation: Operation | None) -> None: ...
    def show_all(self, ids: frozenset[ArticleId]) -> None: ...


class Jumps(Protocol):
    """Remembers where the reader was, to come back to."""

    def mark(self) -> None:
        """Before what may become a jump."""

    def unmark(self) -> None:
        """Now that no jump came of it."""

    def leave(self) -> None:
        """Before a jump, or now that what was marked became one."""

    def give_up(self) -> bool:
        """Go back to what was marked, which became no jump; False if nothing was."""

    def clear_query(self) -> bool:
        """Go back to where all was listed last; False if it never was."""

    def passes(self) -> None:
        """Before the cursor moves to another article."""

    def reads(self, id: ArticleId) -> None:
        """Before an article is read."""
