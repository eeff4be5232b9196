"""Books (EPUB): one article with the chapters as headings, or one article a chapter.

Large because its documents become one text, which is what chapters are cut from.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.etree import _Element as Element
from msgspec.structs import replace

from octavo.importers.formats.epub.package import (
    Chapter,
    Damaged,
    Package,
    Zipped,
    package_of,
    path_of,
    words_in,
)
from octavo.importers.formats.html.draft import markdown_of_tree
from octavo.importers.formats.html.elements import HEADINGS, detach, replace_by_text, unwrap
from octavo.importers.formats.html.provenance import PageDeclarations
from octavo.importers.formats.html.tree import body_of, make_safe, tree_of
from octavo.importers.formats.plain.lines import WIDEST_HEADING
from octavo.importers.text.clean import clean_line
from octavo.importers.text.titles import is_same_title, shortened, title_of_name, title_of_text
from octavo.importers.text.xml import local_name, tree_of_xml
from octavo.markdown.anchor import Anchoring
from octavo.markdown.blocks.splitter import headings
from octavo.markdown.plain_text import plain_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.provenance import Provenance
from octavo.patterns import lazy_pattern

_NOTE = lazy_pattern(r"^\[\^([\w-]+)\]:.*(?:\n(?:    .*)?$)*\n?", re.MULTILINE)
_GAP = "What stood here is damaged or missing in the file, and could not be read."
_PICTURES = "pages of this book are pictures, and cannot be read here."
_FRONT = 300
"""Characters before the first chapter; fewer are a title page and belong to it."""

_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_LEFT_OUT = frozenset(("toc", "landmarks", "page-list", "pagebreak", "cover", "lot", "loi"))
_SENTENCE = 60
"""Characters; a line of a cover that is longer, and ends as a sentence does, says something."""

_NOTES = lazy_pattern(r"footnote|endnote|rearnote|noteref")
_MARK_IN_NOTE = lazy_pattern(r"^(\[\^[\w-]+\]: )\\\[\d{0,4}\\?\] +", re.MULTILINE)
_BACK = lazy_pattern(r"^(\[\^[\w-]+\]: .*\S) +[↩↑⏎]\ufe0e?$", re.MULTILINE)
_LEFT_BY_NOTES = lazy_pattern(
    r"^#{1,6} (?:(?:end|foot)?notes?|anmerkungen|fu(?:ß|ss)noten|notas?)\s+"
    r"(?>(?:#{1,6} .*\s+){0,50})(\[\^)",
    re.MULTILINE | re.IGNORECASE,
)
"""The headings of a chapter of notes of which nothing is left, as they stand at their marks."""
_NO_CAPTION = lazy_pattern(
    r"""
      (?: (?:cover|title) \W? )? (?:image|cover|page|picture|img|figure)? \W* \d* $
    | .* \.(?:jpe?g|png|gif|svg) $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VERSE = lazy_pattern(r"verse|stanza|poe(?:m|try)|strophe|lyric|line-?group", re.IGNORECASE)
_TEXT_BLOCKS = frozenset(("p", "div", "section", "header", "blockquote", "center", "li"))


def draft_of_book(data: bytes, source: Source) -> Draft:
    """A whole book as one draft.

    Raises:
        DraftRejected: If it is locked or damaged, or there is no text in it.
    """
    archive = Zipped(data, source.name)
    package = package_of(archive, source.name)
    text, declared = _markdown(archive, package, source)
    if not text.strip():
        raise DraftRejected(source.name, "there is no text in this book")
    title = package.title or title_of_name(source.name) or title_of_text(text, is_markdown=True)
    text = _without_title(text, title)
    parts = declared.provenance(text).declared
    return Draft(
        title=shortened(title),
        text=text,
        authors=package.authors,
        site=package.publisher,
        published=package.published,
        language=language_of(text, package.language),
        source=source,
        provenance=replace(package.declared, declared=(*package.declared.declared, *parts)),
    )


def chapters_of_book(data: bytes, source: Source) -> list[Draft]:
    """One draft for each chapter of a book.

    Raises:
        DraftRejected: If it is locked or damaged, or there is no text in it.
    """
    book = draft_of_book(data, source)
    return [
        replace(
            book,
            title=shortened(heading or book.title),
            text=text,
            site=book.title,
            source=replace(source, key=f"{source.key or source.name}#{number}"),
            provenance=_declared_of(text, book.provenance),
        )
        for number, (heading, text) in enumerate(_split(book.text), 1)
    ]


def _declared_of(text: str, known: Provenance | None) -> Provenance | None:
    """What a book declares of all of it, and of the parts that a chapter has."""
    anchoring = Anchoring(text)
    return known and replace(
        known,
        declared=tuple(
            each for each in known.declared if not each.span or anchoring.span(each.span)
        ),
    )


def _markdown(
    archive: Zipped, package: Package, source: Source
) -> tuple[str, PageDeclarations]:
    """The text of all documents as one page, so that notes find their marks.

    And what they declare of their parts.
    """
    page = etree.Element("html")
    whole = etree.SubElement(page, "body")
    numbers = {path: number for number, path in enumerate(package.documents, 1)}
    inside: defaultdict[str, dict[str, Chapter]] = defaultdict(dict)
    for place, chapter in package.chapters.items():
        inside[place.partition("#")[0]][place.partition("#")[2]] = chapter
    for path, body in _bodies(archive, package, source):
        prepare(body, path, numbers)
        put_headings(body, inside.get(path, {}), numbers[path])
        body.tag = "section"
        body.set("id", f"d{numbers[path]}")
        whole.append(body)
    _level(whole)
    declared = PageDeclarations(page)
    make_safe(page)
    return without_links_inside(markdown_of_tree(page)), declared


def _bodies(archive: Zipped, package: Package, source: Source) -> Iterator[tuple[str, Element]]:
    """The documents with their paths; in the place of a damaged one stands a line that says so.

    Where most are pictures, that is said at the end.

    Raises:
        DraftRejected: If none of them can be read, or all are pictures.
    """
    texts = pictures = 0
    last = ""
    damage: Damaged | None = None
    found = False
    for path in package.documents:
        try:
            body = body_of_document(archive.text(path))
            found = True
        except Damaged as fault:
            damage = fault
            body = body_of_document(f"<p><em>{_GAP}</em></p>")
        if body is None or is_contents(body):
            continue
        if has_text(body):
            texts += 1
            yield path, body
        elif next(body.iter("img", "image", "svg"), None) is not None:
            pictures += 1
            last = path
    if damage and not found:
        raise damage
    said = f"{pictures} of the {pictures + texts} {_PICTURES}"
    if pictures and not texts:
        raise DraftRejected(source.name, f"{said} There is no text in it")
    note = body_of_document(f"<p><em>{said}</em></p>")
    if pictures > texts and note is not None:
        yield last, note


def _level(whole: Element) -> None:
    """Have the highest headings be of the second level, below the title."""
    headings = [element for element in whole.iter() if element.tag in HEADINGS]
    highest = min((int(str(element.tag)[1]) for element in headings), default=2)
    for element in headings:
        element.tag = f"h{min(6, int(str(element.tag)[1]) + 2 - highest)}"


def _without_title(text: str, title: str) -> str:
    """The text without the title where it stands at the beginning once more."""
    first, _, rest = text.partition("\n")
    repeats = is_same_title(first.lstrip("#"), title)
    return rest.lstrip("\n") if repeats and rest.strip() else text


def _split(text: str) -> list[tuple[str, str]]:
    """The headings and texts of the chapters, each with the notes that it cites."""
    notes = {note[1]: note[0] for note in _NOTE.finditer(text)}
    body = _NOTE.sub("", text)
    found = [*headings(body)]
    levels = [heading.level for heading in found]
    level = next((n for n in sorted(set(levels)) if levels.count(n) > 1), 2)
    starts = [heading for heading in found if heading.level <= level]
    ends = [*(heading.start for heading in starts), len(body)]
    chapters = [("", body[: ends[0]])]
    for heading, end in zip(starts, ends[1:], strict=True):
        title, before = chapters[-1]
        words, below = clean_line(plain_text(heading.words)), body[heading.end : end]
        if before.strip() if title else len(before.replace("\n", "")) > _FRONT:
            chapters.append((words, below))
        elif title:
            chapters[-1] = title, before + body[heading.start : end]
        else:
            chapters[-1] = words, before + below
    if len(chapters) > 1 and not chapters[-1][1].strip():  # words that nothing stands below
        (title, before), last = chapters[-2], starts[-1]
        chapters[-2:] = [(title, before + body[last.start :])]
    texts = ((title, text.strip()) for title, text in chapters)
    return [(title, _with_notes(text, notes)) for title, text in texts if text]


def _with_notes(text: str, notes: dict[str, str]) -> str:
    cited = dict.fromkeys(re.findall(r"\[\^([\w-]+)\]", text))
    return "\n\n".join([text, *(notes[label].rstrip() for label in cited if label in notes)])


_CLOSED = lazy_pattern(
    r"<(?!(?:br|hr|img|wbr|col|link|meta)\b)(\w{1,20})\b([^<>]{0,999})/>",
)
"""An element that XML closes as it opens; in HTML it would hold all that follows."""


def body_of_document(text: str) -> Element | None:
    """The body of a document as a tree of plain HTML; None if there is nothing in it.

    What is no XML, as books may have it, is read as browsers read pages.
    """
    root = tree_of_xml(text, is_sound=True)
    if root is not None and local_name(root) == "html":
        for element in root.iter():
            element.tag = local_name(element) or element.tag
        return root.find("body")
    root = tree_of(_CLOSED.sub(r"<\1\2></\1>", text))
    return None if root is None else body_of(root)


def has_text(body: Element) -> bool:
    """Whether there is more in a document than pictures without a word."""
    return bool(words_in(body)) or any(_caption(image) for image in body.iter("img"))


def is_contents(body: Element) -> bool:
    """Whether a document is a table of contents or a cover, by its type or by its links."""
    if any(map(_is_left_out, (body, *list(body)[:1]))):
        return True
    links = [words_in(link) for link in body.iter("a") if link.get("href")]
    return len(links) >= 5 and sum(map(len, links)) >= 0.7 * len(words_in(body))


def _is_left_out(element: Element) -> bool:
    """Whether an element is of a type without text; a cover that tells of something has it."""
    types = _LEFT_OUT & set(_types(element))
    return bool(types) and not (types == {"cover"} and _has_prose(element))


def _has_prose(element: Element) -> bool:
    said = (words_in(each) for each in element.iter("p"))
    return any(len(each) > _SENTENCE and each.endswith((".", "。", "!", "?")) for each in said)


def prepare(body: Element, path: str, numbers: Mapping[str, int]) -> None:
    """Give its elements names that are unique in the book, and mend what cannot be shown."""
    verse: set[Element] = set()
    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str):
            continue
        types = _types(element)
        if _is_left_out(element) or _parts_notes(element):
            detach(element)
            continue
        if any(map(_NOTES.search, types)):
            element.set("class", f"{element.get('class') or ''} {' '.join(types)}")
        if name := element.get("id"):
            element.set("id", f"d{numbers[path]}-{name}")
        if element.tag in ("img", "image"):
            replace_by_text(element, _caption(element))
        elif element.tag == "svg" and (words := [*map(words_in, element.iter("text"))]):
            element.tag, element[:] = "p", []
            element.text = "\n".join(words)
            element.set("style", "white-space: pre-line")
        elif element.tag == "a":
            _lead(element, path, numbers)
        elif _is_verse(element):
            above = element.getprevious()
            alike = above is not None and above.get("class") == element.get("class")
            if above is None or above not in verse or not alike or (above.tail or "").strip():
                verse.add(element)
                continue
            etree.SubElement(above, "br").tail = element.text
            above.extend(element)
            detach(element)


def _is_verse(element: Element) -> bool:
    """Whether an element is a line of a poem, by its name or that of what it stands in."""
    parent = element.getparent()
    names = [each.get("class", "") for each in (element, parent) if each is not None]
    is_line = element.tag in ("p", "div") and not any(
        local_name(inner) in _TEXT_BLOCKS for inner in element
    )
    is_short = 0 < len(words_in(element)) <= WIDEST_HEADING
    return is_line and is_short and any(map(_VERSE.search, [*names, *_types(element)]))


def put_headings(body: Element, chapters: Mapping[str, Chapter], number: int) -> None:
    """Have a document without headings the ones that the table of contents leads to.

    `chapters` are by the names of the elements inside, that of the document itself by none.
    """
    if any(local_name(element) in HEADINGS for element in body.iter()):
        return
    named = {element.get("id"): element for element in body.iter()} if len(chapters) > 1 else {}
    for name, chapter in chapters.items():
        level = f"h{min(chapter.depth, 5)}"
        found = named.get(f"d{number}-{name}") if name else body
        place = _block_of(found) if found is not None else None
        if place is not None and not _made_heading(place, chapter, level):
            heading = body.makeelement(level, {})
            heading.text = chapter.label
            if place is body:
                heading.tail, body.text = body.text, None
                body.insert(0, heading)
            else:
                place.addprevious(heading)


def _made_heading(place: Element, chapter: Chapter, level: str) -> bool:
    """Whether the words of a heading stand where it should, in one block or two."""
    blocks = [*_first_blocks(place)]
    if len(blocks) > 1 and is_same_title(" ".join(map(words_in, blocks[:2])), chapter.label):
        detach(blocks.pop(1))
        blocks[0][:], blocks[0].text = [], chapter.label
    for element in blocks:
        if is_same_title(words_in(element), chapter.label):
            element.tag = level
            return True
    return False


def _block_of(place: Element) -> Element:
    blocks = (each for each in (place, *place.iterancestors()) if each.tag in _TEXT_BLOCKS)
    return next(blocks, place)


def _first_blocks(body: Element) -> Iterator[Element]:
    """The first elements with text that hold no further ones."""
    blocks = (
        element
        for element in body.iter(*_TEXT_BLOCKS)
        if words_in(element) and not any(local_name(inner) in _TEXT_BLOCKS for inner in element)
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
    if number and fragment and (is_back or len(words_in(link)) <= 6):
        link.set("href", f"#d{number}-{fragment}")
    elif link.get("id") or link.get("name"):
        link.set("href", "")
    else:
        unwrap(link)


def without_links_inside(markdown: str) -> str:
    """The text without the links inside the book that turned out to be no notes.

    And without the marks that stood at the beginning of the notes to lead back.
    """
    markdown = _BACK.sub(r"\1", _MARK_IN_NOTE.sub(r"\1", markdown))
    markdown = _LEFT_BY_NOTES.sub(r"\1", markdown)
    return re.sub(r"(?<!!)\[((?:[^\[\]\\]|\\.){0,40})\]\(#[^()\s]*\)", r"\1", markdown)


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
