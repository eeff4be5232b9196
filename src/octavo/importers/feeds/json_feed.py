"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), as loosely as it is written.

And RSS in JSON (https://github.com/scripting/Scripting-News/tree/master/rss-in-json).
"""

from collections.abc import Iterator, Mapping

import msgspec

from octavo.importers.exports.values import listed, object_in, objects_in
from octavo.importers.feeds.content import Attachment, Channel, Item, Markup
from octavo.importers.text.dates import moment
from octavo.importers.text.xml import without_cdata
from octavo.model.errors import DraftRejected
from octavo.model.url import joined

_Object = Mapping[str, object]


def channel_of_json(text: str, *, url: str, name: str) -> Channel:
    """The feed in a JSON text; an item that is no object is passed over.

    Raises:
        DraftRejected: If it is no JSON Feed.
    """
    try:
        feed = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        raise DraftRejected(name, "it is broken JSON, not a feed") from None
    if isinstance(feed, dict) and (
        channel := object_in(object_in(feed.get("rss")).get("channel"))
    ):
        return _rss_channel(channel, url)
    if not isinstance(feed, dict) or not _is_feed(feed):
        raise DraftRejected(name, "it is JSON, but not a feed")
    page = _address(feed, "home_page_url", url)
    return Channel(
        title=Markup(_text(feed, "title")),
        page=page,
        language=_text(feed, "language"),
        authors=_authors(feed),
        items=tuple(_item(each, page or url) for each in objects_in(feed.get("items"))),
    )


def _is_feed(feed: _Object) -> bool:
    """Whether it says so itself, or is built like one."""
    return "jsonfeed.org/version" in _text(feed, "version") or (
        isinstance(feed.get("items"), list) and bool(_text(feed, "title"))
    )


def _item(item: _Object, base: str) -> Item:
    url = _address(item, "url", base) or _address(item, "external_url", base)
    return Item(
        id=_text(item, "id"),
        url=url,
        title=Markup(_text(item, "title")),
        content=_content(item, url or base),
        summary=Markup(_text(item, "summary")),
        authors=_authors(item),
        has_one_each=bool(objects_in(item.get("authors"))),
        published=moment(_text(item, "date_published")),
        updated=moment(_text(item, "date_modified")),
        dated=_text(item, "date_published") or _text(item, "date_modified"),
        language=_text(item, "language"),
        categories=tuple(each for each in listed(item.get("tags")) if isinstance(each, str)),
        attachments=tuple(_attachments(item, base)),
    )


def _rss_channel(channel: _Object, url: str) -> Channel:
    return Channel(
        title=Markup(_text(channel, "title"), True),
        page=_address(channel, "link", url),
        language=_text(channel, "language"),
        items=tuple(_rss_item(each, url) for each in objects_in(channel.get("item"))),
    )


def _rss_item(item: _Object, base: str) -> Item:
    guid = object_in(item.get("guid"))
    return Item(
        id=_text(guid, "#value") or _text(item, "guid"),
        url=_address(item, "link", base),
        title=Markup(_text(item, "title"), True),
        content=Markup(_text(item, "description"), True, base),
        published=moment(_text(item, "pubDate")),
        dated=_text(item, "pubDate"),
    )


def _content(item: _Object, base: str) -> Markup:
    html = _text(item, "content_html")
    return Markup(html, True, base) if html.strip() else Markup(_text(item, "content_text"))


def _attachments(item: _Object, base: str) -> Iterator[Attachment]:
    for each in objects_in(item.get("attachments")):
        if url := _address(each, "url", base):
            yield Attachment(
                url=url,
                kind=_text(each, "mime_type"),
                title=_text(each, "title"),
                size=_count(each, "size_in_bytes"),
                seconds=_count(each, "duration_in_seconds"),
            )


def _authors(holder: _Object) -> tuple[str, ...]:
    """The names in `authors`, or in the `author` of version 1; some write these alone."""
    said = holder.get("authors") or holder.get("author")
    each = said if isinstance(said, list) else [said]
    objects = (one if isinstance(one, dict) else {"name": one} for one in each)
    return tuple(filter(None, (_text(one, "name") for one in objects)))


def _text(holder: _Object, key: str) -> str:
    """A text, or a number where one was meant, as ids are often written."""
    value = holder.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return without_cdata(value) if isinstance(value, str) else ""


def _count(holder: _Object, key: str) -> int:
    value = holder.get(key)
    return int(value) if isinstance(value, int | float) and 0 < value < 1e15 else 0


def _address(holder: _Object, key: str, base: str) -> str:
    return joined(base, _text(holder, key))
