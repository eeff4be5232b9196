"""Books (EPUB): one article with the chapters as headings, or one article a chapter."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element
from msgspec.structs import replace

from octavo.importers.formats.epub.chapter import (
    body_of_document,
    has_text,
    is_contents,
    prepare,
    put_heading,
    without_links_inside,
)
from octavo.importers.formats.epub.package import Damaged, Package, Zipped, package_of
from octavo.importers.formats.html.elements import HEADINGS
from octavo.importers.formats.html.fragment import markdown_of_tree
from octavo.importers.formats.html.tree import make_safe
from octavo.importers.text.clean import clean_line
from octavo.importers.text.language import language_of
from octavo.importers.text.titles import is_same_title, shortened, title_of_name, title_of_text
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

_HEADING = re.compile(r"(#{1,6}) (.*)")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_NOTE = re.compile(r"\[\^([\w-]+)\]:")
_GAP = "What stood here is damaged or missing in the file, and could not be read."
_FRONT = 300
"""Characters before the first chapter; fewer are a title page and belong to it."""


def draft_of_book(data: bytes, source: Source) -> Draft:
    """A whole book as one draft.

    Raises:
        DraftRejected: If it is locked or damaged, or there is no text in it.
    """
    archive = Zipped(data, source.name)
    package = package_of(archive, source.name)
    text = _markdown(archive, package)
    if not text.strip():
        raise DraftRejected(source.name, "there is no text in this book")
    title = package.title or title_of_name(source.name) or title_of_text(text)
    return Draft(
        title=shortened(title),
        text=_without_title(text, title),
        authors=package.authors,
        site=package.publisher,
        published=package.published,
        language=language_of(text, package.language),
        source=source,
    )


def chapters_of_book(data: bytes, source: Source) -> list[Draft]:
    """One draft for each chapter of a book.

    Raises:
        DraftRejected: If it is locked or damaged, or there is no text in it.
    """
    book = draft_of_book(data, source)
    chapters: list[Draft] = []
    for number, (heading, text) in enumerate(_split(book.text), 1):
        key = f"{source.key or source.name}#{number}"
        chapters.append(
            replace(
                book,
                title=shortened(heading or book.title),
                text=text,
                site=book.title,
                source=replace(source, key=key),
            )
        )
    return chapters


def _markdown(archive: Zipped, package: Package) -> str:
    """The text of all documents as one page, so that notes find their marks."""
    page = etree.Element("html")
    whole = etree.SubElement(page, "body")
    numbers = {path: number for number, path in enumerate(package.documents, 1)}
    for path, body in _bodies(archive, package):
        prepare(body, path, numbers)
        if chapter := package.chapters.get(path):
            put_heading(body, chapter)
        body.tag = "section"
        body.set("id", f"d{numbers[path]}")
        whole.append(body)
    _level(whole)
    make_safe(page)
    return without_links_inside(markdown_of_tree(page))


def _bodies(archive: Zipped, package: Package) -> Iterator[tuple[str, Element]]:
    """The documents with their paths; in the place of a damaged one stands a line that says so.

    Raises:
        DraftRejected: If none of them can be read.
    """
    damage: Damaged | None = None
    found = False
    for path in package.documents:
        try:
            body = body_of_document(archive.text(path))
            found = True
        except Damaged as fault:
            damage = fault
            body = body_of_document(f"<p><em>{_GAP}</em></p>")
        if body is not None and has_text(body) and not is_contents(body):
            yield path, body
    if damage and not found:
        raise damage


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
    body, notes = _notes_apart(text)
    found = _headings(body)
    levels = [len(heading[1]) for heading in found if heading]
    level = next((n for n in sorted(set(levels)) if levels.count(n) > 1), 2)
    chapters: list[tuple[str, list[str]]] = [("", [])]
    for line, heading in zip(body, found, strict=True):
        starts = heading is not None and len(heading[1]) <= level
        title, lines = chapters[-1]
        if heading and starts and (any(lines) if title else sum(map(len, lines)) > _FRONT):
            chapters.append((clean_line(heading[2]), []))
        elif heading and starts and not title:
            chapters[-1] = (clean_line(heading[2]), lines)
        else:
            lines.append(line)
    texts = ((title, "\n".join(lines).strip()) for title, lines in chapters)
    return [(title, _with_notes(text, notes)) for title, text in texts if text]


def _headings(lines: list[str]) -> list[re.Match[str] | None]:
    """For each line, the heading that it is; what looks like one inside of code is none."""
    found: list[re.Match[str] | None] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence):
            fence = ""
        found.append(None if fence else _HEADING.fullmatch(line))
    return found


def _notes_apart(text: str) -> tuple[list[str], dict[str, str]]:
    """The lines of a text without its footnotes, and these by their labels."""
    body: list[str] = []
    notes: dict[str, str] = {}
    label = ""
    for line in text.split("\n"):
        if note := _NOTE.match(line):
            label = note[1]
            notes[label] = line
        elif label and (not line or line.startswith("    ")):
            notes[label] += f"\n{line}"
        else:
            label = ""
            body.append(line)
    return body, notes


def _with_notes(text: str, notes: dict[str, str]) -> str:
    cited = dict.fromkeys(re.findall(r"\[\^([\w-]+)\]", text))
    return "\n\n".join([text, *(notes[label].rstrip() for label in cited if label in notes)])
