"""Which address a page goes by: its own word is believed as far as it is plausible."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from octavo.model.url import canonical, is_web, joined, site_of

_HEAD = 128 * 1024
"""Bytes from the start of a page in which its head is looked for."""

_AMP = re.compile(
    rb"<html\b[^>]{0,1000}?\s(?:amp|\xe2\x9a\xa1)(?:4\w+)?(?=[\s=>])", re.IGNORECASE
)
"""How an AMP page says that it is one (https://amp.dev, on required markup)."""

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<noscript\b.*?(?:</noscript|\Z)"
    r"|<(?P<name>meta|link)\b(?P<attributes>(?:[^<>\"']|\"[^\"<]{0,4000}\"|'[^'<]{0,4000}'){0,4000})>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]{1,60})\s{0,9}=\s{0,9}(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+)"
)
_REFRESH = re.compile(
    r"\s{0,9}(\d{1,4})(?:\.\d{0,9})?\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=)?\s{0,9}(\S.*)",
    re.IGNORECASE,
)
_SOON = 10
"""Seconds; a page that reloads later than that is meant to be read."""

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
    for meta in _head_tags(data, "meta"):
        found = _REFRESH.match(meta.get("content", ""))
        if meta.get("http-equiv", "").strip().lower() == "refresh" and found:
            whole = joined(reached, found[2].strip("\"' "))
            sends = is_web(whole) and canonical(whole) != canonical(reached)
            return whole if sends and int(found[1]) <= _SOON else ""
    return ""


def full_version(data: bytes, reached: str) -> str:
    """Of an AMP page, the address of the page that it is a version of; else empty."""
    if not _AMP.search(data, 0, 8192):
        return ""
    for link in _head_tags(data, "link"):
        if "canonical" in link.get("rel", "").lower().split():
            said = joined(reached, link.get("href", ""))
            if page_address(said, reached) != canonical(reached):
                return said
    return ""


def _head_tags(data: bytes, name: str) -> Iterator[dict[str, str]]:
    """The attributes of the tags of a kind in the head, without parsing the page for them."""
    for found in _TAG.finditer(data[:_HEAD].decode("utf-8", "replace")):
        if (found["name"] or "").lower() == name:
            yield {
                attribute["name"].lower(): html.unescape(attribute["value"].strip("\"'"))
                for attribute in _ATTRIBUTE.finditer(found["attributes"])
            }


def _is_front(address: str) -> bool:
    parts = urlsplit(canonical(address))
    return parts.path in ("", "/") and not parts.query and not parts.fragment
