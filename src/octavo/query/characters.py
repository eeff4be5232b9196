"""Characters of the query language: which are blank, which quote, which make a word."""

import re
import unicodedata

from octavo.query.folding import plain

_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_DOUBLE = '"“”„‟＂'

OPENING = frozenset("(（")
CLOSING = frozenset(")）")
MINUS = frozenset("-－")
EQUALS = frozenset("=＝")
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

_CLOSES = {opening: re.compile(f"[{closers}]") for opening, closers in QUOTES.items()}

OPERATORS = ("OR", "AND", "NOT")

_PAIRS = ('""', "«»", "「」", "『』")

BLANKS = re.compile(f"[{_BLANK}]*")
RUN = re.compile(f"[^{_BLANK}{''.join((*OPENING, *CLOSING, *QUOTES))}]*")
"""Characters up to a blank, a parenthesis or a quote."""

_ALPHANUMERIC = re.compile(r"[^\W_]")
_SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NO_MARK = re.compile(f"[{_BLANK}{re.escape(''.join((*OPENING, *QUOTES, *MINUS, *EQUALS)))}]+")
_ABOUT_WORDS = re.compile(rf"\bNOT\b|\b(?:title|note)[{COLONS}]", re.IGNORECASE)


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

    A quote, a parenthesis, a minus or an equals sign may yet begin something.
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


def bare(text: str) -> bool:
    """Whether a field's value can be written without quotes."""
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
