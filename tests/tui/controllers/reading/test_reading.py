"""Reading, finding in the text, and the panes around it."""

import pytest

from octavo.library.library import Library
from octavo.model.article import ArticleId, State
from octavo.model.draft import DraftNote
from octavo.model.note import Highlight
from octavo.settings.config import NARROWEST, WIDEST
from octavo.settings.state import State as Remembered
from octavo.tui.widgets.reading.scroller import ReadingPosition
from tests.making import MakeArticle, draft, never
from tests.tui.controllers.conftest import Desk


def read_to(desk: Desk, position: int, progress: float) -> None:
    """Read on without leaving anything out."""
    desk.of.reading.read()
    desk.of.reading.follow(ReadingPosition(0, position / len(desk.text.text)))
    desk.of.reading.follow(ReadingPosition(position, progress))


def test_what_the_cursor_comes_to_is_shown(three: Desk) -> None:
    assert three.reads() == "Third"
    assert three.text.text == "The third ferry."
    three.of.reading.pass_to(1)
    assert (three.reads(), three.text.text) == ("Second", "The second bridge.")
    three.of.reading.pass_to(-1)
    assert three.reads() == "Third"


def test_the_place_in_a_text_is_kept_and_taken_up_again(three: Desk) -> None:
    read_to(three, 7, 0.5)
    assert three.panes.headline.progress == 0.5
    three.of.reading.pass_to(1)
    kept = three.library.article(3)
    assert (kept.position, kept.progress, kept.state) == (7, 0.5, State.READING)
    three.of.reading.pass_to(-1)
    assert three.text.position == 7


def test_reading_to_the_end_makes_it_read(three: Desk) -> None:
    read_to(three, 7, 1.0)
    three.of.reading.keep_place()
    assert three.library.article(3).state is State.READ
    assert "read" in three.footer.last
    three.of.history.undo()
    assert three.library.article(3).state is State.READING
    three.of.reading.follow(ReadingPosition(7, 1.0))
    three.of.reading.keep_place()
    assert three.library.article(3).state is State.READING


def test_what_was_jumped_over_is_not_read(three: Desk) -> None:
    three.of.reading.read()
    three.of.reading.follow(ReadingPosition(0, 0.1))
    three.of.reading.follow(ReadingPosition(12, 1.0))
    three.of.reading.keep_place()
    article = three.library.article(3)
    assert (article.state, article.progress, article.position) == (State.READING, 0.1, 12)
    assert three.panes.headline.progress == 1.0


def test_the_place_stays_in_sight_while_the_keyboard_is_elsewhere(three: Desk) -> None:
    three.of.reading.read()
    read_to(three, 12, 1.0)
    three.of.notes.write()
    three.panes.to_list()
    three.of.reading.follow(ReadingPosition(11, 0.9))
    assert three.panes.headline.progress == 0.9
    three.of.changes.done(three.library.star([3]))
    assert three.panes.headline.progress == 0.9
    three.rows.move(1)
    assert three.panes.headline.progress == 0.0


def test_the_headline_shows_the_place_and_how_far_it_was_read_never_goes_back(
    three: Desk,
) -> None:
    read_to(three, 9, 0.8)
    read_to(three, 0, 0.2)
    assert three.panes.headline.progress == 0.2
    three.of.reading.keep_place()
    assert three.library.article(3).progress == 0.8


def test_looking_at_a_list_reads_nothing(three: Desk) -> None:
    three.of.reading.follow(ReadingPosition(0, 1.0))
    three.rows.move(1)
    assert three.library.article(3).state is State.UNREAD


def test_reading_on_goes_to_the_text_and_then_through_it(three: Desk) -> None:
    three.of.reading.read_on()
    assert three.panes.in_text
    assert three.text.read_on == 0
    three.of.reading.read_on()
    assert three.text.read_on == 1


def test_what_comes_next_is_laid_out_ahead(three: Desk) -> None:
    three.rows.has_focus = True
    for way in (1, -1):
        three.rows.move(way)
        three.screen.tick()
        ahead = three.text.prepared
        three.rows.move(way)
        assert three.text.text == ahead != ""


@pytest.mark.parametrize("text", ["a " * 25_001, "漢" * 50_001], ids=["words", "no blanks"])
def test_a_long_text_is_not_read_ahead(
    desk: Desk, make_article: MakeArticle, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title, each in (("Third", text), ("Second", "Short."), ("First", "Short.")):
        make_article(title, each)
    desk.start()
    desk.rows.has_focus = True
    desk.rows.move(1)
    monkeypatch.setattr(desk.library, "text", never)
    desk.screen.tick()
    assert not desk.text.prepared


def test_an_article_is_opened_in_its_text(three: Desk) -> None:
    three.of.reading.open(1)
    assert three.reads() == "First"
    assert three.panes.in_text


def test_an_empty_list_has_nothing_to_read(desk: Desk) -> None:
    desk.start()
    desk.of.reading.read()
    assert not desk.panes.in_text
    assert desk.text.text == ""


def test_notes_stand_under_the_text_they_belong_to(
    desk: Desk, make_article: MakeArticle
) -> None:
    note = DraftNote(text="Worth a walk.", highlight=Highlight("some words"))
    make_article("First", "It has some words in it.", notes=(note,))
    desk.start()
    assert "Worth a walk." in desk.text.text
    assert desk.text.highlights == [(7, 17)]


def test_a_missing_text_says_so_and_the_rest_goes_on(
    library: Library, desk: Desk, make_article: MakeArticle
) -> None:
    make_article("First", "Short.")
    (library.folder / "texts" / "0001.json").unlink()
    desk.start()
    assert "octavo check" in desk.text.placeholder
    desk.of.triage.star()
    assert library.articles()[0].starred


def test_a_link_says_how_to_get_its_page(library: Library, desk: Desk) -> None:
    library.add([draft("Link", "", url="https://tides.example/")])
    desk.start()
    assert desk.text.placeholder.startswith("Only the link so far")
    assert "r fetches the page, o opens it" in desk.text.placeholder


def test_what_is_found_in_the_text_is_counted(three: Desk) -> None:
    find, line = three.of.find, three.panes.find_line
    find.open()
    assert line.opened == 1
    find.typed("ferry")
    find.reached(1, 1)
    assert line.count == "1 of 1"
    find.typed("bridge")
    assert line.count == "not found"
    find.reached(0, 2)
    assert line.count == "– of 2"


def test_which_hit_it_is_is_said_once_the_line_is_left(three: Desk) -> None:
    find, line = three.of.find, three.panes.find_line
    find.open()
    find.reached(1, 17)
    find.closed(kept=True)
    find.reached(2, 17)
    assert (line.count, three.footer.hits) == ("1 of 17", "2 of 17")
    find.reached(0, 0)
    assert three.footer.hits == ""


def test_walking_the_hits_of_the_query_opens_no_line(three: Desk) -> None:
    three.of.find.reached(3, 17)
    assert (three.panes.find_line.count, three.footer.hits) == ("", "3 of 17")


@pytest.mark.parametrize(("kept", "found"), [(True, ["ferry"]), (False, ["third"])])
def test_what_was_found_stays_marked_if_it_was_kept(
    three: Desk, kept: bool, found: list[str]
) -> None:
    three.of.search.typed("third")
    three.of.find.typed("ferry")
    three.of.find.closed(kept)
    assert three.text.found() == found
    assert three.panes.in_text


def test_a_narrow_screen_shows_one_pane_at_a_time(three: Desk) -> None:
    panes, controller = three.panes, three.of.panes
    panes.columns = 60
    controller.lay_out()
    assert panes.single == "left"
    three.of.reading.read()
    controller.lay_out()
    assert panes.single == "right"
    controller.back()
    assert panes.single == "left"


def test_the_text_alone_and_both_again(three: Desk) -> None:
    panes, controller = three.panes, three.of.panes
    controller.zoom()
    assert (panes.single, panes.in_text) == ("right", True)
    controller.zoom()
    assert panes.single == ""
    controller.zoom()
    controller.back()
    assert (panes.single, panes.in_text) == ("", False)


def test_a_step_that_leads_nowhere_says_so(three: Desk) -> None:
    three.of.find.to_hit(1)
    three.panes.columns = 80
    three.of.panes.zoom()
    assert three.panes.single == "right"
    three.of.panes.zoom()
    assert [said.split(";")[0] for said in three.screen.said] == [
        "No hits in this text",
        "The text has the whole screen.",
    ]


def test_the_keyboard_goes_from_pane_to_pane(three: Desk) -> None:
    three.of.panes.next_pane()
    assert three.panes.in_text
    three.of.panes.next_pane()
    assert not three.panes.in_text


def test_back_goes_step_by_step_and_never_quits(three: Desk) -> None:
    three.line.text = "the"
    three.of.search.kept("the")
    three.rows.marks = frozenset({1})
    three.of.reading.read()
    three.of.panes.back()
    assert (len(three.rows.marks), three.panes.in_text) == (0, True)
    three.of.panes.back()
    assert (three.line.text, three.panes.in_text) == ("the", False)
    three.of.panes.back()
    assert three.line.text == ""
    three.of.panes.back()
    assert three.screen.said == ["No step further back; q quits"]


def test_the_measure_is_set_and_remembered(desk: Desk) -> None:
    desk.of.panes.widen(-1)
    assert desk.text.measure == 72
    desk.of.panes.widen(1)
    desk.of.panes.widen(1)
    assert desk.state.remembered.measure == 80
    assert NARROWEST < desk.text.measure < WIDEST


def test_addresses_are_opened_and_copied(library: Library, desk: Desk) -> None:
    urls = ["https://a.example/", "https://b.example/"]
    ids = [entry.id for entry in library.add([draft(url, "", url=url) for url in urls])]
    desk.start()
    desk.of.address.open()
    assert desk.screen.opened == [urls[1]]
    desk.of.address.copy()
    assert desk.screen.copied == urls[1]
    desk.rows.marks = frozenset(id for id in ids if id)
    desk.of.address.copy()
    assert desk.screen.copied.splitlines() == urls[::-1]
    assert desk.screen.said[-1] == "Copied 2 addresses."


def test_what_is_selected_is_copied_first(three: Desk) -> None:
    three.screen.selected = "third"
    three.of.address.copy()
    assert three.screen.copied == "third"


def test_without_an_address_the_title_is_copied_and_nothing_opened(three: Desk) -> None:
    three.of.address.copy()
    assert three.screen.copied == "Third"
    three.of.address.open()
    assert three.screen.said[-1] == "It has no address to open."


@pytest.mark.parametrize(
    ("url", "is_opened"),
    [("https://a.example/", True), ("mailto:a@b.example", True), ("file:///etc/passwd", False)],
)
def test_only_addresses_of_the_web_are_opened(desk: Desk, url: str, is_opened: bool) -> None:
    desk.of.address.follow(url)
    assert (desk.screen.opened == [url]) is is_opened
    assert bool(desk.screen.errors) is not is_opened


def test_what_was_remembered_is_there_for_the_next_session(desk: Desk, three: Desk) -> None:
    three.of.panes.widen(1)
    three.of.search.kept("ferry")
    again = Remembered(desk.state.path).remembered
    assert (again.measure, again.queries) == (80, ("ferry",))


def test_what_is_gone_for_good_is_passed_over(three: Desk) -> None:
    gone: ArticleId = 3
    three.library.delete([gone])
    three.library.empty_trash()
    three.of.triage.star()
    three.of.address.copy()
    assert three.titles()[0] == "No longer in the library"
    assert three.screen.copied == ""


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param("A new head.\n\n{0}\n\n{1}\n\n{2}", id="behind something new"),
        pytest.param("{1}\n\n{0}\n\n{2}", id="moved"),
        pytest.param("{0}\n\nIn short: {1}\n\n{2}", id="edited itself"),
        pytest.param("{1}\n\n{2}", id="behind what is gone"),
    ],
)
def test_the_same_words_stay_on_top_of_a_text_that_is_another_now(
    library: Library, desk: Desk, edited: str
) -> None:
    said = [" ".join(f"Bridge {part}.{n}" for n in range(30)) for part in range(3)]
    library.add([draft("Bridges", "\n\n".join(said), url="https://site.example/a")])
    desk.start()
    desk.of.reading.read()
    desk.text.position = desk.text.text.index(said[1])
    library.intake.renew({1: draft("Bridges", edited.format(*said))}, label="fetch {}")
    desk.of.reading.renew()
    assert desk.text.text[desk.text.position :].startswith(said[1])
