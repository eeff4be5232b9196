"""Waiting for the network in ordinary code, until all is there or somebody says stop.

What it takes to wait is imported when something does: much that may be stopped never waits.
"""

import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

Item = TypeVar("Item")
P = ParamSpec("P")
_KNOWING_TLS = threading.Lock()
"""Held by who has asyncio know TLS, so that what one thread made is not made anew under it."""


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
        import asyncio

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
    import asyncio

    stop = stop or Stop()
    with _runner() as runner:
        try:
            with suppress(StopAsyncIteration, asyncio.CancelledError):
                while not stop.told:
                    yield runner.run(_stoppable(anext(source), stop))
        finally:
            runner.run(source.aclose())


def awaited(work: Coroutine[object, object, Item], stop: Stop | None = None) -> Item:
    """What some work comes to.

    Raises:
        asyncio.CancelledError: If it was told to stop.
    """
    with _runner() as runner:
        return runner.run(_stoppable(work, stop or Stop()))


async def _stoppable(work: Coroutine[object, object, Item], stop: Stop) -> Item:
    import asyncio

    with stop.interrupting(asyncio.current_task()):
        return await work


@contextmanager
def _runner() -> Iterator["asyncio.Runner"]:
    import asyncio

    _know_tls()
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(_detached_executor())
        yield runner


def _know_tls() -> None:
    """Have asyncio know TLS, without which it is imported to launch the app."""
    from asyncio import base_events, selector_events, sslproto

    with _KNOWING_TLS:
        if vars(sslproto)["ssl"] is None:
            import ssl
            from importlib import reload

            for module in (base_events, selector_events):
                vars(module).update(ssl=ssl)
            reload(sslproto)


def _detached_executor() -> "ThreadPoolExecutor":
    """Does each thing in a thread that nobody waits for in the end.

    The system cannot be interrupted while it looks up the address of a server, which takes
    many seconds where the network is broken.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    class _DetachedExecutor(ThreadPoolExecutor):
        def submit(
            self, fn: Callable[P, Item], /, *args: P.args, **kwargs: P.kwargs
        ) -> Future[Item]:
            future: Future[Item] = Future()

            def run() -> None:
                if not future.set_running_or_notify_cancel():
                    return
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:  # noqa: BLE001 - it is for who waits
                    future.set_exception(error)

            threading.Thread(target=run, daemon=True).start()
            return future

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            """Leave the threads alone."""

    return _DetachedExecutor()
