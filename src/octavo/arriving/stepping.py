"""Taking from an asynchronous source in ordinary code, one item at a time."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

Item = TypeVar("Item")


class Stop:
    """Tells work in another thread to end, also while it waits for the network.

    It may be told before the work has begun, and more than once.
    """

    def __init__(self) -> None:
        self.told = False
        """Whether the work is to end."""
        self._lock = threading.Lock()
        self._interrupts: list[Callable[[], object]] = []

    def tell(self) -> None:
        """Let the work end."""
        with self._lock:
            self.told = True
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def interrupting(self, task: "asyncio.Task[Item] | None") -> Iterator[None]:
        """Cancel a task of the loop that runs, as soon as the work is to end."""
        loop = asyncio.get_running_loop()

        def interrupt() -> None:
            if task:
                loop.call_soon_threadsafe(task.cancel)

        with self._lock:
            self._interrupts.append(interrupt)
            if self.told:
                interrupt()
        try:
            yield
        finally:
            with self._lock:
                self._interrupts.remove(interrupt)


def stepped(source: AsyncGenerator[Item], stop: Stop | None = None) -> Iterator[Item]:
    """The items of an asynchronous source, which works while the next one is waited for.

    To close the iterator is to close the source, with all that it has under way; so does a
    `stop` that is told in another thread.
    """
    stop = stop or Stop()
    with asyncio.Runner() as runner:
        try:
            with suppress(StopAsyncIteration, asyncio.CancelledError):
                while not stop.told:
                    yield runner.run(stoppable(anext(source), stop))
        finally:
            runner.run(source.aclose())


async def stoppable(work: Coroutine[object, object, Item], stop: Stop) -> Item:
    """What some work comes to, cancelled when it is to stop.

    Raises:
        asyncio.CancelledError: If it was told to.
    """
    with stop.interrupting(asyncio.current_task()):
        return await work
