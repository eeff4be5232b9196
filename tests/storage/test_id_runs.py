"""The runs in which ids are kept that came one after the other."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from octavo.storage.lazy_table import IdRuns

_IDS = st.integers(1, 12)
_VALUES = st.integers(1, 3)


@given(st.lists(st.tuples(_IDS, _VALUES) | st.tuples(st.frozensets(_IDS), _VALUES)))
def test_each_id_has_its_last_value_until_it_is_dropped(
    steps: list[tuple[int | frozenset[int], int]],
) -> None:
    runs, known = IdRuns[int](), dict[int, int]()
    for ids, value in steps:
        if isinstance(ids, int):
            runs.put(ids, value)
            known[ids] = value
        else:
            runs.drop(ids, value.__ge__)
            known = {id: v for id, v in known.items() if id not in ids or v > value}
        assert dict(runs.items()) == known
        assert [*runs] == sorted(known)
        assert (len(runs), bool(runs)) == (len(known), bool(known))
        assert {id: runs.get(id) for id in range(14)} == {id: known.get(id) for id in range(14)}


def test_what_came_in_one_after_the_other_takes_no_memory_for_each() -> None:
    tracemalloc.start()
    try:
        runs = IdRuns[int]()
        for id in range(100_000):
            runs.put(id, id // 200)
        runs.drop(range(90_000, 100_000), (500).__ge__)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 300_000
