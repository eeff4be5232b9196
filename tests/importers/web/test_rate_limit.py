"""Asking in turn: so many at once, and a pause between two requests to one host."""

import asyncio
from time import monotonic

import pytest

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits, RateLimiter, as_they_come, spread
from octavo.importers.web.responses import FetchFailed
from tests.web.server import Web


async def most_at_once(turns: RateLimiter, hosts: list[str]) -> int:
    now = most = 0

    async def ask(host: str) -> None:
        nonlocal now, most
        async with turns.slot(host):
            now += 1
            most = max(most, now)
            for _ in range(3):
                await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*map(ask, hosts))
    return most


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        pytest.param(["a"] * 20, 2, id="two at one host"),
        pytest.param([*"abcdefghij"] * 2, 5, id="five in all"),
        pytest.param(["a", "a", "a", "b"], 3, id="who waits at a host takes no place"),
    ],
)
async def test_so_many_at_once(hosts: list[str], expected: int) -> None:
    turns = RateLimiter(Limits(at_once=5, at_once_per_host=2, pause=0))
    assert await most_at_once(turns, hosts) == expected


async def test_a_pause_between_two_requests_to_one_host() -> None:
    turns = RateLimiter(Limits(pause=0.03))
    begun, starts = monotonic(), list[float]()

    async def ask() -> None:
        async with turns.slot("a"):
            starts.append(monotonic() - begun)

    await asyncio.gather(*(ask() for _ in range(4)))
    assert all(start > number * 0.03 - 0.005 for number, start in enumerate(starts))


async def test_no_pause_between_hosts() -> None:
    turns = RateLimiter(Limits(pause=3_600))
    async with asyncio.timeout(600):
        for host in map(str, range(2000)):
            async with turns.slot(host):
                pass


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "me.localhost"])
async def test_no_pause_for_this_machine(host: str) -> None:
    turns = RateLimiter(Limits(pause=3_600))
    async with asyncio.timeout(600):
        for _ in range(3):
            async with turns.slot(host):
                pass


async def test_who_gives_up_waiting_frees_the_place() -> None:
    turns = RateLimiter(Limits(at_once_per_host=1, pause=0))
    async with turns.slot("a"):
        waiting = asyncio.create_task(most_at_once(turns, ["a"]))
        await asyncio.sleep(0)
        waiting.cancel()
    assert await most_at_once(turns, ["a"]) == 1


async def test_a_host_that_has_had_too_many_requests_is_left_in_peace(
    web: Web, fetcher: Fetcher
) -> None:
    busy, begun = web.fails("/a", "429 Too Many Requests", {"Retry-After": "120"}), monotonic()
    for url in (busy, web.page("/b", "words")):
        with pytest.raises(FetchFailed) as failure:
            await fetcher.fetch(url, private=True)
        assert failure.value.status == 429
        assert failure.value.retry_after is not None
        assert 120 - (monotonic() - begun) <= failure.value.retry_after <= 120
    assert len(web.asked) == 1


async def test_a_host_that_says_when_is_asked_again_then(web: Web, fetcher: Fetcher) -> None:
    with pytest.raises(FetchFailed):
        await fetcher.fetch(
            web.fails("/a", "429 Too Many Requests", {"Retry-After": "0"}), private=True
        )
    await fetcher.fetch(web.page("/a", "words"), private=True)
    assert len(web.asked) == 2


def test_the_hosts_take_turns() -> None:
    a, b, c = "http://a.example/", "http://b.example/", "http://www.a.example/c"
    assert spread([a, a + "1", c, b, b + "1"]) == [a, b, a + "1", b + "1", c]


async def test_results_come_as_they_are_ready() -> None:
    ready = asyncio.Event()

    async def work(number: int) -> int:
        if number:
            ready.set()
        await ready.wait()
        return number * 10

    found = [pair async for pair in as_they_come(range(5), work, at_once=2)]
    assert sorted(found) == [(number, number * 10) for number in range(5)]


async def test_no_more_is_begun_than_asked_for() -> None:
    begun = 0

    async def work(_: int) -> None:
        nonlocal begun
        begun += 1

    results = as_they_come(range(1000), work, at_once=3)
    await anext(results)
    assert begun == 3
    await results.aclose()
    assert begun == 3
