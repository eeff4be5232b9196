"""The links of a bookmark file, streamed: such files are HTML in name only.

Nothing in them is well closed, quotes stand inside quotes, and a whole picture may stand in
an attribute. What cannot be a tag is text; the next bookmark is found again in any case.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from msgspec import Struct

from octavo.importers.exports.bookmarks.folders import Folders
from octavo.importers.exports.files.decoding import text_of_bookmarks
from octavo.importers.exports.format import Part

_PIECE = 1 << 16
_LONGEST = 1 << 19
"""Characters in a tag; browsers write the icons of sites into attributes."""
_LONGEST_TEXT = 1 << 20
"""Characters of a title or a note; a whole file may follow one that is not closed."""

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

_OF_BOOKMARKS = frozenset(
    ("add_date", "last_modified", "last_visit", "tags", "private", "toread")
)
"""Attributes that a link inside a note does not have."""
_ENDS = frozenset(("dt", "dl", "/dl", "hr", "h3", "h1"))


class Anchor(Struct, frozen=True, kw_only=True):
    """A link of a bookmark file, with what stands around it; all of it as it is written."""

    attributes: str
    title: str
    note: str
    path: tuple[str, ...]
    """The folders that it is in, the outermost first."""
    heading: str
    """The heading of its list, where a file has headings in place of folders."""

    @property
    def item(self) -> dict[str, str]:
        """The attributes by their names in lower case, with the rest beside them as text."""
        return attributes(self.attributes) | {
            "title": html.unescape(self.title),
            "note": html.unescape(self.note),
            "folder": "/".join(self.path),
            "heading": self.heading,
        }


class Token(NamedTuple):
    """A tag with its attributes as they are written, or a run of text."""

    tag: str
    """In lower case, with the slash of a closing one: `a`, `/dl`; empty for text."""
    text: str


def anchors(part: Part, *, begin: str = "a") -> Iterator[Anchor]:
    """The links of a file in its order; a tag other than theirs may `begin` an item.

    An item in which there is no link comes with no attributes.

    Raises:
        DraftRejected: If the file cannot be read any further.
    """
    with text_of_bookmarks(part) as stream:
        reader = _Reader(begin)
        for token in tokens(stream):
            yield from reader.take(token)
        yield from reader.finished()


class _Reader:
    """Where in a bookmark file the reading is."""

    def __init__(self, begin: str) -> None:
        self._begins = begin
        self._ends = _ENDS | {begin}
        self._folders = Folders()
        self._folder: tuple[str, dict[str, str]] = ("", {})
        """The heading that the next list belongs to."""
        self._heading = ""
        self._attributes = ""
        self._is_open = False
        self._link = ""
        """Where a link inside a note leads."""
        self._said: dict[str, list[str]] = {}
        self._collecting = ""
        self._size = 0

    def take(self, token: Token) -> Iterator[Anchor]:
        """Read on by one token; the link that ends there."""
        tag, text = token
        if not tag:
            self._say(text)
        elif tag == "a" and self._is_open and self._begins != "a":
            self._attributes = self._attributes or text
        elif tag == "a" and self._is_in_note(text):
            self._link = attributes(text).get("href", "")
            self._say("[" if self._link else "")
        elif tag in self._ends:
            yield from self.finished()
            self._begin(tag, text)
        elif tag == "dd":
            self._collecting = "note" if self._is_open else ""
        elif tag in ("/h3", "/h1") and self._collecting in ("folder", "heading"):
            self._end_heading()
        elif tag == "/a":
            self._end_link()
        elif tag in ("br", "p", "/p") and self._collecting == "note":
            self._say("\n")

    def finished(self) -> Iterator[Anchor]:
        """The link that was open, which ends here."""
        if self._is_open:
            yield Anchor(
                attributes=self._attributes,
                title=self._all("title"),
                note=self._all("note"),
                path=self._folders.path,
                heading=self._heading,
            )
        self._is_open, self._collecting = False, ""

    def _is_in_note(self, text: str) -> bool:
        return self._collecting == "note" and not _OF_BOOKMARKS & attributes(text).keys()

    def _begin(self, tag: str, text: str) -> None:
        if tag == self._begins:
            self._attributes, self._is_open, self._link = text if tag == "a" else "", True, ""
            self._collect("title")
        elif tag == "h3":
            self._folder = ("", attributes(text))
            self._collect("folder")
        elif tag == "h1":
            self._collect("heading")
        elif tag == "dl":
            self._folders.enter(*self._folder)
            self._folder = ("", {})
        elif tag == "/dl":
            self._folders.leave()

    def _end_heading(self) -> None:
        if self._collecting == "folder":
            self._folder = (html.unescape(self._all("folder")), self._folder[1])
        else:
            self._heading = " ".join(self._all("heading").split())
        self._collecting = ""

    def _end_link(self) -> None:
        if self._collecting == "title":
            self._collecting = ""
        elif self._link:
            self._say(f"]({html.escape(self._link)})")
            self._link = ""

    def _collect(self, what: str) -> None:
        self._collecting, self._size = what, 0
        self._said = {what: []}

    def _say(self, text: str) -> None:
        if self._collecting and self._size < _LONGEST_TEXT:
            self._said.setdefault(self._collecting, []).append(text)
            self._size += len(text)

    def _all(self, what: str) -> str:
        return "".join(self._said.get(what, ()))[:_LONGEST_TEXT]


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
