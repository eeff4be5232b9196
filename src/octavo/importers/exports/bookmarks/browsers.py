"""What browsers keep of bookmarks: Firefox's backups and database, Chrome's kin, Safari, XBEL.

Firefox counts the times in microseconds, Chrome from 1601, written as a text of digits. The
backups that Firefox makes by itself are packed (`mozLz40`, the size in four bytes, a block of
LZ4: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md); its database has the same
bookmarks in `moz_bookmarks`, where a tag is a folder. Safari has a property list, in which
the reading list is a folder.

XBEL (http://pyxml.sourceforge.net/topics/xbel/) is of Konqueror, qutebrowser and Floccus.

A link that was dragged to a folder is a section of `KEY=value` on Windows (`.url`) and Linux
(`.desktop`), and a property list on a Mac (`.webloc`).

Large because each browser has its own way to keep what is the same.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from octavo.importers.exports import values
from octavo.importers.exports.bookmarks.netscape import is_root
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    Signs,
    array,
    collection,
    is_one_of,
)
from octavo.importers.exports.files.json_items import document, first_fields
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import (
    LARGEST_WHOLE,
    Part,
    head_of,
    roots_of,
    rows_of_database,
    tables_of,
    whole,
)
from octavo.importers.text.titles import title_of_name
from octavo.model.errors import DraftRejected
from octavo.patterns import lazy_pattern

_COMPRESSED = b"mozLz40\0"
_FIREFOX_TYPE = "text/x-moz-place"
_CHROME_NAMES = frozenset(("checksum", "roots", "sync_metadata", "version"))


def _bookmarks(
    top: object,
    is_bookmark: Callable[[Item], bool],
    name: Callable[[Item], str],
    below: str = "children",
) -> Iterator[Item]:
    """The bookmarks below a node, in the order of the tree, each with the path of its folder.

    `name` is that of a folder, or empty for one that nobody made.
    """
    waiting: list[tuple[object, tuple[str, ...]]] = [(top, ())]
    while waiting:
        node, path = waiting.pop()
        if not isinstance(node, dict):
            continue
        if is_bookmark(node):
            alone = {name: value for name, value in node.items() if name != below}
            yield alone | {"folder": "/".join(path)}
        children = node.get(below)
        if isinstance(children, list):
            inside = name(node)
            path = (*path, inside) if inside and len(path) < values.DEEPEST else path
            waiting += ((child, path) for child in reversed(children))


def _is_firefox(part: Part) -> bool:
    """Whether a part is a backup, as Firefox writes it or compressed."""
    if part.head.startswith(_COMPRESSED):
        return True
    top = first_fields(part)
    is_place = values.line(top.get("type")).startswith(_FIREFOX_TYPE)
    return is_place or top.get("root") == "placesRoot"


def _in_firefox(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    if part.head.startswith(_COMPRESSED):
        part = part_of(_unpacked(part), part.name)

    def is_bookmark(node: Item) -> bool:
        return node.get("type") == _FIREFOX_TYPE or ("uri" in node and "children" not in node)

    def name(node: Item) -> str:
        return "" if "root" in node else values.line(node.get("title"))[:200]

    yield from _bookmarks(document(part), is_bookmark, name)


def _unpacked(part: Part) -> bytes:
    """A backup as it was before it was packed.

    Raises:
        DraftRejected: If it is damaged, or too large.
    """
    data = whole(part)[len(_COMPRESSED) :]
    size = int.from_bytes(data[:4], "little")
    if size > LARGEST_WHOLE:
        raise DraftRejected(part.name, f"it is larger than {LARGEST_WHOLE >> 20} MB unpacked")
    try:
        return _block(data[4:], size)
    except (IndexError, ValueError):
        reason = "it is damaged; in Firefox, “Backup…” writes one that can be read"
        raise DraftRejected(part.name, reason) from None


def _block(data: bytes, size: int) -> bytes:
    """The words of a block of LZ4: new ones, then some that were there before, again and again.

    Raises:
        IndexError: If it breaks off.
        ValueError: If it is no such block, or is not of this size.
    """
    words, at = bytearray(), 0

    def length(first: int) -> int:
        nonlocal at
        more = first == 15
        while more:
            first += data[at]
            more = data[at] == 255
            at += 1
        return first

    while len(words) < size:
        token, at = data[at], at + 1
        new = length(token >> 4)
        words += data[at : at + new]
        at += new
        if at < len(data):
            back, at = data[at] | data[at + 1] << 8, at + 2
            count = length(token & 15) + 4
            if not 0 < back <= len(words) or len(words) + count > size:
                raise ValueError(back)
            again = words[-back:]
            words += (again * (count // back + 1))[:count]
    if len(words) != size:
        raise ValueError(size)
    return bytes(words)


def _described(node: Item) -> object:
    """What older versions let people write on a bookmark."""
    annotations = values.objects_in(node.get("annos"))
    described = "bookmarkProperties/description"
    return next(
        (each.get("value") for each in annotations if each.get("name") == described), ""
    )


_OF_FIREFOX = Fields(
    kind="firefox",
    url="uri",
    tags="tags",
    folder="folder",
    note=_described,
    added="dateAdded",
    key=("guid", "uri"),
)

FIREFOX = collection(
    "firefox",
    "Firefox, backup of bookmarks",
    recognises=_is_firefox,
    items=_in_firefox,
    fields=_OF_FIREFOX,
)


def _is_chrome(part: Part) -> bool:
    """Whether a part is the file `Bookmarks`, told by its roots."""
    top = first_fields(part)
    return "roots" in top and top.keys() <= _CHROME_NAMES


def _in_chrome(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    def is_bookmark(node: Item) -> bool:
        return node.get("type") == "url" or ("url" in node and "children" not in node)

    tree = document(part)
    roots = values.object_in(values.object_in(tree).get("roots")).values()
    unnamed = {"children": [{**top, "name": ""} for top in roots if isinstance(top, dict)]}
    yield from _bookmarks(
        unnamed, is_bookmark, lambda node: values.line(node.get("name"))[:200]
    )


CHROME = collection(
    "chrome",
    "Chrome, Edge, Brave, Vivaldi: the file Bookmarks",
    recognises=_is_chrome,
    items=_in_chrome,
    fields=Fields(
        kind="chrome",
        title="name",
        note=lambda node: values.object_in(node.get("meta_info")).get("Description"),
        added="date_added",
        key=("guid", "url"),
    ),
)


_XBEL = lazy_pattern(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!DOCTYPE[^<>]*>\s*)?<(?:\w+:)?xbel[\s>]", re.IGNORECASE
)


def _in_xbel(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The bookmarks of a document with the folders that each is in."""
    bookmarks = (each for root in roots_of(part) for each in root.iter("{*}bookmark"))
    for element in bookmarks:
        above = islice(element.iterancestors("{*}folder"), values.DEEPEST)
        path = [values.line(each.findtext("{*}title")).replace("/", " ") for each in above]
        said = {name: element.findtext(f"{{*}}{name}") for name in ("title", "desc")}
        folder = "/".join(filter(None, reversed(path)))
        yield (
            {str(key): str(value) for key, value in element.items()} | said | {"folder": folder}
        )


XBEL = collection(
    "xbel",
    "Bookmarks, XBEL",
    recognises=lambda part: _XBEL.match(head_of(part)) is not None,
    items=_in_xbel,
    fields=Fields(
        kind="xbel", url="href", note="desc", added=("added", "modified"), key="href"
    ),
)

READING_LIST = array(
    "chrome-reading-list",
    "Chrome, reading list, JSON",
    told_by=Signs("url", some="creation_time_us update_time_us entry_id", least=1),
    within=("Reading List", "ReadingListEntries", "reading_list", "readingList", ""),
    fields=Fields(
        kind="chrome",
        added=("creation_time_us", "update_time_us"),
        read=is_one_of("status", "read"),
        key=("entry_id", "url"),
    ),
)

_SECTION = lazy_pattern(r"\s*\[(?:InternetShortcut|Desktop Entry)\]\s*$", re.MULTILINE)
_ADDRESS_OF_SECTION = lazy_pattern(r"^URL(?:\[\$e\])?[ \t]?=[ \t]?(\S.*)$", re.MULTILINE)
_NAME_OF_SECTION = lazy_pattern(r"^Name[ \t]?=[ \t]?(\S.*)$", re.MULTILINE)
_PROPERTIES = lazy_pattern(
    rb"bplist00|\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]{0,200}>\s*)?<(?:!DOCTYPE )?plist"
)


def _linked(part: Part) -> tuple[str, str]:
    """The address that a part is a link to, and its name; each empty where there is none."""
    head = part.head
    if _PROPERTIES.match(head):
        import plistlib

        try:
            said = plistlib.loads(head.removeprefix(b"\xef\xbb\xbf"))
        except Exception:  # noqa: BLE001 - plistlib raises whatever its parsers do
            return "", ""
        alone = isinstance(said, dict) and "Children" not in said
        return (values.line(said.get("URL")) if alone else ""), ""
    text = head_of(part).replace("\r\n", "\n").replace("\r", "\n")
    address = _ADDRESS_OF_SECTION.search(text) if _SECTION.match(text) else None
    name = _NAME_OF_SECTION.search(text)
    return (address[1].strip(), name[1] if name else "") if address else ("", "")


def _in_link(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    url, name = _linked(part)
    yield {"url": url, "title": name or title_of_name(part.name)}


LINK = collection(
    "link-file",
    "Links in files of their own: .url, .webloc, .desktop",
    recognises=lambda part: bool(_linked(part)[0]),
    items=_in_link,
    fields=Fields(kind="link-file", key="url"),
)

_TAGS = "tags________"
"""The folder of Firefox whose folders are the tags (`toolkit/components/places`)."""
_ROOTS = frozenset(
    ("root________", "menu________", "toolbar_____", "unfiled_____", "mobile______", _TAGS)
)
_BOOKMARKS = """
    select b.id, b.type, b.fk, b.parent, b.guid, b.dateAdded, p.url as uri,
        coalesce(nullif(b.title, ''), p.title) as title
    from moz_bookmarks b left join moz_places p on p.id = b.fk order by b.id
"""
_IS_BOOKMARK, _IS_FOLDER = 1, 2


def _in_places(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The bookmarks of a database, with their folders and tags."""
    rows = rows_of_database(part, _BOOKMARKS)
    folders: dict[object, Item] = {row["id"]: row for row in rows if row["type"] == _IS_FOLDER}
    tags: dict[object, list[str]] = defaultdict(list)
    kept: list[Item] = []
    for row in rows:
        above: Item = folders.get(row["parent"], {})
        if row["type"] != _IS_BOOKMARK:
            continue
        if folders.get(above.get("parent"), {}).get("guid") == _TAGS:
            tags[row["fk"]].append(values.line(above.get("title")))
        else:
            kept.append(row)
    named = {
        id: (folder["title"], folder["parent"])
        for id, folder in folders.items()
        if folder["guid"] not in _ROOTS
    }
    for each in kept:
        folder = values.path(each["parent"], named)
        yield {**each, "tags": tags[each["fk"]], "folder": folder}


PLACES = collection(
    "firefox-places",
    "Firefox, places.sqlite",
    recognises=lambda part: tables_of(part) >= {"moz_bookmarks", "moz_places"},
    items=_in_places,
    fields=_OF_FIREFOX,
)

_READING_LIST = "com.apple.ReadingList"


def _is_safari(part: Part) -> bool:
    is_list = part.head.startswith(b"bplist00") or b"<plist" in part.head[:1000]
    return is_list and b"WebBookmarkType" in part.head


def _in_safari(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The bookmarks of a property list, and its reading list.

    Raises:
        DraftRejected: If it is damaged.
    """
    import plistlib
    from xml.parsers.expat import ExpatError

    data = whole(part)
    try:
        tree = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, RecursionError, KeyError):
        raise DraftRejected(part.name, "the property list is damaged") from None

    def name(node: Item) -> str:
        title = values.line(node.get("Title"))
        return "" if title == _READING_LIST or is_root(title, {}) else title[:200]

    def is_bookmark(node: Item) -> bool:
        return "URLString" in node or node.get("WebBookmarkType") == "WebBookmarkTypeLeaf"

    for node in _bookmarks(tree, is_bookmark, name, "Children"):
        shown, listed = (
            values.object_in(node.get(each)) for each in ("URIDictionary", "ReadingList")
        )
        yield {
            "url": node.get("URLString"),
            "title": shown.get("title"),
            "folder": node["folder"],
            "added": listed.get("DateAdded"),
            "excerpt": listed.get("PreviewText"),
            "read": bool(listed.get("DateLastViewed")),
            "key": node.get("WebBookmarkUUID"),
        }


SAFARI = collection(
    "safari",
    "Safari, Bookmarks.plist",
    recognises=_is_safari,
    items=_in_safari,
    fields=Fields(kind="safari", added="added", read="read", key="key"),
)
