"""Where chips stand."""

from hypothesis import given
from hypothesis import strategies as st

from octavo.tui.widgets.tags.tag_bar import Flow, fitted, flow

WIDTHS = st.lists(st.integers(3, 30), max_size=30)


def assert_apart(places: Flow, width: int) -> None:
    last = (0, -1)
    for place in places.places:
        assert place.x + place.width <= width
        assert (place.y, place.x) > last
        last = (place.y, place.x + place.width)


@given(WIDTHS, st.integers(30, 100), st.integers(0, 20))
def test_chips_flow_in_order_with_a_gap(widths: list[int], width: int, tail: int) -> None:
    placed = flow(widths, width, tail)

    assert [place.chip for place in placed.places] == list(range(len(widths)))
    assert_apart(placed, width)
    assert not tail or placed.x == 0 or placed.x + tail <= width


@given(WIDTHS, st.integers(30, 100), st.integers(1, 4))
def test_what_does_not_fit_is_counted(widths: list[int], width: int, lines: int) -> None:
    placed = fitted(widths, width, lines, 4)

    shown = [place for place in placed.places if place.chip >= 0]
    assert len(shown) + placed.rest == len(widths)
    assert all(place.y < lines for place in placed.places)
    assert_apart(placed, width)
    assert bool(placed.rest) == any(place.chip < 0 for place in placed.places)


@given(WIDTHS, st.integers(30, 100), st.integers(2, 4), st.integers(0, 20))
def test_the_last_chips_are_shown_with_the_place_behind_them(
    widths: list[int], width: int, lines: int, tail: int
) -> None:
    placed = fitted(widths, width, lines, 9, tail=tail, last=True)

    shown = [place.chip for place in placed.places if place.chip >= 0]
    assert shown == list(range(placed.rest, len(widths)))
    assert placed.height <= lines
    assert_apart(placed, width)
    assert bool(placed.rest) == any(place.chip < 0 for place in placed.places)
