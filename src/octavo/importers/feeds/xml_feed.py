"""RSS, Atom and CDF, as feedparser reads them, well formed or not.

feedparser is given bytes only, so that it opens no file and asks no server. It leaves the
HTML as it is: relative links, what is dangerous and what does not show are dealt with when
the HTML becomes Markdown.
"""

import html
import io
import re
from collections.abc import Container, Iterator, Mapping

from octavo.importers.feeds.content import Attachment, Channel, Item, Markup
from octavo.importers.text.dates import time
from octavo.importers.text.xml import without_cdata
from octavo.model.errors import DraftRejected
from octavo.model.url import canonical, is_web, joined
from octavo.patterns import lazy_pattern
from octavo.text import unescape

_Dict = Mapping[str, object]

_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""What feedparser lets through where a feed is broken in a way that it does not foresee."""

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
"""Hours (https://web.resource.org/rss/1.0/modules/syndication/)."""

_MAIL = lazy_pattern(r"(?:[<(]|(?<![^\s<>()]))[^\s<>()]+@[^\s<>()]+[>)]?")
_FEED_TYPE = lazy_pattern(r"atom|rss|rdf|json")

_GUID = lazy_pattern(
    r"<(?:[\w.-]+:)?guid\b[^<>]*>([^<]*(?:<!\[CDATA\[.{0,999}?\]\]>)?)", re.I | re.S
)
_CDATA = lazy_pattern(r"<!\[CDATA\[|\]\]>", re.IGNORECASE)

_XML_CONTENT = lazy_pattern(
    r"<((?:[\w-]+:)?content)\b[^<>]*\btype\s*=\s*[\"'](?![^\"'<>]*xhtml)[^\"'<>\s]*xml[\"'][^<>/]*>",
    re.I,
)
_TAG = lazy_pattern(r"<(/?)([\w:.-]+)(?![\w:.-])[^<>]*>")
_LIKE = lazy_pattern(
    r"(?P<p>p|para|simpara)|(?P<h2>title|head|heading|h[1-3])|(?P<li>li|item|listitem)"
    r"|(?P<span>a|b|code|emph|emphasis|hi|i|link|quote|ref|span|term|ulink)"
)
"""Names of elements by those of HTML; all others are divisions."""

_DATES = ("published", "created")


def channel_of_xml(text: str, *, url: str, name: str) -> Channel:
    """The feed in a document that starts with its root element.

    Raises:
        DraftRejected: If it is no feed after all.
    """
    feed, entries, version = _parsed(_with_xml_as_html(text), url, name)
    written = _permalinks(text)
    if not version and not entries:
        raise DraftRejected(name, "it is XML, but not a feed")
    return Channel(
        title=_markup(feed, "title", url),
        page=_link(feed),
        language=_text(feed, "language"),
        authors=_authors(feed),
        interval=_interval(feed),
        items=tuple(
            _item(entry, _address(entry, url, written) or _about(entry, url, version), url)
            for entry in entries
        ),
    )


def _with_xml_as_html(text: str) -> str:
    """A feed with content of other kinds of XML, which feedparser leaves out, as HTML."""
    kept, at = list[str](), 0
    for start in _XML_CONTENT.finditer(text):
        end = text.find(f"</{start[1]}", start.end())
        if end < 0 or start.start() < at:
            continue
        words = _TAG.sub(_as_html, text[start.end() : end])
        kept += text[at : start.start()], f'<{start[1]} type="html">', html.escape(words)
        at = end
    return "".join([*kept, text[at:]])


def _as_html(found: re.Match[str]) -> str:
    """A tag of DocBook, TEI or anything else as the tag of HTML that is most like it."""
    name = found[2].rpartition(":")[2].lower()
    like = _LIKE.fullmatch(name)
    kind = (like and like.lastgroup) or "div"
    return f"<{found[1]}{kind}>" + (f"</{kind}>" if found[0].endswith("/>") else "")


def _parsed(text: str, url: str, name: str) -> tuple[_Dict, list[_Dict], str]:
    """What feedparser makes of it: the feed, its entries, and the version of the format.

    Raises:
        DraftRejected: If it makes nothing of it.
    """
    import feedparser

    headers = {
        "content-type": "application/xml; charset=utf-8",
        "content-location": url if is_web(url) else "",
    }
    try:
        result = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FAULTS:
        raise DraftRejected(name, "it is too broken to be read as a feed") from None
    entries: list[_Dict] = [dict(entry) for entry in result["entries"]]
    return dict(result["feed"]), entries, str(result.get("version") or "")


def _item(entry: _Dict, address: str, url: str) -> Item:
    summary = _markup(entry, "summary", url)
    content = max(_contents(entry, url), key=lambda each: len(each.text), default=Markup())
    if content.text and len(content.text) < len(summary.text):  # as a description of another
        content, summary = summary, content
    return Item(
        id=_text(entry, "id"),
        url=address,
        title=_markup(entry, "title", url),
        content=content,
        summary=summary,
        authors=_authors(entry) or _authors(_source(entry)),
        published=next(filter(None, (time(_text(entry, key)) for key in _DATES)), None),
        updated=time(_text(entry, "updated")),
        dated=next(filter(None, (_text(entry, key) for key in (*_DATES, "updated"))), ""),
        language=_language(entry),
        categories=tuple(_categories(entry)),
        attachments=tuple(_attachments(entry, url)),
    )


def _permalinks(text: str) -> frozenset[str]:
    """The ids of items that are whole addresses as they stand there."""
    guids = (unescape(_CDATA.sub("", found[1])).strip() for found in _GUID.finditer(text))
    return frozenset(canonical(guid) for guid in guids if is_web(guid))


def _address(entry: _Dict, url: str, written: Container[str]) -> str:
    """The page of an entry; an id that only feedparser takes for an address is none."""
    link = _text(entry, "feedburner_origlink") or _link(entry)
    is_said = any(link == _text(each, "href") for each in _dicts(entry, "links"))
    is_id = entry.get("guidislink") and link == _text(entry, "id") and not is_said
    return "" if is_id and canonical(link) not in written else joined(url, link)


def _about(entry: _Dict, url: str, version: str) -> str:
    """What an entry without a link is about: its id in RDF, or where its content is."""
    names = [_text(entry, "id")] if version == "rss10" else []
    names += (_text(each, "src") for each in _dicts(entry, "content"))
    return next((joined(url, name) for name in names if name), "")


def _contents(entry: _Dict, url: str) -> Iterator[Markup]:
    return (_markup_in(each, url) for each in _dicts(entry, "content"))


def _markup(holder: _Dict, key: str, url: str) -> Markup:
    """A text and its kind; where more elements are called so, feedparser has it of the last."""
    detail, said = holder.get(f"{key}_detail"), _text(holder, key)
    if not isinstance(detail, dict):
        return Markup(said)
    return _markup_in(detail | ({"value": said} if said else {}), url)


def _markup_in(detail: _Dict, url: str) -> Markup:
    """A text with its `xml:base`, if it has one other than the address of the feed."""
    base = _text(detail, "base")
    is_html = "html" in _text(detail, "type") or "xml" in _text(detail, "type")
    return Markup(_text(detail, "value"), is_html, base if base != url else "")


def _authors(holder: _Dict) -> tuple[str, ...]:
    """The names of the authors, without their addresses for mail."""
    names = [_text(each, "name") for each in _dicts(holder, "authors")]
    if len(names) <= 1 and "@" in _text(holder, "author"):
        names = [_text(holder, "author")]
    named = (_MAIL.sub("", name).strip(" ()<>,") for name in names)
    return tuple(filter(None, named))


def _source(entry: _Dict) -> _Dict:
    """The feed that an entry was taken from (RFC 4287, section 4.2.11)."""
    source = entry.get("source")
    return dict(source) if isinstance(source, dict) else {}


def _categories(entry: _Dict) -> Iterator[str]:
    for each in _dicts(entry, "tags"):
        if label := _text(each, "label") or _text(each, "term"):
            yield label


def _attachments(entry: _Dict, url: str) -> Iterator[Attachment]:
    """What is enclosed, and what is played; each address once."""
    seconds = _seconds(_text(entry, "itunes_duration"))
    played = [m for m in _dicts(entry, "media_content") if _is_played(m)]
    enclosed = [link for link in _dicts(entry, "links") if link.get("rel") == "enclosure"]
    seen: set[str] = set()
    for each in [*enclosed, *played]:
        address = joined(url, _text(each, "href") or _text(each, "url"))
        if address and address not in seen:
            seen.add(address)
            yield Attachment(
                url=address,
                kind=_text(each, "type") or _text(each, "medium"),
                title=_text(each, "title"),
                size=_number(_text(each, "length") or _text(each, "filesize")),
                seconds=seconds or _number(_text(each, "duration")),
            )


def _is_played(media: _Dict) -> bool:
    return f"{_text(media, 'medium')} {_text(media, 'type')}".strip().startswith(
        ("audio", "video")
    )


def _seconds(duration: str) -> int:
    """The length of a recording: `3723`, `62:03` or `1:02:03`."""
    parts = duration.strip().split(":")
    if len(parts) > 3 or not all(part.isdecimal() and len(part) < 7 for part in parts):
        return 0
    return sum(int(part) * 60**power for power, part in enumerate(reversed(parts)))


def _interval(feed: _Dict) -> int | None:
    """Seconds between two versions, by `ttl` or by `updatePeriod` and `updateFrequency`."""
    if minutes := _number(_text(feed, "ttl")):
        return minutes * 60
    hours = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    often = _number(_text(feed, "sy_updatefrequency")) or 1
    return hours * 3600 // often if hours else None


def _language(entry: _Dict) -> str:
    """What an entry says of its content, where it differs from the whole feed."""
    return next(filter(None, (_text(c, "language") for c in _dicts(entry, "content"))), "")


def _link(holder: _Dict) -> str:
    """The page of a feed or of an entry, or empty; never the feed itself."""
    links = [each for each in _dicts(holder, "links") if each.get("rel") == "alternate"]
    pages = [link for link in links if not _FEED_TYPE.search(_text(link, "type"))]
    pages.sort(key=lambda link: "html" not in _text(link, "type"))
    addresses = [_text(holder, "link"), *(_text(link, "href") for link in pages)]
    return next((each for each in addresses if is_web(each)), "")


def _dicts(holder: _Dict, key: str) -> list[_Dict]:
    value = holder.get(key)
    return [dict(v) for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _text(holder: _Dict, key: str) -> str:
    value = holder.get(key)
    return without_cdata(value) if isinstance(value, str) else ""


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 12 else 0
