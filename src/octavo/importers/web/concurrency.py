"""Much work at once, and its results as they come."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from octavo.model.url import site_of

Item = TypeVar("Item")
Result = TypeVar("Result")


async def as_they_come(
    items: Iterable[Item],
    work: Callable[[Item], Coroutine[object, object, Result]],
    at_once: int,
) -> AsyncGenerator[tuple[Item, Result], None]:
    """Each item with what became of it, as soon as that is known; so many are begun at once.

    Closing the generator (`contextlib.aclosing`), or cancelling who waits for it, stops the
    work under way and waits until it has stopped.
    """
    waiting = iter(items)
    begun: dict[asyncio.Task[Result], Item] = {}
    try:
        while True:
            for item in islice(waiting, at_once - len(begun)):
                begun[asyncio.create_task(work(item))] = item
            if not begun:
                return
            done, _ = await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield begun.pop(task), task.result()
    finally:
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


def spread(urls: Sequence[str]) -> list[str]:
    """The addresses in an order that asks one host after the other, not one all the time."""
    rounds: dict[str, int] = {}
    numbered: list[tuple[int, str]] = []
    for url in urls:
        site = site_of(url)
        rounds[site] = rounds.get(site, 0) + 1
        numbered.append((rounds[site], url))
    return [url for _, url in sorted(numbered, key=lambda pair: pair[0])]
