"""A ranking of which the rest is fetched when it is asked for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from octavo.index.search.word_search import RankedResults

THREADS = 8


def test_the_rest_is_fetched_once_however_many_threads_ask_for_it() -> None:
    every = {id: float(id) for id in range(1, 501)}
    best = {id: score for id, score in every.items() if score > 490}
    fetched: list[int] = []

    def fetch() -> dict[int, float]:
        fetched.append(1)
        return every

    ranking = RankedResults(best, {}, len(every), fetch)
    together = Barrier(THREADS)

    def ask(_: int) -> list[int]:
        together.wait()
        return list(ranking.ids)

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(ask, range(THREADS)))

    assert answers == [list(range(500, 0, -1))] * THREADS
    assert len(fetched) == 1
