"""The package of an EPUB, read within firm limits: who wrote the book, and its documents.

Formats: https://www.w3.org/TR/epub-33/#sec-package-doc and EPUB 2's toc.ncx.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from lxml.etree import _Element as Element
from msgspec import Struct

from octavo.importers.exports.files.parts import FAULTS, is_bomb
from octavo.importers.exports.format import in_words
from octavo.importers.formats.html.provenance import declared_by_metadata
from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import time
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.xml import local_name, tree_of_xml
from octavo.model.errors import DraftRejected
from octavo.model.provenance import Provenance

_OPF = "{http://www.idpf.org/2007/opf}"
_OPS = "{http://www.idpf.org/2007/ops}"
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to garble fonts; the text stays open (https://www.w3.org/TR/epub-33/#sec-font-obf)."""

_TEXTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_APART = ("toc", "cover")
_MOST_DOCUMENTS = 5_000
"""Texts of one book."""

_LARGEST = 64 * 1024 * 1024
_MOST_TOGETHER = 256 * 1024 * 1024
"""Bytes, unpacked; the texts of a long book are 3 MB."""

_MOST_MEMBERS = 20_000
"""Files in one book, its pictures too."""


class Damaged(DraftRejected):
    """A member that cannot be read, though others may."""


class Zipped:
    """A zip in memory; nothing of it is ever written to a disk.

    Raises:
        DraftRejected: By every method, if the zip is damaged or a bomb.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except FAULTS as error:
            raise DraftRejected(name, in_words(error)) from None
        members = self._zip.infolist()
        if len(members) > _MOST_MEMBERS:
            raise DraftRejected(name, "it holds more files than any book")
        self._members = {member.filename: member for member in members}
        self._read = 0

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def text(self, path: str) -> str:
        """The characters of a member.

        Raises:
            Damaged: If it is missing, cannot be unpacked, or is no text.
        """
        data = self._bytes(path)
        try:
            return decode(data, self._name, declared_encoding(data)) if data.strip() else ""
        except DraftRejected as rejection:
            raise Damaged(self._name, f"{path} in it: {rejection.reason}") from None

    def _bytes(self, path: str) -> bytes:
        member = self._members.get(path)
        if member is None:
            raise Damaged(self._name, f"{path} is missing from it")
        try:
            with self._zip.open(member) as file:
                data = file.read(_LARGEST + 1)
        except FAULTS as error:
            raise Damaged(self._name, f"{path} in it: {in_words(error)}") from None
        self._read += len(data)
        too_large = len(data) > _LARGEST or self._read > _MOST_TOGETHER
        if too_large or is_bomb(len(data), member.compress_size):
            raise DraftRejected(self._name, "it unpacks to far too much for its size")
        return data


class Chapter(Struct, frozen=True):
    """What the table of contents calls a document, and how deep it stands there."""

    label: str
    depth: int


class Package(Struct, frozen=True, kw_only=True):
    """A book by its package document."""

    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    published: datetime | None = None
    documents: tuple[str, ...] = ()
    """The paths of its texts in reading order, without tables of contents and covers."""
    chapters: dict[str, Chapter] = {}
    """The table of contents, by the paths of the documents; further entries of one with `#`."""
    declared: Provenance = Provenance()
    """What it says of who or what made the book."""


def package_of(archive: Zipped, name: str) -> Package:
    """The package of a book.

    Raises:
        DraftRejected: If the book is locked, or what it needs is missing.
    """
    _refuse_locked(archive, name)
    path = _package_path(archive, name)
    root = tree_of_xml(archive.text(path))
    if root is None:
        raise DraftRejected(name, "its list of contents cannot be read")
    items = {item.get("id") or "": item for item in _all(root, "item")}
    titles = [words_in(element) for element in _all(root, "title")]
    return Package(
        title=next(filter(None, titles), ""),
        authors=_authors(root),
        publisher=next(filter(None, map(words_in, _all(root, "publisher"))), ""),
        language=next(filter(None, map(words_in, _all(root, "language"))), ""),
        published=_published(root),
        documents=tuple(_documents(root, items, path))[:_MOST_DOCUMENTS],
        chapters=_chapters(archive, root, items, path),
        declared=declared_by_metadata(root, "package"),
    )


def _refuse_locked(archive: Zipped, name: str) -> None:
    path = "META-INF/encryption.xml"
    root = tree_of_xml(archive.text(path)) if path in archive else None
    if root is None:
        return
    for data in _all(root, "encrypteddata"):
        ways = {method.get("Algorithm") for method in _all(data, "encryptionmethod")}
        if ways - set(_FONTS_ONLY):
            raise DraftRejected(name, "it is locked (DRM), and only its shop's reader opens it")


def _package_path(archive: Zipped, name: str) -> str:
    container = "META-INF/container.xml"
    root = tree_of_xml(archive.text(container)) if container in archive else None
    for rootfile in _all(root, "rootfile") if root is not None else ():
        if (path := path_of(rootfile.get("full-path") or "", "")) in archive:
            return path
    raise DraftRejected(name, "it does not say where its contents are")


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if local_name(element) == name)


def words_in(element: Element) -> str:
    """All text in an element, on one line."""
    return clean_line("".join(map(str, element.itertext())))


def _authors(root: Element) -> tuple[str, ...]:
    """Those who wrote it, or else all who made it."""
    roles = {
        (meta.get("refines") or "").lstrip("#"): words_in(meta)
        for meta in _all(root, "meta")
        if meta.get("property") == "role"
    }
    made: list[tuple[str, str]] = []
    for creator in _all(root, "creator"):
        role = creator.get(f"{_OPF}role") or roles.get(creator.get("id") or "") or "aut"
        made.append((role, words_in(creator)))
    wrote = [who for role, who in made if role == "aut" and who]
    return tuple(dict.fromkeys(wrote or [who for _, who in made if who]))[:12]


def _published(root: Element) -> datetime | None:
    """The date of publication; a year alone is its first day."""
    dates = sorted(_all(root, "date"), key=lambda d: d.get(f"{_OPF}event") != "publication")
    return next(filter(None, map(time, map(words_in, dates))), None)


def _documents(root: Element, items: dict[str, Element], path: str) -> Iterator[str]:
    """The texts of the spine; what stands aside of it comes last."""
    apart = {
        path_of(reference.get("href") or "", path)
        for reference in _all(root, "reference")
        if (reference.get("type") or "").lower() in _APART
    }
    spine = sorted(_all(root, "itemref"), key=lambda ref: ref.get("linear") == "no")
    for reference in spine:
        item = items.get(reference.get("idref") or "")
        if item is None or (item.get("media-type") or _TEXTS[0]).lower() not in _TEXTS:
            continue
        place = path_of(item.get("href") or "", path)
        is_contents = "nav" in (item.get("properties") or "").split()
        if place and place not in apart and not is_contents:
            yield place


def _chapters(
    archive: Zipped, root: Element, items: dict[str, Element], path: str
) -> dict[str, Chapter]:
    """The table of contents, of EPUB 3 or else of EPUB 2."""
    navigation = [i for i in items.values() if "nav" in (i.get("properties") or "").split()]
    spine = next(_all(root, "spine"), None)
    ncx = items.get(spine.get("toc") or "") if spine is not None else None
    found: dict[str, Chapter] = {}
    for item in [*navigation, *([ncx] if ncx is not None else [])]:
        place = path_of(item.get("href") or "", path)
        tree = tree_of_xml(archive.text(place)) if place in archive else None
        for href, chapter in _entries(tree) if tree is not None else ():
            document, fragment = path_of(href, place), href.partition("#")[2]
            known = f"{document}#{fragment}" if document in found and fragment else document
            if chapter.label:
                found.setdefault(known, chapter)
        if found:
            break
    return found


def _entries(tree: Element) -> Iterator[tuple[str, Chapter]]:
    """The lines of a table of contents: where each leads, and what it says."""
    for point in _all(tree, "navpoint"):
        label = next((words_in(each) for each in point if local_name(each) == "navlabel"), "")
        content = next((each for each in point if local_name(each) == "content"), None)
        if content is not None:
            yield content.get("src") or "", Chapter(label, _depth(point, "navpoint") + 1)
    for nav in _all(tree, "nav"):
        if (nav.get(f"{_OPS}type") or "toc") == "toc":
            for link in _all(nav, "a"):
                yield link.get("href") or "", Chapter(words_in(link), _depth(link, "ol"))


def _depth(element: Element, name: str) -> int:
    return sum(1 for above in element.iterancestors() if local_name(above) == name)


def path_of(href: str, beside: str) -> str:
    """The member that a reference leads to, empty if it leads out of the zip."""
    target = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not target:
        return beside
    if "://" in target or target.startswith(("data:", "mailto:")):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), target)).lstrip("/")
    return "" if path.startswith("..") else path
