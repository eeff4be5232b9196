"""Finding one's way through a text."""

from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.reading.conftest import TEXT, top


def test_the_outline_has_all_headings_and_lights_the_current_one(article: Desk) -> None:
    article.text.position = TEXT.index("Second")
    article.of.outline.open()
    panel = article.panes.outline
    assert [(row.text, row.depth, row.lit) for row in panel.rows] == [
        ("One", 0, False),
        ("Deep", 2, True),
        ("Two", 1, False),
    ]
    assert panel.at == TEXT.index("### Deep")


def test_above_the_first_heading_none_is_lit(article: Desk) -> None:
    article.of.outline.open()
    assert not any(row.lit for row in article.panes.outline.rows)


def test_a_chosen_heading_is_gone_to(article: Desk) -> None:
    article.of.outline.open()
    article.panes.to_list()
    article.panes.outline.choose("Two")
    assert (top(article), article.panes.in_text) == ("## Two", True)


def test_leaving_the_outline_gives_the_text_back_as_it_was(article: Desk) -> None:
    article.text.position = 5
    article.of.outline.open()
    article.panes.to_list()
    article.panes.outline.closed()
    assert (article.text.position, article.panes.in_text) == (5, True)


def test_headings_are_gone_to_one_by_one(article: Desk) -> None:
    said = article.screen.said
    for heading in ("# One", "### Deep", "## Two"):
        article.of.outline.next()
        assert top(article) == heading
    article.of.outline.next()
    assert said == ["There is no heading further down."]
    article.text.position = TEXT.index("Second")
    for heading in ("### Deep", "# One"):
        article.of.outline.previous()
        assert top(article) == heading
    article.of.outline.previous()
    assert said[1:] == ["There is no heading further up."]


def test_a_text_without_headings_says_so(three: Desk) -> None:
    three.of.outline.open()
    three.of.outline.next()
    three.of.outline.previous()
    assert three.screen.said == ["This text has no headings."] * 3
    assert not three.panes.outline.is_open
