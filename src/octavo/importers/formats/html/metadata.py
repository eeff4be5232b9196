"""What a page says about its article: in JSON-LD, in its head, and in what it shows."""

import html
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from octavo.importers.formats.html.bylines import authors_of, shown_authors, shown_date
from octavo.importers.formats.html.json_ld import article_of, names_in, text_of
from octavo.importers.formats.html.titles import best_title
from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import moment
from octavo.model.url import canonical, is_web, joined, site_of

_TITLE = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title", "title")
_SITE = ("og:site_name", "application-name", "dc.publisher", "twitter:site:name")
_AUTHOR_NAMES = """
author article:author parsely-author sailthru.author dc.creator citation_author byl
og:article:author article:author_name author.name twitter:data1
"""
_AUTHOR = _AUTHOR_NAMES.split()
_DATE_NAMES = """
article:published_time og:article:published_time datepublished parsely-pub-date sailthru.date
dc.date dc.date.issued dcterms.date dcterms.created citation_publication_date citation_date
publish-date publish_date pubdate article.published published-date date og:pubdate
dc.terms.issued
"""
_PUBLISHED = _DATE_NAMES.split()
_EXCERPT = ("og:description", "description", "twitter:description", "dc.description")
_LANGUAGE = ("content-language", "og:locale", "dc.language", "language", "inlanguage")


class About(NamedTuple):
    """What is known of a page without its text."""

    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    published: datetime | None = None
    language: str = ""
    excerpt: str = ""
    url: str = ""
    base: str = ""
    """Where relative links start from."""


def about_page(root: Element, url: str = "") -> About:
    """Gather it from the places that say it best first; `url` is where the page came from."""
    head = _Head(root)
    item = article_of(root)
    address = _address(root, head, url)
    publisher = next(iter(names_in(item.get("publisher"))), "")
    site = _line(head.first(*_SITE) or publisher) or site_of(address)
    titles = [text_of(item, "headline", "name"), *head.all(*_TITLE)]
    said = [names_in(item.get("author")), head.all(*_AUTHOR), shown_authors(root)]
    dates = [text_of(item, "datePublished", "dateCreated"), *head.all(*_PUBLISHED)]
    return About(
        title=best_title(root, titles, site),
        authors=authors_of(said, site),
        site=site,
        published=next(filter(None, map(moment, dates)), None) or shown_date(root),
        language=_language(root) or text_of(item, "inLanguage") or head.first(*_LANGUAGE),
        excerpt=_line(text_of(item, "description") or head.first(*_EXCERPT)),
        url=address,
        base=_base(root, url or address),
    )


class _Head:
    """The `meta` elements of a page by their names."""

    def __init__(self, root: Element) -> None:
        self._values: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            value = element.get("content") or element.get("value") or ""
            names = " ".join(element.get(key) or "" for key in ("property", "name", "itemprop"))
            for name in [*names.lower().split(), (element.get("http-equiv") or "").lower()]:
                if value.strip():
                    self._values.setdefault(name, []).append(value)

    def all(self, *names: str) -> list[str]:
        """All values under these names, those of the first name first."""
        return [value for name in names for value in self._values.get(name, ())]

    def first(self, *names: str) -> str:
        """The first of them, or empty."""
        return next(iter(self.all(*names)), "")


def _language(root: Element) -> str:
    return root.get("lang") or root.get("xml:lang") or ""


def _address(root: Element, head: _Head, url: str) -> str:
    """The canonical address, by what the page says or where it came from.

    A site that calls its front page the canonical address of all pages is not believed.
    """
    said = [link.get("href") or "" for link in root.iter("link") if _is_canonical(link)]
    for address in [*said, *head.all("og:url", "twitter:url")]:
        whole = joined(url, address)
        if is_web(whole) and not (_is_front(whole) and is_web(url) and not _is_front(url)):
            return canonical(whole)
    return canonical(url) if is_web(url) else ""


def _is_front(address: str) -> bool:
    """Whether an address is that of a whole site."""
    parts = urlsplit(canonical(address))
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def _is_canonical(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _base(root: Element, address: str) -> str:
    given = next((base.get("href") or "" for base in root.iter("base") if base.get("href")), "")
    whole = joined(address, given) if given else address
    return whole if is_web(whole) else ""


def _line(text: str) -> str:
    return clean_line(html.unescape(text))
