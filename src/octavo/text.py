"""Small texts for single lines: made safe, cut to a width, ages and minutes."""

from datetime import datetime, timedelta

from rich.cells import cell_len, set_cell_size

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


def truncated(text: str, width: int) -> str:
    """The text, cut with an ellipsis where it is wider than `width` cells."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[: max(0, width)]
    return set_cell_size(text, width - 1).rstrip() + "…"


def age(then: datetime, now: datetime) -> str:
    """How long ago: `now`, `5 min`, `3 h`, `2 d`, `3 wk`, `4 mo`, `2 yr`."""
    passed = now - then
    for least, unit in _AGES:
        if passed >= least:
            return f"{passed // _UNITS.get(unit, least)} {unit}"
    return "now"


def since(then: datetime, now: datetime) -> str:
    """An age that is not taken for a reading time beside it: `5 min ago`, `3 h ago`, `2 d`."""
    passed = age(then, now)
    return f"{passed} ago" if passed.endswith((" min", " h")) else passed


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


def percent(share: float) -> str:
    """A share of 0 to 1 in whole percents, of which only the whole is 100: `38 %`."""
    return f"{min(100, max(0, int(share * 100 + 1e-9)))} %"
