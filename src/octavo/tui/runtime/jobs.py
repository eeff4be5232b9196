"""Work that takes time: in threads, with progress that is seen, and stopped on request."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from textual.worker import Worker

from octavo.model.errors import OctavoError
from octavo.services.async_bridge import Stop
from octavo.text import grouped, percent

GROUP = "job"
"""What the workers of jobs are called."""


class Host(Protocol):
    """The screen that jobs work for; it is there for as long as the app is."""

    def call_later(self, callback: Callable[..., object], *args: object) -> bool:
        """Call something in the app's own thread."""
        ...

    def run_worker(
        self,
        work: Callable[[], None],
        *,
        group: str,
        exit_on_error: bool,
        thread: bool,
    ) -> Worker[None]:
        """Do something in another thread."""
        ...


class Job:
    """One piece of work; its thread writes how far it is, and looks whether it is to stop."""

    def __init__(self, jobs: "Jobs", doing: str, total: int | None = None) -> None:
        self.doing = doing
        """Such as `fetching`."""
        self.done = 0
        self.total = total
        """How many there are to do; None if nobody knows."""
        self.share: float | None = None
        """How much is done, from 0 to 1, where that is known without a total."""
        self.stop = Stop()
        """Told when it is to end; `told` says whether it is, and it ends what waits."""
        self._jobs = jobs

    def __str__(self) -> str:
        """Such as `fetching 3 of 12`."""
        if self.total is not None and self.total > 1:
            return f"{self.doing} {grouped(self.done)} of {grouped(self.total)}"
        if self.share is not None and self.done:
            return f"{self.doing} {grouped(self.done)} · {percent(self.share)}"
        return f"{self.doing} {grouped(self.done)}" if self.done else f"{self.doing}…"

    def tell(self, callback: Callable[..., object], *args: object) -> None:
        """Call something in the app's own thread, without waiting for it."""
        self._jobs.host.call_later(callback, *args)


class Jobs:
    """What is under way."""

    def __init__(self, host: Host, failed: Callable[[str], None]) -> None:
        """Work for a screen, which is told of what `failed`, in words."""
        self.host = host
        self._failed = failed
        self._running: list[Job] = []

    def __str__(self) -> str:
        """What is under way, in words; empty if nothing is."""
        return " · ".join(map(str, self._running))

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended, the oldest first."""
        return tuple(self._running)

    def start(self, doing: str, work: Callable[[Job], None], total: int | None = None) -> Job:
        """Begin some work in a thread of its own."""
        job = Job(self, doing, total)
        self._running.append(job)

        def run() -> None:
            try:
                with suppress(asyncio.CancelledError):
                    work(job)
            except (OctavoError, OSError) as error:
                job.tell(self._failed, str(error))
            finally:
                job.tell(self._ended, job)

        self.host.run_worker(run, group=GROUP, exit_on_error=False, thread=True)
        return job

    def stop(self) -> bool:
        """Have all of it end; False if there is nothing under way."""
        for job in self._running:
            job.stop.tell()
        return bool(self._running)

    def _ended(self, job: Job) -> None:
        self._running.remove(job)
