"""Working: what takes time goes on beside the reader, who sees how far it is."""

from collections.abc import Callable

from textual import on
from textual.actions import SkipAction
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from octavo.text import count_of
from octavo.tui.controllers.search import Finding
from octavo.tui.runtime.jobs import GROUP, Job, Jobs

LOOK_EVERY = 0.1
"""Seconds between two looks at how far the work is."""


class Working(Finding):
    """Starts work in threads, shows it in the footer, and stops it.

    What comes in meanwhile is announced, and listed when the query runs again: nothing is put
    under the cursor of somebody who reads.
    """

    _jobs: Jobs | None = None
    _watch: Timer | None = None
    _fresh = 0
    """Articles that came in since the query ran."""

    @property
    def jobs(self) -> Jobs:
        """What is under way."""
        if self._jobs is None:
            self._jobs = Jobs(self, lambda problem: self.say(problem, error=True))
        return self._jobs

    def begin(self, doing: str, work: Callable[[Job], None], total: int | None = None) -> Job:
        """Do something in a thread, and show how far it is for as long as it goes on."""
        job = self.jobs.start(doing, work, total)
        if self._watch is None:
            self._watch = self.set_interval(LOOK_EVERY, self.show_work)
        self._watch.resume()
        self.show_work()
        return job

    def show_work(self) -> None:
        """Say in the footer what is under way, and which key stops it."""
        under_way = str(self.jobs)
        if not under_way and self._watch:
            self._watch.pause()
        self.command_bar.working = (
            f"{under_way}  {self.key_of('stop')} stops" if under_way else ""
        )

    def action_stop(self) -> None:
        """Stop what is under way; what came in stays. A selection is to be copied instead."""
        if self.get_selected_text() or not self.jobs.stop():
            raise SkipAction

    def on_unmount(self) -> None:
        """Let the work end with the app."""
        self.jobs.stop()

    @on(Worker.StateChanged)
    def _worker_failed(self, event: Worker.StateChanged) -> None:
        """Report what nobody thought of; the reader goes on."""
        if event.worker.group == GROUP and event.state is WorkerState.ERROR:
            self.say(f"Something in octavo went wrong: {event.worker.error!r}", error=True)

    def arrived(self, count: int) -> None:
        """Announce articles that came in; where nothing is listed they are listed at once."""
        self.query_line.total = len(self.library)
        if count <= 0:
            return
        if not self.list.rows:
            self.run_again()
            return
        self._fresh += count
        articles = count_of(self._fresh, "new article")
        self.command_bar.news = f"{articles} · {self.key_of('reload')} shows them"

    def listed(self) -> None:
        """Take back what was announced: what came in is listed if it matches."""
        self._fresh = 0
        self.command_bar.news = ""

    def refresh_due(self) -> None:
        """Ask the feeds that may be asked; the parts of the room that know how do it."""
