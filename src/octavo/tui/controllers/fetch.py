"""Fetching: pages are asked for again, or for the first time, while the reader goes on."""

from collections.abc import Sequence

from octavo.model.article import Article, ArticleId
from octavo.text import count_of
from octavo.tui.controllers.jobs import Working
from octavo.tui.controllers.reading import Reading
from octavo.tui.runtime.jobs import Job


class Fetching(Working, Reading):
    """Gets the pages of articles and links in a thread, and shows each as it comes."""

    def action_fetch(self) -> None:
        """Ask for the pages of what is at hand."""
        items = self.items(self.targets())
        wanted = [item for item in items if isinstance(item, Article) and item.url]
        if wanted:
            self._fetch_these([item.id for item in wanted])
        elif items:
            self.say("It has no address to fetch.")

    def action_fetch_links(self) -> None:
        """Ask for the pages of all links; once none is left, for those that failed before."""
        intake = self.library.intake
        if links := intake.links() or intake.links(failed=True):
            self._fetch_these(links)
        else:
            self.say("Every link has its text.")

    def _fetch_these(self, ids: Sequence[ArticleId]) -> None:
        wanted = [id for id in ids if id not in self.fetching]
        self.fetching.update(wanted)
        if self.reading in self.fetching:
            self.show_wanting()
        if wanted:
            self.begin("fetching", lambda job: self._fetch(job, wanted), len(wanted))

    def _fetch(self, job: Job, ids: Sequence[ArticleId]) -> None:
        """Ask for the pages; in a thread, because they may be slow."""
        from octavo.services.fetch_pages import fetch

        problems: list[str] = []
        before = {item.id: item.digest for item in self.items(ids) if isinstance(item, Article)}
        try:
            for page in fetch(self.library, before, stop=job.stop):
                job.done += 1
                if page.error:
                    problems.append(page.error)
                for after in self.items([page.id]):
                    anew = isinstance(after, Article) and after.digest != before[page.id]
                    job.tell(self._came, page.id, anew)
        finally:
            job.tell(self._fetched, ids, job, problems)

    def _came(self, id: ArticleId, anew: bool) -> None:
        """Draw what shows an article whose page came, or did not."""
        self.fetching.discard(id)
        if anew:
            self.renewed(id)
        else:
            self.show_changed(frozenset({id}))
            self.show_wanting()

    def renewed(self, id: ArticleId) -> None:
        """Draw what shows an article that has another text now."""
        if id == self.reading:
            self.keep_place()
            self.show_text()
        self.show_changed(frozenset({id}))

    def _fetched(self, ids: Sequence[ArticleId], job: Job, problems: Sequence[str]) -> None:
        """Say in one go what came of all of it."""
        self.fetching.difference_update(ids)
        self.show_wanting()
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
            self.say(" ".join(said), error=bool(problems))
        if had:
            self.command_bar.last = f"fetched {count_of(had, 'page')}"
