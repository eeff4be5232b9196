"""A page as a draft, one that says where it was saved from, or pieces of HTML as Markdown."""

import re
from copy import deepcopy
from datetime import datetime

from lxml.etree import _Element as Element
from msgspec.structs import replace

from octavo.importers.formats.html.blocks import markdown_note, markdown_of
from octavo.importers.formats.html.elements import HEADINGS, detach, tag, text_in, word_count
from octavo.importers.formats.html.extraction import find_article
from octavo.importers.formats.html.footnotes import Notes, link_notes, localise
from octavo.importers.formats.html.metadata import PageMetadata, page_metadata
from octavo.importers.formats.html.provenance import PageDeclarations
from octavo.importers.formats.html.tidy import tidy
from octavo.importers.formats.html.tree import body_of, lightened, too_large, tree_of
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.dates import moment
from octavo.importers.text.titles import (
    is_of_series,
    is_same_title,
    shortened,
    title_of_name,
    title_of_text,
)
from octavo.model.article import Source, excerpt_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.language import language_of
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern
from octavo.text import unescape

_LEAST = 0.5
"""The share that an article found in a mail must have of it, or in a page of what the page
tells programs, to be all of it."""

_TAG = lazy_pattern(r"<(?:p|br|div|h[1-6]|ul|ol)\b[^<>]{0,500}>", re.IGNORECASE)


def draft_of_html(text: str, source: Source, url: str = "") -> Draft:
    """The draft in a web page; `url` is where it came from, if that is known.

    Raises:
        DraftRejected: If there is no text in it.
    """
    text = lightened(text)
    if reason := too_large(text):
        raise DraftRejected(source.name, reason)
    root = tree_of(text)
    if root is None:
        raise DraftRejected(source.name, "there is nothing in it")
    declared = PageDeclarations(root, url)
    about, title, body = _article(root, url)
    if not body.strip():
        raise DraftRejected(source.name, "there is no text in this page")
    title = title or title_of_name(source.name) or title_of_text(body, is_markdown=True)
    return Draft(
        title=shortened(clean_line(title)),
        text=body,
        url=about.url,
        authors=about.authors,
        site=about.site,
        published=about.published,
        language=language_of(body, about.language),
        excerpt=excerpt_of([about.excerpt]),
        source=source,
        provenance=declared.provenance(body),
    )


def article_or_all(text: str) -> str:
    """The article in a page as Markdown, or all of the page where little of it is one."""
    root = tree_of(text)
    if root is None:
        return ""
    whole = markdown_of_tree(deepcopy(root))
    _, _, article = _article(root, "", is_titled=False)
    return article if len(article) >= _LEAST * len(whole) else whole


def _article(
    root: Element, url: str, *, is_titled: bool = True
) -> tuple[PageMetadata, str, str]:
    """What a page says of itself, the title that it has or shows, and its article.

    The title leaves the article, unless something else is called by another one.
    """
    about = page_metadata(root, url)
    localise(root, url, about.url)
    link_notes(root)
    notes = Notes(root)
    tidy(root)
    article = find_article(root, url or about.url or "")
    title = about.title
    if not title or is_of_series(title, ()):
        title = _first_headline(article) or title
    if is_titled:
        _drop_title(article, title)
    body = with_notes(markdown_of(article, about.base), notes, about.base)
    if word_count(body) < _LEAST * word_count(about.body):
        body = _said_article(about.body, about.base)
    return about, title, body


def _said_article(text: str, base: str) -> str:
    """The article as a page tells it to programs, in tags or in lines."""
    if _TAG.search(text):
        return markdown_of_fragment(text, base)
    return clean(body_markdown(unescape(text).splitlines()))


def _first_headline(article: Element) -> str:
    """The first headline of an article, or the heading of any rank that it begins with."""
    headlines = [text for heading in article.iter("h1") if (text := text_in(heading))]
    if headline := next((each for each in headlines if not is_of_series(each, headlines)), ""):
        return headline
    headings = [text for each in article.iter(*HEADINGS) if (text := text_in(each))]
    opens = headings and text_in(article).startswith(headings[0])
    return headings[0] if opens and not is_of_series(headings[0], headings) else ""


def _drop_title(article: Element, title: str) -> None:
    """Take the title out of the text, where it stands at the beginning once more."""
    seen = 0
    for element in article.iter():
        text = text_in(element) if tag(element) in HEADINGS else ""
        if text and is_same_title(text, title):
            detach(element)
            return
        seen += len((element.text or "").split()) + len((element.tail or "").split())
        if seen > 200:
            return


def markdown_of_fragment(text: str, base: str = "") -> str:
    """A piece of HTML as Markdown; relative links start from `base`."""
    root = tree_of(text)
    return "" if root is None else markdown_of_tree(root, base)


def markdown_of_own(text: str) -> str:
    """The text of an article in a page that octavo wrote, without title and reader's notes."""
    root = tree_of(text)
    if root is None:
        return ""
    title = next(body_of(root).iter("h1"), None)  # that of the article stands before its text
    about = None if title is None else title.getnext()
    for element in (title, about if about is not None and _is(about, "about") else None):
        if element is not None:
            detach(element)
    for element in list(root.iter("section", "sup", "li")):
        link, label = element.find("a"), element.get("data-label")
        if _is(element, "octavo-notes", "octavo-note"):
            detach(element)
        elif link is not None and label and tag(element) == "sup":
            link.text = label
    for section in list(root.iter("section")):
        if _is(section, "footnotes") and next(section.iter("li"), None) is None:
            before = section.getprevious()
            for element in (section, *([before] if before is not None else ())):
                detach(element)
    for element in list(root.iter("img", "span")):
        _lead_as_before(element)
    return markdown_of_tree(root)


def _is(element: Element, *names: str) -> bool:
    return not {*(element.get("class") or "").split()}.isdisjoint(names)


def _lead_as_before(element: Element) -> None:
    """Give a picture, or a link, the address that was not to be one in the page."""
    address, target = element.get("data-src"), element.get("data-href")
    if address and tag(element) == "span":
        element.set("alt", (element.text or "").strip("[]"))
        element.tag, element.text = "img", None
    if tag(element) == "img" and element.get("alt") == "picture":
        element.set("alt", "")  # what is written where there are no words
    if address:
        element.set("src", address)
    elif target:
        element.tag = "a"
        element.set("href", target)


def markdown_of_tree(root: Element, base: str = "") -> str:
    """All of a page as Markdown; its tree is used up."""
    notes = Notes(root)
    tidy(root)
    return with_notes(markdown_of(body_of(root), base), notes, base)


def with_notes(markdown: str, notes: Notes, base: str) -> str:
    """The text with the footnotes that it cites below it."""
    written = [markdown]
    for label, note in notes.cited_in(markdown).items():
        tidy(note)
        written.append(markdown_note(label, note, base))
    return clean("\n\n".join(written))


_HEAD = 20_000
"""Characters among which a program says that it saved the page."""

_SINGLE_FILE = lazy_pattern(
    r"<!--[^<>]{0,200}?Page saved with SingleFile\s{0,20}"
    r"url:\s{0,9}(?P<url>\S{1,4000})\s{1,20}saved date:\s{0,9}(?P<date>[^\n<>]{1,120})",
    re.IGNORECASE,
)
_SAVED_FROM = lazy_pattern(
    r"<!--\s{0,9}saved from url=\(\d{1,6}\)(?P<url>\S{1,4000})\s{0,9}-->"
)
_COMMENT = lazy_pattern(r"(?:(?<!\s)\s+)?\([^()]*\)\s*+$")
"""What a zone is called, behind a date as JavaScript writes it."""


def draft_of_saved_html(text: str, source: Source) -> Draft:
    """The article in a page that may say where it was saved from, and when.

    Raises:
        DraftRejected: If there is no text in it.
    """
    url, when = saved_from(text)
    return draft_of_html(text, replace(source, fetched=source.fetched or when), url)


def saved_from(text: str) -> tuple[str, datetime | None]:
    """The address that a saved page says it is from, or empty, and when it was saved."""
    head = text[:_HEAD]
    found = _SINGLE_FILE.search(head) or _SAVED_FROM.search(head)
    if not found or not is_web(found["url"]):
        return "", None
    date = _COMMENT.sub("", found.groupdict().get("date") or "")
    return found["url"], moment(date)
