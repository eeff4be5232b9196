"""Fetching: pages are asked for again, or for the first time, while the reader goes on."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from octavo.library.library import Library
from octavo.model.article import Article, ArticleId
from octavo.text import count_of
from octavo.tui.controllers.history import Changes
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.selection import Selection, items_of
from octavo.tui.controllers.views import Footer, Say


class Reader(Protocol):
    """What is read."""

    @property
    def id(self) -> ArticleId | None: ...
    def keep_place(self) -> None: ...
    def show_text(self) -> None: ...
    def show_reason(self) -> None: ...


class Renewal:
    """Draws what shows an article that has another text now."""

    def __init__(self, *, reader: Reader, changes: Changes) -> None:
        self._reader = reader
        self._changes = changes

    def show(self, ids: Iterable[ArticleId]) -> None:
        """Show the texts of some articles anew, at the place where each is read."""
        renewed = frozenset(ids)
        if self._reader.id in renewed:
            self._reader.keep_place()
            self._reader.show_text()
        self._changes.show(renewed)


class FetchController:
    """Gets the pages of articles and links in a thread, and shows each as it comes."""

    def __init__(
        self,
        *,
        library: Library,
        selection: Selection,
        jobs: Jobs,
        reader: Reader,
        changes: Changes,
        renewal: Renewal,
        footer: Footer,
        say: Say,
        fetching: set[ArticleId],
    ) -> None:
        """`fetching` is kept to be the articles whose pages are asked for."""
        self._library = library
        self._selection = selection
        self._jobs = jobs
        self._reader = reader
        self._changes = changes
        self._renewal = renewal
        self._footer = footer
        self._say = say
        self._fetching = fetching

    def fetch(self) -> None:
        """Ask for the pages of what is at hand."""
        wanted = [article.id for article in self._selection.articles() if article.url]
        if wanted:
            self._begin(wanted)
        elif self._selection.ids:
            self._say("It has no address to fetch.")

    def fetch_links(self) -> None:
        """Ask for the pages of all links; once none is left, for those that failed before."""
        intake = self._library.intake
        if links := intake.links() or intake.links(failed=True):
            self._begin(links)
        else:
            self._say("Every link has its text.")

    def _begin(self, ids: Sequence[ArticleId]) -> None:
        wanted = [id for id in ids if id not in self._fetching]
        self._fetching.update(wanted)
        if self._reader.id in self._fetching:
            self._reader.show_reason()
        if wanted:
            self._jobs.start("fetching", lambda job: self._fetch(job, wanted), len(wanted))

    def _fetch(self, job: Job, ids: Sequence[ArticleId]) -> None:
        """Ask for the pages; in a thread, because they may be slow."""
        from octavo.services.fetch_pages import fetch

        problems: list[str] = []
        items = items_of(self._library, ids)
        before = {item.id: item.digest for item in items if isinstance(item, Article)}
        try:
            for page in fetch(self._library, before, stop=job.stop):
                job.done += 1
                if page.error:
                    problems.append(page.error)
                for after in items_of(self._library, [page.id]):
                    anew = isinstance(after, Article) and after.digest != before[page.id]
                    job.tell(self._came, page.id, anew)
        finally:
            job.tell(self._fetched, ids, job, problems)

    def _came(self, id: ArticleId, anew: bool) -> None:
        """Draw what shows an article whose page came, or did not."""
        self._fetching.discard(id)
        if anew:
            self._renewal.show([id])
        else:
            self._changes.show(frozenset({id}))
            self._reader.show_reason()

    def _fetched(self, ids: Sequence[ArticleId], job: Job, problems: Sequence[str]) -> None:
        """Say in one go what came of all of it."""
        self._fetching.difference_update(ids)
        self._reader.show_reason()
        had = job.done - len(problems)
        said = [f"Fetched {count_of(had, 'page')}."] if had else []
        if len(problems) == 1:
            said.append(f"The page could not be had: {problems[0]}.")
        elif problems:
            failed = count_of(len(problems), "page")
            said.append(f"{failed} could not be had; the first because {problems[0]}.")
        if job.stop.told:
            said.append(f"Stopped with {count_of(len(ids) - job.done, 'page')} to go.")
        if said:
            self._say(" ".join(said), error=bool(problems))
        if had:
            self._footer.last = f"fetched {count_of(had, 'page')}"
