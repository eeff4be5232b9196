"""The runs of words in a page, each told from the others while an extractor works on it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import BLOCKS, VIDEO, tag

_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_FIRST_MARK = 0xF0000
"""In a plane for private use, which no page needs."""

MOST_LEAVES = 0x10FFFD - _FIRST_MARK
_MARKED = re.compile(f"([{chr(_FIRST_MARK)}-\U0010fffd])([^{chr(_FIRST_MARK)}-\U0010fffd]*)")
_ENOUGH = 0.5
"""The share of its words that an extractor must have kept of a leaf. Of 338 pages two are
others with a quarter, one with three quarters; with all of them F1 of words is .004 less."""


class Leaf:
    """A run of words or images in an element, between the blocks inside it."""

    __slots__ = ("element", "found", "images", "linked", "pieces", "words")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.words = 0
        """How many there are."""
        self.linked = 0
        """How many of the words are links."""
        self.images: list[Element] = []
        self.pieces: list[tuple[Element, bool]] = []
        """Where its text is: in an element, or after it."""
        self.found = False
        """Whether an extractor takes it for part of the article."""


def word_count(text: str) -> int:
    """How many words a text has; characters, where words have no spaces between them.

    A list of a million characters beyond Latin-1 would take 80 MB.
    """
    return sum(1 for _ in _TOKEN.finditer(text))


def leaves_of(root: Element) -> list[Leaf]:
    """The leaves of a tree in order."""
    holders: set[Element] = set()
    for element in list(root.iter()):
        if tag(element) in BLOCKS:
            for above in element.iterancestors():
                if above in holders:
                    break
                holders.add(above)
    leaves = [Leaf(root)]
    _collect(root, leaves, holders, in_link=False)
    return [leaf for leaf in leaves if leaf.words or leaf.images]


@contextmanager
def marked(leaves: Sequence[Leaf]) -> Iterator[None]:
    """Has each piece of text in the leaves begin with a mark of its leaf, for a while."""
    texts: list[tuple[Element, bool, str]] = []
    for number, leaf in enumerate(leaves):
        for element, is_tail in leaf.pieces:
            text = (element.tail if is_tail else element.text) or ""
            if text and not text.isspace():
                texts.append((element, is_tail, text))
                start = len(text) - len(text.lstrip())
                _put(
                    element, is_tail, f"{text[:start]}{chr(_FIRST_MARK + number)}{text[start:]}"
                )
    try:
        yield
    finally:
        for element, is_tail, text in texts:
            _put(element, is_tail, text)


def find(leaves: Sequence[Leaf], text: str) -> None:
    """Note which leaves an extractor found, by the marks in what it took out of the page."""
    kept: Counter[int] = Counter()
    for found in _MARKED.finditer(text):
        kept[ord(found[1]) - _FIRST_MARK] += word_count(found[2])
    for number, leaf in enumerate(leaves):
        leaf.found = leaf.words > 0 and kept[number] >= _ENOUGH * leaf.words


def _put(element: Element, is_tail: bool, text: str) -> None:
    if is_tail:
        element.tail = text
    else:
        element.text = text


def _collect(
    element: Element, leaves: list[Leaf], holders: set[Element], in_link: bool
) -> None:
    """Add what is in an element to the leaf that is going on, and to new ones."""
    in_link = in_link or tag(element) == "a"
    owner = leaves[-1].element
    if tag(element) == "img" or VIDEO in element.attrib:
        leaves[-1].images.append(element)
        return
    _add(leaves[-1], element, is_tail=False, in_link=in_link)
    for child in element:
        if tag(child) in BLOCKS or child in holders:
            leaves.append(Leaf(child))
            _collect(child, leaves, holders, in_link)
            leaves.append(Leaf(owner))
        elif tag(child):
            _collect(child, leaves, holders, in_link)
        _add(leaves[-1], child, is_tail=True, in_link=in_link)


def _add(leaf: Leaf, element: Element, *, is_tail: bool, in_link: bool) -> None:
    leaf.pieces.append((element, is_tail))
    text = element.tail if is_tail else element.text
    if text and not text.isspace():
        found = word_count(text)
        leaf.words += found
        leaf.linked += found if in_link else 0
