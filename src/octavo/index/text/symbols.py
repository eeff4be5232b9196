"""Signs: characters that are no part of a word, such as `+`, `€` and emoji.

Words are found without them, so `C++` by its `c`. Where a sign belongs to what is asked
for, the text itself must show it; the index knows which signs a text holds at all.
"""

import re
import unicodedata
from functools import cache, lru_cache

from octavo.index.text.tokenizer import CONTINUOUS, fold
from octavo.query.folding import plain

_MEANT = frozenset("#%&@")
_UNMEANT = frozenset("^`´¨⁄")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u180b-\u180f\ufe00-\ufe0f"
    "\U000e0000-\U000e01ef]+"
)


@cache
def is_sign(char: str) -> bool:
    """Whether somebody who types this character means it: `+ $ # %`, not `, . ( '`."""
    return char in _MEANT or (char not in _UNMEANT and unicodedata.category(char)[0] == "S")


_NO_SIGNS = bytes(c for c in range(128) if not is_sign(chr(c))) + bytes(range(128, 256))
_ASCII = bytes(range(128))


_UNLETTERED = re.compile(
    "[^\x00-\x7f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u0483-\u052f\u0591-\u05f4"
    "\u0610-\u06dd\u0900-\u09f1\u0e01-\u0e3a\u0e40-\u0e5b\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff"
    "\uac00-\ud7a3]"
)
"""What may be a sign: all but the letters that there are the most of."""


def signs_in(text: str) -> set[str]:
    """The different signs that a text holds."""
    utf8 = text.encode(errors="replace")
    found = set(utf8.translate(None, _NO_SIGNS).decode())
    if not text.isascii():
        foreign = utf8.translate(None, _ASCII).decode()
        found.update(*map(_signs_of, set(_UNLETTERED.findall(foreign))))
    return found


@lru_cache(10_000)
def _signs_of(char: str) -> str:
    return "".join(filter(is_sign, plain(char)))


def lettered(text: str) -> str:
    """A text with its signs, but without case, accents, line breaks and what is not seen."""
    return " ".join(_INVISIBLE.sub("", plain(text)).split())


def signed_parts(text: str) -> tuple[str, ...]:
    """The parts of what is asked for that hold more than words: `c++` of `(C++ code)`."""
    return tuple(part for part in map(_bare, lettered(text).split()) if _is_signed(part))


def _bare(part: str) -> str:
    """Without the punctuation around it."""
    kept = [i for i, char in enumerate(part) if is_sign(char) or fold(char).strip()]
    return part[kept[0] : kept[-1] + 1] if kept else ""


def _is_signed(part: str) -> bool:
    return part != "" and (is_sign(part[0]) or is_sign(part[-1]))


@lru_cache(200)
def standing(part: str, *, open_ended: bool = False) -> re.Pattern[str]:
    """What finds a lettered part in a lettered text, not within a longer word."""
    before = r"(?<![^\W_])" if _is_of_word(part[0]) else ""
    after = r"(?![^\W_])" if _is_of_word(part[-1]) and not open_ended else ""
    return re.compile(before + re.escape(part) + after)


def _is_of_word(char: str) -> bool:
    return char.isalnum() and not CONTINUOUS.match(char)
