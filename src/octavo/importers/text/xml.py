"""From the text of an XML document to a tree that can be walked safely.

Of a document type only short entities are read that the document brings itself; no address is
asked, and what is broken is read as far as it goes.
"""

import re
import sys
from typing import TYPE_CHECKING

from octavo.patterns import lazy_pattern
from octavo.text import natural, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_ESCAPED_CDATA = lazy_pattern(r"(&(?:amp;){0,9}lt;)!\[CDATA\[|<!\[CDATA\[|\]\]>")
_CDATA_END = lazy_pattern(r"\]\]>?\s*\Z")
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
DECLARATION = lazy_pattern(r"\s*<\?xml[^>]{0,500}>")
_DOCTYPE = lazy_pattern(r"<!DOCTYPE[^<>\[]{0,1000}(?:\[[^\[\]]{0,10000}\]\s*)?>", re.IGNORECASE)
_ENTITY = lazy_pattern(r"<!ENTITY\s+([\w.-]{1,31})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_USED = lazy_pattern(r"&([\w.-]{1,31});")
_LARGEST_ENTITY = 10_000
"""Characters; entities stand for a name, a sign or a notice. Those that name one another over
and over are larger than any memory."""

_AMPERSAND = lazy_pattern(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});|(\w{1,31});)?")
NO_XML = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no tree can hold (https://www.w3.org/TR/xml/#charsets); in a page it shows nothing."""

_VALUE = r"{0}(?>(?:[^{0}]++|{0}(?!\s*+(?:/?\s*+$|[a-z_][\w:.-]*+\s*+=)))*){0}"
ATTRIBUTE = lazy_pattern(
    rf"(?<![\w:.-])([a-z_][\w:.-]*+)"
    rf"(?:\s*+=\s*+({_VALUE.format(chr(34))}|{_VALUE.format(chr(39))}|[^\s\"'>]*+))?",
    re.IGNORECASE,
)
"""A name and its value in a tag that is alone; a quote inside of a value ends nothing, for only
before the next name, or where the tag ends, it is the last.
"""


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, by their names in lower case; the first of a name holds."""
    found: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(text):
        if value[:1] in ("'", '"'):
            value = value[1:-1]
        found.setdefault(name.lower(), unescape(value))
    return found


def without_cdata(text: str) -> str:
    """A text that was escaped together with the marks of its CDATA section, without them.

    Where marks stand inside of other words, these speak of them.
    """
    inner = text.strip()
    while escaped := _ESCAPED_CDATA.match(inner):
        inner = unescape(inner) if escaped[1] else inner[escaped.end() :]
        inner = _CDATA_END.sub("", inner).replace("]]><![CDATA[", "").strip()
    if "<![CDATA[" not in inner:
        inner = inner.removesuffix("]]>").rstrip()
    return text if inner == text.strip() else inner


def declares_entities(text: str) -> bool:
    """Whether a document brings entities or a document type, which could do harm."""
    return re.search(r"<!(?:doctype|entity)", text, re.IGNORECASE) is not None


def tree_of_xml(text: str, *, is_sound: bool = False) -> "Element | None":
    """The root element of a document; None if nothing of it can be read, or it is too deep.

    The names of HTML, such as `&nbsp;`, mean what they mean there. One that has to be sound is
    not read where any of it is broken.
    """
    from lxml import etree  # only then

    text = NO_XML.sub("", text)
    if declaration := DECLARATION.match(text):
        text = text[declaration.end() :]
    text = _with_entities(text)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,  # else what is nested 256 times is cut off there
        remove_comments=True,
        remove_pis=True,
    )
    markup = _AMPERSAND.sub(_as_character, text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    errors = [error for error in parser.error_log if error.domain == etree.ErrorDomains.PARSER]
    whole = not any(error.type == _TOO_MUCH or is_sound for error in errors)
    return root if whole and isinstance(root, etree._Element) else None


_TOO_MUCH = 114
"""What libxml2 calls an element in more than 2 048 others (`XML_ERR_RESOURCE_LIMIT`)."""


def _with_entities(text: str) -> str:
    """A document without its type, and with what the entities mean that it brings itself.

    In place of one that would be too large stands that it was left out.
    """
    doctype = _DOCTYPE.search(text)
    if not doctype:
        return text
    text = text[: doctype.start()] + text[doctype.end() :]
    declared = _ENTITY.finditer(doctype[0])
    values: dict[str, str] = {each[1]: each[2] or each[3] or "" for each in declared}
    room = max(_LARGEST_ENTITY, len(text))

    known: dict[str, str | None] = {}

    def meaning(name: str) -> str | None:
        if name not in known:
            known[name] = None  # while it is looked up, so that one in itself is none
            value = values[name]
            for inner in set(_USED.findall(value)) & values.keys():
                meant = meaning(inner)
                if meant is None:
                    return None
                value = value.replace(f"&{inner};", meant)
                if len(value) > _LARGEST_ENTITY:
                    return None
            known[name] = value
        return known[name]

    def said(found: re.Match[str]) -> str:
        nonlocal room
        if found[1] not in values:
            return found[0]
        meant = meaning(found[1])
        room -= len(meant or "")
        return f"[{found[1]}: left out, too large]" if meant is None or room < 0 else meant

    return _USED.sub(said, text)


BREAKS_OFF = "it breaks off; more may be missing"
_TAIL = 2_000
"""Characters at the end, among which a document closes, before what servers put behind it."""


_NEXT = lazy_pattern(
    r"</((?:[\w.-]{1,99}:)?[\w.-]{1,99})\s*>\s*"
    r"(?=(?:<\?xml[^<>]*>\s*)?(?:<!DOCTYPE[^<>\[]*(?:\[[^\[\]]*\]\s*)?>\s*)?<\1[\s>])",
    re.IGNORECASE,
)
"""The end of an element, behind which a document with a root of the same name begins."""
_ROOT = lazy_pattern(r"<((?:[\w.-]{1,99}:)?[\w.-]{1,99})[\s/>]")


def documents_in(text: str) -> "Iterator[str]":
    """The documents of a text: nearly always one, and several where files were joined."""
    root, begun = _ROOT.search(text), 0
    for end in _NEXT.finditer(text) if root else ():
        if root and end[1].lower() == root[1].lower():
            yield text[begun : end.end()]
            begun = end.end()
    yield text[begun:]


def is_closed(text: str, root: str) -> bool:
    """Whether the root element of a document ends, told by its local name."""
    end = rf"</(?:[\w.-]+:)?{re.escape(root)}\s*>"
    return re.search(end, text[-_TAIL:], re.IGNORECASE) is not None


def local_name(element: "Element") -> str:
    """The name of an element or an attribute without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _reference(number: str) -> str:
    digits = number[2:-1]
    code = int(digits[1:], 16) if digits[0] in "xX" else natural(digits) or 0
    return number if code <= sys.maxunicode and not NO_XML.match(chr(code)) else ""


def _as_character(found: re.Match[str]) -> str:
    """An ampersand that XML can read: names of HTML as characters, loose ones escaped.

    The number of what is no character of XML, such as half a surrogate pair, is left out.
    """
    entity = found[1]
    if entity is None:
        return _reference(found[0]) if found[0] != "&" else "&amp;"
    if entity in _PREDEFINED:
        return found[0]
    meant = unescape(f"&{entity};")
    from html import escape  # takes time to load

    return escape(meant if ";" not in meant else found[0])
