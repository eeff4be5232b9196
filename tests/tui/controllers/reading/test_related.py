"""What is near to what is read, beside the text."""

from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk


def test_what_is_near_is_listed_and_opened(three: Desk, make_article: MakeArticle) -> None:
    make_article("Fourth", "A ferry across the second river.", tags="essay")
    three.library.settle()
    three.of.reading.open(2)
    three.of.related.open()
    rows = {row.text: row.below for row in three.panes.related.rows}
    assert "second" in rows["Fourth"]
    assert rows["Fourth"].endswith("#essay")
    three.panes.related.choose("Fourth")
    assert three.reads() == "Fourth"


def test_where_nothing_is_near_it_is_said(desk: Desk, make_article: MakeArticle) -> None:
    desk.of.related.open()
    make_article("Alone", "Alone.")
    desk.start()
    desk.of.related.open()
    assert desk.screen.said == [
        "There is nothing to be near to.",
        "Nothing here is near to it.",
    ]
