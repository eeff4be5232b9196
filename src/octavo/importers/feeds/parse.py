"""From the bytes of a feed to its entries; nothing here touches the network."""

import re
from datetime import UTC, datetime

from octavo.importers.dispatch import kind_and_charset
from octavo.importers.feeds.entries import entries_of, plain_line
from octavo.importers.feeds.json_feed import channel_of_json
from octavo.importers.feeds.model import Channel, FeedContent
from octavo.importers.feeds.xml_feed import channel_of_xml
from octavo.importers.text.clean import clean_line
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.file_types import is_page, kind_of
from octavo.importers.text.language import language_tag
from octavo.model.errors import DraftRejected
from octavo.model.url import canonical, is_web

LARGEST = 50 * 1024 * 1024
"""Bytes; the feed of more is broken or hostile."""

_MOST_ELEMENTS = 300_000
"""Tags of one document, closing ones too; 10 000 entries have fewer."""

_HEAD = 20_000
_ROOT = re.compile(r"<!--.*?-->|<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.DOTALL | re.I)
_LIST = re.compile(r"<opml\b", re.IGNORECASE)


def feed_of(
    data: bytes, *, url: str, content_type: str = "", now: datetime | None = None
) -> FeedContent:
    """What the feed at an address says; a date later than `now` is none.

    RSS 0.9x to 2.0, RSS 1.0, Atom, CDF and JSON Feed, well formed or not.

    Raises:
        DraftRejected: If it is no feed, or one that could do harm.
    """
    name = clean_line(url)
    text = _text_of(data, name, content_type)
    if text.startswith(("{", "[")):
        channel = channel_of_json(text, url=url, name=name)
    else:
        channel = channel_of_xml(_from_root(text, name), url=url, name=name)
    return _content(channel, url, now or datetime.now(UTC))


def _text_of(data: bytes, name: str, content_type: str) -> str:
    """The characters of a feed.

    Raises:
        DraftRejected: If it is none by its size or its first bytes.
    """
    if len(data) > LARGEST:
        most = LARGEST // (1024 * 1024)
        raise DraftRejected(name, f"it is too large for a feed: more than {most} MB")
    if kind := kind_of(data):
        raise DraftRejected(name, f"it is {kind}, not a feed")
    _, charset = kind_and_charset(content_type)
    return decode(data, name, charset or declared_encoding(data)).lstrip("\ufeff \t\r\n\x00")


def _from_root(text: str, name: str) -> str:
    """The document from its root element on, without declarations and what servers put before.

    Raises:
        DraftRejected: If there is no such element, or entities are declared before it.
    """
    head = text[:_HEAD]
    roots = (found for found in _ROOT.finditer(head) if not found[0].startswith("<!--"))
    root = None if is_page(text) else next(roots, None)
    if root is None:
        raise DraftRejected(name, _what_it_is(text))
    if "<!entity" in head[: root.start()].lower():
        raise DraftRejected(name, "it declares entities of its own, which could do harm")
    if text.count("<") > _MOST_ELEMENTS:
        raise DraftRejected(name, "it has more elements than any feed needs")
    return text[root.start() :]


def _what_it_is(text: str) -> str:
    """The reason why a text is no feed, in the words of who gave its address."""
    if is_page(text):
        return "it is a web page, not a feed"
    if _LIST.search(text[:_HEAD]):
        return "it is a list of feeds (OPML), not a feed"
    if "<!entity" in text[:_HEAD].lower():
        return "it declares entities of its own, which could do harm"
    return "it is XML, but not a feed" if text.startswith("<?xml") else "it is not a feed"


def _content(channel: Channel, url: str, now: datetime) -> FeedContent:
    page = canonical(channel.page) if is_web(channel.page) else ""
    return FeedContent(
        title=plain_line(channel.title),
        page=page,
        language=language_tag(channel.language),
        interval=channel.interval,
        entries=entries_of(channel, url, now),
    )
