"""Whatever is pasted is text, escape sequences and all.

Textual looks for keys inside of a bracketed paste too: an escape character there, as in a
coloured log, ends the paste for it, and the rest comes as keys. Textual has no public door to
this; the private names that the app depends on are all in this module.
"""

import re
from collections.abc import Generator, Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

START, END = "\x1b[200~", "\x1b[201~"
"""What a terminal puts around a paste (xterm's control sequences, bracketed paste mode)."""

_SURE = 3
"""So many characters of `START` are no key that somebody pressed."""

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])?"
)
"""The control sequences of ECMA-48."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class PasteParser(XTermParser):
    """Reads what a terminal sends, with each paste as one message."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: str | None = None
        """What came of a paste so far; None outside of one."""
        self._held = ""
        """The end of what came last, where it may be the beginning of a mark."""

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in what the terminal has sent; nothing is the end of it."""
        if not data:
            yield from super().feed(data)
        rest = self._held + data
        self._held = ""
        while rest:
            rest = yield from self._keys(rest) if self._pasted is None else self._paste(rest)

    def _keys(self, data: str) -> Generator[Message, None, str]:
        """The keys up to a paste; returns what comes after its first mark."""
        keys, mark, rest = data.partition(START)
        if not mark:
            held = _overlap(keys, START)
            self._held = keys[len(keys) - held :] if held >= _SURE else ""
            keys = keys[: len(keys) - len(self._held)]
        else:
            self._pasted = ""
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
        self._pasted = (self._pasted or "") + text
        if mark:
            yield events.Paste(_plain(self._pasted))
            self._pasted = None
        return rest


def paste_as_text() -> None:
    """Have every driver that is started from now on read pastes this way."""
    vars(linux_driver)["XTermParser"] = PasteParser


def _plain(pasted: str) -> str:
    """A pasted text without what is meant for terminals."""
    return _CONTROL.sub("", _SEQUENCE.sub("", pasted))


def _overlap(text: str, mark: str) -> int:
    """How many characters at the end of a text are the beginning of a mark."""
    return next((n for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), 0)
