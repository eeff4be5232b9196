"""A page as a draft, or pieces of HTML as Markdown."""

import html
import re
from copy import deepcopy

from lxml.etree import _Element as Element

from octavo.importers.formats.html.blocks import markdown_note, markdown_of
from octavo.importers.formats.html.elements import HEADINGS, detach, tag, text_in
from octavo.importers.formats.html.extraction import find_article
from octavo.importers.formats.html.footnotes import Notes, link_notes, localise
from octavo.importers.formats.html.metadata import PageMetadata, page_metadata
from octavo.importers.formats.html.provenance import PageDeclarations
from octavo.importers.formats.html.text_runs import word_count
from octavo.importers.formats.html.tidy import tidy
from octavo.importers.formats.html.tree import body_of, lightened, too_large, tree_of
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean, clean_line
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

_LEAST = 0.5
"""The share that an article found in a mail must have of it, or in a page of what the page
tells programs, to be all of it."""

_TAG = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol)\b[^<>]{0,500}>", re.IGNORECASE)


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
    title = title or title_of_name(source.name) or title_of_text(body)
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
    root = tree_of(lightened(text))
    if root is None:
        return ""
    whole = markdown_of_tree(deepcopy(root))
    _, _, article = _article(root, "")
    return article if len(article) >= _LEAST * len(whole) else whole


def _article(root: Element, url: str) -> tuple[PageMetadata, str, str]:
    """What a page says of itself, the title that it has or shows, and its article."""
    about = page_metadata(root, url)
    localise(root, url, about.url)
    link_notes(root)
    notes = Notes(root)
    tidy(root)
    article = find_article(root)
    title = about.title or _first_headline(article)
    _drop_title(article, title)
    body = with_notes(markdown_of(article, about.base), notes, about.base)
    if word_count(body) < _LEAST * word_count(about.body):
        body = _said_article(about.body, about.base)
    return about, title, body


def _said_article(text: str, base: str) -> str:
    """The article as a page tells it to programs, in tags or in lines."""
    if _TAG.search(text):
        return markdown_of_fragment(text, base)
    return clean(body_markdown(html.unescape(text).splitlines()))


def _first_headline(article: Element) -> str:
    headlines = [text for heading in article.iter("h1") if (text := text_in(heading))]
    return next((text for text in headlines if not is_of_series(text, headlines)), "")


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
