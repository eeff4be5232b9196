"""From addresses to drafts.

A page's own word on which address it goes by is believed as far as it is plausible.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Container, Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import msgspec

from octavo.importers.dispatch import (
    DOCUMENTS,
    draft_of_document,
    draft_of_page,
    kind_and_charset,
)
from octavo.importers.text.clean import clean_line
from octavo.importers.text.file_types import kind_of
from octavo.importers.text.xml import attributes
from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import as_they_come, spread
from octavo.importers.web.responses import Fetched, FetchFailed
from octavo.importers.web.urls import without_user
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.provenance import Provenance
from octavo.model.url import canonical, is_front, is_web, joined, site_of, uncached
from octavo.patterns import lazy_pattern

Outcome = Draft | DraftRejected | FetchFailed
"""What became of an address."""

_MOST_HOPS = 2
"""Pages after the first that an article is looked for in: where that sends on, and the full
version of a short one."""
_NO_TEXTS = ("image/", "audio/", "video/", "font/")
_WAITING = 4
"""Addresses that wait for their turn, for each that is asked at once: a slow or busy host
then holds up no other."""


_HEAD = 128 * 1024
"""Bytes from the start of a page in which its head is looked for."""

_AMP = lazy_pattern(
    rb"<html\b[^>]{0,1000}?\s(?:amp|\xe2\x9a\xa1)(?:4\w+)?(?=[\s=>])", re.IGNORECASE
)
"""How an AMP page says that it is one (https://amp.dev, on required markup)."""

_TAG = lazy_pattern(
    r"<!--.*?(?:-->|\Z)|<noscript\b.*?(?:</noscript|\Z)"
    r"|<(?P<name>meta|link)\b(?P<attributes>(?:[^<>\"']|\"[^\"<]{0,4000}\"|'[^'<]{0,4000}'){0,4000})>",
    re.IGNORECASE | re.DOTALL,
)
_REFRESH = lazy_pattern(
    r"\s{0,9}(\d{1,4})(?:\.\d{0,9})?\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=)?\s{0,9}(\S.*)",
    re.IGNORECASE,
)
_SOON = 10
"""Seconds; a page that reloads later than that is meant to be read."""

_VARIANT = lazy_pattern(r"(?:www\d?|m|mobile|touch|wap|amp|edition)\.(?=.*\.)")


async def draft_of_url(fetcher: Fetcher, url: str, *, private: bool = False) -> Draft:
    """The draft in what an address leads to; `private` is as for `Fetcher.fetch`.

    Raises:
        FetchFailed: If it cannot be had.
        DraftRejected: If there is no text in it.
    """
    fetched = await page_at(fetcher, url, private=private)
    async with fetcher.reading:
        return await asyncio.to_thread(draft_of_fetched, fetched)


def drafts_of_urls(
    fetcher: Fetcher, urls: Sequence[str], *, private: Container[str] = ()
) -> AsyncGenerator[tuple[str, Outcome], None]:
    """The drafts at many addresses, or why there is none, each as soon as it is there.

    `private` are those that may lead into a private network. Closing the generator
    (`contextlib.aclosing`) gives up what is under way.
    """

    async def outcome(url: str) -> Outcome:
        try:
            return await draft_of_url(fetcher, url, private=url in private)
        except (DraftRejected, FetchFailed) as problem:
            return problem

    return as_they_come(spread(urls), outcome, fetcher.limits.at_once * _WAITING)


async def page_at(fetcher: Fetcher, url: str, *, private: bool = False) -> Fetched:
    """What an address leads to, past pages that only send their reader on.

    Those are `<meta http-equiv="refresh">`, caches of AMP pages, and AMP pages themselves.

    Raises:
        FetchFailed: If it cannot be had.
        DraftRejected: If it is a picture, a film or a sound.
    """
    first = uncached(url)
    page = await _ask(fetcher, url, first, private=private and first == url)
    for _ in range(_MOST_HOPS):
        if address := sent_on_to(page.data, page.reached):
            page = await _follow(fetcher, page, address)
        elif address := full_version(page.data, page.reached):
            try:
                page = await _follow(fetcher, page, address)
            except (FetchFailed, DraftRejected):
                break
    return page


async def _follow(fetcher: Fetcher, page: Fetched, address: str) -> Fetched:
    """What is at an address that a page sends its reader on to."""
    return await _ask(fetcher, page.asked, address, private=page.may_lead_to(address))


async def _ask(fetcher: Fetcher, asked: str, address: str, *, private: bool) -> Fetched:
    """What is at an address, on behalf of the one that was asked for."""

    def check(content_type: str) -> None:
        kind, _ = kind_and_charset(content_type)
        if kind.startswith(_NO_TEXTS):
            raise DraftRejected(asked, f"it is no page: the server calls it {kind}")

    try:
        answer = await fetcher.fetch(address, check=check, private=private)
    except FetchFailed as failed:
        failed.url = asked
        raise
    assert isinstance(answer, Fetched), "no version was named"
    return msgspec.structs.replace(answer, asked=asked)


def draft_of_fetched(fetched: Fetched) -> Draft:
    """The draft in what came from an address.

    Raises:
        DraftRejected: If there is no text in it.
    """
    source = source_of(fetched)
    named = Source(kind=source.kind, name=_file_name(fetched.reached))
    try:
        draft = _read(fetched, named)
    except DraftRejected as rejected:
        raise DraftRejected(source.name, rejected.reason) from None
    url = page_address(draft.url, fetched.reached)
    if fetched.private and not fetched.may_lead_to(url):
        url = canonical(fetched.reached)
    site = site_of(url) if draft.site in ("", site_of(draft.url)) else draft.site
    return msgspec.structs.replace(
        draft, url=url, site=site, source=source, provenance=_provenance(draft, fetched)
    )


def draft_of_rendered(url: str, markup: str) -> Draft:
    """The draft in a page as a browser showed it, as if it had just been fetched.

    Raises:
        DraftRejected: If there is no text in it, or its address is none of the web.
    """
    if not is_web(url):
        raise DraftRejected(url, "it is no address of a page; those begin with https://")
    page = Fetched(
        asked=url,
        reached=without_user(url),
        status=200,
        content_type="text/html; charset=utf-8",
        data=markup.encode("utf-8", "replace"),
    )
    return draft_of_fetched(page)


def _provenance(draft: Draft, fetched: Fetched) -> Provenance:
    """What the page and the headers that came with it declare."""
    from octavo.importers.formats.html.provenance import declared_by_headers

    found = declared_by_headers(fetched.told, fetched.reached) if fetched.told else ()
    known = draft.provenance or Provenance()
    return msgspec.structs.replace(known, declared=(*found, *known.declared))


def _read(fetched: Fetched, source: Source) -> Draft:
    """A page, or a document such as a PDF, whatever the server calls it."""
    if kind_of(fetched.data) in DOCUMENTS:
        return draft_of_document(fetched.data, source)
    return draft_of_page(
        fetched.data, url=fetched.reached, content_type=fetched.content_type, source=source
    )


def source_of(fetched: Fetched) -> Source:
    """How an article came from the web; a password in its address is not kept."""
    asked = clean_line(without_user(fetched.asked))
    return Source(
        kind="page",
        name=asked,
        reached="" if fetched.reached == asked else fetched.reached,
        fetched=fetched.at,
        content_type=fetched.content_type,
        hash=hashlib.sha256(fetched.data).hexdigest(),
        private=fetched.private,
    )


def _file_name(address: str) -> str:
    """The end of the path: what the page would be called as a file; the host says nothing."""
    return clean_line(PurePosixPath(unquote(urlsplit(address).path)).name)


def page_address(said: str, reached: str) -> str:
    """What a page calls its address, unless that is another site's or the site's front page."""
    if not is_web(said) or not is_same_site(said, reached):
        return canonical(reached)
    if is_front(said) and not is_front(reached):
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
            yield attributes(found["attributes"])
