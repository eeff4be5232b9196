"""What the elements of HTML are to a converter, and how to take them out of a tree."""

from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre
search section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
"""Elements that stand on lines of their own."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol", "menu", "dir"))

_TALL = frozenset((*HEADINGS, *LISTS, "table", "pre", "blockquote", "figure", "dl", "hr"))
"""What no cell of a Markdown table can hold."""

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
    if columns < 2 or any(_is_tall(cell) for row in rows for cell in row):
        return _is_pairs(rows)
    headed = any(tag(cell) == "th" for row in rows for cell in row)
    return headed or len(rows) > 1 or table.find("caption") is not None


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
