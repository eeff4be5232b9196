"""Adding: addresses, paths, exports and pasted texts become articles."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from octavo.model.errors import OctavoError, refusal
from octavo.services.async_bridge import Stop
from octavo.text import count_of
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.protocols import Controller, ShownChanges

if TYPE_CHECKING:
    from pathlib import Path

    from octavo.services.add import Added, Viewing
    from octavo.services.detect import Typed
    from octavo.services.inbox import Inbox
    from octavo.tui.controllers.articles.search import SearchController
    from octavo.tui.controllers.reading.reading import ReadingController
    from octavo.tui.presenters.add_report import AddReport


LOOK_EVERY = 3.0
"""Seconds between two looks into the inbox."""


class AddController(Controller):
    """Takes in what the reader names or pastes, in a thread."""

    jobs: Jobs
    search: "SearchController"
    changes: ShownChanges
    looked_at: Callable[[], object]
    """Another value once the reader has turned to something else."""
    refresh_due: Callable[[], None]

    def __post_init__(self) -> None:
        self._given = ""
        """What was typed, and is not in yet."""
        self._was_tried = False
        """Whether it was to be added, and not left to go on with."""

    async def ask(self) -> None:
        """Ask for something to add, and add it."""
        await self.ask_about(self._given, selected=self._was_tried)

    async def ask_about(self, given: str, *, selected: bool = False) -> None:
        """Ask for something to add, beginning from what was given; what is left stays so."""
        self._given, is_done = await self.screen.ask_what(given, selected=selected)
        self._was_tried = is_done
        if is_done:
            self.add(self._given)

    def add(self, given: str) -> None:
        """Add what was typed or pasted; until that has come in, it is there to be mended."""
        self._given, self._was_tried = given, True
        before = self.looked_at()
        self.jobs.start("adding", lambda job: self._add(job, _named_in(given), before, given))

    def add_page(self, url: str) -> None:
        """Add a page that a text leads to: it is announced, and not listed under the cursor."""
        unlike_any = object()
        self.jobs.start("adding", lambda job: self._add(job, _page(url), unlike_any))

    def _add(
        self, job: Job, givens: "Iterable[Typed]", before: object, typed: str = ""
    ) -> None:
        """Read and add; in a thread, because a page may be slow and a folder large.

        What was typed is let go once all of it is in.
        """
        from octavo.services.add import Addition
        from octavo.services.detect import Pages
        from octavo.tui.presenters.add_report import AddReport

        addition = Addition(self.library, stop=job.stop)
        report = AddReport(addition)
        try:
            for each in givens:
                if job.stop.told:
                    break
                _begin(job, each)
                for added in addition.add(each):
                    job.done += 1
                    job.share = addition.share if added.in_export else None
                    report.count(added)
                    if isinstance(each, Pages):
                        job.tell(self._announce_new, report)
            report.rejects = addition.write_rejected()
            if not (report.problems or job.stop.told):
                job.tell(self._came_in, typed)
        finally:
            job.tell(self.added, report, before, job.stop.told)

    def _came_in(self, typed: str) -> None:
        if self._given == typed:
            self._given = ""

    def _announce_new(self, report: "AddReport") -> None:
        """Announce what is in by now and was not announced yet."""
        new, report.announced = report.added - report.announced, report.added
        self.search.arrived(new)

    def added(self, report: "AddReport", before: object, stopped: bool) -> None:
        """Say what came of it, and list it unless the reader has turned to something else."""
        from octavo.tui.presenters.add_report import said_of

        for said in said_of(report, self.keymap, stopped=stopped):
            self.say(said.text, error=said.is_problem)
        if report.added:
            added = report.with_text and f"added {count_of(report.with_text, 'article')}"
            self.screen.footer.last = added or f"kept {count_of(report.new_links, 'link')}"
        elif report.merged:
            self.screen.footer.last = (
                f"added more about {count_of(len(report.merged), 'article')}"
            )
        if report.merged:
            self.changes.show_all(frozenset(report.merged))
        if report.first is not None and before == self.looked_at():
            self.search.run_again(cursor=report.first)
        else:
            self._announce_new(report)
        if report.followed:
            self.refresh_due()


class InboxController(Controller):
    """Takes in what lands in the inbox, in a thread, and announces it."""

    folder: "Path | None"
    met: Callable[[str], None]
    """Told of the trouble that a look met, or of none, empty."""
    added: "Callable[[AddReport, object, bool], None]"

    def __post_init__(self) -> None:
        self._inbox: Inbox | None = None
        self._looks = False
        """Whether a look is under way."""
        self._stop = Stop()

    def start(self) -> None:
        """Look into it from now on."""
        self.screen.set_interval(LOOK_EVERY, self.look)

    def close(self) -> None:
        """Let the work end with the app."""
        self._stop.tell()

    def look(self) -> None:
        """Take in what is there, unless that is under way."""
        if not self._looks:
            self._looks = True
            self.screen.in_thread("inbox", self._take_in, may_fail=True)

    def _take_in(self) -> None:
        from octavo.services.inbox import Inbox

        trouble = ""
        try:
            self._inbox = self._inbox or Inbox(self.library.folder, self.folder)
            if ready := self._inbox.ready():
                self._add(self._inbox, ready)
        except OctavoError as error:
            trouble = str(error)
        except OSError as error:
            trouble = f"The inbox: {refusal(error)}"
        finally:
            self.screen.call_later(self._looked, trouble)

    def _add(self, inbox: "Inbox", ready: "Iterable[Path]") -> None:
        from octavo.services.add import Addition
        from octavo.tui.presenters.add_report import AddReport

        addition = Addition(self.library, stop=self._stop)
        report = AddReport(addition)
        try:
            for added in inbox.take_in(ready, addition, self._stop):
                report.count(added)
            report.rejects = addition.write_rejected()
        finally:
            if report.counts:
                unlike_any = object()
                self.screen.call_later(self.added, report, unlike_any, False)

    def _looked(self, trouble: str) -> None:
        self._looks = False
        self.met(trouble)


class KeepController(Controller):
    """Adds what is only on view to the person's library, in a thread."""

    viewing: "Viewing | None"
    reader: "ReadingController"
    jobs: Jobs

    def keep(self) -> None:
        """Keep the text that is shown."""
        if self.viewing and (id := self.reader.id) is not None:
            self._start("keeping", partial(self.viewing.keep, id))

    def add_page(self, url: str) -> None:
        """Keep the page that a text leads to."""
        if self.viewing:
            self._start("fetching", partial(self.viewing.keep_page, url))

    def _start(self, doing: str, keep: "Callable[[], Added]") -> None:
        def work(job: Job) -> None:
            job.tell(self._kept, keep())

        self.jobs.start(doing, work)

    def _kept(self, added: "Added") -> None:
        entry = added.entry
        if entry.id is None:
            self.say(f"{added.input}: {entry.reason}", error=True)
        elif added.error:
            self.say(f"It is kept as a link, {entry.id}, because {added.error}.", error=True)
        elif entry.result == "added":
            self.say(f"It is in your library now, as {entry.id}.")
        else:
            self.say(f"It is in your library already, as {entry.id}.")


def _named_in(given: str) -> "Iterator[Typed]":
    from octavo.services.detect import given_in

    yield from given_in(given)


def _page(url: str) -> "Iterator[Typed]":
    from octavo.services.detect import Pages

    yield Pages([url], typed=False)


def _begin(job: Job, given: "Typed") -> None:
    from octavo.services.detect import ForeignExport, Pages

    match given:
        case Pages(urls):
            job.begin("fetching", len(urls))
        case ForeignExport():
            job.begin("importing")
        case _:
            job.begin("adding")
