"""The marks before the items of a list, as they are printed."""

import re

_BULLET = re.compile(r"([•●○◦▪■□▸‣⁃∙·➢✓]|[-–—*](?=\s|$))\s*")
_NUMBERED = re.compile(r"(\(?(?:\d{1,3}|[a-z])[.)])(?:\s+|$)")


def mark_of(text: str) -> str:
    """The mark of an item in Markdown, `-` or `3.`; empty if a line starts none."""
    if _BULLET.match(text):
        return "-"
    numbered = _NUMBERED.match(text)
    digits = re.search(r"\d+", numbered[1]) if numbered else None
    return f"{digits[0]}." if digits else ""


def is_mark(text: str) -> bool:
    """Whether a piece of text is nothing but the mark of an item."""
    return bool(_BULLET.fullmatch(text) or _NUMBERED.fullmatch(text))


def without_mark(text: str, mark: str) -> str:
    """The text of an item without the mark that it was set with."""
    return (_BULLET if mark == "-" else _NUMBERED).sub("", text, count=1)
