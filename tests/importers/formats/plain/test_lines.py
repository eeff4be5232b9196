"""Lines that a printer or a mail program wrapped, as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.formats.plain.lines import is_underline, join
from tests.growth import grows_in_proportion

PIECES = st.lists(st.text("ab- \u6c34", max_size=6), max_size=8)


@given(PIECES, PIECES)
def test_joining_goes_on_where_it_stopped(first: list[str], then: list[str]) -> None:
    assert join([*first, *then]) == join([join(first), *then])


def test_a_word_divided_at_each_line_takes_time_in_proportion() -> None:
    assert grows_in_proportion(lambda count: join(["divid-"] * count), 80_000)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("=" * 14, True),
        ("-" * 30, True),
        ("_" * 14, True),
        ("_" * 13, False),
        ("_" * 32, False),
    ],
)
def test_a_line_of_marks_underlines_a_title(line: str, is_one: bool) -> None:
    assert is_underline(line, "The tide clock") == is_one
