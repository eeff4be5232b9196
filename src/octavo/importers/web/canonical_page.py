"""Which address a page goes by: its own word is believed as far as it is plausible."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml.etree import _Element as Element

from octavo.importers.formats.html.tree import tree_of
from octavo.importers.page import refreshed_to
from octavo.model.url import canonical, is_web, joined, site_of

_HEAD = 128 * 1024
"""Bytes from the start of a page in which its head is looked for."""

_AMP = re.compile(
    rb"<html\b[^>]{0,1000}?\s(?:amp|\xe2\x9a\xa1)(?:4\w+)?(?=[\s=>])", re.IGNORECASE
)
"""How an AMP page says that it is one (https://amp.dev, on required markup)."""

_VARIANT = re.compile(r"(?:www\d?|m|mobile|touch|wap|amp|edition)\.(?=.*\.)")


def page_address(said: str, reached: str) -> str:
    """What a page calls its address, unless that is another site's or the site's front page."""
    if not is_web(said) or not is_same_site(said, reached):
        return canonical(reached)
    if _is_front(said) and not _is_front(reached):
        return canonical(reached)
    return canonical(said)


def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: `amp.news.example` is `news.example`'s too."""
    first, second = _VARIANT.sub("", site_of(one)), _VARIANT.sub("", site_of(other))
    return bool(first and second) and (
        first == second or first.endswith(f".{second}") or second.endswith(f".{first}")
    )


def sent_on_to(data: bytes, reached: str) -> str:
    """Where a page sends its reader at once by `<meta http-equiv="refresh">`, or empty.

    What only stands in a comment, or is for readers without JavaScript, does not count.
    """
    if b"refresh" not in data[:_HEAD].lower():
        return ""
    for meta in _head_elements(data, "meta"):
        is_refresh = (meta.get("http-equiv") or "").strip().lower() == "refresh"
        if is_refresh and next(meta.iterancestors("noscript"), None) is None:
            tag = f"<meta http-equiv=refresh content={quoteattr(meta.get('content') or '')}>"
            return refreshed_to(tag.encode("utf-8", "replace"), reached)
    return ""


def full_version(data: bytes, reached: str) -> str:
    """Of an AMP page, the address of the page that it is a version of; else empty."""
    if not _AMP.search(data, 0, 8192):
        return ""
    for link in _head_elements(data, "link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            said = joined(reached, link.get("href") or "")
            if page_address(said, reached) != canonical(reached):
                return said
    return ""


def _head_elements(data: bytes, name: str) -> Iterator[Element]:
    root = tree_of(data[:_HEAD].decode("utf-8", "replace"))
    return iter(()) if root is None else root.iter(name)


def _is_front(address: str) -> bool:
    parts = urlsplit(canonical(address))
    return parts.path in ("", "/") and not parts.query and not parts.fragment
