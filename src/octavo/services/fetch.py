"""What is at addresses: pages, asked for once or again, and the pictures of a text.

What draws pictures is an extra, `octavo[pictures]`. It asks the terminal what it can do and
reads the answer from the keyboard, so that it can only be loaded while nothing else reads that.
"""

import sys
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Sequence
from contextlib import aclosing
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from octavo.importers.text.clean import clean_line
from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.page_drafts import Outcome, drafts_of_urls
from octavo.importers.web.responses import Fetched as Response
from octavo.importers.web.responses import FetchFailed
from octavo.importers.web.urls import is_private, without_user
from octavo.library.ingest.ingest import Piece
from octavo.library.library import Library
from octavo.model.article import ArticleId, Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected, OctavoError
from octavo.model.operation import OperationGroup
from octavo.model.url import canonical, is_web
from octavo.services.async_bridge import Stop, awaited, stepped

if TYPE_CHECKING:
    from PIL.Image import Image

_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST = 50_000_000
"""Pixels; as many take 200 MB of memory."""
_WIDEST = 4000
"""Pixels of a side that are kept: no terminal shows more."""
_CELL = 20
"""Pixels of a line, as the extra takes them to be where a terminal does not say."""
_BELOW = 3
"""Lines for the caption and what to press."""


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


class PicturesMissing(OctavoError):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures are shown by an extra: pip install 'octavo[pictures]'. The browser shows"
            " one by its letter, as any link."
        )


def picture(url: str, limits: Limits | None = None, stop: Stop | None = None) -> "Image":
    """What is at an address that a text names, no larger than a terminal can show it.

    Raises:
        PicturesMissing: Before anything is asked for.
        FetchFailed: If it cannot be had, is in a private network, or is no picture.
    """
    try:
        from PIL import Image
    except ImportError:
        raise PicturesMissing from None
    data = awaited(_asked(url, limits), stop)
    try:
        image = Image.open(BytesIO(data), formats=_KINDS)
        if image.width * image.height > _MOST:
            raise FetchFailed(url, "it is too large to be shown")
        image.thumbnail((_WIDEST, _WIDEST))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        problem = f"it is no picture in {', '.join(_KINDS)}, or is damaged"
        raise FetchFailed(url, problem) from error
    return image


def show(image: "Image", caption: str) -> None:
    """Draw a picture on the terminal, and wait for Enter.

    Raises:
        PicturesMissing: If there is nothing to draw it with.
    """
    try:
        from textual_image.renderable import Image as Drawing
    except ImportError:
        raise PicturesMissing from None
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout)
    room = max(1, console.size.height - _BELOW)
    console.print(Drawing(image, height=room if image.height > room * _CELL else None))
    console.print(Text(caption), Text("Enter goes on.", style="dim"), sep="\n")
    sys.stdin.readline()


async def _asked(url: str, limits: Limits | None) -> bytes:
    def check(content_type: str) -> None:
        if not content_type.lower().startswith(("image/", "application/octet-stream")):
            raise FetchFailed(url, f"it is no picture but {content_type or 'of no type'}")

    async with Fetcher(limits) as fetcher:
        found = await fetcher.fetch(url, accept="image/*", check=check)
    return found.data if isinstance(found, Response) else b""
