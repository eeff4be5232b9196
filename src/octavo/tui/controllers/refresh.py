"""Refreshing: feeds are asked for what is new while the app is open."""

from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from octavo.library.errors import LibraryLocked
from octavo.model.feed import FeedId
from octavo.storage.lock import Lock
from octavo.text import count_of
from octavo.tui.controllers.fetch import Fetching
from octavo.tui.runtime.jobs import Job

if TYPE_CHECKING:
    from octavo.services.refresh_feeds import Refreshed

FIRST_AFTER = 5.0
"""Seconds from the start of the app until feeds are asked for the first time."""
EVERY = 180.0
"""Seconds between two looks for feeds that may be asked."""

_DOING = "asking feeds"


class Refreshing(Fetching):
    """Asks the feeds that are due in a thread, and announces what is new in them."""

    def keep_fresh(self) -> None:
        """Ask feeds from now on whenever their servers may be asked."""
        if self.config.refresh_feeds:
            self.set_timer(FIRST_AFTER, self.refresh_due)
            self.set_interval(EVERY, self.refresh_due)

    def refresh_due(self) -> None:
        """Ask the feeds that may be asked now, unless feeds are being asked."""
        if any(job.doing == _DOING for job in self.jobs.running):
            return
        if due := self.library.feeds.due(self.library.now()):
            self.begin(_DOING, self._refresh_alone, len(due))

    def _refresh_alone(self, job: Job) -> None:
        """Ask the feeds that are due, unless another window does; what it brings is seen."""
        lock = Lock(self.library.folder, "refresh")
        with closing(lock), suppress(LibraryLocked), lock.held(0):
            due = self.library.feeds.due(self.library.now())
            self._refresh(job, due, quietly=True, asked=False)

    def refresh_feeds(self, ids: Iterable[FeedId], *, quietly: bool = False) -> None:
        """Ask some feeds; unless `quietly`, say what came of it even if that is nothing."""
        wanted = list(ids)
        self.begin(_DOING, lambda job: self._refresh(job, wanted, quietly), len(wanted))

    def _refresh(
        self, job: Job, ids: Sequence[FeedId], quietly: bool, *, asked: bool = True
    ) -> None:
        """Ask the feeds; in a thread, because they may be slow."""
        from octavo.services.refresh_feeds import refresh

        added, problems = 0, list[str]()
        try:
            for each in refresh(self.library, ids, stop=job.stop, asked=asked):
                job.done += 1
                added += len(each.added)
                if each.feed.error:
                    problems.append(f"{each.feed.title or each.feed.url}: {each.feed.error}")
                job.tell(self._brought, each)
        finally:
            if not quietly:
                job.tell(self._refreshed, job, added, problems)

    def _brought(self, refreshed: "Refreshed") -> None:
        """Announce what is new in a feed, and show what was edited where it stands."""
        self.arrived(len(refreshed.added))
        for id in refreshed.edited:
            self.renewed(id)

    def _refreshed(self, job: Job, added: int, problems: Sequence[str]) -> None:
        asked = count_of(job.done, "feed")
        said = [f"{count_of(added, 'new article')} from {asked}."]
        if problems:
            failed = count_of(len(problems), "feed")
            said.append(f"{failed} could not be had. {problems[0]}.")
        if job.stop.told:
            said.append("Stopped; what was in stays.")
        self.say(" ".join(said), error=bool(problems))
