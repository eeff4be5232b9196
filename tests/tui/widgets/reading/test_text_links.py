"""Letters over links."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES

from octavo.tui.widgets.reading.decorations import HINT
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.reading.text_links import LETTERS, SOURCE, labelled, labels_for
from tests.tui.widgets.stage import lines, staged


@given(st.lists(st.booleans(), max_size=500))
def test_no_label_is_the_beginning_of_another_and_none_has_a_y(narrow: list[bool]) -> None:
    labels = labels_for(narrow)
    assert len(labels) == len(narrow)
    assert all(labels)
    assert not any("y" in label or len(label) > 2 for label in labels)
    ordered = sorted(labels)
    assert not any(b.startswith(a) for a, b in pairwise(ordered))


@pytest.mark.parametrize("count", [len(LETTERS), len(LETTERS) + 1])
def test_more_links_than_letters_have_two(count: int) -> None:
    lengths = {len(label) for label in labels_for([False] * count)}
    assert lengths == {1 if count == len(LETTERS) else 2}


def test_a_link_without_room_has_one_letter_among_many() -> None:
    labels = labels_for([number % 10 == 0 for number in range(60)])
    assert [len(label) for label in labels[:3]] == [1, 2, 2]


def test_more_links_than_any_letters_suffice_for_leave_some_out() -> None:
    labels = labels_for([False] * 1000)
    assert len(set(filter(None, labels))) == len(LETTERS) ** 2


@given(st.text("ab漢字 ", min_size=1, max_size=20), st.integers(0, 30), st.sampled_from("ab"))
def test_a_label_leaves_a_line_as_wide_as_it_was(text: str, x: int, label: str) -> None:
    strip = Strip([Segment(text)])
    drawn = labelled(strip, [(x, label * 2)], Style())
    assert drawn.cell_length == strip.cell_length


@pytest.mark.parametrize("url", ["1", "9" * 5000, f"{SOURCE}{'9' * 5000}", f"{SOURCE}2"])
async def test_only_the_address_of_a_source_leads_to_it(url: str) -> None:
    pane = ReadingPane()
    async with staged(pane):
        pane.show("It is so [1].\n\n## Sources\n\n[1] A book, 2020.\n")
        assert pane.links.footnote_at(url) is None
        found = pane.links.footnote_at(f"{SOURCE}1")
        assert found is not None
        assert found[0] == "A book, 2020."


async def test_labels_stand_on_the_first_cells_of_links() -> None:
    pane = ReadingPane()
    async with staged(pane, size=(60, 10)):
        pane.show("漢字 [here](/1) and [漢](/2).\n\n| [a](/3) |\n|---|\n| [there](/4) |\n")
        places = pane.links.visible()
        names = labels_for([False] * len(places))
        before = lines(pane)
        pane.labels = {(p.key, p.x): name for p, name in zip(places, names, strict=True)}
        assert [line.strip() for line in lines(pane)[:6]] == [
            "漢字 aere and s .",
            "",
            "d",
            "─────",
            "fhere",
            "",
        ]
        pane.labels = {}
        assert lines(pane) == before


async def test_labels_are_told_from_their_ground_in_every_theme() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        for theme in BUILTIN_THEMES:
            stage.app.theme = theme
            await stage.pilot.pause()
            style = pane.style_of(HINT)
            assert style.color
            assert style.bgcolor
            ground = style.bgcolor
            if stage.app.ansi_color or ground.is_default or ground.number is not None:
                continue
            fore, back = Color.from_rich_color(style.color), Color.from_rich_color(ground)
            assert contrast(fore, back) >= 4.5, theme


def contrast(one: Color, other: Color) -> float:
    """As WCAG 2.2 has it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: Color) -> float:
    """Relative luminance, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
