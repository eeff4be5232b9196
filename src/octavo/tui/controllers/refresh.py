"""Refreshing: feeds are asked for what is new while the app is open."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.library.library import Library
from octavo.model.feed import FeedId
from octavo.text import count_of
from octavo.tui.controllers.fetch import Renewal
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.search import SearchController
from octavo.tui.controllers.views import Host, Say

if TYPE_CHECKING:
    from octavo.services.refresh_feeds import Refreshed

FIRST_AFTER = 5.0
"""Seconds from the start of the app until feeds are asked for the first time."""
EVERY = 180.0
"""Seconds between two looks for feeds that may be asked."""

_DOING = "asking feeds"


class RefreshController:
    """Asks feeds in a thread, and announces what is new in them."""

    def __init__(
        self,
        *,
        library: Library,
        host: Host,
        jobs: Jobs,
        search: SearchController,
        renewal: Renewal,
        say: Say,
    ) -> None:
        self._library = library
        self._host = host
        self._jobs = jobs
        self._search = search
        self._renewal = renewal
        self._say = say

    def start(self) -> None:
        """Ask feeds from now on whenever their servers may be asked."""
        self._host.set_timer(FIRST_AFTER, self.refresh_due)
        self._host.set_interval(EVERY, self.refresh_due)

    def refresh_due(self) -> None:
        """Ask the feeds that may be asked now, unless feeds are being asked."""
        if any(job.doing == _DOING for job in self._jobs.running):
            return
        if due := self._library.feeds.due(self._library.now()):
            self._jobs.start(_DOING, self._refresh_due, len(due))

    def refresh(self, ids: Iterable[FeedId], *, quietly: bool = False) -> None:
        """Ask some feeds; unless `quietly`, say what came of it even if that is nothing."""
        wanted = list(ids)
        work = partial(self._refresh, wanted, quietly)
        self._jobs.start(_DOING, work, len(wanted))

    def _refresh_due(self, job: Job) -> None:
        from octavo.services.refresh_feeds import refresh_due

        for _ in self._shown(job, refresh_due(self._library, stop=job.stop)):
            pass

    def _refresh(self, ids: Sequence[FeedId], quietly: bool, job: Job) -> None:
        """Ask the feeds; in a thread, because they may be slow."""
        from octavo.services.refresh_feeds import refresh

        added, problems = 0, list[str]()
        try:
            for each in self._shown(job, refresh(self._library, ids, stop=job.stop)):
                added += len(each.added)
                if each.feed.error:
                    problems.append(f"{each.feed.title or each.feed.url}: {each.feed.error}")
        finally:
            if not quietly:
                job.tell(self._refreshed, job, added, problems)

    def _shown(self, job: Job, work: "Iterable[Refreshed]") -> "Iterator[Refreshed]":
        """What each feed brought, which is announced or shown where it stands."""
        for each in work:
            job.done += 1
            job.tell(self._search.arrived, len(each.added))
            if each.edited:
                job.tell(self._renewal.show, each.edited)
            yield each

    def _refreshed(self, job: Job, added: int, problems: Sequence[str]) -> None:
        asked = count_of(job.done, "feed")
        said = [f"{count_of(added, 'new article')} from {asked}."]
        if problems:
            failed = count_of(len(problems), "feed")
            said.append(f"{failed} could not be had. {problems[0]}.")
        if job.stop.told:
            said.append("Stopped; what was in stays.")
        self._say(" ".join(said), error=bool(problems))
