"""What comes from the terminal: keys in their order, pastes as they are, and what it tells.

Long because Textual's private names that this takes all stand here.
"""

import asyncio
import sys
from collections.abc import (
    Callable,
    Container,
    Generator,
    Iterable,
    Mapping,
    Sequence,
)
from inspect import signature
from select import select
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from rich.console import RenderableType
from textual import _callback, events
from textual._xterm_parser import XTermParser
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from textual.app import App

    AppMixin = App[None]
else:
    AppMixin = object  # put before the app: each more of its own takes Textual a millisecond

START, END = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around a paste (xterm's control sequences, bracketed paste mode)."""

_SURE = 3
"""So many characters of `START` are no key that somebody pressed."""

_SEQUENCE = lazy_pattern(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])?"
)
"""The control sequences of ECMA-48."""

_CONTROL = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_TOLD = lazy_pattern(
    r"\x1b(?:\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[^\x07\x1b]*"
    r"|P>\|([^\x07\x1b]{1,80}))(?:\x07|\x1b\\)"
)

_TOLD_BEGUN = lazy_pattern(r"\x1b(?:\]11;[^\x07\x1b]{0,40}|P>\|[^\x07\x1b]{0,80})\x1b?\Z")

_ALONE = 0.03
"""Seconds after which an escape character without more is the key; what a terminal sends for
another key comes in one piece."""

_INTRODUCERS = "[O"
"""What begins the sequences of keys after an escape character: CSI and SS3 (ECMA-48)."""


class TypeAhead(AppMixin):
    """Hands on what is typed at launch, in its order, once the first screen is painted.

    Textual looks at keys from the moment at which it begins to compose its first screen, and
    what comes until that screen has the keyboard somewhere is lost; what comes between that
    and the screen's own `on_mount` may be undone by it.
    """

    _typed_ahead: list[events.Event] | None = None
    """What was typed so far; None outside of a launch."""

    def on_load(self) -> None:
        """Begin to keep what is typed: the terminal will send it from now on."""
        self._typed_ahead = []

    def on_mount(self) -> None:
        """Stop when the screen, mounted and laid out, has been painted."""
        self.screen.call_after_refresh(self.call_next, self._hand_on)

    async def on_event(self, event: events.Event) -> None:
        """Keep keys, pastes, the mouse and the end back, and let everything else through."""
        if self._typed_ahead is not None and isinstance(
            event, events.InputEvent | events.Paste | AskedToEnd
        ):
            self._typed_ahead.append(event)
        else:
            await super().on_event(event)

    async def _hand_on(self) -> None:
        """Look at what was typed, in the app's own task, where no later key comes before it."""
        for event in self._typed_ahead or ():
            await super().on_event(event)
        self._typed_ahead = None


@runtime_checkable
class Settling(Protocol):
    """A screen that can tell when all is done that was asked of it."""

    async def settled(self) -> None: ...


class KeysInOrder(AppMixin):
    """Has each key wait for what comes of those before it, however fast they are sent.

    Textual looks at a key while the widgets may not have heard of the one before: keys of one
    write, as over a slow line or from a macro, would act on what was there before them.
    """

    typed = 0
    """How many keys and pastes were looked at."""
    is_left = False
    """Whether the app is on its way out."""

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave the app; what is typed from now on is for nobody here."""
        self.is_left = True
        super().exit(result, return_code, message)

    def settling(self) -> Settling | None:
        """What a key is to wait for."""
        return None

    async def all_settled(self) -> None:
        """Wait for that, and for what comes of it."""
        before = None
        while (settling := self.settling()) and settling is not before:
            await settling.settled()
            before = settling

    async def on_event(self, event: events.Event) -> None:
        """Wait before a key or a paste is looked at."""
        is_typed = isinstance(event, events.Key | events.Paste)
        if is_typed and not event.is_forwarded:
            await self.all_settled()
            self.typed += 1
        if self.is_left and isinstance(event, events.InputEvent | events.Paste):
            return
        if isinstance(event, AfterEscape):
            for key in event.meant(self.screen.active_bindings):
                await KeysInOrder.on_event(self, key)
        else:
            await super().on_event(event)


def _parameters_of(func: Callable[..., object]) -> int:
    """How many parameters a function or method has.

    Textual asks a method that is called later for its signature each time.
    """
    is_method = hasattr(func, "__func__")
    return _callback.count_parameters(func) if is_method else len(signature(func).parameters)


vars(_callback).update(_count_parameters=_parameters_of)


async def heard_out(widget: MessagePump | None) -> None:
    """Wait until a widget or a screen has dealt with the messages that it has by now."""
    if widget is None or not widget.is_attached or _is_done(widget):
        return
    arrived = asyncio.Event()
    if widget.call_later(arrived.set):
        await arrived.wait()


def _is_done(widget: MessagePump) -> bool:
    """Whether it waits for its next message, and there is none yet."""
    has_more: asyncio.Event = widget._message_queue.ready_event
    return bool(has_more._waiters) and not has_more.is_set()


class EditsInTurn:
    """Edits a text at each key in its turn among the letters.

    Textual has the app look at what is no letter, behind all that was typed meanwhile.
    """

    EDITS: ClassVar[Mapping[str, str]]
    """What the keys do."""

    async def on_key(self, event: events.Key) -> None:
        """Do what a key does here, unless the app has done something else for it."""
        action = self.EDITS.get(event.key)
        if action and isinstance(self, Widget) and await self.app.run_action(action, self):
            event.prevent_default().stop()


class SuggestsAtOnce:
    """Is told what it would become, where Textual has a worker ask, and tells all around."""

    def suggest(self, whole: str) -> None:
        """Show this behind what there is of it."""
        self._suggestion = whole


def keys_that_edit(bindings: Iterable[BindingType]) -> Mapping[str, str]:
    """What Textual binds keys to, by the key."""
    return {each.key: each.action for each in Binding.make_bindings(bindings)}


def keys_typed(app: object) -> int:
    """How many keys and pastes an app has looked at, if it counts them."""
    typed: int = getattr(app, "typed", 0)
    return typed


class AfterEscape(events.Key):
    """A key that came in one piece with the escape character before it.

    A terminal sends the same for that key with alt as for Esc and then the key.
    """

    def __init__(self, key: events.Key, with_alt: Sequence[events.Key]) -> None:
        super().__init__(key.key, key.character)
        self._key, self._with_alt = key, with_alt

    def meant(self, bound: Container[str]) -> list[events.Key]:
        """The key with alt where that is bound to something, else the two keys."""
        if found := next((key for key in self._with_alt if key.key in bound), None):
            return [found]
        return [events.Key("escape", "\x1b"), self._key]


class BackgroundReported(Message):
    """The terminal has told its background."""

    def __init__(self, brightness: float) -> None:
        """`brightness` goes from 0 to 1."""
        super().__init__()
        self.brightness = brightness


class TerminalTold(Message):
    """The terminal has told which it is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class PasteParser(XTermParser):
    """Reads what a terminal sends, with each paste as one message: text, whatever is in it.

    Textual looks for keys inside of a bracketed paste too: an escape character there, as in a
    coloured log, ends the paste for it, and the rest comes as keys. It has no public door to
    this.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        """What came of a paste so far, in parts; None outside of one."""
        self._held = ""
        """The end of what came last, where it may be the beginning of a mark."""

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in what the terminal has sent; nothing is the end of it."""
        if not data:
            yield from super().feed(data)
        rest = self._held + data
        self._held = ""
        if self._pasted is None:
            while told := _TOLD.search(rest):
                *channels, name = told.groups()
                named = TerminalTold(name) if name else None
                yield named or BackgroundReported(_brightness(channels))
                rest = rest[: told.start()] + rest[told.end() :]
            if begun := _TOLD_BEGUN.search(rest):
                rest, self._held = rest[: begun.start()], begun[0]
        while rest:
            rest = yield from self._keys(rest) if self._pasted is None else self._paste(rest)
        if data and self._timeout_time is not None and self.is_silent(_ALONE):
            self._timeout_time = 0.0
            yield from self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """The keys of a sequence; which they are after an escape character, the app knows."""
        if not alt and not (sequence[:1] == "\x1b" and len(sequence) == 2):
            return super()._sequence_to_key_events(sequence)
        if not alt and sequence[1] in _INTRODUCERS:
            return ()
        [key, *_] = super()._sequence_to_key_events(sequence[-1])
        named = super()._sequence_to_key_events(sequence) if len(sequence) == 2 else ()
        shift = "shift+" if key.key.isupper() else ""
        with_alt = events.Key(f"alt+{shift}{key.key.lower() if shift else key.key}", None)
        return [AfterEscape(key, [*named, with_alt])]

    def is_silent(self, seconds: float) -> bool:  # noqa: ARG002 - see `TerminalParser`
        """Whether nothing more comes for so long."""
        return False

    def _keys(self, data: str) -> Generator[Message, None, str]:
        """The keys up to a paste; returns what comes after its first mark."""
        keys, mark, rest = data.partition(START)
        if not mark:
            held = _overlap(keys, START)
            if held >= _SURE:
                self._held = keys[len(keys) - held :] + self._held
                keys = keys[: len(keys) - held]
        else:
            self._pasted = []
        if keys:
            yield from super().feed(keys)
        return rest

    def _paste(self, data: str) -> Generator[Message, None, str]:
        """A paste, if it ends here; returns what comes after it."""
        text, mark, rest = data.partition(END)
        if not mark:
            held = _overlap(text, END)
            self._held = text[len(text) - held :]
            text = text[: len(text) - held]
        parts = self._pasted or []
        parts.append(text)
        self._pasted = None if mark else parts
        if mark:
            yield events.Paste(_plain("".join(parts)))
        return rest


class TerminalParser(PasteParser):
    """Reads standard input, and waits there for the rest of a key, no longer."""

    def is_silent(self, seconds: float) -> bool:
        given = sys.__stdin__
        return given is not None and not select([given], [], [], seconds)[0]


class AskedToEnd(events.Event):
    """The terminal has gone, or the system asks the app to end."""

    def __init__(self, number: int) -> None:
        """By which signal; a terminal that has gone tells as if by SIGHUP."""
        super().__init__()
        self.number = number


def _brightness(channels: Sequence[str]) -> float:
    """How bright a colour is whose red, green and blue are told in one to four hex digits."""
    red, green, blue = (int(each, 16) / int("f" * len(each), 16) for each in channels)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _plain(pasted: str) -> str:
    """A pasted text without what is meant for terminals."""
    return _CONTROL.sub("", _SEQUENCE.sub("", pasted))


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of a text are the beginning of a mark."""
    return next((n for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), 0)
