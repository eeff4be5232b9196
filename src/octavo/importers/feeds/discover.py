"""Where the feeds of a page are: as the page says, as its links look, or as sites have them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from octavo.importers.formats.html.tree import tree_of
from octavo.importers.text.clean import clean_line
from octavo.model.url import canonical, is_web, joined
from octavo.patterns import lazy_pattern

_TYPES = lazy_pattern(
    r"\s*(?:application/(?:(?:rss|atom|rdf)(?:\+xml)?|feed\+json)|text/(?:rss|rdf|atom)(?:\+xml)?)",
    re.IGNORECASE,
)
_LOOSE_TYPES = lazy_pattern(r"\s*(?:application|text)/(?:xml|json)\b", re.IGNORECASE)
"""Types that a feed may have among other things; believed where the address agrees."""

_LIKE_A_FEED = lazy_pattern(
    r"""
      /(?:feeds?|rss|atom) (?:/ | $)
    | /(?:rss|atom|feed|index) (?:[._-]?\d)? \.(?:xml|rdf|rss|atom|json) $
    | \.(?:rss|atom|rdf) $
    | [?&](?:feed|format|type)=(?:rss|atom|feed) (?:& | \d | $)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SAYS_FEED = lazy_pattern(r"\b(?:rss|atom|feeds?|json feed|xml)\b", re.IGNORECASE)
_OF_COMMENTS = lazy_pattern(r"/comments/|comment", re.IGNORECASE)

_USUAL = (
    *("feed", "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json"),
    *("rss/", "feeds/", "feeds/posts/default", "blog/feed", "index.rdf", "?feed=rss2"),
)
"""Where programs that make sites put their feeds."""

_MOST = 30
"""Feeds of one page that a person can be asked about."""


_ALIAS = lazy_pattern(
    r"(?:(?<!\s)\s+)?(?:feed|itpc|pcast|podcast)(?::(?=https?:)|://)", re.IGNORECASE
)
"""Schemes by which feeds are handed to a program."""


def unaliased(address: str) -> str:
    """The web address in one such as `feed://blog.example/` or `feed:https://blog.example/`."""
    return _ALIAS.sub(lambda alias: "http://" if alias[0].endswith("//") else "", address)


def feeds_in_page(html: str, url: str) -> list[tuple[str, str]]:
    """The addresses and titles of the feeds that a page names, the main one first.

    Where its head names none, the links that look like feeds.
    """
    root = tree_of(html)
    if root is None:
        return []
    base = _base(root, url)
    return _each_once(_named(root, base)) or _each_once(_linked(root, base))


def usual_feeds(url: str) -> tuple[str, ...]:
    """Addresses to try for a site whose page names no feed, the likeliest first."""
    if not is_web(url):
        return ()
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    page = url.split("?")[0].split("#")[0].rstrip("/") + "/"
    below = [page + "feed", page + "rss.xml"] if page != root else []
    return tuple(dict.fromkeys([*below, *(root + path for path in _USUAL)]))


def _named(root: Element, base: str) -> Iterator[tuple[str, str]]:
    """What `<link rel="alternate">` names (RFC 5005's feeds of comments last)."""
    found = [
        (_address(link, base), clean_line(link.get("title") or ""))
        for link in root.iter("link")
        if _is_feed(link)
    ]
    found.sort(key=lambda each: bool(_OF_COMMENTS.search(f"{each[0]} {each[1]}")))
    return iter(found)


def _is_feed(link: Element) -> bool:
    rel = (link.get("rel") or "").lower().split()
    if not {"alternate", "feed"} & set(rel):
        return False
    kind = link.get("type") or ""
    loose = _LOOSE_TYPES.match(kind) and _LIKE_A_FEED.search(link.get("href") or "")
    return bool(_TYPES.match(kind) or loose or "feed" in rel)


def _linked(root: Element, base: str) -> Iterator[tuple[str, str]]:
    """The links of a page that look like feeds by their address or by what they say."""
    for link in root.iter("a"):
        address = _address(link, base)
        says = clean_line("".join(map(str, link.itertext())) or link.get("title") or "")
        short = len(says) <= 40 and _SAYS_FEED.search(says)
        path = urlsplit(address).path if address else ""
        if _LIKE_A_FEED.search(address) or (short and path.endswith((".xml", ".json"))):
            yield address, says[:100]


def _each_once(found: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    titles: dict[str, str] = {}
    for address, title in found:
        if address:
            titles[address] = titles.get(address) or title
    return list(titles.items())[:_MOST]


def _address(link: Element, base: str) -> str:
    """The web address of a link."""
    href = unaliased(link.get("href") or "").strip()
    whole = joined(base, href)
    return canonical(whole) if is_web(whole) else ""


def _base(root: Element, url: str) -> str:
    given = next((each.get("href") or "" for each in root.iter("base") if each.get("href")), "")
    whole = joined(url, given) if given else url
    return whole if is_web(whole) else url
