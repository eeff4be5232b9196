"""Pictures in a laid-out text: below what is said of them, and nothing moves when they come."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.markdown.layout.code import Highlighter
from octavo.markdown.layout.viewport import Viewport
from octavo.markdown.lines import cells_for

TEXT = """Before it.

![The sea](sea.png)

Words ![a sign](dot.png) and ![a chart](chart.png) go on
with [![a door](door.png)](page).

> - quoted ![sea](sea.png)

| cell |
|:--|
| ![sea](sea.png) |

After it.

The end.
"""
SIZES = {
    "sea.png": (360, 180),
    "dot.png": (16, 16),
    "chart.png": (90, 900),
    "door.png": (90, 90),
}


class Text:
    """A text in a viewport, and the pictures in it that are shown."""

    def __init__(self, shown: Mapping[str, tuple[int, int]], width: int, rows: int) -> None:
        self.shown = dict(shown)
        self.viewport = Viewport(TEXT, width, rows, Highlighter(), 0, self.shown.get)

    def seen(self) -> list[str]:
        """The lines on the screen; of a picture, what is drawn in each."""
        return [
            line.text.rstrip()
            + (f"{line.picture.url} {line.picture.row}" if line.picture else "")
            for _, line in self.viewport.lines
        ]


def test_a_picture_stands_below_the_paragraph_that_says_what_it_is() -> None:
    seen = Text(SIZES, 30, 100).seen()
    sea = [f"sea.png {row}" for row in range(8)]
    assert seen[:12] == ["Before it.", "", "▨ The sea", *sea, ""][:12]
    chart = [f"chart.png {row}" for row in range(20)]
    door = [f"door.png {row}" for row in range(5)]
    words = ["Words ▨ a sign and ▨ a chart", "go on with ▨ a door."]
    assert [line for line in seen if line in (*words, *chart, *door)] == [*words, *chart, *door]
    assert seen.count("▎ • quoted ▨ sea") == 1
    assert sum("│" in line and "sea.png" in line for line in seen) == 0


@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 160))
@settings(deadline=None)
def test_a_picture_fits_and_keeps_its_shape(width: int, height: int, room: int) -> None:
    columns, rows = cells_for(width, height, room)
    assert 0 <= columns <= room
    assert 0 <= rows <= 20
    if columns > 8 and rows > 8:
        assert columns / rows == pytest.approx(2 * width / height, rel=0.2)


def top(text: Text) -> str:
    return text.seen()[0]


@pytest.mark.parametrize("before", [{}, {"sea.png": SIZES["sea.png"]}], ids=["none", "one"])
@pytest.mark.parametrize("width", [20, 60])
def test_what_is_on_top_stays_there_when_pictures_come_and_go(
    before: Mapping[str, tuple[int, int]], width: int
) -> None:
    for down in range(14):
        text = Text(before, width, 3)
        text.viewport.go_by(down)
        was = top(text)
        text.shown.update(SIZES)
        text.viewport.renew()
        assert top(text) == was

        text.shown.clear()
        text.shown.update(before)
        text.viewport.renew()
        assert top(text) == was


def test_a_picture_in_a_link_has_both_addresses() -> None:
    found: Sequence[tuple[str, str]] = [
        (piece.link.url, piece.link.picture)
        for _, line in Text({}, 60, 50).viewport.lines
        for piece in line.pieces
        if piece.link and "door" in piece.text
    ]
    assert found == [("page", "door.png")]
    assert [link.url for link in Text({}, 60, 50).viewport.links()].count("page") == 1
