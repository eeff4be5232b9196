"""Refreshing feeds: what is new in them comes into the library, each entry once."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import aclosing, closing, suppress
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.feeds.content import FeedDiff, news
from octavo.importers.feeds.parse import feed_of
from octavo.importers.web.fetcher import FEEDS, Fetcher
from octavo.importers.web.limits import Limits, as_they_come
from octavo.importers.web.page_drafts import draft_of_url
from octavo.importers.web.responses import FetchFailed, NotModified
from octavo.importers.web.urls import host_of
from octavo.library.library import Library
from octavo.model.article import ArticleId, Source
from octavo.model.draft import Draft, Result
from octavo.model.errors import DraftRejected
from octavo.model.feed import Entry, Feed, FeedId
from octavo.model.operation import OperationGroup
from octavo.services.async_bridge import Stop, stepped
from octavo.storage.errors import LibraryLocked
from octavo.storage.lock import Lock

_AT_ONCE = 4
"""Pages of one feed's entries that are asked for at the same time, at the most."""
_SHORTEST_PAUSE = timedelta(minutes=30)
_USUAL_PAUSE = timedelta(hours=1)
_LONGEST_PAUSE = timedelta(days=1)
"""Between two times that a feed is asked, whatever it says."""
_LONGEST_WAIT = timedelta(days=7)
"""For a server that asks to be left alone."""


class Refreshed(Struct, frozen=True, kw_only=True):
    """What a refresh brought from one feed."""

    feed: Feed
    """As it is known from now on; `feed.error` says why it could not be had."""
    added: tuple[ArticleId, ...] = ()
    edited: tuple[ArticleId, ...] = ()
    doubt: str = ""
    """What may be wrong with what it said, or missing."""


class _Read(Struct, frozen=True):
    """A feed that was asked, and the drafts in what it said."""

    had: Feed
    """As it was known when it was asked."""
    feed: Feed
    new: tuple[Draft, ...] = ()
    edited: tuple[Draft, ...] = ()
    doubt: str = ""


def due_now(library: Library) -> list[FeedId]:
    """The feeds that may be asked again."""
    return library.feeds.due(library.now())


def refresh(
    library: Library,
    ids: Iterable[FeedId],
    limits: Limits | None = None,
    stop: Stop | None = None,
    *,
    asked: bool = True,
) -> Generator[Refreshed, None, None]:
    """Ask some feeds, and take in what is new in each as soon as it is there.

    What comes in is one step for undo; an entry whose text was edited gives it to its
    article, and all that is the reader's stays. What was undone comes again if the reader
    `asked` for the refresh; one in the background leaves it out. To close the iterator is to
    stop; what was told is kept.
    """
    group = OperationGroup()
    feeds = [library.feeds[id] for id in ids]
    for read in stepped(_readings(feeds, library.now(), limits, asked), stop):
        yield _taken(library, read, group)


def refresh_due(
    library: Library, limits: Limits | None = None, stop: Stop | None = None
) -> Generator[Refreshed, None, None]:
    """Ask the feeds that may be asked again, in the background; none while others do.

    Of several processes with one library, one refreshes it and the others see what is new.
    """
    lock = Lock(library.folder, "refresh")
    with closing(lock), suppress(LibraryLocked), lock.held(0):
        yield from refresh(library, due_now(library), limits, stop, asked=False)


def _taken(library: Library, read: _Read, group: OperationGroup) -> Refreshed:
    """Take in what a feed brought, then remember that it did, in the same step for undo."""
    ledger = list(
        library.intake.take_in(read.new, label="refresh feeds: {}", revive=False, group=group)
    )
    brought = any(entry.result in (Result.ADDED, Result.MERGED) for entry in ledger)
    added = [entry.id for entry in ledger if entry.result is Result.ADDED and entry.id]
    edits = {
        id: draft for draft in read.edited if (id := library.intake.known("", draft.source))
    }
    if edits:
        done = library.intake.renew(edits, label="refresh feeds: {}", group=group)
        brought = brought or done is not None
    id = read.feed.id
    if brought:
        library.feeds.change(
            [id], lambda now: replace(now, seen=_seen(now, read)), group.label, group=group
        )
    library.feeds.change(
        [id],
        lambda now: _refreshed(now, read, seen=not brought),
        f"refresh {read.feed.title}",
        quiet=True,
    )
    feed = library.feeds.get(id, read.feed)
    return Refreshed(feed=feed, added=tuple(added), edited=tuple(edits), doubt=read.doubt)


def _refreshed(now: Feed, read: _Read, *, seen: bool) -> Feed:
    """A feed with what reading it has changed, and all that others have changed meanwhile."""
    changed = {
        name: value
        for name in Feed.__struct_fields__
        if (value := getattr(read.feed, name)) != getattr(read.had, name)
    }
    changed["seen"] = _seen(now, read) if seen else now.seen
    changed["title"] = now.title or read.feed.title
    after = replace(now, **changed)
    return replace(after, private=_may_be_private(now, after.url))


def _seen(now: Feed, read: _Read) -> dict[str, str]:
    """What a feed is to remember: what undo has taken out of it meanwhile stays out."""
    had, is_known = read.had.seen, read.feed.seen
    came = {key: said for key, said in now.seen.items() if key not in had | is_known}
    kept = {
        key: now.seen[key] if said == had.get(key) else said
        for key, said in is_known.items()
        if key in now.seen or said != had.get(key)
    }
    return came | kept


def _may_be_private(feed: Feed, address: str) -> bool:
    """Whether what a feed names may lead into a private network: to its own host alone."""
    return feed.private and host_of(address) == host_of(feed.url)


async def _readings(
    feeds: Iterable[Feed], now: datetime, limits: Limits | None, asked: bool
) -> AsyncGenerator[_Read, None]:
    async with Fetcher(limits) as fetcher:

        async def read(feed: Feed) -> _Read:
            return await _read(fetcher, feed, now, asked)

        async with aclosing(as_they_come(feeds, read, fetcher.limits.at_once)) as readings:
            async for _, reading in readings:
                yield reading


async def _read(fetcher: Fetcher, feed: Feed, now: datetime, asked: bool) -> _Read:
    """Ask a feed; one that cannot be had says why, and is left alone for longer each time.

    A reader who `asked` for what was undone gets it even if the feed has not changed since.
    """
    checked = replace(feed, checked=now, failures=0, error="")
    held = replace(feed, etag="", modified="") if asked and feed.undone else feed
    try:
        answer = await fetcher.fetch(
            feed.url, etag=held.etag, modified=held.modified, accept=FEEDS, private=feed.private
        )
        if isinstance(answer, NotModified):
            return _Read(feed, replace(checked, due=due(checked, now, fresh=answer.fresh)))
        content = await asyncio.to_thread(
            feed_of, answer.data, url=answer.reached, content_type=answer.content_type, now=now
        )
    except (FetchFailed, DraftRejected) as problem:
        failed = replace(
            checked, failures=feed.failures + 1, error=problem.reason, seen=feed.seen
        )
        wait = getattr(problem, "retry_after", None) or 0
        return _Read(feed, replace(failed, due=due(failed, now, wait=wait)))
    found = news(feed, content, asked=asked)
    known = replace(
        checked,
        url=answer.moved or feed.url,
        private=_may_be_private(feed, answer.moved or feed.url),
        title=feed.title or content.title,
        page=feed.page or content.page,
        etag=answer.etag,
        modified=answer.modified,
        due=due(checked, now, fresh=max(answer.fresh, content.interval or 0)),
        seen=found.seen,
        offered=found.offered,
    )
    new, edited = await _drafted(fetcher, known, found, content.language)
    return _Read(feed, known, new, edited, content.doubt)


async def _drafted(
    fetcher: Fetcher, feed: Feed, found: FeedDiff, language: str
) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """What is new of a feed and what was edited as drafts, the oldest first.

    They come with their pages, if the feed is cut short.
    """

    async def draft(entry: Entry) -> Draft:
        own = _draft(feed, entry, language)
        return await _whole(fetcher, feed, own) if feed.full and own.url else own

    async def drafts(entries: Iterable[Entry]) -> tuple[Draft, ...]:
        waiting = list(entries)
        made = {entry.key: each async for entry, each in as_they_come(waiting, draft, _AT_ONCE)}
        return tuple(made[entry.key] for entry in waiting)

    return await drafts(_oldest_first(found.new)), await drafts(found.edited)


def _oldest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order in which they came about; those without a date as they stand."""
    upwards = list(entries)[::-1]
    if all(entry.published for entry in upwards):
        upwards.sort(key=lambda entry: entry.published.timestamp() if entry.published else 0)
    return upwards


def _draft(feed: Feed, entry: Entry, language: str) -> Draft:
    return Draft(
        title=entry.title,
        text=entry.text,
        url=entry.url,
        authors=entry.authors,
        site=feed.title,
        published=entry.published or entry.updated,
        language=entry.language or language,
        excerpt=entry.excerpt,
        source=Source(kind="feed", name=feed.url, key=f"{feed.id} {entry.key}"),
    )


async def _whole(fetcher: Fetcher, feed: Feed, entry: Draft) -> Draft:
    """An entry with the text of its page; with its own where the page cannot be had."""
    try:
        private = _may_be_private(feed, entry.url)
        page = await draft_of_url(fetcher, entry.url, private=private)
    except (FetchFailed, DraftRejected) as problem:
        return replace(entry, source=replace(entry.source, error=problem.reason))
    source = replace(page.source, kind="feed", name=entry.source.name, key=entry.source.key)
    return replace(
        entry,
        text=page.text,
        authors=entry.authors or page.authors,
        published=entry.published or page.published,
        language=page.language or entry.language,
        source=source,
    )


def due(feed: Feed, now: datetime, *, fresh: float = 0, wait: float = 0) -> datetime:
    """Before when the feed is not to be asked again; `feed.failures` counts the last answer.

    `fresh` are the seconds for which the feed or its server says that there is nothing new;
    they count from half an hour to a day, and an hour is usual. Each failure in a row
    doubles the half hour, up to a day. A server that asks to `wait` some seconds is left
    alone for them, a week at most.
    """
    pause = _pause_after(feed.failures) if feed.failures else _pause(fresh)
    return now + max(pause, min(timedelta(seconds=wait), _LONGEST_WAIT))


def _pause(fresh: float) -> timedelta:
    seconds = min(fresh, _LONGEST_PAUSE.total_seconds())
    return max(_SHORTEST_PAUSE, timedelta(seconds=seconds)) if seconds > 0 else _USUAL_PAUSE


def _pause_after(failures: int) -> timedelta:
    doubled: int = 2 ** min(failures, 10)
    return min(_SHORTEST_PAUSE * doubled, _LONGEST_PAUSE)
