"""What stands at the foot of the text while keys mean something else."""

import re

import pytest

from octavo.model.tag import Tag
from octavo.tui.widgets.reading.input_modes import TagsAtHand, TriageBar
from tests.tui.widgets.stage import lines, staged


@pytest.mark.parametrize(
    ("width", "count"), [(120, 3), (50, 3), (80, 9), (50, 9), (36, 9), (200, 9)]
)
async def test_each_pinned_tag_is_seen_beside_its_digit(width: int, count: int) -> None:
    bar = TriageBar()
    bar.add_class("-open")
    async with staged(bar, size=(width, 15)) as stage:
        names = ["essay", "to read again one day", "history of science", *"abc", "long " * 9]
        pins = [(Tag(f"{name.strip()}{n}"), not n) for n, name in enumerate(names * 2)]
        bar.tell(TagsAtHand(12, pins[:count]))
        await stage.pilot.pause()

        shown = " ".join(lines(bar))
        assert re.findall(r"(\d) +[a-z]", shown)[-count:] == [*map(str, range(1, count + 1))]
        assert "12 articles left" in shown
