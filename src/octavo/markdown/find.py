"""Finding words in a text as its reader sees it, whatever marks stand among them."""

import re
from collections.abc import Iterator

_ENTITIES = {
    "&": "&(?:amp;)?",
    "<": "(?:<|&lt;)",
    ">": "(?:>|&gt;)",
    '"': '(?:"|&quot;)',
}
_MARKS = r"[*_~`\\]*"
_BETWEEN_WORDS = rf"{_MARKS}(?:\s|&nbsp;)[\s>*_~`\\]*"
_BETWEEN_WIDE = rf"{_MARKS}(?:\n[ >]*)?"
_UNSEEN = "|".join(
    (
        r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)",
        r"(?<=\])\[[^\]\n]*\]",
        r"^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$",
        r"<(?![a-zA-Z][a-zA-Z0-9+.-]*:)[/!?a-zA-Z][^>\n]*>",
    )
)
"""What does not show: where links lead to, definitions, tags."""


def find(text: str, pattern: str) -> Iterator[tuple[int, int]]:
    """Where the words of a pattern stand one after the other.

    Case counts only if the pattern has a capital.
    """
    words = pattern.split()
    if not words:
        return
    flags = re.MULTILINE if pattern != pattern.lower() else re.MULTILINE | re.IGNORECASE
    sought = _BETWEEN_WORDS.join(map(_word, words))
    for match in re.finditer(f"{_UNSEEN}|(?P<found>{sought})", text, flags):
        if match.lastgroup:
            yield match.span()


def _word(word: str) -> str:
    """Matches a word, also where marks stand between its letters."""
    letters = [_ENTITIES.get(letter, re.escape(letter)) for letter in word]
    return (_MARKS if word.isascii() else _BETWEEN_WIDE).join(letters)
