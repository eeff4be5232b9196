"""The tags and texts of a bookmark file, streamed: such files are HTML in name only.

Nothing in them is well closed, quotes stand inside quotes, and a whole picture may stand in
an attribute. What cannot be a tag is text; the next bookmark is found again in any case.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

_PIECE = 1 << 16
_LONGEST = 1 << 19
"""Characters in a tag; browsers write the icons of sites into attributes."""

_QUOTED = r"{0}(?:[^{0}<]|<(?!dt>\s{{0,9}}<))*+{0}"
_TAG = re.compile(
    rf"<(/?[a-z][a-z0-9]*+)((?:[^<>\"']|{_QUOTED.format(chr(34))}|{_QUOTED.format(chr(39))})*+)>",
    re.IGNORECASE,
)
"""A tag whose quotes are closed before the next bookmark begins."""
_LOOSE_TAG = re.compile(r"<(/?[a-z][a-z0-9]*+)([^<>]*+)>", re.IGNORECASE)
_DECLARED = re.compile(r"<![^<>]*+>")
_OPENING = re.compile(r"<(?:[/!a-z]|$)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w:.-])([a-z_][\w:.-]*+)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A tag with its attributes as they are written, or a run of text."""

    tag: str
    """In lower case, with the slash of a closing one: `a`, `/dl`; empty for text."""
    text: str


def tokens(stream: TextIO) -> Iterator[Token]:
    """The tags and texts of a bookmark file, in the order of the file."""
    waiting, more = "", True
    while more:
        piece = stream.read(_PIECE)
        waiting, more = waiting + piece, bool(piece)
        end = 0
        while end < len(waiting):
            token, after = _next(waiting, end, whole=not more)
            if token is None:
                break
            yield token
            end = after
        waiting = waiting[end:]


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, by their names in lower case; the first of a name holds."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        found.setdefault(name.lower(), html.unescape(value))
    return found


def _next(text: str, start: int, *, whole: bool) -> tuple[Token | None, int]:
    """The token that starts here and where it ends; None where more must be read first."""
    opening = _OPENING.search(text, start)
    end = opening.start() if opening else len(text)
    if end > start:
        return Token("", text[start:end]), end
    if found := _TAG.match(text, start):
        return Token(found[1].lower(), found[2]), found.end()
    if not whole and len(text) - start < _LONGEST:
        return None, start
    if found := _LOOSE_TAG.match(text, start):
        return Token(found[1].lower(), found[2]), found.end()
    if found := _DECLARED.match(text, start):
        return Token("!", ""), found.end()
    return Token("", "<"), start + 1
