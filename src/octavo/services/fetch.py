"""What is at addresses: pages, asked for once or again."""

from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import NamedTuple

from octavo.importers.text.clean import clean_line
from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.page_drafts import Outcome, drafts_of_urls
from octavo.importers.web.responses import FetchFailed
from octavo.importers.web.urls import is_private, without_user
from octavo.library.ingest.ingest import Piece
from octavo.library.library import Library
from octavo.model.article import ArticleId, Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.operation import OperationGroup
from octavo.model.url import canonical, is_web
from octavo.services.async_bridge import Stop, stepped


class Fetched(NamedTuple):
    """An article whose page was asked for again."""

    id: ArticleId
    error: str
    """Why the page could not be had; empty if it could."""
    is_beside: bool = False
    """Whether its new text is only a version, beside one that the reader edited."""


def pages(
    library: Library,
    urls: Sequence[str],
    limits: Limits | None = None,
    stop: Stop | None = None,
    *,
    typed: bool = False,
) -> Iterator[tuple[str, Piece]]:
    """What is at some addresses, each as soon as it is there, for the library to take in.

    Only those that the person `typed` may lead into a private network.

    A page that is here with its text is not asked for again, but may be from now on. One that
    cannot be had comes as a link, with the reason in its source.
    """
    wanted: list[str] = []
    for url in dict.fromkeys(urls):
        if not is_web(url):
            yield (
                url,
                DraftRejected(url, "it is no address of a page; those begin with https://"),
            )
        elif _has_text(library, url):
            source = Source(name=url, private=typed and is_private(url))
            yield url, Draft(title="", url=canonical(url), source=source)
        else:
            wanted.append(url)
    private = wanted if typed else ()
    for url, outcome in stepped(_outcomes(wanted, limits, private), stop) if wanted else ():
        if not isinstance(outcome, Draft):
            outcome = _link(library, url, outcome, typed=typed)
        yield url, outcome


def fetch(
    library: Library,
    ids: Iterable[ArticleId],
    limits: Limits | None = None,
    stop: Stop | None = None,
) -> Generator[Fetched, None, None]:
    """Ask for the pages of some articles again, and renew each as soon as its page is there.

    Tags, notes and all that is the reader's stay; so does the text, where the page cannot be
    had. All of it is one step for undo. An article that is gone by then is passed over.
    """
    by_url: dict[str, list[ArticleId]] = {}
    private: set[str] = set()
    for article in filter(None, map(library.db.articles.find, dict.fromkeys(ids))):
        by_url.setdefault(article.url, []).append(article.id)
        if article.source.private:
            private.add(article.url)
    group = OperationGroup()
    for url, outcome in stepped(_outcomes(list(by_url), limits, private), stop):
        draft = outcome if isinstance(outcome, Draft) else _link(library, url, outcome)
        failed = not isinstance(outcome, Draft)
        if failed:
            draft = Draft(title="", source=draft.source)
        before = [*filter(None, map(library.db.articles.find, by_url[url]))]
        library.intake.renew(
            {article.id: draft for article in before},
            label="fetch {}",
            quiet=failed,
            group=None if failed else group,
        )
        for article in before:
            now = library.db.articles.find(article.id) or article
            is_beside = "text" in now.corrected and now.versions != article.versions
            yield Fetched(article.id, draft.source.error, is_beside)


async def _outcomes(
    urls: Sequence[str], limits: Limits | None, private: Iterable[str]
) -> AsyncGenerator[tuple[str, Outcome], None]:
    async with Fetcher(limits) as fetcher:
        asked = drafts_of_urls(fetcher, urls, private=frozenset(private))
        async with aclosing(asked) as outcomes:
            async for found in outcomes:
                yield found


def _has_text(library: Library, url: str) -> bool:
    id = library.intake.known(url)
    return id is not None and bool(library.article(id).digest)


def _link(
    library: Library, url: str, problem: DraftRejected | FetchFailed, *, typed: bool = False
) -> Draft:
    """A page that could not be had, as a link that can be tried again, without a password."""
    name = clean_line(without_user(url))
    source = Source(
        kind="page",
        name=name,
        fetched=library.now(),
        error=problem.reason,
        private=typed and is_private(url),
    )
    return Draft(title=name, url=canonical(url), source=source)
