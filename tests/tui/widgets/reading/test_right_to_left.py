"""Right-to-left text in the reading pane: what is painted and clicked is what is seen there."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection

from octavo.markdown.layout import bidi
from octavo.markdown.layout.viewport import VisibleLine
from octavo.markdown.lines import Line, cells_of
from octavo.tui.widgets.articles.rows import Look, Row, line_of
from octavo.tui.widgets.reading.decorations import (
    HIT,
    Decoration,
    piece_at,
    selected_characters,
    strip_of,
)
from octavo.tui.widgets.reading.pane import ReadingPane
from tests.markdown.setting import laid_out
from tests.tui.widgets.stage import lines, staged

HEBREW = "הספר מונח על [השולחן הגדול](https://table.example/), ובו paper 2024 [1]."
SCRIPTS = "אבגשabcלא12 .,()"


@pytest.fixture(autouse=True)
def _octavo_reorders() -> None:
    bidi.leave_to_terminal(leave=False)


def drawn(line: Line, width: int, decorations: list[Decoration]) -> list[tuple[str, bool]]:
    """The characters of a line as drawn, each with whether it is painted as a hit."""
    strip = strip_of(line, 1, width, lambda *names: Style(bold=HIT in names), decorations)
    return [
        (character, bool(segment.style and segment.style.bold))
        for segment in strip
        for character in segment.text
    ]


@given(st.text(SCRIPTS, min_size=1, max_size=60), st.data(), st.integers(8, 30))
def test_the_cells_of_a_hit_spell_it(text: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for line in laid_out(f"x{text}", width):
        lit = [
            char
            for char, is_lit in drawn(line, width, [Decoration(start + 1, end + 1, HIT)])
            if is_lit
        ]
        wanted = [
            piece.text[i]
            for piece in line.pieces
            for i in range(len(piece.text))
            if piece.start < piece.end and start + 1 <= piece.start + i < end + 1
        ]
        mirrored = str.maketrans("()", "((")
        assert sorted("".join(lit).translate(mirrored)) == sorted(
            "".join(wanted).translate(mirrored)
        )


@given(st.text(SCRIPTS, min_size=1, max_size=30))
def test_each_cell_shows_the_character_that_it_is_said_to_be_of(text: str) -> None:
    for line in laid_out(text, 40):
        for at in range(len(line.text)):
            left, right = cells_of(line, at, at + 1)
            piece = piece_at(line, left)
            assert right == left + 1
            assert piece
            [place] = [at - drawn.at for drawn in line.drawn if drawn.piece is piece]
            assert 0 <= place < len(piece.text)


async def test_a_click_follows_the_link_that_is_under_it() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(90, 6)) as stage:
        pane.show(HEBREW)
        at = lines(pane)[0].index("לודגה")
        await stage.pilot.click(pane, offset=(at + 2, 0))
        await stage.pilot.click(pane, offset=(lines(pane)[0].index("רפסה"), 0))
        await stage.pilot.click(pane, offset=(at - 4, 0))
        await stage.pilot.pause()

        [link] = pane.links.visible()
        assert lines(pane)[0][link.x :].startswith("לודגה ןחלושה")
        assert [said.url for said in stage.said(ReadingPane.LinkClicked)] == [
            "https://table.example/"
        ]


async def test_a_number_that_stands_for_a_source_is_found_where_it_is_seen() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(90, 12)):
        pane.show(f"{HEBREW}\n\n## מקורות\n\n1. ספר ישן, https://old.example/\n")
        cited = next(link for link in pane.links.visible() if link.link.url.startswith("#"))
        assert lines(pane)[0][cited.x : cited.end] == "[1]"


async def test_the_caret_is_painted_on_the_first_letter_which_is_at_the_right() -> None:
    [line] = laid_out("אבג", 20)
    cells = drawn(line, 20, [Decoration(0, 1, HIT)])
    assert [char for char, is_lit in cells if is_lit] == ["א"]
    assert cells[20] == ("א", True)


@pytest.mark.parametrize(
    ("start", "end", "selected"),
    [
        pytest.param((15, 0), (18, 0), "אבג", id="within a word"),
        pytest.param((10, 0), (18, 0), "אבג דהוז", id="over words"),
        pytest.param((16, 0), (12, 1), "ג דהוזחטי כל", id="from one line to the next"),
        pytest.param(None, (15, 1), "אבג דהוזחטי", id="from further above"),
        pytest.param((14, 1), None, "כל", id="to further below"),
    ],
)
def test_what_is_selected_between_two_cells_is_what_is_read_between_them(
    start: tuple[int, int] | None, end: tuple[int, int] | None, selected: str
) -> None:
    shown = [
        VisibleLine(key, line) for key, line in enumerate(laid_out("אבג דהוז\\\nחטי כל", 18))
    ]
    selection = Selection(start and Offset(*start), end and Offset(*end))
    found = [selected_characters(line, key, selection, 0) for key, line in shown]
    said = "".join(
        line.text[slice(*span)] for (_, line), span in zip(shown, found, strict=True) if span
    )
    assert said == selected


def test_the_title_of_a_row_is_drawn_in_order_and_cut_at_its_end() -> None:
    look = Look(lambda *names: Style(bold="article-list--hit" in names), 20, datetime.now(UTC))
    title = "שלום עולם ועוד מילים רבות"
    row = Row(id=1, title=title, added=datetime.now(UTC))
    [strip] = line_of(row, look, [(5, 9)])

    assert strip.text == "   …" + title[:16][::-1]
    assert (
        "".join(segment.text for segment in strip if segment.style and segment.style.bold)
        == "םלוע"
    )
