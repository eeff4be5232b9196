"""Bookmark files in HTML, as all browsers and many bookmark services write them.

Format: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

import html
import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.bookmarks.encoding import text_of_bookmarks
from octavo.importers.exports.bookmarks.folders import Folders, tag_of, wrapped
from octavo.importers.exports.bookmarks.tokens import Token, attributes, tokens
from octavo.importers.exports.files.decoding import head_of
from octavo.importers.exports.format import Format, Part, Row, drafted
from octavo.importers.exports.readers.linkding import ARCHIVED, description_and_notes
from octavo.importers.text.clean import clean
from octavo.model.article import State
from octavo.model.draft import Draft, DraftNote
from octavo.model.tag import Tag

_DOCTYPE = "<!DOCTYPE NETSCAPE-Bookmark-file-1>"
_META = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">'

_SIGN = re.compile(
    r"[^<]{0,200}(?:<!--.{0,2000}?-->\s*)?<!doctype\s+netscape-bookmark-file", re.I | re.S
)
_LIST = re.compile(r"<dt>\s{0,9}<(?:a|h3)\s(?:[^<>]{0,300}\s)?(?:href|add_date)\s?=", re.I)

_LONGEST = 1 << 20
"""Characters of a title or a note; a whole file may follow one that is not closed."""

_OF_BOOKMARKS = frozenset(
    ("add_date", "last_modified", "last_visit", "tags", "private", "toread")
)
_LOCAL = re.compile(r"(?![a-z][a-z0-9+.-]*:)\S", re.I)


def _recognises(part: Part) -> bool:
    """Whether a part is a bookmark file, also where it does not say so."""
    head = head_of(part)
    return bool(_SIGN.match(head) or ("<dl" in head.lower() and _LIST.search(head)))


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks of a file, each with its folders and its note."""
    del parts
    return _read(part)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some bookmarks as a file of their own."""
    del part
    return "\n".join([_DOCTYPE, _META, "<DL><p>", *raws, "</DL><p>", ""])


BOOKMARKS = Format(
    name="bookmarks",
    title="Bookmarks, HTML (browsers, Pinboard, Shaarli, Raindrop, linkding)",
    suffix=".html",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)


def _read(part: Part) -> Iterator[Row]:
    with text_of_bookmarks(part) as stream:
        reader = _Reader(part)
        for token in tokens(stream):
            if row := reader.take(token):
                yield row
        if row := reader.finished():
            yield row


class _Reader:
    """Where in a bookmark file the reading is."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._folders = Folders()
        self._number = 0
        self._folder: tuple[str, dict[str, str]] = ("", {})
        """The heading that the next list belongs to."""
        self._mark = ""
        """The attributes of the bookmark that is open."""
        self._is_open = False
        self._link = ""
        """Where a link inside a note leads."""
        self._said: dict[str, list[str]] = {}
        self._collecting = ""
        self._size = 0

    def take(self, token: Token) -> Row | None:
        """Read on by one token; the bookmark that ends there."""
        tag, text = token
        if not tag:
            self._say(text)
        elif tag == "a":
            return self._begin(text)
        elif tag in ("dt", "dl", "/dl", "hr", "h3"):
            return self._begin_other(tag, text)
        elif tag == "dd":
            self._collecting = "note" if self._is_open else ""
        elif tag == "/h3" and self._collecting == "folder":
            self._folder = (html.unescape(self._all("folder")), self._folder[1])
            self._collecting = ""
        elif tag == "/a":
            self._end_link()
        elif tag in ("br", "p", "/p") and self._collecting == "note":
            self._say("\n")
        return None

    def finished(self) -> Row | None:
        """The bookmark that was open, which ends here."""
        if not self._is_open:
            return None
        self._is_open, self._collecting = False, ""
        self._number += 1
        place = f"{self._part.name}, item {self._number}"
        title, note = self._all("title"), self._all("note")
        made = drafted(self._draft, title, note, place)
        raw = f"<DT><A{self._mark}>{title}</A>" + (f"\n<DD>{note.rstrip()}" if note else "")
        return Row(place=place, draft=made, raw=wrapped(raw, self._folders.path))

    def _begin(self, text: str) -> Row | None:
        """Begin a bookmark, unless it is only a link inside a note."""
        if self._collecting == "note" and not _OF_BOOKMARKS & attributes(text).keys():
            self._link = attributes(text).get("href", "")
            self._say("[" if self._link else "")
            return None
        row = self.finished()
        self._mark, self._is_open, self._link = text, True, ""
        self._collect("title")
        return row

    def _end_link(self) -> None:
        if self._collecting == "title":
            self._collecting = ""
        elif self._link:
            self._say(f"]({html.escape(self._link)})")
            self._link = ""

    def _begin_other(self, tag: str, text: str) -> Row | None:
        row = self.finished()
        self._collecting = ""
        if tag == "h3":
            self._folder = ("", attributes(text))
            self._collect("folder")
        elif tag == "dl":
            self._folders.enter(*self._folder)
            self._folder = ("", {})
        elif tag == "/dl":
            self._folders.leave()
        return row

    def _collect(self, what: str) -> None:
        self._collecting, self._size = what, 0
        self._said = {what: []}

    def _say(self, text: str) -> None:
        if self._collecting and self._size < _LONGEST:
            self._said.setdefault(self._collecting, []).append(text)
            self._size += len(text)

    def _all(self, what: str) -> str:
        return "".join(self._said.get(what, ()))[:_LONGEST]

    def _draft(self, title: str, note: str, place: str) -> Draft:
        """The draft of the bookmark that ends here.

        Raises:
            DraftRejected: If it has no address that can be kept.
        """
        marks = attributes(self._mark)
        href = marks.get("href", "")
        notes = tuple(DraftNote(text=text) for text in _notes(html.unescape(note)))
        name = html.unescape(title)
        tags = self._tags(marks.get("tags", ""))
        is_text = bool(notes) and _LOCAL.match(href) is not None
        url = "" if is_text else fields.address(href, place)
        return Draft(
            title=fields.title(name, url or href),
            url=url,
            text="\n\n".join(note.text for note in notes) if is_text else "",
            tags=tags - {ARCHIVED},
            notes=() if is_text else notes,
            added=fields.time(marks.get("add_date", "")),
            state=_state(marks),
            archived=ARCHIVED in tags,
            source=fields.source("bookmarks", self._part, url or href),
        )

    def _tags(self, names: str) -> frozenset[Tag]:
        return fields.tags_named([*names.split(","), tag_of(self._folders.path)])


def _state(marks: dict[str, str]) -> State:
    """Read, where the file says that it is not to be read any more."""
    said = marks.get("toread", marks.get("unread", ""))
    return State.READ if said.strip() and not fields.flag(said) else State.UNREAD


def _notes(text: str) -> list[str]:
    """What was written on a bookmark; linkding writes notes into its description."""
    return [note for piece in description_and_notes(clean(text)) if (note := piece.strip())]
