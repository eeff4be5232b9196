"""Who wrote a page and when, as it shows to its readers."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from lxml.etree import _Element as Element

from octavo.importers.clean import clean_line
from octavo.importers.dates import date_in, moment
from octavo.importers.fields import names_of
from octavo.importers.html.elements import HEADINGS, classes, strings, tag, text_in
from octavo.importers.naming import folded
from octavo.importers.plain.datelines import date_of_line
from octavo.importers.plain.people import byline

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|author-?name|post-author|entry-author)(?:$|[\s_-])"
)
_NAME = re.compile(r"(?:^|[\s_-])(?:fn|name|author-?name|by-?author)(?:$|[\s_-])")
_DATE = re.compile(
    r"(?:^|[\s_-])(?:date|published|pubdate|post-date|entry-date|timestamp|dateline)(?:$|[\s_-])"
)
_NOT_THE_ARTICLE = re.compile(r"comment|related|sidebar|recommend|footer|widget|promo|teaser")
_BY = re.compile(r"^(?:(?:written|posted|published)\s+)?(?:by|par|por|von|di|door):?\s+", re.I)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d|[<>{}\[\]|:]|^(?:admin|administrator|staff|editor|author|unknown|guest"
    r"|webmaster|anonymous|by|posted(?: on)?|published|follow.*|share|view.*|more.*)$",
    re.IGNORECASE,
)
_FIRST = 8_000
"""Elements of a page, among which its bylines are."""

_NEAR = 12
"""Short texts after the headline, among which its date may stand."""


def authors_of(said: Iterable[Iterable[str]], site: str) -> tuple[str, ...]:
    """The names in the first of some places that has any, without the site's own."""
    for place in said:
        names: dict[str, str] = {}
        for value in place:
            for name in _names(value) if folded(value) != folded(site) else ():
                names.setdefault(folded(name), name)
        names.pop(folded(site), None)
        if names:
            return tuple(names.values())[:12]
    return ()


def shown_authors(root: Element) -> list[str]:
    """The names that stand in the first byline of a page."""
    for element in _elements(root):
        if _is_byline(element) and (names := _names_shown(element)):
            parent = element.getparent()
            beside = [] if parent is None else [e for e in parent if _is_byline(e)]
            return names + [name for other in beside for name in _names_shown(other)]
    return list(_written_bylines(root))


def shown_date(root: Element) -> datetime | None:
    """The date that a page shows as its own: marked as one, or near its headline."""
    for element in _elements(root):
        if tag(element) == "time":
            when = moment(element.get("datetime") or "") or moment(text_in(element))
            if when:
                return when
    for element in _elements(root):
        is_date = element.get("itemprop") == "datePublished" or _DATE.search(classes(element))
        text = text_in(element) if is_date else ""
        if 5 < len(text) < 80 and (found := date_in(text)):
            return found[0]
    return next(filter(None, map(date_of_line, _texts_near_headline(root))), None)


def _names(value: str) -> Iterator[str]:
    value = _BY.sub("", clean_line(value))
    for name in byline(f"By {value}") or names_of(value):
        if not _NOT_A_NAME.search(name) and 2 <= len(name) <= 60 and len(name.split()) <= 6:
            yield name


def _names_shown(element: Element) -> list[str]:
    """The names in a byline: those that are marked, linked, or all that stands in it."""
    below = [e for e in element.iter() if e is not element and tag(e)]
    marked = [e for e in below if e.get("itemprop") == "name" or _NAME.search(classes(e))]
    linked = [e for e in below if tag(e) == "a"]
    for place in (marked, linked, [element]):
        texts = [clean_line(" ".join(strings(e))) for e in place]
        names = [text for text in texts if len(text) < 100 and any(_names(text))]
        if names:
            return names
    return []


def _elements(root: Element) -> Iterator[Element]:
    """The elements that may say something of the article itself."""
    first = islice(root.iter(), _FIRST)
    return (e for e in first if tag(e) and not _NOT_THE_ARTICLE.search(classes(e)))


def _is_byline(element: Element) -> bool:
    marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".split()
    if "author" in marks:
        return True
    names = tag(element) in ("a", "p", "span", "div", "address", "li", "cite", "ul")
    return names and _BYLINE.search(classes(element)) is not None


def _written_bylines(root: Element) -> Iterator[str]:
    """A line such as `By Ann Lee` that stands by itself near the headline."""
    for element in islice(root.iter("p", "span", "div", "address"), _FIRST // 4):
        text = text_in(element) if len(element) < 4 else ""
        if len(text) < 80 and byline(text):
            yield text
            return


def _texts_near_headline(root: Element) -> Iterator[str]:
    """The first short texts after the first headline."""
    headline = next((e for e in root.iter("h1", "h2") if text_in(e)), None)
    if headline is None:
        return
    seen = 0
    for element in _following(headline):
        text = text_in(element) if not len(element) else clean_line(element.text or "")
        if 5 < len(text) < 60 and tag(element) not in HEADINGS:
            yield text
            seen += 1
            if seen == _NEAR:
                return


def _following(element: Element) -> Iterator[Element]:
    """The elements after one, in the order of the page."""
    for above in [element, *element.iterancestors()]:
        for sibling in above.itersiblings():
            yield from (e for e in sibling.iter() if tag(e))
