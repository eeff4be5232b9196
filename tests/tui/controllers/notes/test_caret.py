"""A caret in the text, and what it has gone over."""

from octavo.library.library import Library
from tests.making import MakeArticle, draft
from tests.tui.controllers.conftest import Desk
from tests.tui.controllers.notes.conftest import TEXT, over, quoted


def test_what_the_caret_went_over_is_highlighted_and_it_stays(river: Desk) -> None:
    over(river, "runs to")
    assert river.text.passage() == "runs to"
    river.of.caret.highlight()
    assert quoted(river) == river.text.noted() == ["runs to"]
    assert river.text.passage() == "o"
    assert river.panes.caret_keys.is_open


def test_a_passage_can_be_gone_over_backwards_and_given_up(river: Desk) -> None:
    over(river, "The river")
    for _ in range(20):
        river.of.caret.by_character(-1)
    assert river.text.passage().endswith("T")
    river.of.caret.toggle_passage()
    assert river.text.caret
    assert river.text.caret.passage is None


def test_shift_begins_a_passage(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.by_line(1)
    river.of.caret.extend_by_character(1)
    river.of.caret.extend_by_character(1)
    assert river.text.passage() == "The"


def test_without_a_passage_it_is_said_how_to_begin_one(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.highlight()
    assert quoted(river) == []
    assert river.screen.said == ["v begins a passage; go to its end then."]


def test_a_caret_goes_to_what_is_looked_for(river: Desk) -> None:
    river.of.caret.begin()
    river.of.caret.find()
    river.panes.find_line.changed("ferry")
    river.panes.find_line.left(True)
    assert river.panes.caret_keys.is_open
    assert river.text.passage() == "f"


def test_a_caret_begins_at_what_is_selected_with_the_mouse(river: Desk) -> None:
    start = TEXT.index("runs")
    river.text.selected_span = (start, start + 4)
    river.of.caret.begin()
    assert river.text.passage() == "runs"


def test_another_text_takes_the_caret_away(river: Desk, make_article: MakeArticle) -> None:
    make_article("Other", "Else.")
    river.of.caret.begin()
    river.of.reading.show(None)
    river.of.caret.relaid()
    assert not river.panes.caret_keys.is_open
    river.of.caret.by_word(1)
    assert river.text.caret is None


def test_a_text_set_anew_keeps_the_caret_on_its_character(river: Desk) -> None:
    over(river, "bridge")
    river.text.viewport().resize(8, 5)
    river.of.caret.relaid()
    assert river.text.passage() == "bridge"
    river.of.caret.by_character(-1)
    assert river.text.passage() == "bridg"


def test_leaving_takes_the_caret_out(river: Desk) -> None:
    over(river, "bridge")
    river.of.caret.leave()
    assert (river.text.caret, river.panes.caret_keys.is_open) == (None, False)


def test_an_empty_text_takes_no_caret(desk: Desk, library: Library) -> None:
    library.add([draft("Link", "", url="https://tides.example/")])
    desk.start()
    desk.of.caret.begin()
    desk.of.highlights.toggle_paragraph()
    assert desk.text.caret is None
    assert len(desk.screen.said) == 2
