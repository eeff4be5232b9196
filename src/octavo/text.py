"""Small texts for single lines: made safe, told apart, cut to a width, ages and minutes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from octavo.patterns import lazy_pattern

_SPACES = (*range(0x09, 0x0E), 0x85, 0x2028, 0x2029)
_HIDDEN = (
    *range(0x80, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xD800, 0xE000),
)
_SIGNS = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys(_HIDDEN, 0xFFFD)
    | dict.fromkeys(_SPACES, 0x20)
)

_UNSEEN = lazy_pattern(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)
"""What Unicode calls default ignorable code points, and an empty cell of Braille."""
_DIRECTIONS = lazy_pattern("[\u061c\u200e\u200f]+")
_RIGHT_TO_LEFT = lazy_pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SELECTORS = lazy_pattern("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FLAG = lazy_pattern("[\U000e0020-\U000e007f]+")
_SIMPLE = lazy_pattern(
    "[\\x00-\u058f\u1e00-\u1fff\u2000-\u205f\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]"
)
"""Letters that nothing between them joins or parts, digits and punctuation."""
_HANGUL = lazy_pattern("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]")

_WORD = lazy_pattern(r"[^\W\d_]+")
_LATIN = lazy_pattern("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_ALPHABETS = {
    "Cyrillic": (
        lazy_pattern("[\u0400-\u052f]"),
        frozenset("аеіјорѕухһсԁӏԛԝАВЕЅІЈКМНОРСТУХҺӀԌԚԜ"),
    ),
    "Greek": (lazy_pattern("[\u0370-\u03ff\u1f00-\u1fff]"), frozenset("αινορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")),
}
"""Letters of each, and those that look like Latin ones (https://www.unicode.org/reports/tr39)."""
_LIKE_OTHERS = frozenset("aceijopsvxyABCEHIJKMNOPSTXYZ")

_AGES = (
    (timedelta(days=365), "yr"),
    (timedelta(days=30), "mo"),
    (timedelta(weeks=2), "wk"),
    (timedelta(days=1), "d"),
    (timedelta(hours=1), "h"),
    (timedelta(minutes=1), "min"),
)
_UNITS = {"wk": timedelta(weeks=1)}


def visible(text: str) -> str:
    """One line that is safe to draw, character for character as long as the text.

    Line breaks and tabs become spaces; control, escape and bidirectional override characters
    and lone surrogates become visible signs; so offsets into the text hold for the line.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_SIGNS)


def label(name: str) -> str:
    """A name as it is shown: visible, and told from other names that look like it.

    What cannot be seen, and is of no use where it stands, becomes a sign, and behind the name
    stands which it is: `pay\N{REPLACEMENT CHARACTER}pal [U+200D]`. So do letters of another
    alphabet that look like those around them in a word: `pаypal [а is Cyrillic]`. Up to there
    it is as long as the name, character for character.

    Joiners, variation selectors and directional marks are of use between letters that need
    them, and after emoji (https://www.unicode.org/reports/tr36, on visual security).
    """
    if name.isascii():
        return visible(name)
    shown = visible(_UNSEEN.sub(_sign, name))
    hidden = [f"U+{ord(a):04X}" for a, b in zip(name, shown, strict=True) if a != b == "\ufffd"]
    foreign = filter(None, map(_lookalikes, _WORD.findall(name)))
    told = [*filter(None, [" ".join(hidden)]), *dict.fromkeys(foreign)]
    return shown + "".join(f" [{each}]" for each in told)


def _sign(unseen: re.Match[str]) -> str:
    """A run of characters that cannot be seen, or as many signs where they are of no use."""
    run, before = unseen[0], unseen.string[: unseen.start()][-1:]
    after = unseen.string[unseen.end() :][:1]
    if _DIRECTIONS.fullmatch(run):
        is_used = _RIGHT_TO_LEFT.search(unseen.string) is not None
    elif _SELECTORS.match(run):
        is_used = after == "\u20e3" or _takes_selector(before)
    elif _FLAG.fullmatch(run):
        is_used = before == "\U0001f3f4"
    else:
        is_used = bool(before and after and not _SIMPLE.search(before + after))
    return run if is_used else "\ufffd" * len(run)


def _takes_selector(char: str) -> bool:
    """Whether a variation selector may be seen behind a character: a symbol, an ideograph."""
    kind = unicodedata.category(char) if char else ""
    return kind in ("So", "Sm", "Po") or (kind == "Lo" and not _HANGUL.match(char))


def _lookalikes(word: str) -> str:
    """The letters of a word that are not what they look like, and what they are; or empty."""
    for alphabet, (letters, alike) in _ALPHABETS.items():
        own, latin = letters.findall(word), _LATIN.findall(word)
        if own and latin:
            if alike.issuperset(own):
                return f"{''.join(dict.fromkeys(own))} is {alphabet}"
            if len(own) > len(latin) and _LIKE_OTHERS.issuperset(latin):
                return f"{''.join(dict.fromkeys(latin))} is Latin"
    return ""


def truncated(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` cells."""
    plain = text.replace("…", "")  # which takes a cell, too
    if plain.isascii() and plain.isprintable() and (len(text) <= width or width > 1):
        return text if len(text) <= width else text[: width - 1].rstrip() + "…"
    from rich.cells import cell_len, set_cell_size  # not for what goes into a pipe

    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[: max(0, width)]
    return set_cell_size(text, width - 1).rstrip() + "…"


def shortened(text: str, width: int) -> str:
    """The text, cut in its middle where it is wider than `width` cells."""
    from rich.cells import cell_len

    if cell_len(text) <= width or width < 5:
        return truncated(text, width)
    tail = (width - 1) // 4
    at = next(at for at in range(len(text) + 1) if cell_len(text[at:]) <= tail)
    return truncated(text, width - cell_len(text[at:])) + text[at:]


def nearest(word: str, known: Iterable[str], least: float = 0.6) -> str:
    """Of some words the one that another was meant to be, if it is so like it; or empty."""
    from difflib import get_close_matches  # not for what is known

    return "".join(get_close_matches(word, [*known], 1, least))


def age(then: datetime, now: datetime) -> str:
    """How long ago: `now`, `5 min`, `3 h`, `2 d`, `3 wk`, `4 mo`, `2 yr`."""
    passed = now - then
    for least, unit in _AGES:
        if passed >= least:
            return f"{passed // _UNITS.get(unit, least)} {unit}"
    return "now"


def day(moment: datetime) -> str:
    """A day as a person writes it: `4 Mar 2026`."""
    return f"{moment.day} {moment:%b %Y}"


def moment(then: datetime, now: datetime) -> str:
    """A time to come, no longer than it must be: `17:30`, `4 Mar`, `4 Mar 2027`."""
    local, today = then.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return day(local) if local.year != today.year else f"{local.day} {local:%b}"


def minutes(count: int) -> str:
    """A reading time: `7 min`, `1 h 5 min`."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def grouped(number: int) -> str:
    """A count with its thousands set apart: `3 407`."""
    return f"{number:,}".replace(",", " ")


def count_of(number: int, noun: str) -> str:
    """Such as `1 article` or `3 407 articles`."""
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"


MOST_NAMED = 12
"""Of what there may be thousands of, as many are named."""
_LONGEST_NAME = 60
"""Cells."""


def listed(names: Iterable[str]) -> str:
    """Some names with commas between, and how many more there are."""
    return ", ".join(in_part([shortened(name, _LONGEST_NAME) for name in names]))


def in_part(lines: Sequence[str]) -> Iterator[str]:
    """The first of some lines, and how many more there are."""
    yield from lines[:MOST_NAMED]
    if (more := len(lines) - MOST_NAMED) > 0:
        yield f"and {grouped(more)} more"


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percents, of which only the whole is 100: `38 %`.

    Any other number is cut off.
    """
    return f"{int(max(0.0, min(1.0, share)) * 100 + 1e-9)} %"


_MOST_DIGITS = 18
"""Of numbers that fit 64 bits; Python itself refuses those of some thousand digits."""

_LONG_REFERENCE = lazy_pattern(r"&#([0-9]{9,})")


def natural(text: str) -> int | None:
    """The number that some text is in digits; None of any other, or of too many digits."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def unescape(text: str) -> str:
    """A text with what its character references mean, whatever their numbers."""
    if "&" not in text:
        return text
    from html import unescape  # takes time to load

    def short(found: re.Match[str]) -> str:
        return f"&#{found[1].lstrip('0')[:8] or 0}"

    return unescape(_LONG_REFERENCE.sub(short, text))
