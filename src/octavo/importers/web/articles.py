"""From addresses to drafts."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
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
from octavo.importers.web.canonical_page import full_version, page_address, sent_on_to
from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.rate_limit import as_they_come, spread
from octavo.importers.web.responses import Fetched, FetchFailed
from octavo.importers.web.urls import is_private, without_user
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import site_of, uncached

Outcome = Draft | DraftRejected | FetchFailed
"""What became of an address."""

_MOST_HOPS = 2
_NO_TEXTS = ("image/", "audio/", "video/", "font/")
_WAITING = 4
"""Addresses that wait for their turn, for each that is asked at once: a slow or busy host
then holds up no other."""


async def draft_of_url(fetcher: Fetcher, url: str, *, given: bool = True) -> Draft:
    """The draft in what an address leads to; `given` is as for `Fetcher.fetch`.

    Raises:
        FetchFailed: If it cannot be had.
        DraftRejected: If there is no text in it.
    """
    fetched = await page_at(fetcher, url, given=given)
    async with fetcher.reading:
        return await asyncio.to_thread(draft_of_fetched, fetched)


def drafts_of_urls(
    fetcher: Fetcher, urls: Sequence[str], *, given: bool = True
) -> AsyncGenerator[tuple[str, Outcome], None]:
    """The drafts at many addresses, or why there is none, each as soon as it is there.

    Closing the generator (`contextlib.aclosing`) gives up what is under way.
    """

    async def outcome(url: str) -> Outcome:
        try:
            return await draft_of_url(fetcher, url, given=given)
        except (DraftRejected, FetchFailed) as problem:
            return problem

    return as_they_come(spread(urls), outcome, fetcher.limits.at_once * _WAITING)


async def page_at(fetcher: Fetcher, url: str, *, given: bool = True) -> Fetched:
    """What an address leads to, past pages that only send their reader on.

    Those are `<meta http-equiv="refresh">`, caches of AMP pages, and AMP pages themselves.

    Raises:
        FetchFailed: If it cannot be had.
        DraftRejected: If it is a picture, a film or a sound.
    """
    page = await _ask(fetcher, url, uncached(url), given=given)
    for _ in range(_MOST_HOPS):
        if address := sent_on_to(page.data, page.reached):
            page = await _ask(fetcher, url, address, given=await is_private(page.reached))
        elif address := full_version(page.data, page.reached):
            try:
                page = await _ask(fetcher, url, address, given=await is_private(page.reached))
            except (FetchFailed, DraftRejected):
                break
    return page


async def _ask(fetcher: Fetcher, asked: str, address: str, *, given: bool) -> Fetched:
    """What is at an address, on behalf of the one that was asked for."""

    def check(content_type: str) -> None:
        kind, _ = kind_and_charset(content_type)
        if kind.startswith(_NO_TEXTS):
            raise DraftRejected(asked, f"it is no page: the server calls it {kind}")

    try:
        answer = await fetcher.fetch(address, check=check, given=given)
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
    site = site_of(url) if draft.site in ("", site_of(draft.url)) else draft.site
    return msgspec.structs.replace(draft, url=url, site=site, source=source)


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
    )


def _file_name(address: str) -> str:
    """The end of the path: what the page would be called as a file; the host says nothing."""
    return clean_line(PurePosixPath(unquote(urlsplit(address).path)).name)
