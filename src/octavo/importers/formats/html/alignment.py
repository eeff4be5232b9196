"""Looking up in a page the words that an extractor found to be its article."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import BLOCKS, FILM, tag

_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_SHINGLE = 4
_ENOUGH = 0.5
"""The share of its shingles that a long leaf must have in the article."""
_REACH = 300
"""How many words further on a short leaf is looked for."""
_CANDIDATES = 8
"""How many places of a repeated passage are considered."""


class Leaf:
    """A run of words or images in an element, between the blocks inside it."""

    __slots__ = ("element", "images", "linked", "pieces", "start", "words")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.words: list[str] = []
        self.linked = 0
        """How many of the words are links."""
        self.images: list[Element] = []
        self.pieces: list[tuple[Element, bool]] = []
        """Where its text is: in an element, or after it."""
        self.start: int | None = None
        """Where its words stand in the article; None if they are not part of it."""


def tokens(text: str) -> list[str]:
    """The words of a text; characters, where words have no spaces between them."""
    return _TOKEN.findall(text.casefold())


def leaves_of(root: Element) -> list[Leaf]:
    """The leaves of a tree in order."""
    everything = list(root.iter())
    tall: set[Element] = set()
    for element in everything:
        if tag(element) in BLOCKS:
            for above in element.iterancestors():
                if above in tall:
                    break
                tall.add(above)
    leaves = [Leaf(root)]
    _collect(root, leaves, tall, in_link=False)
    return [leaf for leaf in leaves if leaf.words or leaf.images]


def align(leaves: Sequence[Leaf], article: Sequence[str]) -> None:
    """Set where each leaf stands in the article, given as its words."""
    places: dict[tuple[str, ...], list[int]] = {}
    for start in range(len(article) - _SHINGLE + 1):
        found = places.setdefault(tuple(article[start : start + _SHINGLE]), [])
        if len(found) < _CANDIDATES:
            found.append(start)
    candidates = [
        (index, place)
        for index, leaf in enumerate(leaves)
        for place in sorted(_places_of(leaf.words, places), reverse=True)
    ]
    for index, place in _rising(candidates):
        leaves[index].start = place
    _align_short(leaves, article)


def _collect(element: Element, leaves: list[Leaf], tall: set[Element], in_link: bool) -> None:
    """Add what is in an element to the leaf that is going on, and to new ones."""
    in_link = in_link or tag(element) == "a"
    owner = leaves[-1].element
    if tag(element) == "img" or FILM in element.attrib:
        leaves[-1].images.append(element)
        return
    _add(leaves[-1], element, is_tail=False, in_link=in_link)
    for child in element:
        if tag(child) in BLOCKS or child in tall:
            leaves.append(Leaf(child))
            _collect(child, leaves, tall, in_link)
            leaves.append(Leaf(owner))
        elif tag(child):
            _collect(child, leaves, tall, in_link)
        _add(leaves[-1], child, is_tail=True, in_link=in_link)


def _add(leaf: Leaf, element: Element, *, is_tail: bool, in_link: bool) -> None:
    leaf.pieces.append((element, is_tail))
    text = element.tail if is_tail else element.text
    if text and not text.isspace():
        found = tokens(text)
        leaf.words += found
        leaf.linked += len(found) if in_link else 0


def _places_of(words: Sequence[str], places: dict[tuple[str, ...], list[int]]) -> set[int]:
    """Where a long leaf may stand in the article; nowhere if most of it is not there."""
    shingles = [
        (offset, tuple(words[offset : offset + _SHINGLE]))
        for offset in range(len(words) - _SHINGLE + 1)
    ]
    found = [(offset, places[shingle]) for offset, shingle in shingles if shingle in places]
    if not found or len(found) < _ENOUGH * len(shingles):
        return set()
    offset, starts = min(found, key=lambda item: len(item[1]))
    return {max(0, start - offset) for start in starts}


def _rising(candidates: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of leaves that stand in the article in the order of the page."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(candidates):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(candidates[number])
        number = before[number]
    return chain[::-1]


def _align_short(leaves: Sequence[Leaf], article: Sequence[str]) -> None:
    """Find the leaves that are too short to be told by themselves between the others."""
    ends = [len(article)] * (len(leaves) + 1)
    for index in range(len(leaves) - 1, -1, -1):
        start = leaves[index].start
        ends[index] = ends[index + 1] if start is None else start
    cursor = 0
    for index, leaf in enumerate(leaves):
        if leaf.start is None and 0 < len(leaf.words) < 2 * _SHINGLE:
            leaf.start = _find(leaf.words, article, cursor, min(ends[index], cursor + _REACH))
        if leaf.start is not None:
            cursor = max(cursor, leaf.start + len(leaf.words))


def _find(words: Sequence[str], article: Sequence[str], start: int, end: int) -> int | None:
    for place in range(start, end - len(words) + 1):
        if article[place] == words[0] and list(article[place : place + len(words)]) == words:
            return place
    return None
