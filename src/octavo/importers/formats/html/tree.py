"""From the text of a page to a tree that can be walked safely. Each page is parsed once.

Takes any input: unclosed, without a body, nested without an end, or heavy with what a page
carries but never shows.

Large because every way to break a page that was met is mended here.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from lxml import etree, html
from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import tag, unwrap
from octavo.importers.text.clean import clean
from octavo.importers.text.xml import DECLARATION, NO_XML
from octavo.model.url import is_web, joined
from octavo.patterns import lazy_pattern

_HEAVY = 1_000_000
"""Characters; lighter pages are parsed as they are."""

_LARGEST = 12_000_000
"""Characters without scripts and embedded images; the longest books that are pages have 5."""

_MOST_TAGS = 1_000_000
"""Of 338 pages the largest has 9 888 elements."""

_DEEPEST = 120
"""Levels; of 338 pages the deepest has 54, and what is deeper than this is hostile."""

_MOST_ATTRIBUTES = 300
"""In one tag; the parser takes time by their square. In 338 pages none has more than 70."""

_EMBEDDED = lazy_pattern(r"""data:[^"'\s()<>]{2000,}""")
_SCRIPT = lazy_pattern(r"<(/?)(script|style)\b([^<>]{0,2000})>", re.IGNORECASE)
_TELLING = lazy_pattern(r"json|math", re.IGNORECASE)
"""Kinds of script that say something of the page: its metadata, and its formulas."""

_XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
_DATA, _DATA_END = "<![CDATA[", "]]>"
"""Around what is text in XML, and a comment in HTML."""

_LONG_TAG = lazy_pattern(r"<([A-Za-z][A-Za-z0-9]{0,30})\s[^<>]{4000,}>")
_TAG = lazy_pattern(r"<(/?)([A-Za-z][A-Za-z0-9]{0,30})(?:\s[^<>]*)?>")
_OPEN_ENDED_NAMES = """
area base br col embed hr img input link meta param source track wbr
p li dt dd option tr td th tbody thead tfoot html head body rt rp
"""
_OPEN_ENDED = frozenset(_OPEN_ENDED_NAMES.split())
"""Elements that need no end, and so cannot be counted."""

_CONTAINER_NAMES = """
a address article aside audio blockquote body button canvas caption center datalist details
dialog div fieldset figcaption figure footer form header hgroup html label main menu meter nav
noscript object option progress section select summary svg table td template th video
"""
_CONTAINERS = "|".join(_CONTAINER_NAMES.split())
_LEFT_OUT_NAMES = """
aside audio button canvas datalist footer meter nav noscript object option progress select svg
template video
"""
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
"""Elements that are left out with all that is in them."""

_SWALLOWING = _LEFT_OUT | {"a"}
"""Elements that take what follows from the article where they never end."""

_AFTER_LINK = lazy_pattern(
    r"</?(?:address|blockquote|dd|div|dl|dt|figure|h[1-6]|hr|li|ol|p|pre|section|table|ul)\b|<a\b",
    re.IGNORECASE,
)
"""Where a link ends at the latest that is never closed: at a block, or at another link."""

_SCOPES = frozenset(("body", "caption", "html", "object", "table", "td", "template", "th"))
"""Beyond these no end tag closes anything (https://html.spec.whatwg.org/#has-an-element-in-scope)."""

_RAW = "iframe noembed noframes plaintext script style textarea title xmp"
_FOR_PROGRAMS = ("!--", "script", "style")
"""What follows one of these without an end is no text of the page."""

_CONTAINER_TAG = lazy_pattern(
    rf"<(?:(/?)({_CONTAINERS})(?=[\s/>])[^<>]*>|(!--|(?:{_RAW.replace(' ', '|')})\b))",
    re.IGNORECASE,
)

_UNSEEN = lazy_pattern(
    r"</(?:body|html)[ \t\r\n]{0,20}>|</?(?:frameset|noframes)\b[^<>]{0,200}>", re.IGNORECASE
)
"""Ends of a page, for what stands behind them belongs to it, as in a mail of several documents
(https://html.spec.whatwg.org/#parsing-main-afterbody); and what keeps a page for those who see
no frames from being read."""


def tree_of(text: str) -> Element | None:
    """The root element of a page or a fragment of one; None if there is nothing in it."""
    text = NO_XML.sub("", text)
    declaration = DECLARATION.match(text)
    if declaration or _XHTML in text[:2000]:
        text = _without_sections(text)
    if declaration:
        text = text[declaration.end() :]
    text = _UNSEEN.sub("", lightened(text))
    text = _closed(_LONG_TAG.sub(_without_attributes, text))
    root, whole = _parsed(text)
    if not whole:
        root, _ = _parsed(_flattened(text))
    if root is not None:
        make_safe(root, texts="&#" in text or clean(text) != text)
    return root


def _without_sections(text: str) -> str:
    """A page of XML with the text of its sections of data as any other.

    Those of scripts stay as they are, and so does one without an end.
    """
    pieces, at, is_script = list[str](), 0, False
    while (start := text.find(_DATA, at)) >= 0 and (end := text.find(_DATA_END, start)) >= 0:
        before, section = text[at:start], text[start : end + len(_DATA_END)]
        for found in _SCRIPT.finditer(before):
            is_script = not found[1]
        words = escape(section[len(_DATA) : -len(_DATA_END)], quote=False)
        pieces += (before, section if is_script else words)
        at = end + len(_DATA_END)
    return "".join((*pieces, text[at:]))


def make_safe(root: Element, *, texts: bool = True) -> None:
    """Lift what is nested too deep in a tree, and take control characters out of its texts."""
    _flatten(root)
    if texts:
        _clean_texts(root)


def body_of(root: Element) -> Element:
    """The body of a page, or all of it where it has none."""
    body = root.find("body")
    return root if body is None else body


def base_of(root: Element, address: str) -> str:
    """Where the relative links of a page at an address start; empty if that is not known."""
    given = next((base.get("href") or "" for base in root.iter("base") if base.get("href")), "")
    whole = joined(address, given) if given else address
    return whole if is_web(whole) else ""


def lightened(text: str) -> str:
    """A page without embedded images, scripts and styles, if it is a heavy one."""
    if len(text) < _HEAVY:
        return text
    text = _EMBEDDED.sub("data:,", text)
    kept: list[str] = []
    start = 0
    inside = ""
    for found in _SCRIPT.finditer(text):
        closes, name, attributes = found.groups()
        if closes and name.lower() == inside:
            start, inside = found.end(), ""
        elif not closes and not inside and not _TELLING.search(attributes):
            kept.append(text[start : found.start()])
            start, inside = found.start(), name.lower()
    return "".join([*kept, text[start:]])


def too_large(text: str) -> str:
    """Why a page is too large to be read in a time that anybody would wait; or empty."""
    if len(text) > _LARGEST:
        millions = f"{len(text) / 1e6:.0f} million characters"
        return f"it is too large: {millions}, and {_LARGEST / 1e6:.0f} are the most"
    if (tags := text.count("<")) > _MOST_TAGS:
        return f"it is too large: {tags / 1e6:.1f} million tags, and 1 is the most"
    return ""


def _parsed(text: str) -> tuple[Element | None, bool]:
    """The root element, and whether the parser came to the end in spite of the nesting."""
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root, not parser.error_log.filter_from_fatals()


class _Opened(NamedTuple):
    """A tag that began an element, and where it stands in the page."""

    name: str
    start: int
    end: int


class _Containers:
    """The containers that are open at a place of a page, the innermost last.

    An end tag that closes nothing is known without looking through them.
    """

    def __init__(self) -> None:
        self.opened: list[_Opened] = []
        self._in_scopes = [Counter[str]()]
        """How many of each name are open in each scope, which itself is the first in it."""

    def open(self, *containers: _Opened) -> None:
        """Open some, each in the one before it."""
        for each in containers:
            if each.name in _SCOPES:
                self._in_scopes.append(Counter())
            self._in_scopes[-1][each.name] += 1
            self.opened.append(each)

    def close(self, name: str) -> list[_Opened]:
        """Close a container; which ones are still open in it, the innermost first."""
        unclosed: list[_Opened] = []
        names = self._in_scopes[-1]
        if not names[name]:
            return unclosed
        while (last := self.opened.pop()).name != name:
            unclosed.append(last)
        names.subtract([name, *(each.name for each in unclosed)])
        if name in _SCOPES:
            self._in_scopes.pop()
        return unclosed


def _closed(text: str) -> str:
    """A page in which what is left open in a container ends with it.

    So the standard has it; the parser does not see the end of a button in which a box is open,
    and puts the rest of the page into the button. A box that is open where a link ends goes on,
    as long as no more boxes begin so than the page has.
    What would be left out, and never ends, is not begun; a link without an end ends at a block.
    """
    edits: list[tuple[int, int, str]] = []
    containers = _Containers()
    endless: list[_Opened] = []
    open_ones: Counter[str] = Counter()
    left = 0
    without_end: set[str] = set()
    place = 0
    while found := _CONTAINER_TAG.search(text, place):
        place = found.end()
        if found[3]:
            raw = found[3].lower()
            end = -1 if raw in without_end else _end_of_raw(text, raw, place)
            if raw == "plaintext" or (raw == "xmp" and end >= 0):
                start = text.find(">", place) + 1 or len(text)
                place = max(start, end if end >= 0 else len(text))
                code = escape(text[start:place], quote=False)
                edits.append((found.start(), place, f"<pre>{code}</pre>"))
                continue
            if end < 0:
                without_end.add(raw)
                end = text.find(">", place) + 1 or len(text)
                edits.append((found.start(), end, ""))
            place = end
            continue
        name = found[2].lower()
        if not found[1]:
            if not found[0].endswith("/>"):
                containers.open(_Opened(name, *found.span()))
                open_ones[name] += 1
                left += 1
            continue
        open_ones[name] = max(0, open_ones[name] - 1)
        if unclosed := containers.close(name):
            ends = "".join(f"</{each.name}>" for each in unclosed)
            endless += (each for each in unclosed if each.name in _SWALLOWING)
            if name == "a":
                going_on = [each for each in reversed(unclosed) if each.name not in _LEFT_OUT]
                going_on = going_on[:left]
                left -= len(going_on)
                again = "".join(f"<{each.name}>" for each in going_on)
                edits.append((*found.span(), f"{ends}</a>{again}"))
                containers.open(*going_on)
            else:
                edits.append((found.start(), found.start(), ends))
    endless += (each for each in containers.opened if each.name in _SWALLOWING - {"footer"})
    edits += (_ended(each, text) for each in endless if open_ones[each.name] > 0)
    return _edited(text, sorted(edits))


def _ended(endless: _Opened, text: str) -> tuple[int, int, str]:
    """How a page is edited so that an element without an end takes nothing of it."""
    if endless.name != "a":
        return endless.start, endless.end, ""
    after = _AFTER_LINK.search(text, endless.end)
    end = after.start() if after else len(text)
    return end, end, "</a>"


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """A text with other words at some places, which are in order and may overlap."""
    kept: list[str] = []
    place = 0
    for start, end, words in edits:
        kept += (text[place:start], words)
        place = max(place, end)
    return "".join([*kept, text[place:]])


def _end_of_raw(text: str, name: str, start: int) -> int:
    """Where a comment, a script or a text ends in which tags are no tags.

    Where it does not: the end of the page if it is for programs, else less than nothing.
    """
    closing = re.compile("-->" if name == "!--" else rf"</{name}", re.IGNORECASE)
    if end := closing.search(text, start):
        return end.end() if name == "!--" else end.start()
    return len(text) if name in _FOR_PROGRAMS else -1


def _without_attributes(found: re.Match[str]) -> str:
    """A tag, without its attributes if there are more than any page has."""
    return f"<{found[1]}>" if found[0].count("=") > _MOST_ATTRIBUTES else found[0]


def _flattened(text: str) -> str:
    """A page without the tags that are nested deeper than its parser bears."""
    kept: list[str] = []
    start = depth = 0
    for found in _TAG.finditer(text):
        closes, name = found.groups()
        if found[0].endswith("/>") or name.lower() in _OPEN_ENDED:
            continue
        depth += 0 if closes else 1
        if depth > _DEEPEST:
            kept.append(text[start : found.start()])
            start = found.end()
        depth = max(0, depth - 1) if closes else depth
    return "".join([*kept, text[start:]])


def _flatten(root: Element) -> None:
    """Lift what is nested deeper than any page needs."""
    depths = {root: 0}
    deep: list[Element] = []
    for element in root.iter():
        parent = element.getparent()
        if parent is None:
            continue
        depth = depths[parent] + 1
        depths[element] = depth
        if depth > _DEEPEST and tag(element):
            deep.append(element)
    for element in reversed(deep):
        unwrap(element)


def _clean_texts(root: Element) -> None:
    """Clean what stands in texts and attributes, also as a number such as `&#27;`."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if isinstance(value, str) and not value.isprintable():
                element.set(name, clean(value))
        if element.text:
            element.text = clean(element.text)
        if element.tail:
            element.tail = clean(element.tail)
