"""Sets of ids are what Python's sets are."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.index.search import id_set
from octavo.index.search.id_set import IdSet, IdSetCache
from tests.growth import lets_others_go_on

few = st.integers(0, 40) | st.integers(1 << 40, 1 << 60)
ids = st.sets(few | st.integers(0, 2_000))


@given(ids, ids)
def test_sets_are_joined_as_any_others(one: set[int], other: set[int]) -> None:
    a, b = IdSet.of(one), IdSet.of(other)

    assert [*(a & b)] == sorted(one & other)
    assert [*(a | b)] == sorted(one | other)
    assert [*(a - b)] == sorted(one - other)
    assert len(a | b) == len(one | other)
    assert {id for id in one | other | {-1, 41} if id in a} == one


@given(ids, st.lists(st.integers(0, 40) | st.integers(1 << 40, 1 << 60)))
def test_what_is_within_stays_in_order(held: set[int], asked: list[int]) -> None:
    found = filter(IdSet.of(held).test(max(asked, default=0)), asked)

    assert [*found] == [id for id in asked if id in held]


@given(st.sets(st.integers(0, 500), min_size=1))
def test_a_set_is_told_by_the_bits_of_its_groups(held: set[int]) -> None:
    first = min(held) // 48 * 48
    groups = range(first, max(held) + 1, 48)
    bits = [sum(1 << id - at for id in held if at <= id < at + 48) for at in groups]
    found = IdSet.of_bits(bits, first)

    assert {*found} == held


def test_the_sets_asked_for_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_set, "_CACHED", 290)
    cache, every = IdSetCache(), IdSet.of(range(800))
    for asked in "ab":
        cache.keep(asked, every)
    assert cache.get("a")
    assert not cache.is_full
    for asked in "cc":
        cache.keep(asked, every)
    assert cache.get("a")
    assert cache.get("b") is None
    monkeypatch.setattr(id_set, "_CACHED", 210)
    assert cache.is_full


def test_what_is_rare_is_not_kept() -> None:
    cache = IdSetCache()
    cache.keep("one", IdSet.of([100_000]))
    assert cache.get("one") is None


def test_of_what_is_kept_is_known_what_has_changed_since() -> None:
    cache = IdSetCache()
    cache.keep("asked", IdSet.of([1, 2, 3]))
    later = cache.after([3]).after([4])
    found = later.get("asked")
    assert found
    assert [[*ids] for ids in found] == [[1, 2, 3], [3, 4]]
    assert later.after(range(5, 5 + id_set.CHANGED)).get("asked") is None


def test_no_key_waits_for_a_set_of_many() -> None:
    many = array("q", range(1_000_000))
    assert lets_others_go_on(lambda: IdSet.of(many))
