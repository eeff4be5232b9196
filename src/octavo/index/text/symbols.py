"""Symbols: characters that are no part of a word, such as `+`, `€` and emoji.

Words are found without them, so `C++` by its `c`. Where a symbol belongs to what is asked
for, the text itself must show it; the index knows which symbols a text holds at all.
"""

import re
import unicodedata
from functools import cache, lru_cache

from octavo.index.text.tokenizer import CONTINUOUS, fold
from octavo.patterns import lazy_pattern
from octavo.query.characters import plain

_MEANT = frozenset("#%&@")
_UNMEANT = frozenset("^`´¨⁄")
_INVISIBLE = (
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u180b-\u180f\ufe00-\ufe0f"
    "\U000e0000-\U000e01ef]"
)
_UNSEEN = lazy_pattern(f"{_INVISIBLE}+")


@cache
def is_symbol(char: str) -> bool:
    """Whether somebody who types this character means it: `+ $ # %`, not `, . ( '`."""
    return char in _MEANT or (char not in _UNMEANT and unicodedata.category(char)[0] == "S")


_NO_SYMBOLS = bytes(c for c in range(128) if not is_symbol(chr(c))) + bytes(range(128, 256))
_ASCII = bytes(range(128))


_UNLETTERED = lazy_pattern(
    "[^\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386-\u03f5\u0400-\u0481\u0483-\u052f\u0591-\u05f4"
    "\u0610-\u06dd\u0900-\u09f1\u0e01-\u0e3a\u0e40-\u0e5b\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff"
    "\uac00-\ud7a3]"
)
"""What may be a symbol: all but the letters that there are the most of."""


def symbols_in(text: str) -> set[str]:
    """The different symbols that a text holds."""
    utf8 = text.encode(errors="replace")
    found = set(utf8.translate(None, _NO_SYMBOLS).decode())
    if not text.isascii():
        foreign = utf8.translate(None, _ASCII).decode()
        found.update(*map(_symbols_of, set(_UNLETTERED.findall(foreign))))
    return found


@lru_cache(10_000)
def _symbols_of(char: str) -> str:
    return "".join(filter(is_symbol, plain(char)))


def normalized(text: str) -> str:
    """A text with its symbols, but without case, accents, line breaks and what is not seen."""
    return " ".join(_UNSEEN.sub("", plain(text)).split())


def verbatim(text: str) -> str:
    """A text in NFC, each stretch of blanks one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def parts_with_symbols(text: str) -> tuple[str, ...]:
    """The parts of what is asked for that hold more than words: `c++` of `(C++ code)`."""
    return tuple(part for part in map(bare, normalized(text).split()) if _has_symbol(part))


def bare(part: str) -> str:
    """A part without the punctuation around it, but with its symbols."""
    kept = [i for i, char in enumerate(part) if is_symbol(char) or fold(char).strip()]
    return part[kept[0] : kept[-1] + 1] if kept else ""


def _has_symbol(part: str) -> bool:
    return part != "" and (is_symbol(part[0]) or is_symbol(part[-1]))


@lru_cache(200)
def whole_word(
    part: str, *, open_ended: bool = False, is_seen: bool = False
) -> re.Pattern[str]:
    """What finds a normalized part in a normalized text, not within a longer word.

    Or where `is_seen` in a text as it is seen, whatever is not seen within.
    """
    between = f"{_INVISIBLE}*" if is_seen and not part.isascii() else ""
    before = r"(?<![^\W_])" if _is_of_word(part[0]) else ""
    after = r"(?![^\W_])" if _is_of_word(part[-1]) and not open_ended else ""
    return re.compile(before + between.join(map(re.escape, part)) + after)


def _is_of_word(char: str) -> bool:
    return char.isalnum() and not CONTINUOUS.match(char)
