"""Taking from an asynchronous source in ordinary code, one item at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")


def stepped(source: AsyncGenerator[Item]) -> Iterator[Item]:
    """The items of an asynchronous source, which works while the next one is waited for.

    To close the iterator is to close the source, with all that it has under way.
    """
    with asyncio.Runner() as runner:
        try:
            with suppress(StopAsyncIteration):
                while True:
                    yield runner.run(_next(source))
        finally:
            runner.run(source.aclose())


async def _next(source: AsyncGenerator[Item]) -> Item:
    return await anext(source)
