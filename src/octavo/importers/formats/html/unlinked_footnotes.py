"""Footnotes that a page does not link: a raised number, and a paragraph that begins with it.

They are linked here, so that they are read as those of other pages are.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import HEADINGS, LISTS, is_blank, tag, text_in
from octavo.model.url import identity

_PREFIX = "octavo-note-"
_BLOCKS = frozenset(("p", "li", "div", "dd", "td"))
_RAISED = frozenset(("sup", "b", "strong"))
_LONGEST = 3
"""Digits of a number."""


def link_notes(root: Element) -> None:
    """Link the marks of a page to the notes that they count."""
    order = {element: place for place, element in enumerate(root.iter())}
    notes = _counted([*_opened_by_number(root), *_in_margin(root)], order)
    marks = [mark for mark in root.iter("sup") if _number(mark) in notes]
    marks = [m for m in marks if not _begins_block(m) and order[m] < order[notes[_number(m)]]]
    cited = {_number(mark) for mark in marks}
    if not cited or len(cited) * 2 < len(notes):
        return
    for mark in marks:
        number = _number(mark)
        mark.text = None
        for child in list(mark):
            mark.remove(child)
        SubElement(mark, "a", {"href": f"#{_PREFIX}{number}"}).text = number
    for number in cited:
        notes[number].set("id", f"{_PREFIX}{number}")
        notes[number].set("class", "footnote")


def localise(root: Element, *pages: str) -> None:
    """Shorten the links that a page has to itself to what stands after the `#`."""
    known = {identity(page) for page in pages} - {""}
    for link in root.iter("a"):
        page, _, name = (link.get("href") or "").partition("#")
        if name and page and known and identity(urldefrag(page).url) in known:
            link.set("href", f"#{name}")


def _counted(
    found: Sequence[tuple[str, Element]], order: dict[Element, int]
) -> dict[str, Element]:
    """The notes by their numbers, if they count up from one in the order of the page."""
    notes: dict[str, Element] = {}
    for number, note in sorted(found, key=lambda pair: order[pair[1]]):
        if int(number) == len(notes) + 1:
            notes[number] = note
    return notes if len(notes) > 1 else {}


def _opened_by_number(root: Element) -> Iterator[tuple[str, Element]]:
    """The blocks that begin with a raised number; with a bold one only at the end."""
    for raised in root.iter(*_RAISED):
        parent = raised.getparent()
        if not (number := _number(raised)) or parent is None:
            continue
        block = parent.getparent() if tag(parent) in ("b", "strong") else parent
        if block is None or tag(block) not in _BLOCKS or not _begins_block(raised):
            continue
        if len(text_in(block)) > 4 and (tag(raised) == "sup" or _is_below_rule(block)):
            yield number, block


def _in_margin(root: Element) -> Iterator[tuple[str, Element]]:
    """The single items of lists in the margin, each of which counts on."""
    for aside in root.iter("aside"):
        lists = [element for element in aside if tag(element) in LISTS]
        if len(lists) == 1 and lists[0].get("start") and len(aside) == 1:
            first = int(start) if (start := lists[0].get("start") or "").isdecimal() else 1
            for number, item in enumerate(lists[0].iter("li"), first):
                yield str(number), item


def _number(element: Element) -> str:
    """The number that is all of an element's text, if no link is in it."""
    text = text_in(element).strip("[]().")
    plain = text.isascii() and text.isdigit() and len(text) <= _LONGEST and int(text) > 0
    return text if plain and element.find(".//a") is None else ""


def _begins_block(element: Element) -> bool:
    """Whether nothing stands before an element in the block that holds it."""
    while (parent := element.getparent()) is not None:
        before = element.getprevious()
        if (parent.text or "").strip() or before is not None:
            return False
        if tag(parent) in _BLOCKS:
            return True
        element = parent
    return False


def _is_below_rule(block: Element) -> bool:
    """Whether a rule or a heading is the last thing of its kind before a block."""
    for before in block.itersiblings(preceding=True):
        if tag(before) == "hr" or (
            tag(before) in HEADINGS and "note" in text_in(before).lower()
        ):
            return True
        if tag(before) in HEADINGS or is_blank(before):
            return False
    return False
