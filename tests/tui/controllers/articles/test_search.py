"""Search: what a line lists, and what is said where that is nothing."""

from datetime import timedelta

import pytest

from octavo.index import hits
from octavo.library.library import Library
from octavo.model.article import ArticleId, State
from octavo.model.search import Scan, Snippet, Suggestion
from octavo.model.tag import Tag, TagEdit
from octavo.query import Query
from octavo.tui.presenters.search_results import ask, completed, respelt
from tests.making import MakeArticle, draft
from tests.tui.controllers.conftest import Desk


def type_in(desk: Desk, text: str) -> None:
    """Type a query letter by letter."""
    for end in range(1, len(text) + 1):
        desk.line.text = text[:end]
        desk.of.search.typed(desk.line.text)


def notice(desk: Desk) -> str:
    return str(desk.panes.notice.said or "")


def test_the_list_narrows_with_every_letter(three: Desk) -> None:
    type_in(three, "f")
    assert set(three.titles()) == {"First", "Third"}
    type_in(three, "firs")
    assert three.titles() == ["First"]
    assert (three.line.matches, three.line.total) == (1, 3)
    assert three.line.order == "best first"
    assert three.reads() == "First"


def test_many_are_listed_before_they_are_counted(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octavo.index.search.word_search.AT_HAND", 1)
    asked: list[bool] = []

    def noting(library: Library, query: Query, *, whole: bool, scan: Scan) -> object:
        asked.append(three.line.stale)
        answer = ask(library, query, whole=whole, scan=scan)
        assert answer.is_counted == (len(asked) > 1)
        return answer

    three.library.search.catch_up()
    monkeypatch.setattr("octavo.tui.controllers.articles.query_runner.ask", noting)
    three.of.search.typed("f")
    assert asked == [True, True]
    assert set(three.titles()) == {"First", "Third"}
    assert (three.line.matches, three.line.stale) == (2, False)


def test_a_settled_query_is_not_asked_twice(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Query] = []

    def counted(library: Library, query: Query, *, whole: bool, scan: Scan) -> object:
        asked.append(query)
        return ask(library, query, whole=whole, scan=scan)

    monkeypatch.setattr("octavo.tui.controllers.articles.query_runner.ask", counted)
    three.of.search.typed("first")
    three.of.search.typed(" first")
    three.of.search.kept(" first")
    three.screen.tick()
    assert three.rows.rows == [three.rows.cursor]
    assert len(asked) == 1
    three.of.search.run_again()
    assert len(asked) == 2


def test_only_the_latest_question_is_answered(three: Desk) -> None:
    three.screen.waits = True
    three.of.search.typed("first")
    three.of.search.typed("second")
    assert three.line.stale
    three.screen.work(latest_first=True)
    assert three.titles() == ["Second"]
    assert not three.line.stale


def test_a_query_that_was_given_up_brings_the_one_before_back(three: Desk) -> None:
    three.of.search.kept("bridge")
    three.of.search.typed("bridge ferry")
    three.of.search.dropped("bridge")
    assert three.titles() == ["Second"]


def test_a_query_that_cannot_be_read_leaves_the_list(three: Desk) -> None:
    three.of.search.typed("bridge")
    three.of.search.typed("bridge )")
    assert three.line.fault is not None
    assert three.titles() == ["Second"]
    three.of.search.typed("bridge")
    assert three.line.fault is None


@pytest.mark.parametrize("query", ["\\", "~", "title:~"])
def test_marks_alone_are_a_fault_at_once(three: Desk, query: str) -> None:
    three.of.search.typed(query)
    assert three.line.fault is not None


def test_a_query_that_cannot_be_read_is_not_kept_and_gets_the_keyboard(three: Desk) -> None:
    three.of.search.kept("bridge )")
    assert three.line.opened == 1
    assert three.state.remembered.queries == ()


def test_a_tag_that_there_is_means_itself_once_the_line_is_kept(three: Desk) -> None:
    for article, tag in zip(
        three.library.articles(), ("news", "newsroom", "news/asia"), strict=True
    ):
        three.library.retag([article.id], TagEdit(add=frozenset({Tag(tag)})))
    three.of.search.typed("tag:news")
    assert len(three.titles()) == 3
    three.of.search.kept("tag:news")
    assert len(three.titles()) == 2
    assert three.of.search.settled_text == "tag:news"
    three.of.search.kept("tag:new")
    assert len(three.titles()) == 3
    assert three.of.search.settled_text == "tag:new*"


def test_what_is_kept_is_remembered_once_and_the_latest_first(three: Desk) -> None:
    for text in ("bridge", "ferry", "bridge", " "):
        three.of.search.kept(text)
    assert three.state.remembered.queries == ("bridge", "ferry")


def test_nothing_found_says_what_would_be(three: Desk) -> None:
    three.of.search.typed("bridge ferry ")
    assert "Nothing has all of this" in notice(three)
    assert "Without ferry there is 1 article (shift+Tab)." in notice(three)
    assert set(three.titles()) == {"Second", "Third"}
    assert three.line.matches == 0


def test_a_word_that_is_not_there_is_offered_as_it_is_spelt(three: Desk) -> None:
    three.of.search.typed("brigde ")
    assert "“brigde”; did you mean bridge (Tab)?" in notice(three)
    assert three.of.search.better("brigde ") == "bridge "


def test_when_two_parts_find_nothing_both_are_named(three: Desk) -> None:
    three.of.search.typed("river tag:nonexist author:knuth ")
    assert "There is no tag nonexist and no author knuth." in notice(three)
    assert "Without them there is 1 article (shift+Tab)." in notice(three)
    assert (notice(three) + str(three.rows.placeholder)).count("Nothing") == 1


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        pytest.param("obsidian - my", "obsidian my", id="a dash"),
        pytest.param("Smith (2020", "Smith 2020", id="half of a parenthesis"),
        pytest.param("cats AND (dogs", "cats and dogs", id="an operator"),
        pytest.param("a tagg:essay", "a tag:essay", id="a field that is not there"),
    ],
)
def test_what_is_no_query_offers_what_it_may_have_meant(
    three: Desk, pasted: str, meant: str
) -> None:
    three.of.search.kept(pasted)
    assert three.line.fault is not None
    assert "Tab" in three.line.fault.problem
    assert three.of.search.better(pasted) == meant


def test_what_nothing_has_can_be_left_out(three: Desk) -> None:
    three.of.search.typed("bridge ferry ")
    assert three.of.search.wider("bridge ferry ") == "bridge"
    three.of.search.typed("bridge ")
    assert three.of.search.wider("bridge ") == "bridge "


def test_without_a_query_what_is_archived_is_told_apart(three: Desk) -> None:
    three.library.archive([1])
    three.of.search.run_again()
    assert (three.line.matches, three.line.aside) == (2, "1 put away")
    three.of.changes.done(three.library.archive([2]))
    assert (three.line.matches, three.line.aside) == (1, "2 put away")
    three.of.changes.done(three.library.put_off([3], three.library.now() + timedelta(days=1)))
    assert three.line.aside == "3 put away"
    three.of.search.typed("bridge ")
    assert three.line.aside == ""


def test_where_everything_is_when_the_list_is_empty(three: Desk) -> None:
    three.library.delete([1, 2, 3])
    three.of.search.run_again()
    said = str(three.rows.placeholder)
    assert "in the trash" in said
    assert "in:trash" in said
    assert "archived" not in said
    three.library.archive([1])
    three.library.restore([1])
    three.of.search.run_again()
    assert "archived or in the trash" in str(three.rows.placeholder)


def test_an_empty_library_says_what_to_do(desk: Desk) -> None:
    desk.start()
    assert "a adds an address" in str(desk.rows.placeholder)


def test_it_starts_with_the_query_that_was_left(desk: Desk, make_article: MakeArticle) -> None:
    make_article("First", "A river.")
    make_article("Second", "A bridge.")
    desk.start("river")
    assert desk.line.text == "river"
    assert desk.titles() == ["First"]


def test_a_query_that_cannot_be_read_starts_with_everything(
    desk: Desk, make_article: MakeArticle
) -> None:
    make_article("First")
    desk.start("river )")
    assert desk.titles() == ["First"]
    assert desk.line.fault is not None


def test_the_hits_are_marked_in_titles_and_in_the_text(three: Desk) -> None:
    three.of.search.typed("first river")
    assert three.rows.marked("The first one") == ["first"]
    assert three.text.found() == ["first", "river"]
    three.of.search.typed("")
    assert three.rows.marked("The first one") == []
    assert three.text.found() == []


def test_the_cursor_stays_on_its_article_when_the_query_runs_again(three: Desk) -> None:
    three.rows.move(1)
    three.library.add([draft("Fourth")])
    three.of.search.run_again()
    assert three.titles() == ["Fourth", "Third", "Second", "First"]
    assert three.reads() == "Second"


def test_clearing_takes_the_query_away_once(three: Desk) -> None:
    three.of.search.kept("bridge")
    assert three.of.search.clear()
    assert three.of.search.shown == Query()
    assert not three.of.search.clear()


def test_what_comes_in_is_announced_and_listed_on_demand(three: Desk) -> None:
    three.library.add([draft("Fourth")])
    three.of.search.arrived(1)
    three.of.search.arrived(0)
    three.library.add([draft("Fifth")])
    three.of.search.arrived(1)
    assert three.titles() == ["Third", "Second", "First"]
    assert three.footer.news == "2 new articles · F5 shows them"
    assert three.line.total == 5
    three.of.search.run_again()
    assert three.titles()[:2] == ["Fifth", "Fourth"]
    assert three.footer.news == ""


def test_an_empty_list_shows_at_once_what_comes_in(desk: Desk) -> None:
    desk.start()
    desk.library.add([draft("First")])
    desk.of.search.arrived(1)
    assert desk.titles() == ["First"]


def test_all_that_is_listed_is_at_hand_once_nobody_types(three: Desk) -> None:
    three.of.search.typed("the")
    three.screen.tick()
    assert isinstance(three.rows.rows, list)
    assert len(three.rows.rows) == 3


def test_fields_and_tags_are_completed(three: Desk) -> None:
    assert completed(three.library, "river tag:ess") == "river tag:essay"
    assert completed(three.library, "river") is None


@pytest.fixture
def behind(three: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Three articles, of which the index has none, and that are many for a letter."""
    monkeypatch.setattr("octavo.tui.controllers.articles.query_runner.AT_ONCE", Scan(0))
    return three


def test_what_is_found_so_far_is_listed_and_the_rest_by_itself(behind: Desk) -> None:
    type_in(behind, "third")
    assert behind.titles() == ["Third"]
    assert (behind.line.matches, behind.line.progress) == (1, "searching")
    type_in(behind, "ferry")
    assert behind.titles() == []
    assert str(behind.rows.placeholder).startswith("Nothing found so far.")
    behind.screen.tick()
    assert (behind.titles(), behind.line.progress) == (["Third"], "")


def test_copies_are_listed_as_they_are_found(
    behind: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few texts are compared between two answers, and the cursor stays on its row."""
    monkeypatch.setattr("octavo.tui.controllers.articles.query_runner.COMPARED", 2)
    several = (("A", "stone"), ("B", "stone"), ("C", "wood"), ("D", "wood"))
    behind.library.add(
        [
            draft(title, " ".join(f"{word}{n}" for n in range(9)) + title)
            for title, word in several
        ]
    )
    type_in(behind, "is:duplicate")
    assert behind.line.order == "newest first, copies together"
    seen = list[tuple[list[str], str]]()
    while behind.line.progress:
        behind.screen.tick()
        seen.append((behind.titles(), behind.reads()))
    assert seen[-2:] == [(["B", "A"], "B"), (["D", "C", "B", "A"], "B")]


def test_while_the_index_is_made_the_answer_grows_with_it(behind: Desk) -> None:
    search = behind.library.search
    type_in(behind, "the")
    search.sync.progress = 0.34
    behind.screen.tick()
    assert (behind.titles(), behind.line.progress) == ([], "indexing 34 %")
    search.catch_up()
    assert not search.pending
    search.sync.progress = 0.99
    behind.screen.tick()
    assert set(behind.titles()) == {"First", "Second", "Third"}
    assert behind.line.progress == ""


def test_no_text_is_read_for_a_question_that_a_newer_one_followed(
    behind: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    type_in(behind, "ferry")
    monkeypatch.setattr(behind.library.search.corpus, "text", read.append)
    behind.screen.waits = True
    behind.screen.tick()
    behind.of.search.typed("ferr")
    behind.screen.work()
    assert read == []
    behind.screen.tick()
    behind.of.search.close()
    behind.screen.work()
    assert read == []


def test_no_text_is_read_to_save_what_is_listed(
    behind: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octavo.tui.controllers.articles.search.AT_ONCE", Scan(0))
    type_in(behind, "ferry")
    read: list[int] = []
    monkeypatch.setattr(behind.library.search.corpus, "text", read.append)
    assert behind.of.search.text_to_save == "ferry*"
    assert read == []


def test_the_rest_is_left_to_the_index_that_comes_meanwhile(
    behind: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(behind, "ferry")
    behind.screen.waits = True
    behind.screen.tick()
    with monkeypatch.context() as indexing:
        indexing.setattr(behind.library.search.sync, "progress", 0.0)
        behind.screen.work()
    assert behind.line.progress == "searching"
    behind.screen.waits = False
    behind.screen.tick()
    assert behind.titles() == ["Third"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        pytest.param("tag:wrod wrod", "tag:wrod word", id="not in a tag"),
        pytest.param("-wrod wrod", "-wrod word", id="not in what is left out"),
        pytest.param('title:"a wrod" b', 'title:"a word" b', id="in quotes"),
        pytest.param("@wrod (wrod OR b", "@wrod (word OR b", id="not in a saved query"),
    ],
)
def test_a_word_is_mended_where_it_is_searched(text: str, mended: str) -> None:
    assert respelt(text, [Suggestion("", "wrod", "word")]) == mended


async def test_a_copy_of_many_shows_the_first_few(
    three: Desk, make_article: MakeArticle
) -> None:
    for title in ("Fourth", "Fifth"):
        make_article(title)
    three.start()
    three.rows.marks = frozenset(three.rows.rows)
    three.screen.answers = ["link"]
    await three.of.export.copy_as()
    assert [each.partition(": ")[2] for each in three.screen.asked] == [
        "Fifth\nFourth\nThird\n… and 2 more"
    ]
    assert three.screen.copied.split() == ["Fifth", "Fourth", "Third", "Second", "First"]
    assert three.screen.said == ["Copied 5 articles as link."]


def test_the_count_follows_what_no_longer_matches_while_rows_stay(three: Desk) -> None:
    three.of.search.list_query("is:unread")
    three.of.changes.done(three.library.mark([1, 2], State.READ))
    assert (three.line.matches, len(three.rows.rows)) == (1, 3)
    three.of.changes.done(three.library.delete([3]))
    assert (three.line.matches, three.line.total) == (0, 2)
    three.of.history.undo()
    assert (three.line.matches, three.line.total) == (1, 3)


def test_the_first_rows_are_listed_with_their_passages(
    three: Desk, make_article: MakeArticle
) -> None:
    for number in range(3):
        make_article(f"Number {number}", "There is a weir.")
    three.rows.page_size = 2
    three.of.search.typed("weir")
    three.screen.waits = True
    passage_of = three.rows.passage_of
    assert passage_of
    assert [bool(passage_of(id)) for id in three.rows.rows] == [True, True, False]


def test_who_takes_a_letter_back_gets_the_same_passages_until_their_texts_are_others(
    three: Desk, make_article: MakeArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = make_article("Weirs", "There is a weir.").id
    three.rows.page_size = 2
    sought: list[str] = []
    snippet = hits.snippet

    def counted(text: str, query: Query, width: int, language: str) -> Snippet:
        sought.append(text)
        return snippet(text, query, width, language)

    monkeypatch.setattr(hits, "snippet", counted)

    def passage(typed: str) -> str:
        three.of.search.typed(typed)
        assert three.rows.passage_of
        found = three.rows.passage_of(number)
        return found.text if found else ""

    assert [passage(typed) for typed in ("weir", "wei", "weir")] == ["There is a weir."] * 3
    assert len(sought) == 2
    three.library.intake.rewrite(number, "There is another weir.")
    assert [passage(typed) for typed in ("wei", "weir")] == ["There is another weir."] * 2


def test_passages_are_looked_for_once_however_soon_more_are_wanted(three: Desk) -> None:
    three.rows.page_size = 0
    three.of.search.typed("river")
    finder = three.of.search._passages
    looked: list[ArticleId] = []
    finder._passage = lambda id, _: looked.append(id)  # type: ignore[method-assign, assignment]
    three.screen.waits = True
    three.rows.passage_of = finder._passage_of
    for id in (1, 2, 3):
        finder._passage_of(id)
        finder._rested()
    three.screen.waits = False
    three.screen.work()
    assert looked == [1, 2, 3]
