"""Notes: what they are listed by."""

import pytest

from octavo.model.note import Highlight, Note
from tests.query.world import NOON


@pytest.mark.parametrize(
    ("text", "quote", "title"),
    [
        pytest.param("Ask them.\n\nWhy?", None, "Ask them.", id="its first line"),
        pytest.param("\n\n  Ask them.", None, "Ask them.", id="past blank lines"),
        pytest.param("## On folding\n\nTwice.", None, "On folding", id="without heading marks"),
        pytest.param("", "a sheet\nfolded", "a sheet", id="the passage where it has no text"),
        pytest.param("Mine", "theirs", "Mine", id="its text before the passage"),
        pytest.param(" ", None, "Empty note", id="nothing"),
        pytest.param("#", None, "Empty note", id="a heading without a text"),
    ],
)
def test_is_listed_by(text: str, quote: str | None, title: str) -> None:
    highlight = None if quote is None else Highlight(quote)

    assert Note(id=1, text=text, highlight=highlight, added=NOON).title == title
