"""Sets of ids are what Python's sets are."""

from hypothesis import given
from hypothesis import strategies as st

from octavo.index.search.id_set import IdSet

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
