"""One document of a book, made ready to stand in one page with the others."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from octavo.importers.formats.epub.package import Chapter, path_of
from octavo.importers.formats.html.elements import HEADINGS, detach, replace_by_text, unwrap
from octavo.importers.formats.html.tree import body_of, tree_of
from octavo.importers.text.clean import clean_line
from octavo.importers.text.titles import is_same_title
from octavo.importers.text.xml import local_name, tree_of_xml

_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_LEFT_OUT = frozenset(("toc", "landmarks", "page-list", "pagebreak", "cover", "lot", "loi"))
_NOTES = re.compile(r"footnote|endnote|rearnote|noteref")
_MARK_IN_NOTE = re.compile(r"^(\[\^[\w-]+\]: )\\\[\d{0,4}\\?\] +", re.MULTILINE)
_NO_CAPTION = re.compile(
    r"""
      (?: (?:cover|title) \W? )? (?:image|cover|page|picture|img|figure)? \W* \d* $
    | .* \.(?:jpe?g|png|gif|svg) $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TEXT_BLOCKS = frozenset(("p", "div", "section", "header", "blockquote", "center", "li"))


def body_of_document(text: str) -> Element | None:
    """The body of a document as a tree of plain HTML; None if there is nothing in it."""
    root = tree_of_xml(text)
    if root is not None and local_name(root) == "html":
        for element in root.iter():
            element.tag = local_name(element) or element.tag
        return root.find("body")
    root = tree_of(text)
    return None if root is None else body_of(root)


def has_text(body: Element) -> bool:
    """Whether there is more in a document than pictures without a word."""
    return bool(_words(body)) or any(_caption(image) for image in body.iter("img"))


def is_contents(body: Element) -> bool:
    """Whether a document is a table of contents or a cover, by its type or by its links."""
    if _LEFT_OUT & set(_types(body)) or any(_LEFT_OUT & set(_types(e)) for e in list(body)[:1]):
        return True
    links = [_words(link) for link in body.iter("a") if link.get("href")]
    return len(links) >= 5 and sum(map(len, links)) >= 0.7 * len(_words(body))


def prepare(body: Element, path: str, numbers: Mapping[str, int]) -> None:
    """Give its elements names that are unique in the book, and mend what cannot be shown."""
    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str):
            continue
        types = _types(element)
        if _LEFT_OUT & set(types) or _parts_notes(element):
            detach(element)
            continue
        if any(map(_NOTES.search, types)):
            element.set("class", f"{element.get('class') or ''} {' '.join(types)}")
        if name := element.get("id"):
            element.set("id", _anchor(numbers[path], name))
        if element.tag in ("img", "image"):
            replace_by_text(element, _caption(element))
        elif element.tag == "a":
            _lead(element, path, numbers)


def put_heading(body: Element, chapter: Chapter) -> None:
    """Have a document begin with its heading, as the table of contents calls it."""
    if any(local_name(element) in HEADINGS for element in body.iter()):
        return
    level = f"h{min(chapter.depth, 5)}"
    for element in _first_blocks(body):
        if is_same_title(_words(element), chapter.label):
            element.tag = level
            return
    heading = body.makeelement(level, {})
    heading.text, heading.tail = chapter.label, body.text
    body.text = None
    body.insert(0, heading)


def _first_blocks(body: Element) -> Iterator[Element]:
    """The first elements with text that hold no further ones."""
    blocks = (
        element
        for element in body.iter(*_TEXT_BLOCKS)
        if _words(element) and not any(local_name(inner) in _TEXT_BLOCKS for inner in element)
    )
    return (element for element, _ in zip(blocks, range(3), strict=False))


def _lead(link: Element, path: str, numbers: Mapping[str, int]) -> None:
    """A link inside the book: kept as a mark of a note, else its words alone stay."""
    href = link.get("href") or ""
    if re.match(r"(?:https?|mailto|ftp):", href, re.IGNORECASE):
        return
    number = numbers.get(path_of(href, path))
    fragment = href.partition("#")[2]
    is_back = any(map(_NOTES.search, _types(link)))
    if number and fragment and (is_back or len(_words(link)) <= 6):
        link.set("href", f"#{_anchor(number, fragment)}")
    elif link.get("id") or link.get("name"):
        link.set("href", "")
    else:
        unwrap(link)


def without_links_inside(markdown: str) -> str:
    """The text without the links inside the book that turned out to be no notes.

    And without the marks that stood at the beginning of the notes to lead back.
    """
    markdown = _MARK_IN_NOTE.sub(r"\1", markdown)
    return re.sub(r"(?<!!)\[((?:[^\[\]\\]|\\.){0,40})\]\(#[^()\s]*\)", r"\1", markdown)


def _anchor(number: int, name: str) -> str:
    return f"d{number}-{name}"


def _parts_notes(element: Element) -> bool:
    """Whether an element is the rule between the text and its notes."""
    parent = element.getparent()
    return element.tag == "hr" and parent is not None and "note" in (parent.get("id") or "")


def _caption(image: Element) -> str:
    """What stands for a picture; pictures of single characters are that character."""
    alt = clean_line(image.get("alt") or "")
    return "" if _NO_CAPTION.match(alt) else alt


def _types(element: Element) -> list[str]:
    return (element.get(_OPS_TYPE) or element.get("epub:type") or "").lower().split()


def _words(element: Element) -> str:
    return clean_line("".join(map(str, element.itertext())))
