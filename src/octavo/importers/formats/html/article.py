"""Finding the article in a page.

Trafilatura says which words are the article's; its own output, though, loses quotes, tables
and the lines of code. So its words are looked up again in the page, and the elements that
hold them are kept as they stand there.
"""

from lxml.etree import _Element as Element

from octavo.importers.formats.html.alignment import Leaf, align, leaves_of
from octavo.importers.formats.html.elements import detach, tag
from octavo.importers.formats.html.extractor import article_words
from octavo.importers.formats.html.recovery import belongs
from octavo.importers.formats.html.tree import body_of

_AROUND = frozenset(("nav", "footer", "form", "aside"))


def find_article(root: Element) -> Element:
    """The body of a page with nothing left in it but the article."""
    body = body_of(root)
    words = article_words(body, root)
    leaves = leaves_of(body) if words else []
    align(leaves, words)
    kept = belongs(leaves)
    if not kept:
        return _whole(body)
    for leaf, keep in zip(leaves, kept, strict=True):
        if not keep:
            _empty(leaf)
    _drop_rules(body, leaves, kept)
    return body


def _whole(body: Element) -> Element:
    """A page without its navigation: the best that can be done where nothing was found."""
    for name in ("article", "main"):
        found = list(body.iter(name))
        if len(found) == 1:
            return found[0]
    for element in list(body.iter(*_AROUND)):
        if element is not body:
            detach(element)
    return body


def _empty(leaf: Leaf) -> None:
    for element, is_tail in leaf.pieces:
        if is_tail:
            element.tail = None
        else:
            element.text = None
    for image in leaf.images:
        detach(image)


def _drop_rules(body: Element, leaves: list[Leaf], kept: list[bool]) -> None:
    """Take out the rules and boxes to tick that stand outside the article."""
    inside = [leaf.element for leaf, keep in zip(leaves, kept, strict=True) if keep]
    order = {element: place for place, element in enumerate(body.iter())}
    first, last = order[inside[0]], order[inside[-1]]
    for element, place in order.items():
        if tag(element) in ("hr", "input") and not first <= place <= last:
            detach(element)
