"""Back to where one was, and forth again."""

from octavo.tui.controllers.reading.jumps import JUMPS
from tests.making import MakeArticle
from tests.tui.controllers.conftest import Desk


def go_to_list(desk: Desk) -> None:
    """Leave the text for the list, as Esc does."""
    desk.of.jumps.rest()
    desk.panes.to_list()
    desk.of.reading.show(desk.rows.cursor)


def place(desk: Desk) -> tuple[str, int, bool]:
    return desk.reads(), desk.text.position, desk.panes.in_text


def test_back_and_forth_through_articles(three: Desk) -> None:
    three.of.reading.read()
    three.text.position = 7
    three.of.reading.pass_to(1)
    three.text.position = 4
    three.of.reading.pass_to(1)
    assert place(three) == ("First", 0, True)
    three.of.jumps.back()
    assert place(three) == ("Second", 4, True)
    three.of.jumps.back()
    assert place(three) == ("Third", 7, True)
    assert three.rows.cursor == 3
    three.of.jumps.back()
    assert three.screen.said == ["There is no place further back."]
    three.of.jumps.forth()
    three.of.jumps.forth()
    assert place(three) == ("First", 0, True)
    three.of.jumps.forth()
    assert three.screen.said[1:] == ["There is no place further on."]


def test_back_to_what_was_read_before_the_list_was_gone_to(three: Desk) -> None:
    three.of.reading.read()
    three.text.position = 7
    go_to_list(three)
    three.of.reading.read()
    go_to_list(three)
    three.rows.move(1)
    three.of.reading.read()
    three.of.jumps.back()
    assert place(three) == ("Third", 7, True)
    three.of.jumps.back()
    assert three.screen.said == ["There is no place further back."]


def test_back_to_the_query_before_with_its_row(three: Desk) -> None:
    three.rows.move(1)
    three.of.search.open()
    three.of.search.typed("ferry")
    three.of.search.kept("ferry")
    three.of.reading.read()
    assert (three.titles(), three.reads()) == (["Third"], "Third")
    three.of.jumps.back()
    assert (three.line.text, three.titles()) == ("", ["Third", "Second", "First"])
    assert place(three) == ("Second", 0, False)
    three.of.jumps.forth()
    assert (three.line.text, three.titles()) == ("ferry", ["Third"])
    assert place(three) == ("Third", 0, True)


def test_what_became_no_jump_is_no_place_to_come_back_to(article: Desk) -> None:
    article.text.position = 3
    article.of.targets.follow("https://elsewhere.example/")
    article.text.position = 7
    article.of.search.open()
    article.of.search.kept("")
    article.text.position = 9
    article.of.outline.open()
    article.panes.outline.choose("Two")
    article.of.jumps.back()
    assert place(article) == ("Parts", 9, True)


def test_a_cleared_query_can_be_gone_back_to(three: Desk) -> None:
    three.of.search.open()
    three.of.search.kept("ferry")
    three.of.search.clear()
    three.of.jumps.back()
    assert (three.line.text, three.titles()) == ("ferry", ["Third"])


def test_a_query_that_was_only_tried_is_no_jump(three: Desk) -> None:
    three.of.search.open()
    three.of.search.typed("ferry")
    three.of.search.dropped("")
    three.of.search.open()
    three.of.search.kept("")
    three.of.jumps.back()
    assert three.screen.said == ["There is no place further back."]


def test_back_from_a_heading(article: Desk) -> None:
    article.text.position = 3
    article.of.outline.open()
    article.panes.outline.choose("Two")
    article.of.jumps.back()
    assert place(article) == ("Parts", 3, True)


def test_back_from_what_was_looked_for(article: Desk) -> None:
    article.text.position = 3
    article.of.find.open()
    article.text.position = 40
    article.of.find.closed(kept=True)
    article.of.jumps.back()
    assert article.text.position == 3


def test_back_from_an_article_that_a_link_led_to(desk: Desk, make_article: MakeArticle) -> None:
    make_article("Kept", "Short.", url="https://kept.example/")
    make_article("Linking", "[a](https://kept.example/)")
    desk.start("linking")
    desk.of.reading.read()
    desk.text.position = 2
    desk.of.targets.follow("https://kept.example/")
    assert place(desk) == ("Kept", 0, True)
    desk.of.search.open()
    desk.of.search.kept("")
    desk.of.jumps.back()
    assert place(desk) == ("Kept", 0, True)
    assert desk.titles() == ["Linking"]
    desk.of.jumps.back()
    assert place(desk) == ("Linking", 2, True)


def test_what_is_gone_for_good_is_passed_over(three: Desk) -> None:
    three.of.reading.read()
    three.text.position = 7
    three.of.reading.pass_to(1)
    three.of.reading.pass_to(1)
    three.library.delete([2])
    three.library.empty_trash()
    three.of.jumps.back()
    assert place(three) == ("Third", 7, True)


def test_jumps_are_bounded(three: Desk) -> None:
    three.of.reading.read()
    for position in range(JUMPS + 50):
        three.text.position = position
        three.of.jumps.leave()
    for _ in range(JUMPS + 50):
        three.of.jumps.back()
    assert three.text.position == 50
