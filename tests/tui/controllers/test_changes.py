"""Changes: what other processes do is seen, and the index follows."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from octavo.index.search.word_search import WordSearch
from octavo.library.library import Library
from octavo.model.tag import Tag
from octavo.storage.errors import LibraryUnwritable
from octavo.tui.controllers.changes import MOST_SKIPPED
from tests.making import Clock, draft
from tests.tui.controllers.conftest import Desk


def test_what_comes_in_from_outside_is_announced_and_listed_on_demand(three: Desk) -> None:
    """Nothing moves under the cursor meanwhile; then it stays on its article."""
    three.rows.move(1)
    three.rows.marks = frozenset({2})
    rows = three.titles()
    with Library(three.library.folder) as other:
        other.add([draft("Fourth", "Newer than all.")])
    three.of.sync.look()
    assert three.line.total == 4
    three.of.sync.look()
    assert three.titles() == rows
    assert three.footer.news == "1 new article · F5 shows them"
    three.of.search.run_again()
    assert three.titles() == ["Fourth", *rows]
    assert three.reads() == "Second"
    assert three.rows.marks == {2}


def test_a_receipt_goes_when_undo_would_take_back_what_others_did(three: Desk) -> None:
    three.of.changes.done(three.library.star([1]))
    three.of.sync.look()
    assert three.footer.last
    with Library(three.library.folder) as other:
        other.keep_place(2, 3, 0.5)
        three.of.sync.look()
        assert three.footer.last
        other.tags.repin(lambda _: [Tag("essay")])
        three.of.sync.look()
        assert not three.footer.last
        three.of.changes.done(three.library.star([2]))
        three.of.sync.look()
        assert three.footer.last


def test_what_came_in_and_went_again_is_not_announced_any_more(three: Desk) -> None:
    with Library(three.library.folder) as other:
        other.add([draft("Fourth"), draft("Fifth")])
        _looked_twice(three)
        for left in ("1 new article · F5 shows them", ""):
            other.delete([other.articles()[0].id])
            _looked_twice(three)
            assert three.footer.news == left


def _looked_twice(desk: Desk) -> None:
    desk.of.sync.look()
    desk.of.sync.look()


def test_what_is_deleted_from_outside_is_said(three: Desk) -> None:
    with Library(three.library.folder) as other:
        other.delete([1, 2])
    three.of.sync.look()
    three.of.sync.look()
    assert three.screen.said == ["2 articles were deleted from outside."]
    assert three.titles() == ["Third", "Second", "First"]


def test_an_empty_list_shows_at_once_what_comes_in(desk: Desk) -> None:
    desk.start()
    with Library(desk.library.folder) as other:
        other.add([draft("First", "At last.")])
    desk.of.sync.look()
    desk.of.sync.look()
    assert desk.titles() == ["First"]


def test_a_change_from_elsewhere_is_drawn_in_place(three: Desk) -> None:
    with Library(three.library.folder) as other:
        other.star([3])
    three.of.sync.look()
    assert three.rows.drawn == [frozenset({3})]
    assert three.panes.headline.item == three.library.article(3)


def test_changes_go_into_the_index_after_a_while(three: Desk) -> None:
    three.of.sync.start()
    assert three.library.search.pending
    three.screen.tick()
    assert not three.library.search.pending


def test_a_library_json_that_is_taken_away_is_written_again(three: Desk) -> None:
    """Also where nothing else changes."""
    three.of.sync.start()
    three.screen.tick()
    (three.library.folder / "library.json").unlink()
    three.screen.tick()
    assert (three.library.folder / "library.json").exists()
    three.of.sync.look()
    assert "library.json was taken away" in three.screen.said[-1]


def test_an_app_that_closes_leaves_the_index_as_it_is(three: Desk) -> None:
    three.screen.waits = True
    three.of.sync.index()
    three.of.sync.close()
    three.screen.work()
    assert three.library.search.pending
    assert three.screen.errors == []


def test_a_journal_that_cannot_be_read_is_told_once(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follow() -> frozenset[int]:
        raise LibraryUnwritable(three.library.folder, "gone")

    for _ in range(2):
        with monkeypatch.context() as failing:
            failing.setattr(three.library, "follow", follow)
            for _ in range(3):
                three.of.sync.look()
        three.of.sync.look()
    assert len(three.screen.errors) == 2, "once each time that it comes to be so"


def test_what_fails_again_and_again_is_tried_less_and_less(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def settle(_: object) -> None:
        tried.append(1)
        raise LibraryUnwritable(three.library.folder, "the disk is full")

    with monkeypatch.context() as failing:
        failing.setattr(three.library, "settle", settle)
        for _ in range(200):
            three.of.sync.index()
    assert len(tried) == 8, "after 1, 3, 7, 15, 31, 63 and 63 looks more"
    [told] = three.screen.errors
    assert told == "No change is lost, but octavo cannot tidy up: the disk is full"
    for _ in range(MOST_SKIPPED + 1):
        three.of.sync.index()
    assert not three.library.search.pending


def test_what_a_damaged_index_found_is_said_and_looked_up_again(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.of.search.list_query("ferry")
    three.rows.show([1])
    monkeypatch.setattr(three.library.search, "verify", lambda: False)
    three.of.sync.start()
    three.screen.tick()
    assert (
        "The search index was damaged and is made anew; nothing is lost." in three.screen.said
    )
    assert three.titles() == ["Third"]


def test_what_comes_back_by_itself_is_announced_and_listed_on_demand(
    three: Desk, clock: Clock
) -> None:
    three.library.put_off([3], three.library.now() + timedelta(hours=1))
    three.of.search.run_again()
    three.of.sync.look()
    assert (three.titles(), three.screen.said) == (["Second", "First"], [])
    clock.advance(hours=1)
    three.of.sync.look()
    assert three.screen.said == ["1 article is back that you put off."]
    assert three.footer.news == "1 new article · F5 shows them"
    assert three.titles() == ["Second", "First"]
    three.of.search.run_again()
    assert three.titles() == ["Third", "Second", "First"]


@pytest.mark.parametrize("query", ["", "the"])
def test_each_of_quick_presses_shows_what_it_took_back(three: Desk, query: str) -> None:
    """Before a query that runs anew has an answer, which the next press makes stale."""
    three.of.search.list_query(query)
    three.screen.waits = True
    for titles in (["Second", "First"], ["First"], []):
        three.of.history.undo()
        assert three.titles() == titles
    for titles in (["First"], ["Second", "First"], ["Third", "Second", "First"]):
        three.of.history.redo()
        assert query or three.titles() == titles
    three.screen.work(latest_first=True)
    assert three.titles() == ["Third", "Second", "First"]


def test_common_words_are_looked_up_once_somebody_has_searched(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    prepare = WordSearch.prepare

    def prepared(search: WordSearch) -> Iterator[None]:
        looked_up.append("common words")
        return prepare(search)

    monkeypatch.setattr(WordSearch, "prepare", prepared)
    three.of.sync.index()
    three.of.sync.index()
    assert not looked_up
    three.start("river")
    three.of.sync.index()
    assert not looked_up  # while the query is typed
    three.line.has_keyboard = False
    three.of.sync.index()
    three.of.sync.index()
    assert looked_up == ["common words"]
    with Library(three.library.folder) as other:
        other.add([draft("Fourth", "A river.")])
        other.search.catch_up()
    three.of.sync.look()
    three.of.search.run_again()
    three.of.sync.index()
    three.of.sync.index()
    assert looked_up == ["common words"]  # what came is looked up by itself
