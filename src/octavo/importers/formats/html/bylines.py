"""Who wrote a page and when, as it shows to its readers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import classes, strings, tag, text_in
from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import date_in, date_of_line, moment
from octavo.importers.text.names import byline, names_of
from octavo.importers.text.titles import folded
from octavo.patterns import lazy_pattern

_BYLINE = lazy_pattern(
    r"(?:^|[\s_-])(?:by-?line|author|author-?name|post-author|entry-author)(?:$|[\s_-])"
)
_NAME = lazy_pattern(r"(?:^|[\s_-])(?:fn|name|author-?name|by-?author)(?:$|[\s_-])")
_DATE = lazy_pattern(
    r"(?:^|[\s_-])(?:date|published|pubdate|post-date|entry-date|timestamp|dateline|age)(?:$|[\s_-])"
)
_NOT_THE_ARTICLE = lazy_pattern(r"comment|related|sidebar|recommend|footer|widget|promo|teaser")
_OF_FACTS = lazy_pattern(r"(?:^|[\s_-])(?:infobox|vevent|ambox)")
"""Around what is told of the thing that an article is about, or of what the article lacks."""
_OF_ANSWERS = lazy_pattern(
    r"(?:^|[\s_-])(?:comments?|repl(?:y|ies)|mentions?|h-cite)(?:$|[\s_-])"
)
"""Around what others wrote on the article."""
_OF_BIO = lazy_pattern(r"(?:^|[\s_-])(?:bio|biography)(?:$|[\s_-])")
"""Tells more of an author than a name."""
_BY = lazy_pattern(
    r"^(?:(?:written|posted|published)\s+)?(?:by|par|por|von|di|door):?\s+", re.I
)
_EDITED = lazy_pattern(
    r"(?<![\s,;|])[\s,;|]+(?:edited|reviewed|photos?|illustrat\w+|translated) by\b", re.I
)
_NOT_A_NAME = lazy_pattern(
    r"https?:|www\.|@|\d|[<>{}\[\]|:]|^(?:admin|administrator|staff|editors?|authors?|unknown|guest"
    r"|webmaster|anonymous|by|(?:last )?updated.*|posted(?: on)?|published|follow.*|share"
    r"|view.*|more.*)$",
    re.IGNORECASE,
)
_FIRST = 8_000
"""Elements of a page, among which its bylines are; 338 pages show no others in half or double,
the largest having 9 888."""

_NEAR = 15
"""Elements before the headline, among which date and byline may stand; four times as many
after. With half of it one date less is found in 338 pages, with double one author and two dates
more, but also an author where there is none."""

_LONGEST_BYLINE = 80
"""Characters of a line that is a credit and nothing else. Half and double find the same."""


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
        if not _is_byline(element) or _is_of_answers(element):
            continue
        if names := _names_shown(element):
            parent = element.getparent()
            beside = [] if parent is None else [e for e in parent if _is_byline(e)]
            return names + [name for other in beside for name in _names_shown(other)]
    return list(_written_bylines(root))


def shown_date(root: Element) -> datetime | None:
    """The date that a page shows as its own: nearest to its headline, or the first marked."""
    elements = list(_elements(root))
    dates = map(_date_of, _near_headline(root, elements))
    return next(filter(None, dates), None) or _first_marked_date(elements)


def _near_headline(root: Element, elements: Sequence[Element]) -> Iterator[Element]:
    """The elements around the headline of a page, the nearest first; none without one."""
    headline = next((e for e in root.iter("h1", "h2") if text_in(e)), None)
    if headline not in elements:
        return
    place = elements.index(headline)
    near = range(max(0, place - _NEAR), min(len(elements), place + 4 * _NEAR))
    for index in sorted(near, key=lambda index: abs(index - place)):
        yield elements[index]


def _first_marked_date(elements: Sequence[Element]) -> datetime | None:
    times = (_date_of(element) for element in elements if tag(element) == "time")
    named = (_date_of(element) for element in elements if _is_date(element))
    return next(filter(None, times), None) or next(filter(None, named), None)


def _date_of(element: Element) -> datetime | None:
    """The date that an element is there to give, or that is all that stands in it."""
    if tag(element) == "time":
        return moment(element.get("datetime") or "") or moment(text_in(element))
    if _is_date(element):
        for said in (element.get("content"), element.get("title"), text_in(element)):
            found = date_in(said) if said and 5 < len(said) < 80 else None
            if when := moment(said) or (found[0] if found else None):
                return when
        return None
    line = text_in(element) if not len(element) else clean_line(element.text or "")
    return date_of_line(line) if 5 < len(line) < 60 else None


def _is_date(element: Element) -> bool:
    return element.get("itemprop") == "datePublished" or bool(_DATE.search(classes(element)))


def _names(value: str) -> Iterator[str]:
    value = _EDITED.split(_BY.sub("", clean_line(value)))[0]
    for name in byline(f"By {value}") or names_of(value):
        if not _NOT_A_NAME.search(name) and 2 <= len(name) <= 60 and len(name.split()) <= 6:
            yield name


def _names_shown(element: Element) -> list[str]:
    """The names in a byline: those that are marked, linked, or all that stands in it."""
    below = [e for e in element.iter() if e is not element and tag(e)]
    marked = [e for e in below if e.get("itemprop") == "name" or _NAME.search(classes(e))]
    linked = [e for e in below if tag(e) == "a"]
    whole = [] if _OF_BIO.search(classes(element)) else [element]
    for place in (marked, linked, whole):
        texts = [clean_line(" ".join(strings(e))) for e in place]
        names = [text for text in texts if len(text) < 100 and any(_names(text))]
        if names:
            return names
    return []


def _elements(root: Element) -> Iterator[Element]:
    """The elements that may say something of the article itself."""
    facts = set[Element | None]()
    for element in islice(root.iter(), _FIRST):
        if element.getparent() in facts or _OF_FACTS.search(classes(element)):
            facts.add(element)
        elif tag(element) and not _NOT_THE_ARTICLE.search(classes(element)):
            yield element


def _is_of_answers(element: Element) -> bool:
    """Whether an element is of an answer to the article, before which there are paragraphs.

    On the page of a discussion the first post may be called a comment, too.
    """
    around = (each for each in element.iterancestors() if tag(each) not in ("html", "body"))
    answers = [each for each in around if _OF_ANSWERS.search(classes(each))]
    return bool(answers) and bool(answers[-1].xpath("boolean(preceding::p[normalize-space()])"))


def _is_byline(element: Element) -> bool:
    marks = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".split()
    if "author" in marks:
        return True
    names = tag(element) in ("a", "p", "span", "div", "address", "li", "cite", "ul")
    return names and _BYLINE.search(classes(element)) is not None


def _written_bylines(root: Element) -> Iterator[str]:
    """A line such as `By Ann Lee` that stands by itself near the headline."""
    elements = list(_elements(root))
    for element in list(_near_headline(root, elements)) or elements[: 4 * _NEAR]:
        is_short = tag(element) in ("p", "span", "div", "address") and len(element) < 4
        text = text_in(element) if is_short else ""
        if len(text) < _LONGEST_BYLINE and byline(text):
            yield text
            return
