"""Web pages: the article in them, as Markdown that keeps its structure."""

from lxml.etree import _Element as Element

from octavo.importers.formats.html.article import find_article
from octavo.importers.formats.html.blocks import markdown_note, markdown_of
from octavo.importers.formats.html.elements import HEADINGS, detach, tag, text_in
from octavo.importers.formats.html.footnotes import Notes
from octavo.importers.formats.html.metadata import About, about_page
from octavo.importers.formats.html.prune import lightened, too_large
from octavo.importers.formats.html.tidy import tidy
from octavo.importers.formats.html.tree import body_of, tree_of
from octavo.importers.formats.html.unlinked_footnotes import link_notes, localise
from octavo.importers.text.clean import clean, clean_line
from octavo.importers.text.language import language_of
from octavo.importers.text.titles import is_same_title, shortened, title_of_name, title_of_text
from octavo.model.article import Source, excerpt_of
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected

__all__ = ["draft_of_html", "markdown_of_fragment"]


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
    about = about_page(root, url)
    localise(root, url, about.url)
    link_notes(root)
    notes = Notes(root)
    tidy(root)
    article = find_article(root)
    title = about.title or _first_headline(article)
    _drop_title(article, title)
    _drop_portraits(article, about.authors)
    body = _with_notes(markdown_of(article, about.base), notes, about.base)
    if not body.strip():
        raise DraftRejected(source.name, "there is no text in this page")
    return _draft(about, title, body, source)


def markdown_of_fragment(text: str, base: str = "") -> str:
    """A piece of HTML as Markdown, all of it, as feeds and mails carry it."""
    root = tree_of(text)
    if root is None:
        return ""
    notes = Notes(root)
    tidy(root)
    return _with_notes(markdown_of(body_of(root), base), notes, base)


def _with_notes(markdown: str, notes: Notes, base: str) -> str:
    """The text with the footnotes that it cites below it."""
    written = [markdown]
    for label, note in notes.cited_in(markdown).items():
        tidy(note)
        written.append(markdown_note(label, note, base))
    return clean("\n\n".join(written))


def _draft(about: About, title: str, body: str, source: Source) -> Draft:
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
    )


def _first_headline(article: Element) -> str:
    return next((text for heading in article.iter("h1") if (text := text_in(heading))), "")


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


def _drop_portraits(article: Element, authors: tuple[str, ...]) -> None:
    """Take out the pictures of the authors, which stand beside their bylines."""
    for image in list(article.iter("img")):
        if any(is_same_title(image.get("alt") or "", author) for author in authors):
            detach(image)
