"""Heights and their sums."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from octavo.markdown.layout.layout import Heights

HEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=50)
CHANGES = st.lists(st.tuples(st.integers(0, 49), st.integers(0, 9)), max_size=20)


@given(HEIGHTS, CHANGES)
def test_sums_are_those_of_the_plain_list(
    plain: list[int], changes: list[tuple[int, int]]
) -> None:
    heights = Heights()
    for height in plain:
        heights.append(height)
    for index, height in changes:
        if index < len(plain):
            plain[index] = heights[index] = height

    tops = list(accumulate(plain, initial=0))
    assert heights.total == tops[-1]
    assert [heights.top(index) for index in range(len(plain))] == tops[:-1]
    for y in range(tops[-1]):
        index = heights.at(y)
        assert tops[index] <= y < tops[index] + plain[index]


def test_what_is_below_all_is_in_the_last() -> None:
    heights = Heights()
    heights.append(2)
    heights.append(3)

    assert heights.at(99) == 1
