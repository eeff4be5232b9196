"""From the bytes of a feed to its entries: plain titles, text in Markdown, dates that can be.

Nothing here touches the network.

Large because every field may be plain text, HTML, or HTML that was escaped again.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import etree
from msgspec.structs import replace

from octavo.importers.child_process import bounded
from octavo.importers.dispatch import kind_and_charset
from octavo.importers.feeds.content import (
    Attachment,
    Channel,
    FeedContent,
    Item,
    Markup,
    told_apart,
)
from octavo.importers.feeds.json_feed import channel_of_json
from octavo.importers.feeds.xml_feed import channel_of_xml
from octavo.importers.formats.html.bylines import authors_of
from octavo.importers.formats.html.draft import markdown_of_fragment
from octavo.importers.formats.html.elements import text_in
from octavo.importers.formats.html.tree import tree_of
from octavo.importers.formats.plain.markdown import body_markdown
from octavo.importers.text.clean import clean, clean_line, escape_marks, unescaped, unmarked
from octavo.importers.text.dates import doubt as unread
from octavo.importers.text.decode import Decoded, declared_encoding, decoded
from octavo.importers.text.file_types import is_page, kind_of
from octavo.importers.text.titles import (
    folded,
    is_same_title,
    shortened,
    shortened_above,
    title_of_text,
)
from octavo.importers.text.xml import BREAKS_OFF, is_closed, without_cdata
from octavo.model.article import excerpt_of
from octavo.model.errors import DraftRejected
from octavo.model.feed import Entry
from octavo.model.language import language_of, language_tag
from octavo.model.url import canonical, is_web, placed
from octavo.patterns import lazy_pattern
from octavo.text import unescape

LARGEST = 50 * 1024 * 1024
"""Bytes; the feed of more is broken or hostile."""

_MOST_ELEMENTS = 300_000
"""Tags of one document, closing ones too; 10 000 entries have fewer."""

_HEAD = 20_000
"""Characters among which the root of a feed stands, after comments and style sheets."""

_NAME = lazy_pattern(r"\A<(?:[\w.-]+:)?([\w.-]+)")
_COMMENT = lazy_pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = lazy_pattern(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_TAG_NAMES = """
a abbr article aside audio b big blockquote body br center cite code col dd del details div dl
dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe
img ins kbd li main mark math nav object ol p picture pre q s samp script section small source
span strike strong style sub summary sup svg table tbody td tfoot th thead time title tr tt u ul
var video
"""
_NAMES = "|".join(_TAG_NAMES.split())
_MARKUP = lazy_pattern(rf"</?(?:{_NAMES})(?:[\s/][^<>]*)?>|<!--", re.IGNORECASE)
"""A tag or a comment; a text without any that is called HTML is plain, and its lines count."""

_CERTAIN = lazy_pattern(rf"</(?:{_NAMES})>|<br\s?/?>", re.IGNORECASE)
"""What a line of plain text does not have, even where it speaks of tags."""

_SPOKEN = lazy_pattern(r"<(script|style)\b[^<>]*>([^<>]*)</\1>(?=\s)", re.IGNORECASE)
"""Words of a title; what a program puts into one is glued to what follows."""

_CDATA = lazy_pattern(r"<!\[CDATA\[((?>(?:(?!\]\]>|<!\[CDATA\[).)*))\]\]>", re.DOTALL)

_LIST = lazy_pattern(r"<opml\b", re.IGNORECASE)


@bounded
def feed_of(
    data: bytes, *, url: str, content_type: str = "", now: datetime | None = None
) -> FeedContent:
    """What the feed at an address says; a date later than `now` is none.

    RSS 0.9x to 2.0, RSS 1.0, Atom, CDF and JSON Feed, well formed or not.

    Raises:
        DraftRejected: If it is no feed, or one that could do harm.
    """
    name = clean_line(url)
    text, doubt = _text_of(data, name, content_type)
    if text.startswith(("{", "[")):
        channel = channel_of_json(text, url=url, name=name)
    else:
        text = _from_root(text, name)
        channel = channel_of_xml(text, url=url, name=name)
        doubt = doubt or ("" if is_closed(text, _NAME.split(text)[1]) else BREAKS_OFF)
    dates = (("the time of an entry", i.dated, i.published or i.updated) for i in channel.items)
    doubt = doubt or unread(*dates)
    return replace(_content(channel, url, now or datetime.now(UTC)), doubt=doubt)


def _text_of(data: bytes, name: str, content_type: str) -> Decoded:
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
    text, doubt = decoded(data, name, charset or declared_encoding(data))
    return Decoded(text.lstrip("\ufeff \t\r\n\x00"), doubt)


def _from_root(text: str, name: str) -> str:
    """The document from its root element on, without declarations and what servers put before.

    Raises:
        DraftRejected: If there is no such element, or entities are declared before it.
    """
    head = text[:_HEAD]
    closed = head.rfind("-->") + 3
    shown = _COMMENT.sub(lambda comment: " " * len(comment[0]), head[:closed]) + head[closed:]
    root = None if is_page(text) else _ROOT.search(shown)
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


_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""Before this, a date is the zero of some clock."""

_AHEAD = timedelta(days=2)
"""How far a date may lie ahead, for zones and clocks that are wrong."""

_MOST = 10_000
"""Entries of one document; what stands further down is old."""

_MOST_CATEGORIES = 50
"""Of one entry. In 752 entries of 34 real feeds none has more than seven."""


def entries_of(channel: Channel, url: str, now: datetime) -> tuple[Entry, ...]:
    """The first entries of a feed that say something, told apart by their keys."""
    base = channel.page or url
    entries = (_entry(item, channel, base, now) for item in channel.items[:_MOST])
    return told_apart(entry for entry in entries if entry.title or entry.text or entry.url)


def plain_line(markup: Markup) -> str:
    """A title as one line of plain text."""
    return shortened(_line_of(markup))


def _line_of(markup: Markup) -> str:
    said = replace(markup, text=_SPOKEN.sub(r"\2", markup.text))
    return clean_line(unmarked(unescaped(unmarked(unescaped(_plain(said))))))


def _entry(item: Item, channel: Channel, base: str, now: datetime) -> Entry:
    url = placed(item.url) if is_web(item.url) else ""
    body = item.content if _plain(item.content).strip() else item.summary
    title = _line_of(item.title)
    text = _without_title(_markdown(body, url or base), title)
    text = "\n\n".join(filter(None, [text, *_links(item)]))
    title, text = shortened_above(title, text)
    published = _possible(item.published, now) or _possible(item.updated, now)
    return Entry(
        key=clean_line(item.id)[:1000],
        title=title or title_of_text(text, is_markdown=True) or _last_step(url),
        url=url,
        text=text,
        authors=_authors(item, channel),
        published=published,
        updated=_possible(item.updated, now),
        excerpt=_excerpt(item, body),
        language=language_of(text or title, item.language or channel.language),
        tags=_categories(item),
    )


def _markdown(markup: Markup, base: str) -> str:
    base = markup.base if is_web(markup.base) else base
    text = _CDATA.sub(r"\1", markup.text) if markup.html else markup.text
    is_plain = markup.html and not _MARKUP.search(text)
    if is_plain and _looks_like_html(without_cdata(unescape(text))):
        return markdown_of_fragment(without_cdata(unescape(text)), base)
    if is_plain and ("\n" in text.strip() or "<" in text):
        text = unescape(text)
    elif markup.html or _looks_like_html(text):
        return markdown_of_fragment(text, base)
    return body_markdown(clean(text).split("\n"))


def _without_title(text: str, title: str) -> str:
    """The text without its first heading, where that is the title once more."""
    first, _, rest = text.partition("\n")
    repeats = first.startswith("#") and is_same_title(first.lstrip("# "), title)
    return rest.lstrip("\n") if repeats else text


def _plain(markup: Markup) -> str:
    """The words of a text, without its markup; a picture counts as a word."""
    is_html = markup.html or _CERTAIN.search(markup.text)
    if not is_html or not set("<&") & set(markup.text):
        return markup.text
    root = tree_of(markup.text)
    if root is None:
        return ""
    etree.strip_elements(root, "script", "style", with_tail=False)
    for line in root.iter("br"):
        line.tail = f" {line.tail or ''}"
    return text_in(root) or ("…" if root.xpath("boolean(.//img|.//video|.//audio)") else "")


def _looks_like_html(text: str) -> bool:
    """Whether a text that is called plain is nothing but a piece of HTML."""
    return text.lstrip().startswith(("<p>", "<p ", "<div>", "<div ")) and "</" in text


def _excerpt(item: Item, body: Markup) -> str:
    """The summary, where the text is more than that."""
    if body is item.summary:
        return ""
    summary = clean_line(_plain(item.summary))
    return "" if folded(_plain(body)) == folded(summary) else excerpt_of([summary])


def _authors(item: Item, channel: Channel) -> tuple[str, ...]:
    own, of_all = (
        [clean_line(unescaped(name)) for name in place]
        for place in (item.authors, channel.authors)
    )
    return tuple(own) if item.has_one_each else authors_of((own, of_all), "")


def _categories(item: Item) -> tuple[str, ...]:
    named = dict.fromkeys(_line_of(Markup(name)) for name in item.categories)
    return tuple(name for name in named if 0 < len(name) <= 100)[:_MOST_CATEGORIES]


def _links(item: Item) -> Iterator[str]:
    """A line for each file that belongs to an item and is not in its text already."""
    for each in item.attachments:
        if is_web(each.url) and each.url not in item.content.text + item.summary.text:
            yield _link(each)


def _link(attachment: Attachment) -> str:
    """Such as `[Audio: episode-12.mp3](…) (1:02:03, 43 MB)`."""
    kind = attachment.kind.split("/")[0].strip().lower()
    word = {"audio": "Audio", "video": "Video", "image": "Image"}.get(kind, "Attachment")
    name = clean_line(attachment.title) or _last_step(attachment.url)
    facts = [_clock(attachment.seconds)] if attachment.seconds else []
    facts += [f"{attachment.size / 1e6:.0f} MB"] if attachment.size >= 1e6 else []
    label = escape_marks(f"{word}: {name}" if name else word).replace("]", "\\]")
    known = f" ({', '.join(facts)})" if facts else ""
    return f"[{label}](<{canonical(attachment.url)}>){known}"


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return (
        f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
    )


def _last_step(url: str) -> str:
    """What the file of an address is called."""
    return clean_line(unquote(PurePosixPath(urlsplit(url).path).name))[:100]


def _possible(when: datetime | None, now: datetime) -> datetime | None:
    """A moment at which something can have been published."""
    return when if when and _EARLIEST <= when <= now + _AHEAD else None
