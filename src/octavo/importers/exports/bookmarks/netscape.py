"""Bookmark files in HTML, as all browsers and many bookmark services write them.

They are HTML in name only: nothing in them is well closed, quotes stand inside quotes, and a
whole picture may stand in an attribute. What cannot be a tag is text; the next bookmark is
found again in any case.
Format: https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)

Large because of all the names that browsers give to folders that nobody made.
"""

import html
import re
from collections.abc import Iterator, Mapping

from octavo.importers.exports import values
from octavo.importers.exports.declarations import Fields, Item, collection
from octavo.importers.exports.format import Part, head_of, whole_text
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.xml import BREAKS_OFF, attributes
from octavo.model.errors import DraftRejected
from octavo.model.tag import Tag
from octavo.patterns import lazy_pattern
from octavo.text import unescape

_LONGEST_TEXT = 1 << 20
"""Characters of a title or a note; a whole file may follow one that is not closed."""

_QUOTED = r"{0}(?>(?:[^{0}<]|<(?!dt>\s{{0,9}}<))*){0}"
_TOKEN = lazy_pattern(
    rf"<(/?[a-z][a-z0-9]*+)((?>(?:[^<>\"']|{_QUOTED.format(chr(34))}|{_QUOTED.format(chr(39))})*)"
    r"(?=>)|[^<>]*+)>|<![^<>]*+>|[^<]++|<",
    re.IGNORECASE,
)
"""A tag whose quotes are closed before the next bookmark begins, or else one that ends at the
next bracket; a declaration; or text.
"""
_MARKUP = frozenset(
    (
        *("a", "b", "i", "u", "s", "em", "strong", "small", "sub", "sup", "code", "pre"),
        *("font", "span", "div", "p", "br", "blockquote", "ul", "ol", "li", "img"),
    )
)
"""What is markup in a title and a note; other tags are words in brackets."""

_OF_BOOKMARKS = frozenset(
    ("add_date", "last_modified", "last_visit", "tags", "private", "toread")
)
"""Attributes that a link inside a note does not have."""
_FRAME = frozenset(
    ("a", "/a", "dd", "/dd", "/dt", "/h3", "/h1", "/li", "/ul", "/body", "/html")
)
_ENDS = frozenset(("dt", "dl", "/dl", "hr", "h3", "h1"))

_ROOT_MARKS = frozenset(("personal_toolbar_folder", "unfiled_bookmarks_folder"))
_ROOT_NAMES = frozenset(
    name.strip()
    for name in """
    bookmarks | bookmarks bar | bookmark bar | bookmarks toolbar | bookmarks menu
    | bookmarksmenu | bookmarks toolbar folder | other bookmarks | mobile bookmarks
    | unsorted bookmarks | unsorted | synced bookmarks | favorites | favourites
    | favorites bar | favourites bar | other favorites | other favourites | mobile favorites
    | bookmarksbar | speed dial | lesezeichen | lesezeichenleiste | lesezeichen-symbolleiste
    | lesezeichen-menü | weitere lesezeichen | mobile lesezeichen | favoritenleiste
    | weitere favoriten | barre de favoris | barre personnelle | menu des marque-pages
    | autres marque-pages | autres favoris | favoris mobiles | marque-pages mobiles
    | barre des favoris | barra de marcadores | barra de herramientas de marcadores
    | menú de marcadores | otros marcadores | marcadores de móviles | marcadores móviles
    | barra de favoritos | otros favoritos | barra dei preferiti | altri preferiti
    | preferiti mobili | barra dei segnalibri | menu segnalibri | altri segnalibri
    | segnalibri mobili | outros favoritos | outros marcadores | favoritos móveis
    | bladwijzerbalk | bladwijzerwerkbalk | bladwijzermenu | andere bladwijzers
    | mobiele bladwijzers | ブックマーク バー | ブックマークバー | ブックマークツールバー
    | ブックマークメニュー | その他のブックマーク | 他のブックマーク
    | モバイルのブックマーク | お気に入りバー | その他のお気に入り | 书签栏 | 书签工具栏
    | 书签菜单 | 其他书签 | 移动设备书签 | 收藏夹栏 | 其他收藏夹 | 書籤列 | 其他書籤
    | 북마크바 | 북마크 도구 모음 | 북마크 메뉴 | 기타 북마크 | 모바일 북마크
    | 즐겨찾기 모음 | 기타 즐겨찾기 | панель закладок | меню закладок | другие закладки
    | мобильные закладки
    """.casefold().split("|")
)
"""What browsers call the folders that nobody made."""


def links(part: Part, begin: str = "a") -> Iterator[Item]:
    """The links of a file in its order; a tag other than theirs may `begin` an item.

    Each is its attributes by their names in lower case, and as text its title, its note, the
    path of its folders, and the heading of its list where a file has headings in their place.

    An item in which there is no link comes with no attributes.

    Raises:
        DraftRejected: If the file cannot be read.
    """
    reader = _Reader(begin)
    text = whole_text(part)
    for found in _TOKEN.finditer(text):
        if found[1] and reader.is_word(found[1].lower()):
            reader.say(found[0])
        elif found[1]:
            yield from reader.take(found[1].lower(), found[2])
        elif not found[0].startswith("<!"):
            reader.say(found[0])
    yield from reader.finished()
    if text.rfind("<") > text.rfind(">"):
        raise DraftRejected(part.name, BREAKS_OFF)


def is_root(name: str, marks: Mapping[str, str]) -> bool:
    """Whether a folder at the top is one of a browser's own."""
    return bool(_ROOT_MARKS & marks.keys()) or clean_line(name).casefold() in _ROOT_NAMES


class _Reader:
    """Where in a bookmark file the reading is."""

    def __init__(self, begin: str) -> None:
        self._begins = begin
        self._ends = _ENDS | {begin}
        self._folders: list[str] = []
        """Those that are open; empty for what is no folder, or one of a browser's own."""
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

    def is_word(self, tag: str) -> bool:
        """Whether a tag here is no markup but what a title or a note is about."""
        is_markup = tag in _FRAME | self._ends or tag.removeprefix("/") in _MARKUP
        return self._collecting in ("title", "note") and not is_markup

    def take(self, tag: str, text: str) -> Iterator[Item]:
        """Read on by one tag with its attributes; the link that ends there."""
        if tag == "a" and self._is_open and self._begins != "a":
            self._attributes = self._attributes or text
        elif tag == "a" and self._is_in_note(text):
            self._link = attributes(text).get("href", "")
            self.say("[" if self._link else "")
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
            self.say("\n")

    def say(self, text: str) -> None:
        """Read on by some text."""
        if self._collecting and self._size < _LONGEST_TEXT:
            self._said.setdefault(self._collecting, []).append(text)
            self._size += len(text)

    def finished(self) -> Iterator[Item]:
        """The link that was open, which ends here."""
        if self._is_open:
            yield attributes(self._attributes) | {
                "title": unescape(self._all("title")),
                "note": unescape(self._all("note")),
                "folder": "/".join(self._path()),
                "heading": self._heading,
            }
        self._is_open, self._collecting = False, ""

    def _path(self) -> tuple[str, ...]:
        return tuple(filter(None, self._folders[: values.DEEPEST]))

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
            name, marks = self._folder
            own = not self._path() and is_root(name, marks)
            self._folders.append("" if own else clean_line(name)[:200])
            self._folder = ("", {})
        elif tag == "/dl" and self._folders:
            self._folders.pop()

    def _end_heading(self) -> None:
        if self._collecting == "folder":
            self._folder = (unescape(self._all("folder")), self._folder[1])
        else:
            self._heading = " ".join(self._all("heading").split())
        self._collecting = ""

    def _end_link(self) -> None:
        if self._collecting == "title":
            self._collecting = ""
        elif self._link:
            self.say(f"]({html.escape(self._link)})")
            self._link = ""

    def _collect(self, what: str) -> None:
        self._collecting, self._size = what, 0
        self._said = {what: []}

    def _all(self, what: str) -> str:
        return "".join(self._said.get(what, ()))[:_LONGEST_TEXT]


LINKDING_ARCHIVED = Tag("linkding:bookmarks.archived")
_NOTES = lazy_pattern(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|$)", re.DOTALL)


def description_and_notes(text: str) -> tuple[str, str]:
    """A description of linkding without the notes that stand inside of it, and these."""
    notes = "\n\n".join(found.strip() for found in _NOTES.findall(text))
    return _NOTES.sub("", text).strip(), notes


_SIGN = lazy_pattern(
    r"[^<]{0,200}(?:<!--.{0,2000}?-->\s*)?<!doctype\s+netscape-bookmark-file", re.I | re.S
)
_LIST = lazy_pattern(r"<dt>\s{0,9}<(?:a|h3)\s(?:[^<>]{0,300}\s)?(?:href|add_date)\s?=", re.I)
_PAGE = lazy_pattern(r"<(?:script|link|style|div|section|main|article|nav|form|table)\b", re.I)
"""What stands in the head and the frame of a page, and in no list of bookmarks."""

_LOCAL = lazy_pattern(r"(?![a-z][a-z0-9+.-]*:)\S", re.I)


def _recognises(part: Part) -> bool:
    """Whether a part is a bookmark file, also where it does not say so."""
    head = head_of(part)
    listed = "<dl" in head.lower() and _LIST.search(head) and not _PAGE.search(head)
    return bool(_SIGN.match(head) or listed)


def _is_text(item: Item) -> bool:
    """Whether it is one of Shaarli's notes, whose address is one inside of Shaarli."""
    return bool(_LOCAL.match(str(item.get("href", ""))) and _notes(item))


def _address(item: Item) -> str:
    return "" if _is_text(item) else values.address(item.get("href"))


def _notes(item: Item) -> list[object]:
    """What was written on a bookmark; linkding writes notes into its description."""
    return [each for each in description_and_notes(clean(str(item["note"]))) if each.strip()]


def _tags(item: Item) -> frozenset[Tag]:
    return values.tags(item.get("tags"))


def _is_read(item: Item) -> bool:
    """Whether the file says that it is not to be read any more."""
    said = str(item.get("toread", item.get("unread", "")))
    return bool(said.strip()) and not values.flag(said)


_BOOKMARK = Fields(
    kind="bookmarks",
    url=_address,
    needs_url=False,
    title=("title", "href"),
    text=lambda item: "\n\n".join(map(values.text, _notes(item) if _is_text(item) else [])),
    tags=lambda item: _tags(item) - {LINKDING_ARCHIVED},
    folder="folder",
    note=lambda item: [] if _is_text(item) else _notes(item),
    added="add_date",
    read=_is_read,
    archived=lambda item: LINKDING_ARCHIVED in _tags(item),
    key="href",
)

BOOKMARKS = collection(
    "bookmarks",
    "Bookmarks, HTML (browsers, Pinboard, Shaarli, Raindrop, linkding)",
    recognises=_recognises,
    items=lambda part, _: links(part),
    fields=_BOOKMARK,
)
