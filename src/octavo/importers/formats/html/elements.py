"""What the elements of HTML are to a converter, how to take them out of a tree, and leaves.

A leaf is a run of words, told from the others while an extractor works on the page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from lxml.etree import _Element as Element

from octavo.patterns import lazy_pattern

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre
search section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements that stand on lines of their own."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))
SENTENCE_END = (".", "!", "?", "…", "”", "»", '"', "。")

_TALL = frozenset((*HEADINGS, *LISTS, "table", "pre", "blockquote", "figure", "dl", "hr"))
"""What no cell of a Markdown table can hold."""

_DIGITS = lazy_pattern(r"\d+")

VIDEO = "data-octavo-video"
"""Marks the link that stands for a film, and is kept or dropped as an image is."""


def tag(element: Element) -> str:
    """The name of an element, which the parser has in lower case; empty for a comment."""
    name = element.tag
    return name if isinstance(name, str) else ""


def classes(element: Element) -> str:
    """The class and id of an element, as one line to look for words in."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def text_in(element: Element) -> str:
    """All text in an element, with single spaces."""
    return " ".join("".join(strings(element)).split())


def ancestors(element: Element, most: int) -> list[Element]:
    """The nearest elements that an element is in, innermost first."""
    return list(islice(element.iterancestors(), most))


def line(element: Element) -> list[Element]:
    """An element and all that it stands in, the innermost first."""
    return [element, *element.iterancestors()]


def path_of(element: Element) -> tuple[str, ...]:
    """The looks of an element and of all that it stands in, the innermost first."""
    return tuple(look_of(each) for each in line(element))


def look_of(element: Element) -> str:
    """The name of an element and its first class; the others are states of one of many."""
    first, *_ = [*_DIGITS.sub("", element.get("class") or "").split(), ""]
    return f"{tag(element)} {first}"


def is_blank(element: Element) -> bool:
    """Whether an element shows nothing but spaces."""
    return all(not piece or piece.isspace() for piece in strings(element))


def strings(element: Element) -> Iterator[str]:
    """The pieces of text in an element, without those of comments."""
    return (str(piece) for piece in element.itertext() if piece)


def detach(element: Element) -> None:
    """Take an element out of its tree, and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    _add_text(parent, element.getprevious(), element.tail or "")
    element.tail = None
    parent.remove(element)


def unwrap(element: Element) -> None:
    """Take an element away and leave what is in it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, element.tail = element.tail or "", None
    before = element.getprevious()
    _add_text(parent, before, element.text or "")
    for child in list(element):
        element.addprevious(child)
    _add_text(parent, element.getprevious(), tail)
    parent.remove(element)


def replace_by_text(element: Element, text: str) -> None:
    """Put a text in the place of an element."""
    parent = element.getparent()
    if parent is not None:
        _add_text(parent, element.getprevious(), text)
        detach(element)


def _add_text(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def is_data(table: Element) -> bool:
    """Whether a table has data, rather than columns of a page."""
    rows = list(rows_of(table))
    if (table.get("role") or "").lower() in ("presentation", "none") or not rows:
        return False
    columns = max(len(row) for row in rows)
    cells = [cell for row in rows for cell in row]
    if columns < 2 or any(_is_tall(cell, _TALL - LISTS) for cell in cells):
        return _is_pairs(rows)
    headed = any(tag(cell) == "th" for cell in cells)
    has_lists = any(map(_is_tall, cells))
    lined_up = all(len(row) == columns for row in rows) or not has_lists
    return headed or (len(rows) > 1 and lined_up) or table.find("caption") is not None


def rows_of(table: Element) -> Iterator[list[Element]]:
    """The cells of each row of a table, without those of tables inside it."""
    for row in table.iter("tr"):
        owner = next(row.iterancestors("table"), None)
        if owner is table:
            yield [cell for cell in row if tag(cell) in ("td", "th")]


def _is_pairs(rows: Sequence[Sequence[Element]]) -> bool:
    """Whether a table names things and says each of them, as the box of an encyclopedia does.

    Lists in its cells can stand on one line.
    """
    pairs = [row for row in rows if len(row) > 1]
    named = all(len(row) == 2 and tag(row[0]) == "th" and tag(row[1]) == "td" for row in pairs)
    cells = [cell for row in rows for cell in row]
    return len(pairs) > 1 and named and not any(_is_tall(cell, _TALL - LISTS) for cell in cells)


def _is_tall(cell: Element, tall: frozenset[str] = _TALL) -> bool:
    """Whether a cell holds what no cell of a Markdown table can."""
    below: Sequence[Element] = [element for element in cell.iter() if element is not cell]
    if any(tag(element) in tall for element in below):
        return True
    paragraphs = [element for element in below if tag(element) in ("p", "div")]
    return sum(1 for element in paragraphs if len(text_in(element)) > 60) > 1


_TOKEN = lazy_pattern(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_FIRST_MARK = 0xF0000
"""In a plane for private use, which no page needs."""

MOST_LEAVES = 0x10FFFD - _FIRST_MARK
_MARKED = lazy_pattern(f"([{chr(_FIRST_MARK)}-\U0010fffd])([^{chr(_FIRST_MARK)}-\U0010fffd]*)")
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
        self.pieces: list[tuple[Element, str]] = []
        """Where its text is: the `text` or the `tail` of an element."""
        self.found = False
        """Whether an extractor takes it for part of the article."""

    @property
    def around(self) -> list[Element]:
        """Its element and all that this stands in, the innermost first."""
        return line(self.element)

    @property
    def text(self) -> str:
        """What it says, without the blocks inside its element."""
        pieces = (getattr(each, place) or "" for each, place in self.pieces)
        return " ".join(" ".join(pieces).split())


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
    texts: list[tuple[Element, str, str]] = []
    for number, leaf in enumerate(leaves):
        for element, place in leaf.pieces:
            text = getattr(element, place) or ""
            if words := text.lstrip():
                texts.append((element, place, text))
                before = text[: len(text) - len(words)]
                setattr(element, place, f"{before}{chr(_FIRST_MARK + number)}{words}")
    try:
        yield
    finally:
        for each in texts:
            setattr(*each)


def find(leaves: Sequence[Leaf], text: str) -> None:
    """Note which leaves an extractor found, by the marks in what it took out of the page."""
    kept: Counter[int] = Counter()
    for found in _MARKED.finditer(text):
        kept[ord(found[1]) - _FIRST_MARK] += word_count(found[2])
    for number, leaf in enumerate(leaves):
        leaf.found = leaf.words > 0 and kept[number] >= _ENOUGH * leaf.words


def _collect(
    element: Element, leaves: list[Leaf], holders: set[Element], in_link: bool
) -> None:
    """Add what is in an element to the leaf that is going on, and to new ones."""
    in_link = in_link or tag(element) == "a"
    owner = leaves[-1].element
    if tag(element) == "img" or VIDEO in element.attrib:
        leaves[-1].images.append(element)
        return
    _add(leaves[-1], element, "text", in_link=in_link)
    for child in element:
        if tag(child) in BLOCKS or child in holders:
            leaves.append(Leaf(child))
            _collect(child, leaves, holders, in_link)
            leaves.append(Leaf(owner))
        elif tag(child):
            _collect(child, leaves, holders, in_link)
        _add(leaves[-1], child, "tail", in_link=in_link)


def _add(leaf: Leaf, element: Element, place: str, *, in_link: bool) -> None:
    leaf.pieces.append((element, place))
    found = word_count(getattr(element, place) or "")
    leaf.words += found
    leaf.linked += found if in_link else 0
