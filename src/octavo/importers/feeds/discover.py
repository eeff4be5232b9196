"""Where feeds are named: by pages, and in the lists that readers exchange, OPML and FOAF.

A page names its feeds itself, or has links that look like theirs, or has them where sites do.
OPML: http://opml.org/spec2.opml. FOAF (http://xmlns.com/foaf/spec/): agents with a `weblog`,
whose `rdfs:seeAlso` is a channel of RSS, as planets of weblogs have them.

Large because a list is read, and what is wrong in it told and kept, row by row.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from octavo.importers.child_process import bounded
from octavo.importers.text.clean import clean, clean_line, unescaped
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.titles import legal_tag, shortened
from octavo.importers.text.xml import (
    ATTRIBUTE,
    BREAKS_OFF,
    declares_entities,
    documents_in,
    is_closed,
    local_name,
    tree_of_xml,
)
from octavo.model.errors import DraftRejected, InvalidTag
from octavo.model.tag import Tag
from octavo.model.url import canonical, is_web, joined
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST = 10 * 1024 * 1024
"""Bytes; 10 000 feeds are a fifth of it."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DEEPEST = 40
_LONGEST_PATH = 200
"""Folders, and characters of all their names together, that become one tag."""

_KNOWN = frozenset(("text", "title", "type", "xmlurl", "htmlurl", "category"))
_NO_NAME = lazy_pattern(r"^\{.*\}|^[^a-zA-Z_]|[^\w.-]", re.ASCII)
_START = lazy_pattern(
    r"[\s\ufeff\ufffd]*(?>(?:(?><!--.*?-->)\s*|<[?!](?!--)[^<>]*>?[\s\]>]*)*)"
    r"(?:<opml[\s>]|<rdf:RDF\b[^<>]{0,3000}xmlns\.com/foaf)",
    re.IGNORECASE | re.DOTALL,
)
"""The root of a list, after declarations and comments; a text about lists has it further in."""

_OUTLINE = lazy_pattern(r"<outline\b([^<]*)>", re.IGNORECASE)
_WELL_FORMED = lazy_pattern(
    r"(?>(?:\s++[\w:.-]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))*)\s*+/?", re.IGNORECASE
)


class Outline(Struct, frozen=True, kw_only=True):
    """One feed of a list."""

    url: str
    """The address of the feed, canonical."""
    title: str = ""
    page: str = ""
    tags: frozenset[Tag] = frozenset()
    """The folders that it lies in, as `a/b`, and its categories."""
    attributes: dict[str, str] = {}
    """What octavo does not know, kept for the way out."""


class OutlineRow(Struct, frozen=True):
    """One feed of a list, or the reason why it is none."""

    place: str
    """Where it stands, for the ledger: `outline 12`."""
    outline: Outline | DraftRejected
    raw: str = ""
    """One that was rejected, in its folders, to be mended."""


def is_opml(text: str) -> bool:
    """Whether a text is a list of feeds, told by its beginning."""
    return _START.match(text, 0, 5_000) is not None


@bounded
def outlines_of(data: bytes, name: str) -> tuple[OutlineRow, ...]:
    """The feeds in an OPML file, or in several of one; each outline that should be is a row.

    Raises:
        DraftRejected: If it is no OPML, or one that could do harm.
    """
    rows = list[OutlineRow]()
    for text in documents_in(_text_of(data, name)):
        root = tree_of_xml(_OUTLINE.sub(_requoted, text))
        if root is None:
            raise DraftRejected(name, "it is broken, or nested too deeply")
        leaves = _channels(root) if local_name(root) == "rdf" else _leaves(root)
        for number, (element, folders) in enumerate(leaves, len(rows) + 1):
            rows.append(_row(element, folders, name, number))
        if not is_closed(text, local_name(root)):
            rows.append(OutlineRow("the end", DraftRejected(name, BREAKS_OFF)))
    return tuple(rows)


def _row(element: "Element", folders: tuple[str, ...], name: str, number: int) -> OutlineRow:
    place = f"outline {number}"
    try:
        return OutlineRow(place, _outline(element, folders, f"{name}, {place}"))
    except DraftRejected as rejection:
        return OutlineRow(place, rejection, _raw(element, folders))


def collected_outlines(raws: Sequence[str]) -> str:
    """Some raw outlines as a list."""
    body = "".join(f"    {raw}\n" for raw in raws)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <body>\n'
        f"{body}  </body>\n</opml>\n"
    )


def _raw(element: "Element", folders: tuple[str, ...]) -> str:
    """An outline alone, as XML, with those that it lies in unless they are named endlessly."""
    facts = {
        _NO_NAME.sub("_", str(key)): html.escape(str(value))
        for key, value in element.attrib.items()
    }
    alone = "<outline" + "".join(f' {key}="{facts[key]}"' for key in facts) + "/>"
    for folder in reversed(folders if len("/".join(folders)) <= _LONGEST_PATH else ()):
        alone = f'<outline text="{html.escape(folder)}">{alone}</outline>'
    return alone


def _requoted(found: re.Match[str]) -> str:
    """The tag of an outline with the quotes inside of its values escaped."""
    if _WELL_FORMED.fullmatch(found[1]):
        return found[0]
    facts = {
        name: value[1:-1] if value[:1] in ("'", '"') else value
        for name, value in reversed(ATTRIBUTE.findall(found[1]))
    }
    escaped = (f' {name}="{value.replace(chr(34), "&quot;")}"' for name, value in facts.items())
    return f"<outline{''.join(escaped)}{'/' if found[1].rstrip().endswith('/') else ''}>"


def _text_of(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        raise DraftRejected(name, f"it is too large: more than {LARGEST // 2**20} MB")
    text = decode(data, name, declared_encoding(data))
    if not is_opml(text):
        raise DraftRejected(name, "it is not OPML")
    if declares_entities(text):
        raise DraftRejected(name, "it declares entities or a DTD, which could do harm")
    return text


def _channels(root: "Element") -> "Iterator[tuple[Element, tuple[str, ...]]]":
    """The channels of a list in RDF as outlines, each with the name and page of its owner."""
    from lxml import etree

    for channel in [each for each in root.iter() if local_name(each) == "channel"]:
        agent = next((e for e in channel.iterancestors() if local_name(e) == "agent"), None)
        page = agent.find("{*}weblog") if agent is not None else None
        titles = (e.findtext(".//{*}title") for e in (page, channel) if e is not None)
        names = (agent.findtext("{*}name") for agent in [agent] if agent is not None)
        title = next((each for each in (*titles, *names) if each and each.strip()), "")
        facts = {"text": title, "xmlUrl": _resource(channel), "htmlUrl": _resource(page)}
        yield etree.Element("outline", {key: each for key, each in facts.items() if each}), ()


def _resource(element: "Element | None") -> str:
    """What an element of RDF is about, or is itself inside."""
    inside = [] if element is None else [element, *element]
    found = (e.get(f"{_RDF}{name}") for e in inside for name in ("about", "resource"))
    return next(filter(None, found), "")


def _leaves(root: "Element") -> "Iterator[tuple[Element, tuple[str, ...]]]":
    """The outlines that are or should be feeds, with the folders that they lie in."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        if element is not root and _is_outline(element):
            facts = _attributes(element)
            inside = any(_is_outline(child) for child in element)
            if "xmlurl" in facts or (not inside and _should_be_feed(facts)):
                yield element, folders
            elif (folder := facts.get("text") or facts.get("title") or "") and len(
                folders
            ) < _DEEPEST:
                folders = (*folders, folder)
        waiting += [(child, folders) for child in reversed(element)]


def _is_outline(element: "Element") -> bool:
    return local_name(element) == "outline"


def _should_be_feed(facts: Mapping[str, str]) -> bool:
    """Whether an outline without the address of a feed lacks it by mistake."""
    return bool(
        {"url", "htmlurl"} & facts.keys() or facts.get("type", "").lower() in ("rss", "atom")
    )


def _attributes(element: "Element") -> dict[str, str]:
    return {str(key).lower(): clean(str(value)) for key, value in element.attrib.items()}


def _outline(element: "Element", folders: tuple[str, ...], name: str) -> Outline:
    """The feed in an outline.

    Raises:
        DraftRejected: If it has no address that a feed can have.
    """
    facts = _attributes(element)
    url = unaliased(facts.get("xmlurl", "").strip())
    if not is_web(url):
        raise DraftRejected(name, _why_no_feed(facts, url))
    text, called = (clean_line(unescaped(facts.get(key, ""))) for key in ("text", "title"))
    title = called or text
    page = facts.get("htmlurl", "").strip()
    return Outline(
        url=canonical(url),
        title=shortened(title),
        page=canonical(page) if is_web(page) else "",
        tags=_tags(folders, facts.get("category", "")),
        attributes=_unknown(element, text if text != title else ""),
    )


def _why_no_feed(facts: Mapping[str, str], url: str) -> str:
    if url:
        return f"{url[:200]} is no web address"
    if facts.get("type", "").lower() == "link" or "url" in facts:
        return "it is a link to a page, not a feed"
    return "it has no address of a feed"


def _tags(folders: tuple[str, ...], category: str) -> frozenset[Tag]:
    """The tags for the folders, and for the slash paths of the categories."""
    paths = ["/".join(folders), *(path.strip().strip("/") for path in category.split(","))]
    return frozenset(tag for path in paths if path.strip("/ ") and (tag := _tag(path)))


def _tag(name: str) -> Tag | None:
    """The tag of this very name, or what is legal of it."""
    try:
        return Tag(name)
    except InvalidTag:
        return legal_tag(name)


def _unknown(element: "Element", text: str) -> dict[str, str]:
    """What is to be kept of an outline: the attributes of others, and a text beside a title."""
    kept = {
        str(key): clean(str(value))
        for key, value in element.attrib.items()
        if str(key).lower() not in _KNOWN
    }
    kind = clean_line(element.get("type") or "")
    if kind.lower() not in ("", "rss"):
        kept["type"] = kind
    return kept | ({"text": text} if text else {})


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


def feeds_in_page(page: str, url: str) -> list[tuple[str, str]]:
    """The addresses and titles of the feeds that a page names, the main one first.

    Where its head names none, the links that look like feeds.
    """
    from octavo.importers.formats.html.tree import base_of, tree_of  # with all that reads pages

    root = tree_of(page)
    if root is None:
        return []
    base = base_of(root, url) or url
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


def _named(root: "Element", base: str) -> Iterator[tuple[str, str]]:
    """What `<link rel="alternate">` names (RFC 5005's feeds of comments last)."""
    found = [
        (_address(link, base), clean_line(link.get("title") or ""))
        for link in root.iter("link")
        if _is_feed(link)
    ]
    found.sort(key=lambda each: bool(_OF_COMMENTS.search(f"{each[0]} {each[1]}")))
    return iter(found)


def _is_feed(link: "Element") -> bool:
    rel = (link.get("rel") or "").lower().split()
    if not {"alternate", "feed"} & set(rel):
        return False
    kind = link.get("type") or ""
    loose = _LOOSE_TYPES.match(kind) and _LIKE_A_FEED.search(link.get("href") or "")
    return bool(_TYPES.match(kind) or loose or "feed" in rel)


def _linked(root: "Element", base: str) -> Iterator[tuple[str, str]]:
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


def _address(link: "Element", base: str) -> str:
    """The web address of a link."""
    href = unaliased(link.get("href") or "").strip()
    whole = joined(base, href)
    return canonical(whole) if is_web(whole) else ""
