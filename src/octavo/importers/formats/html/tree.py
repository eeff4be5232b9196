"""From the text of a page to a tree that can be walked safely."""

import re

from lxml import etree
from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import tag, unwrap
from octavo.importers.formats.html.prune import flattened, lightened
from octavo.importers.text.clean import clean

_DEEPEST = 120
"""Levels; pages have about 40, and what is deeper is hostile."""

_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{4000,}>")
_MOST_ATTRIBUTES = 300
"""In one tag; the parser takes time by the square of their number."""

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no tree can hold (https://www.w3.org/TR/xml/#charsets); in a page it shows nothing."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")


def tree_of(text: str) -> Element | None:
    """The root element of a page or a fragment of one; None if there is nothing in it.

    Takes any input: unclosed, without a body, or nested without an end.
    """
    text = _DECLARATION.sub("", _NO_XML.sub("", text), count=1)
    text = _LONG_TAG.sub(_without_attributes, lightened(text))
    root, whole = _parsed(text)
    if not whole:
        root, _ = _parsed(flattened(text, _DEEPEST))
    if root is not None:
        _flatten(root)
        if "&#" in text or clean(text) != text:
            _clean_texts(root)
    return root


def _parsed(text: str) -> tuple[Element | None, bool]:
    """The root element, and whether the parser came to the end in spite of the nesting."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root, not parser.error_log.filter_from_fatals()


def _without_attributes(found: re.Match[str]) -> str:
    """A tag, without its attributes if there are more than any page has."""
    return f"<{found[1]}>" if found[0].count("=") > _MOST_ATTRIBUTES else found[0]


def body_of(root: Element) -> Element:
    """The body of a page, or all of it where it has none."""
    body = root.find("body")
    return root if body is None else body


def _clean_texts(root: Element) -> None:
    """Make safe what stands in the text, also as a number such as `&#27;`."""
    for element in root.iter():
        if element.text:
            element.text = clean(element.text)
        if element.tail:
            element.tail = clean(element.tail)


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
