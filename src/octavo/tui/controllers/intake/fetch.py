"""What comes from the web while the reader goes on: pages, and what is new in feeds."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.model.article import Article, ArticleId
from octavo.model.feed import FeedId
from octavo.text import count_of
from octavo.tui.controllers.changes import Changes
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.protocols import Controller, ShownChanges
from octavo.tui.controllers.selection import Selection, items_of

if TYPE_CHECKING:
    from octavo.services.refresh_feeds import Refreshed
    from octavo.tui.controllers.articles.search import SearchController
    from octavo.tui.controllers.reading.reading import ReadingController

FIRST_AFTER = 5.0
"""Seconds from the start of the app until feeds are asked for the first time."""
EVERY = 180.0
"""Seconds between two looks for feeds that may be asked."""

_ASKING = "asking feeds"


class FetchController(Controller):
    """Gets the pages of articles and links in a thread, and shows each as it comes."""

    selection: Selection
    jobs: Jobs
    reader: "ReadingController"
    changes: Changes
    fetching: set[ArticleId]
    """Kept to be the articles whose pages are asked for."""

    def fetch(self) -> None:
        """Ask for the pages of what is at hand."""
        wanted = [article.id for article in self.selection.articles() if article.url]
        if wanted:
            self._begin(wanted)
        elif self.selection.ids:
            self.say("It has no address to fetch.")

    def fetch_links(self) -> None:
        """Ask for the pages of all links; once none is left, for those that failed before."""
        intake = self.library.intake
        if links := intake.links() or intake.links(failed=True):
            self._begin(links)
        else:
            self.say("Every link has its text.")

    def _begin(self, ids: Sequence[ArticleId]) -> None:
        wanted = [id for id in ids if id not in self.fetching]
        self.fetching.update(wanted)
        if self.reader.id in self.fetching:
            self.reader.show_reason()
        if wanted:
            self.jobs.start("fetching", lambda job: self._fetch(job, wanted), len(wanted))

    def _fetch(self, job: Job, ids: Sequence[ArticleId]) -> None:
        """Ask for the pages; in a thread, because they may be slow."""
        from octavo.services.fetch import fetch

        problems: list[str] = []
        beside: list[ArticleId] = []
        items = items_of(self.library, ids)
        before = {item.id: item.digest for item in items if isinstance(item, Article)}
        try:
            for page in fetch(self.library, before, stop=job.stop):
                job.done += 1
                if page.error:
                    problems.append(page.error)
                if page.is_beside:
                    beside.append(page.id)
                for after in items_of(self.library, [page.id]):
                    anew = isinstance(after, Article) and after.digest != before[page.id]
                    job.tell(self._came, page.id, anew)
        finally:
            job.tell(self._fetched, ids, job, problems, beside)

    def _came(self, id: ArticleId, anew: bool) -> None:
        """Draw what shows an article whose page came, or did not."""
        self.fetching.discard(id)
        show = self.changes.show_all if anew else self.changes.show
        show(frozenset({id}))
        self.reader.show_reason()

    def _fetched(
        self,
        ids: Sequence[ArticleId],
        job: Job,
        problems: Sequence[str],
        beside: Sequence[ArticleId],
    ) -> None:
        """Say in one go what came of all of it."""
        self.fetching.difference_update(ids)
        self.reader.show_reason()
        had = job.done - len(problems)
        is_whole = not (problems or beside or job.stop.told)
        said = [f"Fetched {count_of(had, 'page')}."] if had and not is_whole else []
        if len(problems) == 1:
            said.append(f"The page could not be had: {problems[0]}.")
        elif problems:
            failed = count_of(len(problems), "page")
            said.append(f"{failed} could not be had; the first because {problems[0]}.")
        if beside:
            key = self.keymap.key_hint("about")
            what = "It says" if len(beside) == had == 1 else f"{len(beside)} of them say"
            said.append(f"{what} something else now; your text stays, and {key} compares.")
        if job.stop.told:
            said.append(f"Stopped with {count_of(len(ids) - job.done, 'page')} to go.")
        if said:
            self.say(" ".join(said), error=bool(problems))
        if had:
            self.screen.footer.last = f"fetched {count_of(had, 'page')}"


class RefreshController(Controller):
    """Asks feeds in a thread, and announces what is new in them."""

    jobs: Jobs
    search: "SearchController"
    changes: ShownChanges

    def start(self) -> None:
        """Ask feeds from now on whenever their servers may be asked."""
        self.screen.set_timer(FIRST_AFTER, self.refresh_due)
        self.screen.set_interval(EVERY, self.refresh_due)

    def refresh_due(self) -> None:
        """Ask the feeds that may be asked now, unless feeds are being asked."""
        if any(job.doing == _ASKING for job in self.jobs.running):
            return
        if due := self.library.feeds.due(self.library.now()):
            self.jobs.start(_ASKING, self._refresh_due, len(due))

    def refresh(self, ids: Iterable[FeedId], *, quietly: bool = False) -> None:
        """Ask some feeds; unless `quietly`, say what came of it even if that is nothing."""
        wanted = list(ids)
        work = partial(self._refresh, wanted, quietly)
        self.jobs.start(_ASKING, work, len(wanted))

    def _refresh_due(self, job: Job) -> None:
        from octavo.services.refresh_feeds import refresh_due

        for _ in self._shown(job, refresh_due(self.library, stop=job.stop)):
            pass

    def _refresh(self, ids: Sequence[FeedId], quietly: bool, job: Job) -> None:
        """Ask the feeds; in a thread, because they may be slow."""
        from octavo.services.refresh_feeds import refresh

        added, problems = 0, list[str]()
        try:
            for each in self._shown(job, refresh(self.library, ids, stop=job.stop)):
                added += len(each.added)
                if each.feed.error:
                    problems.append(f"{each.feed.name}: {each.feed.error}")
        finally:
            if not quietly:
                job.tell(self._refreshed, job, added, problems)

    def _shown(self, job: Job, work: "Iterable[Refreshed]") -> "Iterator[Refreshed]":
        """What each feed brought, which is announced or shown where it stands."""
        for each in work:
            job.done += 1
            job.tell(self.search.arrived, len(each.added))
            if each.edited:
                job.tell(self.changes.show_all, frozenset(each.edited))
            yield each

    def _refreshed(self, job: Job, added: int, problems: Sequence[str]) -> None:
        asked = count_of(job.done, "feed")
        said = [f"{count_of(added, 'new article')} from {asked}."]
        if problems:
            failed = count_of(len(problems), "feed")
            said.append(f"{failed} could not be had. {problems[0]}.")
        if job.stop.told:
            said.append("Stopped; what was in stays.")
        self.say(" ".join(said), error=bool(problems))
