"""Work that takes time: in threads, with progress in the footer, and stopped on request."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from textual.actions import SkipAction
from textual.worker import Worker, WorkerState

from octavo.library import NothingToUndo
from octavo.model.errors import OctavoError, refusal
from octavo.model.operation import Operation
from octavo.services.async_bridge import Stop
from octavo.text import grouped, percent
from octavo.tui.controllers.protocols import Controller, Screen, Ticks

GROUP = "job"
"""What the workers of jobs are called."""
LOOK_EVERY = 0.1
"""Seconds between two looks at how far the work is."""


class Debouncer:
    """Does something once nothing has asked for it anew for some seconds."""

    def __init__(self, screen: Screen, seconds: float, act: Callable[[], None]) -> None:
        self._screen, self._seconds, self._act = screen, seconds, act
        self._ticks: Ticks | None = None

    def wait(self) -> None:
        """Begin to wait, or begin anew."""
        if self._ticks is None:
            self.go_on()
        else:
            self._ticks.reset()

    def go_on(self) -> None:
        """Wait on, or as long again; one that is reset as it goes off takes twice as long."""
        if self._ticks is None:
            self._ticks = self._screen.set_interval(self._seconds, self._rested)
        else:
            self._ticks.resume()

    def stop(self) -> None:
        """Wait no longer."""
        if self._ticks:
            self._ticks.pause()

    def _rested(self) -> None:
        self.stop()
        self._act()


class Job:
    """One piece of work; its thread writes how far it is, and looks whether it is to stop."""

    def __init__(self, screen: Screen, doing: str, total: int | None = None) -> None:
        self.doing = doing
        """Such as `fetching`."""
        self.done = 0
        self.total = total
        """How many there are to do; None if nobody knows."""
        self.share: float | None = None
        """How much is done, from 0 to 1, where that is known without a total."""
        self.stop = Stop()
        """Told when it is to end; `told` says whether it is, and it ends what waits."""
        self.tell = screen.call_later
        """Calls something in the app's own thread, without waiting for it."""

    def __str__(self) -> str:
        """Such as `fetching 3 of 12`."""
        if self.total is not None and self.total > 1:
            return f"{self.doing} {grouped(self.done)} of {grouped(self.total)}"
        if self.share is not None and self.done:
            return f"{self.doing} {grouped(self.done)} · {percent(self.share)}"
        return f"{self.doing} {grouped(self.done)}" if self.done else f"{self.doing}…"

    def begin(self, doing: str, total: int | None = None) -> None:
        """Go on to another part of the work, which is counted anew."""
        self.doing, self.done, self.total, self.share = doing, 0, total, None


class Jobs(Controller):
    """Starts work in threads, shows it in the footer, and stops it."""

    def __post_init__(self) -> None:
        self._running: list[Job] = []
        self._debouncer = Debouncer(self.screen, LOOK_EVERY, self.show)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended, the oldest first."""
        return tuple(self._running)

    @property
    def under_way(self) -> str:
        """What is under way, in words, and which key stops it; empty if nothing is."""
        if not self._running:
            return ""
        return f"{' · '.join(map(str, self._running))}  {self.keymap.key_hint('stop')} stops"

    def start(self, doing: str, work: Callable[[Job], None], total: int | None = None) -> Job:
        """Begin some work in a thread of its own, and show how far it is while it goes on."""
        job = Job(self.screen, doing, total)
        self._running.append(job)

        def run() -> None:
            try:
                with suppress(asyncio.CancelledError):
                    work(job)
            except OctavoError as error:
                job.tell(self._failed, str(error))
            except OSError as error:
                job.tell(self._failed, refusal(error))
            finally:
                job.tell(self._ended, job)

        self.show()
        self.screen.in_thread(GROUP, run, joins=True, may_fail=True)
        return job

    def show(self) -> None:
        """Say in the footer what is under way, and which key stops it."""
        self.screen.footer.working = self.under_way
        if self._running:
            self._debouncer.go_on()

    def stop(self) -> None:
        """Stop what is under way; what came in stays. A selection is to be copied instead."""
        if self.screen.get_selected_text() or not self._running:
            raise SkipAction
        self.close()

    def close(self) -> None:
        """Let the work end with the app."""
        for job in self._running:
            job.stop.tell()

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """Report what nobody thought of; the reader goes on."""
        if event.worker.group == GROUP and event.state is WorkerState.ERROR:
            self._failed(f"Something in octavo went wrong: {event.worker.error!r}")

    def _failed(self, problem: str) -> None:
        self.say(problem, error=True)

    def _ended(self, job: Job) -> None:
        self._running.remove(job)
        self.show()


class RepeatedErrors:
    """Tells the reader of a trouble that is met again and again: once, until it is another."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._told = ""

    def tell(self, trouble: str) -> None:
        """Take note how things stand; empty means that all is well."""
        if trouble and trouble != self._told:
            self._screen.say(trouble, error=True)
        self._told = trouble


class LongHistory(Controller):
    """Takes long steps back and does them again, in a thread: reading goes on meanwhile.

    Where it is stopped, what is left is the next step.
    """

    jobs: Jobs
    show: Callable[[Operation], None]
    """Handed what was done."""
    list_again: Callable[[], None]
    """Lists what there is after only a part of it was done."""

    def __post_init__(self) -> None:
        self._job: Job | None = None

    def begin(self, way: str, step: int) -> None:
        """Begin to `undo` or to `redo` a step, which its last operation tells."""
        if self._job in self.jobs.running:
            self.say(f"octavo is {self._job}; {self.keymap.key_hint('stop')} stops that.")
            return
        doing = "taking back" if way == "undo" else "doing again"
        self._job = self.jobs.start(doing, partial(self._reverse, way, step))

    def _reverse(self, way: str, step: int, job: Job) -> None:
        def goes_on(done: int, total: int) -> bool:
            job.done, job.total = done, total
            return not job.stop.told

        history, key = self.library.history, self.keymap.key_hint(way)
        reverse = history.undo if way == "undo" else history.redo
        try:
            job.tell(self.show, reverse(goes_on, step))
        except NothingToUndo:
            done = "taken back" if way == "undo" else "done again"
            job.tell(self.say, f"Nothing is {done}: something else was done meanwhile.")
        except OctavoError:
            job.tell(self.list_again)
            raise
        if job.done < (job.total or 0):
            job.tell(self.say, f"Stopped half-way; {key} does the rest.")
