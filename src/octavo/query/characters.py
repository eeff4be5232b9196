"""Characters of the query language: which are blank, which quote, which make a word.

Also texts compared as people do, by `plain`: `Émile` is `emile`, `Łódź` is `lodz`.
"""

import re
import unicodedata

from octavo.patterns import lazy_pattern
from octavo.text import truncated

_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_DOUBLE = '"“”„‟＂'

OPENING = frozenset("(（")
CLOSING = frozenset(")）")
MINUS = frozenset("-－−")
EQUALS = frozenset("=＝")
AT = frozenset("@＠")
STAR = "*＊"
COLONS = ":："

QUOTES = dict.fromkeys(_DOUBLE, _DOUBLE) | {
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "」": "」",
    "』": "』",
}
"""What opens a quoted text, and what then closes it."""

_CLOSES = {opening: lazy_pattern(f"[{closers}]") for opening, closers in QUOTES.items()}

OPERATORS = ("OR", "AND", "NOT")

_PAIRS = ('""', "«»", "「」", "『』")

BLANKS = lazy_pattern(f"[{_BLANK}]*")
_PLAIN = f"[^{_BLANK}{''.join((*OPENING, *CLOSING, *QUOTES))}]"
RUN = lazy_pattern(rf"<?(?:https?://|www\.)(?:{_PLAIN}|\({_PLAIN}*\))*|{_PLAIN}*")
"""Characters up to a blank, a parenthesis or a quote; an address has pairs of parentheses."""

_ALPHANUMERIC = lazy_pattern(r"[^\W_]")
_SELECTORS = lazy_pattern("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BEGINNINGS = "".join((*OPENING, *QUOTES, *MINUS, *EQUALS, *AT))
_NO_MARK = lazy_pattern(f"[{_BLANK}{re.escape(_BEGINNINGS)}]+")
_ABOUT_WORDS = lazy_pattern(rf"\bNOT\b|\b(?:title|note)[{COLONS}]", re.IGNORECASE)

_ACCENTS = lazy_pattern(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)
"""Marks that are left out in haste: Latin, Greek and Cyrillic accents, and the points of
Hebrew and Arabic. Not the voicing of kana or the vowels of Thai, which make other words."""

_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters typed without their stroke, though Unicode does not take them apart."""


def plain(text: str) -> str:
    """A text without its case, its accents and its compatibility forms."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", letters))
    return unicodedata.normalize("NFC", bare.translate(_UNDECOMPOSED))


def searchable(text: str) -> bool:
    """Whether a text has a letter, a digit or a picture that can be looked for."""
    return bool(_ALPHANUMERIC.search(text)) or any(
        unicodedata.category(char) in ("So", "Mn", "Mc")
        and not _SELECTORS.match(char)
        and plain(char).strip()
        for char in text
    )


def only_marks(text: str) -> bool:
    """Whether a query has marks such as `~` or `…` and nothing to look for.

    A quote, a parenthesis, a minus, an equals sign or an @ may yet begin something.
    """
    text = _ABOUT_WORDS.sub("", text)
    return not searchable(text) and _NO_MARK.sub("", text) != ""


def in_one_line(text: str) -> str:
    """A quoted text with each stretch of blanks folded to one space."""
    return " ".join(between_blanks(text)).strip()


def between_blanks(text: str) -> list[str]:
    """The pieces of a text; the last is empty where a blank ends it."""
    return re.split(f"[{_BLANK}]+", text)


def closing(opening: str) -> re.Pattern[str]:
    """What ends a quoted text that begins with this quote."""
    return _CLOSES[opening]


def written(text: str) -> str:
    """A field's value as a query writes it: in quotes where it needs them."""
    return text if _is_bare(text) else quoted(text)


def _is_bare(text: str) -> bool:
    return (
        bool(text)
        and RUN.fullmatch(text) is not None
        and text[0] not in MINUS | EQUALS
        and not any(star in text for star in STAR)
    )


def quoted(text: str) -> str:
    """A text in the first kind of quotes that it does not hold itself."""
    for pair in _PAIRS:
        if not any(char in text for char in QUOTES[pair[0]]):
            return f"{pair[0]}{text}{pair[1]}"
    return '"' + "".join(" " if char in _DOUBLE else char for char in text) + '"'


def folded(text: str) -> str:
    """Full-width letters, digits and signs as the plain ones, in lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def shown(text: str, limit: int = 32) -> str:
    """What was typed, short and printable, for a message."""
    clean = "".join(char if char.isprintable() else "�" for char in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


NAME_LENGTH = 60
"""Characters of a name of a rule at most: it stands in a row, and in what undo says."""


def named_after(query: str) -> str:
    """What a rule is called to which nobody gives a name: as its query is."""
    return truncated(in_one_line(query), NAME_LENGTH)
