"""What a page declares of who or what made it, kept word for word, and which part it is about.

The marks are drafts and are read leniently: `ai-disclosure` as the W3C community group writes
it (https://github.com/w3c-cg/ai-content-disclosure), the header of draft-abaris-aicdh, a
dictionary of structured fields (RFC 9651), schema.org in JSON-LD, microdata and RDFa, and the
links to manifests of C2PA (https://spec.c2pa.org).

Large because all marks are found in one walk through a page, and their parts in its text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import BLOCKS, tag, text_in
from octavo.importers.formats.html.metadata import described, items_of, kind_of_item
from octavo.importers.text.clean import clean_line
from octavo.importers.text.xml import local_name
from octavo.markdown.aligned_text import Span, aligned, highlight_of
from octavo.markdown.anchor import Anchoring
from octavo.model.provenance import (
    SOURCE_TYPE,
    Author,
    Declaration,
    Highlight,
    Provenance,
)
from octavo.model.url import is_web, joined
from octavo.patterns import lazy_pattern

_FACT_NAMES = """
publisher editor reviewedBy copyrightHolder license publishingPrinciples ethicsPolicy
correctionsPolicy isBasedOn citation dateModified digitalSourceType
"""
_FACTS = {name.casefold(): name for name in _FACT_NAMES.split()}
"""Properties of https://schema.org/CreativeWork that say who stands for it."""

_METAS = {
    **dict.fromkeys(("ai-disclosure", "ai-model", "ai-provider", "ai-prompt-url"), ""),
    **dict.fromkeys(("ai-content", "ai-generated", "generator"), ""),
    "article:modified_time": "dateModified",
    "dcterms.modified": "dateModified",
    "last-modified": "dateModified",
    "dcterms.license": "license",
    "dc.rights": "license",
    "dcterms.rights": "license",
    "copyright": "copyrightHolder",
}
"""Names of `meta` elements, and what they say where that has a name of schema.org's."""

_METADATA = {
    "digitalsourcetype": SOURCE_TYPE,
    "ai-disclosure": "ai-disclosure",
    "rights": "license",
    "webstatement": "license",
    "publisher": "publisher",
    "creatortool": "generator",
    "producer": "generator",
    "generator": "generator",
    "modifydate": "dateModified",
    "modified": "dateModified",
}
"""Properties of XMP, Dublin Core and IPTC, without their prefixes and in lower case."""
_MOST_ELEMENTS = 5_000
"""Elements of metadata that are looked at; a list of all fonts and pictures may stand there."""

_OF_A_PART = ("ai-disclosure", "ai-model", "ai-provider", "ai-prompt-url")
_AUTHORS = ("author", "creator")
_WORKS = ("article", "posting", "report", "review", "recipe", "work", "page", "book")
_PICTURES = ("image", "video", "audio", "associatedMedia")
_LINKS = {"license": "license", "c2pa-manifest": "c2pa-manifest"}
_UNREAD = ("script", "style", "template", "noscript", "head")

_MOST = 60
"""Declarations that are kept of a page, and pieces of it that are looked for in the text by
what stands around them. Real pages have a few; more would be there to take time."""
_LONGEST = 500
"""Characters of a value."""
_TOLD = 24
"""Letters that hardly stand in a text twice by chance."""
_ENDS = 200
"""Characters by which the beginning and the end of a long part are remembered."""

_LETTERS = lazy_pattern(r"[^\W_]+")
_MEMBER = lazy_pattern(
    r'\s*(?P<key>[a-zA-Z*][\w.*-]{0,60})(?:=(?P<value>"(?:[^"\\]|\\.){0,2000}"|[^,;"]{0,2000}))?'
    r'(?P<parameters>(?:;[^,;"]{0,500}(?:"(?:[^"\\]|\\.){0,500}")?){0,20})\s*(?:,|$)'
)
_MANIFEST = lazy_pattern(r"rel\s*=\s*\"?[^\";]*c2pa-manifest", re.IGNORECASE)
_LINK = lazy_pattern(r"<([^<>]{1,2000})>((?:\s*;[^;,<>]{1,300}){0,20})")


class _Piece(NamedTuple):
    """Some words of a page that stand side by side in one block."""

    part: int | None
    """By which element they are declared, as an index; None if by none."""
    letters: str


class PageDeclarations:
    """What a page declares, gathered before its tree is used up."""

    def __init__(self, root: Element, base: str = "") -> None:
        """`base` is where relative links start from."""
        self._base = base
        self._authors: dict[str, Author] = {}
        self._found: dict[tuple[str, str, str], Declaration] = {}
        self._parts: list[Element] = []
        for element in root.iter():
            if tag(element):
                self._look_at(element)
        self._look_at_items(root)
        self._pieces = list(_pieces(root, self._parts)) if self._parts else []
        self._said = [list(_attributes(element)) for element in self._parts]

    def provenance(self, text: str) -> Provenance:
        """All of it, the parts in their places in the text that came of the page."""
        parts = _placed(self._pieces, text) if self._parts else {}
        declared = islice(chain(self._found.values(), self._of_parts(text, parts)), _MOST)
        authors = tuple(self._authors.values())[:_MOST]
        return Provenance(tuple(declared), authors, looked_at=True)

    def _of_parts(self, text: str, places: Mapping[int, list[Span]]) -> Iterator[Declaration]:
        """What is declared of parts that the text has."""
        shown = len(aligned(text).text.strip()) if places else 0
        for index, spans in places.items():
            for start, end in spans:
                length = len(aligned(text).text[slice(*aligned(text).inner(start, end))])
                is_all = length >= shown
                span, to = (None, None) if is_all else _anchored(text, start, end, length)
                for what, value, where in self._said[index]:
                    yield Declaration(what, value, where, span, to)

    def _add(self, what: str, value: object, where: str) -> None:
        """Keep a declaration once."""
        words = clean_line(value)[:_LONGEST] if isinstance(value, str) else ""
        if words and len(self._found) < _MOST:
            key = what, words, where
            self._found.setdefault(key, Declaration(*key))

    def _add_author(self, name: str, kind: str = "", page: str = "") -> None:
        words = clean_line(name)[:_LONGEST]
        address = joined(self._base, page) if page else ""
        address = address[:_LONGEST] if is_web(address) else ""
        key = words.casefold()
        known = self._authors.get(key, Author(words))
        if words and not is_web(words):
            kind = known.kind or clean_line(kind)[:60]
            self._authors[key] = Author(known.name, kind, known.page or address)

    def _look_at(self, element: Element) -> None:
        """See what the attributes of an element declare."""
        names = list(map(str, element.attrib))
        if any(name in _OF_A_PART for name in names) and len(self._parts) < _MOST:
            self._parts.append(element)
        for name in names:
            if name.startswith("data-ai-"):
                self._add(name, element.get(name) or "true", f"<{tag(element)}>")
        if tag(element) == "meta":
            self._look_at_meta(element)
        elif tag(element) in ("link", "a"):
            self._look_at_link(element)
        for name in (element.get("itemprop") or element.get("property") or "").split():
            self._look_at_property(element, name.rpartition("schema.org/")[2])

    def _look_at_meta(self, element: Element) -> None:
        value = element.get("content") or ""
        name = (element.get("name") or element.get("property") or "").strip().casefold()
        if name in _METAS:
            self._add(_METAS[name] or name, value, "meta")
        elif name == "robots" and "noai" in value.casefold():
            self._add(name, value, "meta")

    def _look_at_link(self, element: Element) -> None:
        address = element.get("href") or ""
        for relation in (element.get("rel") or "").casefold().split():
            if relation in _LINKS:
                self._add(_LINKS[relation], joined(self._base, address) or address, "link")
            elif relation == "author" and tag(element) == "a":
                self._add_author(text_in(element), page=address)

    def _look_at_property(self, element: Element, name: str) -> None:
        """Microdata and RDFa: a property of the work that the element belongs to."""
        name = name.removeprefix("schema:")
        where = "microdata" if element.get("itemprop") else "RDFa"
        fact = _FACTS.get(name.casefold())
        if not (fact or name in _AUTHORS) or not _is_of_the_work(element):
            return
        link = element.get("content") or element.get("href") or element.get("resource") or ""
        if fact:
            said = link or element.get("datetime") or ""
            self._add(fact, said or _property(element, "name") or text_in(element), where)
        elif tag(element) != "meta":
            kind = element.get("itemtype") or element.get("typeof") or ""
            name = _property(element, "name") or text_in(element)
            page = element.get("href") or _property(element, "url")
            self._add_author(name, _last(kind), page)

    def _look_at_items(self, root: Element) -> None:
        """JSON-LD: the item that describes the article, and the pictures that it has."""
        item = described(root)
        for name in _AUTHORS:
            for each in _each(item.get(name)):
                self._add_author(*_author_of(each))
        for name in _FACTS.values():
            for each in _each(item.get(name)):
                self._add(name, _text_of(each, is_name=name == "publisher"), "JSON-LD")
        pictures = [each for name in _PICTURES for each in _each(item.get(name))]
        for picture in (*pictures, *items_of(root)):
            kind = kind_of_item(picture) if isinstance(picture, Mapping) else ""
            if kind and not kind.casefold().endswith(_WORKS) and isinstance(picture, Mapping):
                self._add(f"{SOURCE_TYPE} of {kind}", picture.get(SOURCE_TYPE), "JSON-LD")


def declared_by_headers(told: Mapping[str, str], reached: str = "") -> list[Declaration]:
    """What the headers of a response declare, by their names in lower case.

    A header that is no dictionary of structured fields is kept as it stands.
    """
    header, where = told.get("ai-disclosure", "").strip()[:4000], "HTTP header"
    found = []
    if header:
        members = list(_members(header))
        name = "AI-Disclosure"
        if members and "=" in header:
            found = [Declaration(f"{name} {key}", said, where) for key, said in members]
        else:
            found = [Declaration(name, clean_line(header)[:_LONGEST], where)]
    for link in _LINK.finditer(told.get("link", "")[:8000]):
        if _MANIFEST.search(link[2]):
            address = joined(reached, link[1]) or link[1]
            found.append(Declaration("c2pa-manifest", clean_line(address)[:_LONGEST], where))
    return found[:_MOST]


def declared_by_metadata(root: Element, where: str) -> Provenance:
    """What the metadata of a file declare: XMP (ISO 16684-1), or the package of a book."""
    found: dict[tuple[str, str], Declaration] = {}
    authors: dict[str, Author] = {}
    for element in islice(root.iter(), _MOST_ELEMENTS):
        name = local_name(element)
        if name == "creator":
            for each in _items_in(element):
                authors.setdefault(each.casefold(), Author(each))
        for what, value in _metadata_of(element, name):
            if said := clean_line(value)[:_LONGEST]:
                found.setdefault((what, said), Declaration(what, said, where))
    declared = islice(found.values(), _MOST)
    return Provenance(tuple(declared), tuple(authors.values())[:_MOST], looked_at=True)


def _metadata_of(element: Element, name: str) -> Iterator[tuple[str, str]]:
    """What an element of metadata says, and what its attributes say in XMP's short form."""
    if name == "meta":
        said = element.get("property") or element.get("name") or ""
        what = _METADATA.get(said.rpartition(":")[2].casefold(), "")
        value = str(element.get("content") or " ".join(_items_in(element)))
        if what and not element.get("refines"):
            yield what, value
    elif name in _METADATA:
        resource = (str(v) for k, v in element.items() if str(k).endswith("}resource"))
        yield _METADATA[name], next(resource, "") or ", ".join(_items_in(element))
    for key, given in element.items():
        if (short := str(key).rpartition("}")[2].casefold()) in _METADATA and "}" in str(key):
            yield _METADATA[short], str(given)


def _items_in(element: Element) -> list[str]:
    """The items of a list in metadata, or else all of its words."""
    items = [each for each in element.iter() if local_name(each) == "li"]
    said = (" ".join("".join(map(str, each.itertext())).split()) for each in items or [element])
    return [words for words in said if words]


def _members(header: str) -> Iterator[tuple[str, str]]:
    """The members of a dictionary; none if it is none."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(header) and len(found) < _MOST:
        member = _MEMBER.match(header, at)
        if not member or member.end() == at:
            return
        value = (member["value"] or "?1").strip()
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        said = clean_line(f"{value}{member['parameters']}")[:_LONGEST]
        found.append((member["key"].casefold(), said))
        at = member.end()
    yield from found


def _attributes(element: Element) -> Iterator[tuple[str, str, str]]:
    """What an element declares of what is in it: name, value, place."""
    for name in _OF_A_PART:
        if value := clean_line(element.get(name) or "")[:_LONGEST]:
            yield name, value, f"<{tag(element)}>"


def _pieces(root: Element, parts: Iterable[Element]) -> Iterator[_Piece]:
    """The words of a page, cut where a block begins or ends and where others declare them."""
    index = {element: number for number, element in enumerate(parts)}
    words: list[str] = []
    owners: list[int | None] = [None]
    for part, text, is_cut in _texts(root, index, owners):
        if is_cut and (letters := "".join(words)):
            yield _Piece(part, letters)
            words = []
        words += _LETTERS.findall(text)
    if words:
        yield _Piece(owners[-1], "".join(words))


def _texts(
    root: Element, index: Mapping[Element, int], owners: list[int | None]
) -> Iterator[tuple[int | None, str, bool]]:
    """Each text of a page with what declares the words before it, and whether it is cut off."""
    from lxml.etree import iterwalk

    unread = 0
    for event, element in iterwalk(root, events=("start", "end")):
        name, before = tag(element), owners[-1]
        is_cut = name in BLOCKS or element in index or name == "br"
        if event == "start":
            unread += name in _UNREAD
            if element in index:
                owners.append(index[element])
            yield before, "" if unread or not name else element.text or "", is_cut
        else:
            unread -= name in _UNREAD
            if element in index:
                owners.pop()
            yield before, "" if unread else element.tail or "", is_cut


def _placed(pieces: list[_Piece], text: str) -> dict[int, list[Span]]:
    """The stretches of a text that each part of the page covers.

    A piece is known by its letters, as a block of the text or within one; what stands between
    two pieces of one stretch of the page belongs to it, too.
    """
    search = _TextSearch(text)
    places: dict[int, list[Span]] = {}
    running: int | None = None
    for number, piece in enumerate(pieces):
        if piece.part is None:
            running = None
            continue
        before = pieces[number - 1].letters[-32:] if number else ""
        behind = pieces[number + 1].letters[:32] if number + 1 < len(pieces) else ""
        span = search.span(piece.letters, before, behind)
        if span is None:
            running = piece.part if running == piece.part else None
            continue
        spans = places.setdefault(piece.part, [])
        if running == piece.part and spans and spans[-1][1] <= span[0]:
            spans[-1] = spans[-1][0], span[1]
        else:
            spans.append(span)
        running = piece.part
    return places


class _TextSearch:
    """Finds pieces of a page in the text that came of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shown = aligned(text)
        self._letters = self._shown.letters
        self._blocks: dict[str, list[Span]] = {}
        self._left = _MOST
        """How many more pieces are looked for by more than their letters."""
        self._anchoring: Anchoring | None = None
        for block in re.finditer(r"\S(?:[^\n]|\n(?!\n))*", self._shown.text):
            letters = "".join(_LETTERS.findall(block[0]))
            self._blocks.setdefault(letters, []).append(block.span())
        for spans in self._blocks.values():
            spans.reverse()

    def span(self, letters: str, before: str, behind: str) -> Span | None:
        """Where a piece stands, as offsets in the Markdown; None if it does not."""
        if spans := self._blocks.get(letters):
            start, end = spans.pop() if len(spans) > 1 else spans[0]
            return self._shown.outer(start, len(self._shown.text[:end].rstrip()))
        if self._left <= 0:
            return None
        self._left -= 1
        at = self._letters.text.find(letters) if len(letters) >= _TOLD else -1
        if at >= 0:
            first, last = self._letters.outer(at), self._letters.outer(at + len(letters) - 1)
            return self._shown.outer(first, last + 1)
        self._anchoring = self._anchoring or Anchoring(self._text)
        return self._anchoring.span(Highlight(letters, before, behind))


def _anchored(
    text: str, start: int, end: int, length: int
) -> tuple[Highlight | None, Highlight | None]:
    """What a part is known by later: all of its words, or those at both its ends."""
    if length <= 2 * _ENDS:
        return highlight_of(text, start, end), None
    shown = aligned(text)
    first, last = shown.inner(start, end)
    head = shown.outer(first, first + _ENDS)
    tail = shown.outer(last - _ENDS, last)
    return highlight_of(text, start, head[1]), highlight_of(text, tail[0], end)


def _is_of_the_work(element: Element) -> bool:
    """Whether a property belongs to the work itself, not to a comment or a picture in it."""
    for above in element.iterancestors():
        if above.get("itemscope") is not None or above.get("typeof"):
            kind = (above.get("itemtype") or above.get("typeof") or "work").casefold()
            return kind.rstrip("/ ").endswith(_WORKS)
    return True


def _property(element: Element, name: str) -> str:
    """What an element says by a property of microdata or RDFa inside it."""
    for inner in element.iter():
        names = f"{inner.get('itemprop') or ''} {inner.get('property') or ''}"
        if inner is not element and name in names.replace("schema:", "").split():
            return inner.get("href") or inner.get("content") or text_in(inner)
    return ""


def _each(value: object) -> list[object]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values[:20] if each]


def _author_of(value: object) -> tuple[str, str, str]:
    """Name, kind and page of somebody in JSON-LD."""
    if isinstance(value, Mapping):
        pages = [p for n in ("url", "sameAs", "@id") for p in _each(value.get(n))]
        page = next((p for p in pages if isinstance(p, str) and not p.startswith("#")), "")
        return _text_of(value.get("name"), is_name=True), kind_of_item(value), page
    return value if isinstance(value, str) else "", "", ""


def _text_of(value: object, *, is_name: bool) -> str:
    """What a value of JSON-LD says: itself, or its address or name."""
    if isinstance(value, Mapping):
        names = ("name", "url", "@id") if is_name else ("url", "@id", "name", "@value")
        said = [value.get(name) for name in names]
        return next((each for each in said if isinstance(each, str) and each.strip()), "")
    if isinstance(value, list):
        return _text_of(value[0], is_name=is_name) if value else ""
    return value if isinstance(value, str) else ""


def _last(address: str) -> str:
    """The name at the end of a type: `https://schema.org/Person`, `schema:Person`."""
    return re.split(r"[/:#]", address.strip().rstrip("/"))[-1]
