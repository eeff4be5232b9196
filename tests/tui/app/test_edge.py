"""Headline, byline, tags and text begin at one edge, whatever the size."""

import pytest

from tests.making import MakeArticle
from tests.tui.app.conftest import NARROW, WIDE, Open, Reader

WIDTHS = (40, 50, 89, 90, 121, 220)
TEXT = "Words of the text.\n\n```\n" + "x = 1; " * 30 + "\n```\n"


@pytest.fixture(autouse=True)
def _article(make_article: MakeArticle) -> None:
    make_article("Headline", TEXT, tags="draft")


BEGINS = {"Headline": 0, "added": 0, "draft": 1, "Words": 0}
"""What is looked for, and the cells of its own ground before it."""


def edges(reader: Reader) -> set[int]:
    """The columns in which they begin, in the pane of the text."""
    strips = reader.main._compositor.render_strips()
    rows = [strip.text[reader.panes.text.region.x :] for strip in strips]
    return {
        next(row.index(word) for row in rows if word in row) - inside
        for word, inside in BEGINS.items()
    }


async def test_tags_are_seen_when_the_text_first_comes_on_a_narrow_screen(
    open_room: Open,
) -> None:
    async with open_room(NARROW) as reader:
        await reader.press("enter")
        assert edges(reader) == {2}


async def test_all_begin_in_one_column(open_room: Open) -> None:
    async with open_room(WIDE) as reader:
        await reader.press("enter")
        for width in WIDTHS:
            await reader.pilot.resize_terminal(width, 30)
            await reader.settle()
            assert len(edges(reader)) == 1, width
        await reader.press("z")
        assert len(edges(reader)) == 1
