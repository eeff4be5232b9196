"""A text with headings, which is read."""

import pytest

from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk

TEXT = """Before it.

# One

First.

### Deep

Second.

## Two

Third.
"""


@pytest.fixture
def article(desk: Desk, make_article: MakeArticle) -> Desk:
    """A text with three headings, that is read."""
    make_article("Parts", TEXT)
    desk.start()
    desk.of.reading.read()
    return desk


def top(desk: Desk) -> str:
    """The line on top."""
    return desk.text.text[desk.text.position :].partition("\n")[0]
