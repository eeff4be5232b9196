"""Two panes side by side."""

import pytest
from textual.widgets import Static

from octavo.tui.widgets.split import Divider, Split
from tests.tui.widgets.stage import staged


def make_split(fraction: float = 0.4) -> Split:
    return Split(Static("left"), Static("right"), fraction=fraction)


async def test_the_left_pane_has_its_share() -> None:
    split = make_split(0.4)
    async with staged(split, size=(100, 10)):
        assert (split.left.region.width, split.right.region.width) == (40, 59)
        assert split.query_one(Divider).region.x == 40


async def test_dragging_the_divider_resizes() -> None:
    split = make_split(0.4)
    async with staged(split, size=(100, 10)) as stage:
        await stage.pilot.mouse_down(offset=(40, 3))
        await stage.pilot.hover(offset=(30, 3))
        await stage.pilot.hover(offset=(25, 3))
        await stage.pilot.pause()
        assert split.left.region.width == 25
        assert stage.said(Split.Resized) == []

        await stage.pilot.mouse_up(offset=(25, 3))
        await stage.pilot.pause()
        assert [said.fraction for said in stage.said(Split.Resized)] == [0.25]

        await stage.pilot.hover(offset=(70, 3))
        assert split.left.region.width == 25


async def test_neither_pane_vanishes() -> None:
    split = make_split(0.4)
    async with staged(split, size=(100, 10)) as stage:
        split.fraction = 1.7
        await stage.pilot.pause()
        assert split.right.region.width > 10

        split.fraction = -1
        await stage.pilot.pause()
        assert split.left.region.width > 10


@pytest.mark.parametrize(("single", "width"), [("left", (50, 0)), ("right", (0, 50))])
async def test_one_pane_can_have_all_the_room(single: str, width: tuple[int, int]) -> None:
    split = make_split()
    async with staged(split, size=(50, 10)) as stage:
        split.single = single
        await stage.pilot.pause()
        assert (split.left.region.width, split.right.region.width) == width

        split.single = ""
        await stage.pilot.pause()
        assert split.left.region.width == 20
