"""The header folds to one line while one reads, and no line of the text jumps for it."""

from itertools import pairwise

import pytest
from textual.geometry import Offset

from tests.making import MakeArticle
from tests.tui.app.conftest import NARROW, WIDE, Open, Reader

LONG = "\n\n".join(f"Paragraph {number} of the text." for number in range(120)) + "\n\n## End"
LOW = (50, 15)


@pytest.fixture(autouse=True)
def _long(make_article: MakeArticle) -> None:
    make_article("A long one", LONG, tags="essay draft")


def places(reader: Reader) -> dict[str, int]:
    """In which row of the screen each paragraph stands."""
    strips = reader.main._compositor.render_strips()
    rows = (strip.text.partition("Paragraph ") for strip in strips)
    return {said.split(" ")[0]: y for y, (_, mark, said) in enumerate(rows) if mark}


def header(reader: Reader) -> str:
    return " ".join(strip.text for strip in reader.main._compositor.render_strips()[:7])


def shows_tags(reader: Reader) -> bool:
    return reader.panes.tag_editor.display


@pytest.mark.parametrize("size", [WIDE, LOW], ids=str)
async def test_line_by_line_nothing_jumps(open_room: Open, size: tuple[int, int]) -> None:
    async with open_room(size) as reader:
        await reader.press("enter")
        folded: list[bool] = []
        for key in (*"j" * 12, *"k" * 13):
            before = places(reader)
            await reader.press(key)
            after, moved = places(reader), -1 if key == "j" else 1
            shifts = {after[said] - y for said, y in before.items() if said in after}
            assert shifts <= ({moved} if len(folded) < 24 else {0})
            folded.append(reader.panes.headline.folded)
        assert folded[11]
        assert not folded[0]
        assert folded[-1] is False
        assert sum(a != b for a, b in pairwise(folded)) == 2


async def test_far_from_the_top_it_is_title_and_place(open_room: Open) -> None:
    async with open_room(WIDE) as reader:
        await reader.press("enter", "G")
        assert "A long one · 100 %" in header(reader)
        assert not shows_tags(reader)
        begin = reader.text.content_region.offset + Offset(reader.text.indent, 0)
        assert reader.app.cursor_position == begin
        await reader.press("g")
        assert "added" in header(reader)
        assert shows_tags(reader)
        assert min(places(reader)) == "0"


async def test_a_page_further_no_line_was_passed_over(open_room: Open) -> None:
    async with open_room(WIDE) as reader:
        await reader.press("enter")
        last = max(map(int, places(reader)))
        await reader.press("space")
        assert min(map(int, places(reader))) <= last + 1
        assert reader.panes.headline.folded


async def test_tags_are_there_to_be_edited_and_in_the_list(open_room: Open) -> None:
    async with open_room(WIDE) as reader:
        await reader.press("enter", *"j" * 16)
        read = places(reader)
        await reader.press("t")
        assert shows_tags(reader)
        assert places(reader).items() <= read.items()
        await reader.press("escape")
        assert places(reader) == read
        await reader.press("escape")
        assert shows_tags(reader)
        assert min(map(int, places(reader))) == min(map(int, read))
        await reader.press("enter")
        assert places(reader) == read


async def test_what_lies_beside_the_text_leaves_it_folded(open_room: Open) -> None:
    async with open_room(WIDE) as reader:
        await reader.press("enter", "space", "O")
        assert reader.panes.headline.folded
        await reader.press("escape", "slash")
        assert reader.panes.headline.folded


async def test_pages_go_on_when_one_comes_back_to_a_text(open_room: Open) -> None:
    """It was folded, left for the list, and is not far enough down to fold again."""
    async with open_room(NARROW) as reader:
        await reader.press("enter", *"jjjjjjj", "escape", "enter")
        before = reader.text.position
        await reader.press("space")
        assert reader.text.position > before
