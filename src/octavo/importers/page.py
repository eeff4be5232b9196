"""What came from an address, as a draft."""

import html
import re
from email.message import Message

import msgspec

from octavo.importers.dispatch import draft_of_text
from octavo.importers.formats.markdown import draft_of_markdown
from octavo.importers.text.decode import declared_encoding, decode
from octavo.importers.text.file_types import is_feed, is_page
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import canonical, is_web, joined, site_of

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_MARKDOWN = frozenset(("text/markdown", "text/x-markdown"))
_SEEN = re.compile(r"(image|video|audio|font)/(?!svg).*")
_DATA = re.compile(
    r"(?:application|text)/(?:[\w.-]+\+)?(?:json|xml|csv|css|calendar|(?:x-)?javascript)"
)
_REFRESH = re.compile(
    rb"""<meta\b[^>]{0,200}http-equiv\s*=\s*["']?refresh\b[^>]{0,2000}>""", re.IGNORECASE
)
_REFRESH_CONTENT = re.compile(
    r"""content\s*=\s*["']?\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'>]+)""",
    re.IGNORECASE,
)
_SOON = 10
"""Seconds; a page that reloads later than that is meant to be read."""


def draft_of_page(
    data: bytes, *, url: str = "", content_type: str = "", source: Source
) -> Draft:
    """The draft in a page that came from an address.

    `content_type` is what the server said, with its charset; what begins as a page is read as
    one whatever it said. The draft has the page's canonical address, which may be another
    than `url`; its links start from `url`.

    Raises:
        DraftRejected: If there is no text in it, or it is no page.
    """
    name = source.name or url
    kind, charset = kind_and_charset(content_type)
    if seen := _SEEN.fullmatch(kind):
        raise DraftRejected(name, f"it is no page: the server calls it {seen[0]}")
    text = decode(data, name, charset or declared_encoding(data))
    if kind in _PAGES or is_page(text):
        from octavo.importers.formats.html.draft import draft_of_html

        return draft_of_html(text, source, url)
    if is_feed(text):
        raise DraftRejected(name, "it is a feed, not a page")
    if _DATA.fullmatch(kind):
        raise DraftRejected(name, f"it is no page: the server calls it {kind}")
    draft = (draft_of_markdown if kind in _MARKDOWN else draft_of_text)(text, source)
    address = draft.url or (canonical(url) if is_web(url) else "")
    return msgspec.structs.replace(draft, url=address, site=draft.site or site_of(address))


def kind_and_charset(content_type: str) -> tuple[str, str]:
    """The media type and the charset that a Content-Type header names, each or empty."""
    message = Message()
    message["content-type"] = " ".join(content_type.split())
    kind = message.get_content_type() if "/" in content_type else ""
    return kind, str(message.get_param("charset") or "") if kind else ""


def refreshed_to(data: bytes, url: str) -> str:
    """The address that a page sends its reader on to at once by `<meta refresh>`, or empty."""
    tag = _REFRESH.search(data, 0, 32_768)
    found = tag and _REFRESH_CONTENT.search(tag[0].decode("utf-8", "replace"))
    if not found or int(found[1]) > _SOON:
        return ""
    whole = joined(url, html.unescape(found[2]))
    return whole if is_web(whole) and canonical(whole) != canonical(url) else ""
