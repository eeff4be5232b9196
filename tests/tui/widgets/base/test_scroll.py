"""Where the scroll thumb stands."""

from hypothesis import given
from hypothesis import strategies as st

from octavo.tui.widgets.base.scroll import Thumb


def covered(thumb: Thumb) -> list[int]:
    return [y for y in range(thumb.height) if thumb.covers(y)]


@given(st.integers(1, 60), st.integers(1, 300_000), st.integers(0, 300_000))
def test_the_thumb_stays_in_the_window_and_tells_the_ends(
    height: int, total: int, top: int
) -> None:
    last = max(0, total - height)
    thumb = Thumb(height, total, min(top, last))

    assert len(covered(thumb)) == thumb.length
    if total <= height:
        assert thumb.length == 0
    else:
        assert covered(Thumb(height, total, 0))[0] == 0
        assert covered(Thumb(height, total, last))[-1] == height - 1
        assert 0 <= thumb.top_at(top) <= last


def test_dragging_goes_to_both_ends() -> None:
    thumb = Thumb(30, 3000, 0)

    assert (thumb.top_at(0), thumb.top_at(29)) == (0, 2970)
