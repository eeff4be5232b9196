"""Lines of widgets, put together from the left."""

import pytest
from rich.cells import cell_len
from rich.style import Style

from octavo.tui.widgets.base.drawing import Line


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        pytest.param("a river", "a river…", id="what has room for a part of what follows"),
        pytest.param("a long river", "a long r…", id="letters"),
        pytest.param("긴 강이다 흐른다", "긴 강이…", id="wide ones, which leave a cell"),
    ],
)
def test_a_line_that_is_full_ends_with_one_ellipsis(words: str, drawn: str) -> None:
    line = Line(9, Style()).add(words).add("  beside")
    assert line.strip().text.rstrip() == drawn
    assert cell_len(line.strip().text) == 9
