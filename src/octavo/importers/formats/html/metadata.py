"""What a page says of its article: in JSON-LD (https://schema.org/Article), head and text.

Its title is what the page says of it, checked by its headlines, without the name of the site.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from lxml.etree import _Element as Element

from octavo.importers.formats.html.bylines import authors_of, shown_authors, shown_date
from octavo.importers.formats.html.elements import strings, text_in
from octavo.importers.formats.html.tree import base_of
from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import moment, time
from octavo.importers.text.titles import folded, is_of_series
from octavo.model.url import canonical, is_front, is_web, joined, site_of
from octavo.patterns import lazy_pattern
from octavo.text import unescape

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


_ARTICLES = ("Article", "BlogPosting", "Report", "Posting", "Review", "Recipe", "CreativeWork")
_PAGES = ("WebPage", "ItemPage", "VideoObject", "Book")
_LONGEST = 1_000_000
"""Characters of JSON-LD that are decoded; in 338 pages the longest has 52 219."""
_WRAPPING = lazy_pattern(
    r"^\s*+(?:<!--|(?:(?:/\*|//)\s*+)?<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?:/\*|//)?(?<!\s)\s*\]\]>\s*+(?:\*/)?)\s*+$"
)
"""What pages put around it to hide it from parsers of other times."""

_Item = Mapping[str, object]


_SEPARATOR = lazy_pattern(r"(?<!\s)\s+[|\-–—·•»«/›:]+\s+|(?:(?<!\s)\s+)?[|»]\s*|:\s+(?=[^:]*$)")
_STRONG_SEPARATOR = lazy_pattern(
    r"(?<!\s)\s+(?:[|–—»]|::?)\s+|(?:(?<!\s)\s+)?[|»]\s*|(?<=\w{3})\s+-\s+(?=[A-Z])"
)
_TAGGED = lazy_pattern(
    r"(?i)<(em|i|b|strong|span|sup|sub|code|u|mark|small|cite|q)\b[^<>]{0,200}>([^<>]*)</\1>"
)
"""Words in tags that were escaped, as they are no part of a title."""

_PLACEHOLDER = lazy_pattern(
    r"\{\{.*\}\}|\[object \w+\]|undefined|null|title|home|index"
    r"|(?:untitled|new)(?: (?:document|page|tab|\d+))*|document|web ?page|unbenannt\w*(?: \w+)?"
    r"|sans titre|sin t[ií]tulo|senza titolo|sem t[ií]tulo|без названия|無題|无标题|제목 없음"
)


class PageMetadata(NamedTuple):
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
    body: str = ""
    """The whole text of the article, where it says that too."""


def page_metadata(root: Element, url: str = "") -> PageMetadata:
    """Gather it from the places that say it best first; `url` is where the page came from."""
    head = _Head(root)
    item = described(root)
    address = _address(root, head, url)
    publisher = next(iter(_names_in(item.get("publisher"))), "")
    site = _line(head.first(*_SITE) or publisher) or site_of(address)
    titles = [_text_of(item, "headline", "name"), *head.all(*_TITLE)]
    said = [_names_in(item.get("author")), head.all(*_AUTHOR), shown_authors(root)]
    dates = [_text_of(item, "datePublished", "dateCreated"), *head.all(*_PUBLISHED)]
    return PageMetadata(
        title=best_title(root, titles, site),
        authors=authors_of(said, site),
        site=site,
        published=next(filter(None, map(moment, dates)), None) or _date_shown(root, dates),
        language=_language(root) or _text_of(item, "inLanguage") or head.first(*_LANGUAGE),
        excerpt=_line(_text_of(item, "description") or head.first(*_EXCERPT)),
        url=address,
        base=base_of(root, url or address),
        body=_text_of(item, "articleBody"),
    )


def _date_shown(root: Element, dates: Iterable[str]) -> datetime | None:
    """The date that a page shows, but for one beside the year that is all that it declares."""
    start, shown = next(filter(None, map(time, dates)), None), shown_date(root)
    return shown if not start or (shown and shown.year == start.year) else start


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
        if is_web(whole) and not (is_front(whole) and is_web(url) and not is_front(url)):
            return canonical(whole)
    return canonical(url) if is_web(url) else ""


def _is_canonical(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _line(text: str) -> str:
    return clean_line(unescape(text))


def described(root: Element) -> _Item:
    """The item that describes the article, or else the page; empty if none does."""
    items = items_of(root)
    for kinds in (_ARTICLES, _PAGES):
        for item in items:
            if any(kind_of_item(item).endswith(kind) for kind in kinds) and "@type" in item:
                return item
    return {}


def items_of(root: Element) -> list[_Item]:
    """All items of the JSON-LD in a page."""
    return [item for script in root.iter("script") for item in _items_in(script)]


def _names_in(value: object, depth: int = 4) -> tuple[str, ...]:
    """The names of people or organisations, in any of the shapes that pages give them.

    What is nested deeper than pages nest it has none.
    """
    if depth == 0:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return _names_in(value.get("name"), depth - 1) if value.get("name") else ()
    if isinstance(value, list):
        return tuple(name for item in value[:20] for name in _names_in(item, depth - 1))
    return ()


def _text_of(item: _Item, *names: str) -> str:
    """The first of some fields that is a text."""
    values = (item.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _items_in(script: Element) -> Iterator[_Item]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = "".join(strings(script))
    if len(text) > _LONGEST:
        return
    text = _WRAPPING.sub("", text)
    try:
        yield from _flat(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return


def _flat(value: object, depth: int = 4) -> Iterator[_Item]:
    """The items in a value, those of a graph among them."""
    if depth and isinstance(value, list):
        for item in value[:200]:
            yield from _flat(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            if isinstance(value.get(name), list | dict):
                yield from _flat(value[name], depth - 1)


def kind_of_item(item: _Item) -> str:
    """The first of its types."""
    kind = item.get("@type")
    if isinstance(kind, list):
        kind = next((each for each in kind if isinstance(each, str)), "")
    return kind if isinstance(kind, str) else ""


def best_title(root: Element, said: Iterable[str], site: str) -> str:
    """The title that the page gives best: what is said of it, checked by its headlines."""
    headlines = [text for text in map(_shown, map(text_in, root.iter("h1"))) if folded(text)]
    headlines = [text for text in headlines if not is_of_series(text, headlines)]
    window = next((_shown(text_in(element)) for element in root.iter("title")), "")
    titles = [*filter(_means_something, map(_shown, said)), _shorter_window(window, headlines)]
    titles.sort(key=lambda title: not _is_seen(title, [window, *headlines]))
    for title in filter(_means_something, titles):
        if shown := _headline_in(title, headlines):
            return shown
        if (shorter := _without_site(title, site)) and folded(shorter) != folded(site):
            return shorter
    return next(filter(_means_something, [*headlines, window]), "")


def _is_seen(title: str, shown: Iterable[str]) -> bool:
    """Whether the page shows a title, as a whole or in part."""
    whole = folded(title)
    return any(whole[:20] in part or part in whole for part in map(folded, shown) if part)


def _shorter_window(title: str, headlines: Iterable[str]) -> str:
    """The title of a window without the site's name at its end, which no headline has."""
    *_, last = [None, *_STRONG_SEPARATOR.finditer(title)]
    if not last or folded(title) in map(folded, headlines):
        return title
    is_site = len(title[: last.start()].split()) >= 2 and len(title[last.end() :].split()) <= 4
    return title[: last.start()].strip() if is_site else title


def _means_something(title: str) -> bool:
    return bool(folded(title)) and not _PLACEHOLDER.fullmatch(title.strip().lower())


def _headline_in(title: str, headlines: Iterable[str]) -> str:
    """The headline that a title repeats, with something before or after it."""
    for headline in headlines:
        whole, part = folded(title), folded(headline)
        if whole == part:
            return headline
        if len(part) > 2 and part in map(folded, _shortened(title)):
            return headline
    return ""


def _without_site(title: str, site: str) -> str:
    labels = [label for label in site.split(".") if len(label) > 3]
    names = {folded(name) for name in (site, site.rpartition(".")[0], *labels)} - {""}
    for separator in _SEPARATOR.finditer(title):
        before, after = title[: separator.start()], title[separator.end() :]
        if folded(after) in names and before.strip():
            return before.strip()
        if folded(before) in names and after.strip():
            return after.strip()
    return title


def _shortened(title: str) -> Iterator[str]:
    """A title without its first or last piece, and without more of them."""
    for separator in _SEPARATOR.finditer(title):
        before, after = title[: separator.start()], title[separator.end() :]
        yield before
        if 8 <= len(folded(after)) > len(folded(before)):
            yield after


def _shown(text: str) -> str:
    return clean_line(_TAGGED.sub(r"\2", unescape(text))).rstrip("¶ ")
